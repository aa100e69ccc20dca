#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingStorePostgres
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingTestKit

/// A repository moves from a file into a server and back, and a host sees how far it is.
@Suite(.enabled(if: PostgresServer.shared != nil))
struct PostgresMoveTests {
    private let server: PostgresServer
    private let folder: TemporaryFolder
    private let clock = KitClock()

    init() throws {
        server = try #require(PostgresServer.shared)
        folder = try TemporaryFolder()
    }

    private func file(_ name: String) async throws -> FileRepository {
        let clock = clock
        var options = FileRepository.Options()
        options.durability = .process
        return try await FileRepository(at: folder.file(name), options: options, clock: { clock.now })
    }

    private func postgres(journal: Int = 65_536) async throws -> PostgresRepository {
        let clock = clock
        let now: @Sendable () -> Date = { clock.now }
        return try await server.repository(clock: now) { $0.journalEntries = journal }
    }

    /// Writes of every kind, in random order.
    private func fill(_ repository: some BillingRepository, writes count: Int, seed: UInt64) async throws {
        let scenario = Scenario(nil) { builder in
            while builder.operations.count < 2 * count { try Scenario.everything.fill(&builder) }
        }
        for operation in try scenario.operations(seed: seed, round: 0).prefix(2 * count) {
            switch operation {
            case .commit(let changes, let instant):
                clock.set(instant)
                _ = try? await repository.commit(changes)
            case .erase(let request, let instant):
                clock.set(instant)
                _ = try? await repository.erase(request)
            default: break
            }
        }
    }

    /// All that a repository says as of a revision.
    private func answers(_ repository: some BillingReader, at number: Int64) async throws -> [String] {
        let knownAt = KnownAt.revision(try Revision(number))
        var answers = ["\(try await repository.revision(knownAt))"]
        for kind in RecordKind.allCases {
            answers.append(
                "\(try await repository.allRecords(RecordRequest(kind, of: .all, knownAt: knownAt)))")
        }
        for metrics in [nil, [Metric.actions.id, Metric.actionsFailed.id, Metric.actionsSuppressed.id]] {
            let request = SeriesRequest(of: .all, metrics: metrics, knownAt: knownAt)
            answers.append("\(try await repository.allSeries(request))")
        }
        for kind in [SubjectKind.device, .user] {
            let request = ActivityRequest(of: .all, kind: kind, knownAt: knownAt)
            answers.append("\(try await repository.allActivity(request))")
        }
        return answers
    }

    @Test(arguments: [2, 3] as [UInt64])
    func `from a file into a server and back, with the same answers at every revision`(
        _ seed: UInt64
    ) async throws {
        let (first, second) = (try await file("first"), try await file("second"))
        let server = try await postgres(journal: seed == 2 ? 65_536 : 3)
        try await fill(first, writes: 400, seed: seed)
        let told = Lock<[ArchiveProgress]>([])
        try await server.restore(from: first) { progress in told.withLock { $0.append(progress) } }
        try await second.restore(from: server) { progress in told.withLock { $0.append(progress) } }
        #expect(try await second.verify() == [])
        let latest = try await first.revision(.latest).number
        #expect(latest > 40)
        for number in 0...latest {
            let expected = try await answers(first, at: number)
            #expect(try await answers(server, at: number) == expected, "seed \(seed), revision \(number)")
            #expect(try await answers(second, at: number) == expected, "seed \(seed), revision \(number)")
        }
        // What follows makes the same commits everywhere.
        try await fill(server, writes: 500, seed: seed)
        try await fill(second, writes: 500, seed: seed)
        let end = try await server.revision(.latest).number
        #expect(try await second.revision(.latest).number == end)
        #expect(try await answers(server, at: end) == (try await answers(second, at: end)))
        // Both moves tell of their two phases, and end with all that there is.
        let ends = told.withLock { $0 }.filter { $0.records == $0.recordCount }
        #expect(ends.map(\.phase) == [.reading, .writing, .reading, .writing])
        #expect(Set(ends.map(\.records)).count == 1)
        #expect(ends.allSatisfy { $0.tenants == $0.tenantCount && $0.tenants > 0 }, "\(ends)")
        for repository in [first, second] { await repository.close() }
        await server.close()
    }

    /// Ten tenants with 3,000 samples each.
    private func fillLong(_ repository: some BillingRepository) async throws {
        for number in 0..<10 {
            var changes = try ChangeSet(id: CommitID("\(number)"))
            let tenant = try TenantID("t\(number)")
            changes.add(try Tenant(id: tenant, name: "Tenant", zones: ZoneHistory(.utc), currency: .usd))
            let metric = try Metric(
                id: MetricID("litres"), name: "Litres", unit: "l", kind: .count, cadence: .irregular)
            changes.add(metric, for: tenant)
            for minute in 0..<3_000 {
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: tenant, metric: metric.id),
                        at: .instant(ValuePool.minute(minute)), value: Double(minute)))
            }
            try await repository.commit(changes)
        }
    }

    enum Target: CaseIterable { case server, file, memory }

    private func make(_ target: Target) async throws -> any ArchivableRepository {
        let clock = clock
        switch target {
        case .server: return try await postgres()
        case .file: return try await file("target")
        case .memory: return InMemoryRepository(clock: { clock.now })
        }
    }

    private func close(_ repository: any ArchivableRepository) async {
        await (repository as? PostgresRepository)?.close()
        await (repository as? FileRepository)?.close()
    }

    @Test(arguments: Target.allCases, [ArchiveProgress.Phase.reading, .writing])
    func `a move that is cancelled leaves its target empty, and it takes the next one`(
        _ target: Target, _ phase: ArchiveProgress.Phase
    ) async throws {
        // The server is read where it is not written.
        let source: any ArchivableRepository =
            target == .server ? try await file("source") : try await postgres()
        try await fillLong(source)
        let target = try await make(target)
        let task = Lock<Task<Void, any Error>?>(nil)
        let told = Lock<[ArchiveProgress]>([])
        let move = Task {
            while task.withLock({ $0 == nil }) { await Task.yield() }
            try await target.restore(from: source) { progress in
                told.withLock { $0.append(progress) }
                if progress.phase == phase, progress.tenants > 2 { task.withLock { $0?.cancel() } }
            }
        }
        task.withLock { $0 = move }
        if phase == .writing, target is InMemoryRepository {
            // Nothing is left to cancel: memory takes a state at once.
            try await move.value
        } else {
            await #expect(throws: CancellationError.self) { try await move.value }
            #expect(try await target.revision(.latest) == .zero)
            #expect(try await target.allRecords(RecordRequest(.tenant, of: .all)).isEmpty)
            // It ended soon after it was told to.
            let last = try #require(told.withLock { $0.last })
            #expect(last.phase == phase && last.tenants < 6)
            if let count = last.recordCount { #expect(count == 30_030 && last.records < count) }
            try await target.restore(from: source)
        }
        for number in [0, 1, 7, 10] as [Int64] {
            #expect(try await answers(target, at: number) == (try await answers(source, at: number)))
        }
        // A move into what has commits is refused before anything is read.
        let later = told.withLock { $0.count }
        let error = await #expect(throws: BillingError.self) {
            try await target.restore(from: source) { progress in told.withLock { $0.append(progress) } }
        }
        #expect(error?.code == .conflict && told.withLock { $0.count } == later)
        await close(source)
        await close(target)
    }
}
#endif
