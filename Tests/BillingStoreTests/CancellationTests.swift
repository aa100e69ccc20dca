import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingStore

@Suite("A read of the repository in memory ends when its task is cancelled")
struct CancellationTests {
    /// A state of 40 tenants, each with two series, an action, an invoice and activity.
    private static func state() throws -> RepositoryState {
        var state = RepositoryState()
        var changes = ChangeSet(id: try CommitID("all"))
        for number in 0..<40 {
            let tenant = try TenantID("tenant \(number)")
            changes.add(try makeTenant(tenant))
            changes.add(level, for: tenant)
            for label in ["a", "b"] {
                changes.add(write(tenant, level, at: number, 1, labels: try Labels(("part", label))))
            }
            changes.add(try action(tenant, "action", at: number))
            changes.add(try invoice(tenant, "invoice", at: number))
            changes.add(try activity(tenant, "device", at: number))
        }
        try state.commit(changes, at: minute(0))
        return state
    }

    private static let bounds = SummaryBounds(
        instants: [1_772_323_200_000_000, 1_772_409_600_000_000], dayNumbers: [20_513, 20_514],
        resets: [1_772_323_200_000_000], now: 1_772_409_600_000_000)

    typealias Read = @Sendable (RepositoryState, () throws -> Void) throws -> Void

    static let reads: [(name: String, read: Read)] = [
        ("series", { _ = try MemorySnapshot($0).series(SeriesRequest(of: .all), checkCancellation: $1) }),
        (
            "presence",
            {
                _ = try MemorySnapshot($0).activity(
                    ActivityRequest(of: .all, kind: .device), checkCancellation: $1)
            }
        ),
        (
            "summaries",
            {
                _ = try MemorySnapshot($0).summaries(
                    SummaryRequest(of: .all, metrics: [level.id], in: bounds), checkCancellation: $1)
            }
        ),
        (
            "tenants",
            { _ = try MemorySnapshot($0).records(RecordRequest(.tenant, of: .all), checkCancellation: $1) }
        ),
        (
            "actions",
            { _ = try MemorySnapshot($0).records(RecordRequest(.action, of: .all), checkCancellation: $1) }
        ),
        (
            "invoices",
            { _ = try MemorySnapshot($0).records(RecordRequest(.invoice, of: .all), checkCancellation: $1) }
        ),
    ]

    @Test("It goes no step further once it is told to stop", arguments: 0..<reads.count)
    func steps(_ read: Int) throws {
        let state = try Self.state()
        let (name, read) = Self.reads[read]
        var all = 0
        try read(state) { all += 1 }
        // One for each tenant at least.
        #expect(all >= 40, "\(name)")
        for stop in [1, 2, 17, all] {
            var taken = 0
            #expect(throws: CancellationError.self, "\(name)") {
                try read(state) {
                    taken += 1
                    if taken == stop { throw CancellationError() }
                }
            }
            #expect(taken == stop, "\(name)")
        }
    }

    @Test("A task that is cancelled before it reads gets its error from every read")
    func before() async throws {
        let repository = InMemoryRepository(clock: { minute(0) })
        try await repository.restore(try Self.state())
        let reads: [@Sendable () async throws -> Void] = [
            { _ = try await repository.revision(.latest) },
            { _ = try await repository.series(SeriesRequest(of: .all)) },
            { _ = try await repository.activity(ActivityRequest(of: .all, kind: .device)) },
            {
                _ = try await repository.summaries(
                    SummaryRequest(of: .all, metrics: [level.id], in: Self.bounds))
            },
            { _ = try await repository.records(RecordRequest(.commit, of: .all)) },
            { _ = try await repository.records(RecordRequest(.coverage, of: .all)) },
        ]
        for read in reads {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await read()
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
