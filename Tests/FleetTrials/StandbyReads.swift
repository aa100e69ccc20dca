#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTime
import Foundation

/// A repository whose reads go to a standby, beside one in memory that took the same commits.
///
/// Whatever revision an answer names, it has to be what memory says at that revision.
final class StandbyReads: Sendable {
    let repository: PostgresRepository
    private let memory: InMemoryRepository
    private let tenants: [TenantID]
    private let next = Lock(0)
    private let tally = Lock(Tally())

    /// What the reads gave.
    struct Tally {
        var answers = 0
        /// Reads that were told to come later, by code.
        var later: [BillingError.Code: Int] = [:]
        var faults: [String] = []
    }

    static let instant = Date(timeIntervalSince1970: 1_772_323_200)

    init(_ repository: PostgresRepository, tenants: [TenantID]) async throws {
        self.repository = repository
        self.tenants = tenants
        memory = InMemoryRepository(clock: { Self.instant })
        for tenant in tenants { try await take(try Ledger.tenant(tenant)) }
    }

    var seen: Tally { tally.withLock { $0 } }
    func note(_ fault: String) { tally.withLock { $0.faults.append(fault) } }

    // MARK: Writing

    /// Memory knows a commit first, so that whatever is read of it can be held against memory.
    private func take(_ changes: ChangeSet) async throws {
        let expected = try await memory.commit(changes)
        let commit = try await repository.commit(changes)
        if commit != expected { note("commit \(commit), and not \(expected)") }
    }

    /// Commits sets, the tenants in turn; only one task may.
    func commit(_ count: Int) async throws {
        for _ in 0..<count where !Task.isCancelled {
            let number = next.withLock { next in
                next += 1
                return next
            }
            try await take(try Ledger.commit(number, of: tenants[number % tenants.count]))
        }
    }

    func latest() async throws -> Revision { try await memory.revision(.latest) }

    // MARK: Reading

    /// Reads everything in single pages, and notes what is not as memory says.
    ///
    /// - Returns: The revision that was read last; nil if a read was told to come later.
    @discardableResult
    func read(_ knownAt: KnownAt = .latest) async -> Revision? {
        var revision: Revision?
        do {
            for kind in [RecordKind.tenant, .metric, .action, .commit] {
                var request = RecordRequest(kind, of: .all, knownAt: knownAt, limit: .max)
                let page = try await repository.records(request)
                request.knownAt = .revision(page.revision)
                judge(page == (try await memory.records(request)), "\(kind) records", page.revision)
            }
            var request = SeriesRequest(of: .all, knownAt: knownAt, limit: .max)
            let page = try await repository.series(request)
            request.knownAt = .revision(page.revision)
            judge(page == (try await memory.series(request)), "series", page.revision)
            let instants = try stride(from: 0, through: 3_000, by: 100)
                .map { try Instants.microseconds(Ledger.instant($0)) }
            var summary = SummaryRequest(
                of: .all, metrics: Ledger.metrics.map(\.id),
                in: SummaryBounds(
                    instants: instants, dayNumbers: nil, resets: [], now: instants.last ?? 0),
                knownAt: knownAt, limit: .max)
            let sums = try await repository.summaries(summary)
            summary.knownAt = .revision(sums.revision)
            judge(sums == (try await memory.summaries(summary)), "summaries", sums.revision)
            revision = sums.revision
        } catch let error as BillingError where error.code.retry == .later {
            tally.withLock { $0.later[error.code, default: 0] += 1 }
        } catch {
            if !Task.isCancelled { note("a read fails: \(error)") }
        }
        return revision
    }

    /// Reads all that is known, the longest read there is.
    func readAll() async {
        do {
            let state = try await repository.state()
            let request = SeriesRequest(
                of: .all, knownAt: .revision(try state.revision(.latest)), limit: .max)
            judge(
                try state.series(request) == (try await memory.series(request)), "all that is known",
                try state.revision(.latest))
        } catch let error as BillingError where error.code.retry == .later {
            tally.withLock { $0.later[error.code, default: 0] += 1 }
        } catch {
            if !Task.isCancelled { note("all is read: \(error)") }
        }
    }

    private func judge(_ isRight: Bool, _ what: String, _ revision: Revision) {
        tally.withLock { tally in
            tally.answers += 1
            if !isRight { tally.faults.append("\(what) are not those of revision \(revision)") }
        }
    }

    /// Expects that a revision is refused as one that is not known yet.
    func expectUnknown(_ revision: Revision) async {
        do {
            _ = try await repository.series(SeriesRequest(of: .all, knownAt: .revision(revision)))
            note("revision \(revision) is read from a standby that does not know it")
        } catch BillingError.Code.notFound {
            tally.withLock { $0.answers += 1 }
        } catch {
            note("revision \(revision): \(error)")
        }
    }

    /// Reads until the task is cancelled, and notes when the latest revision goes back.
    ///
    /// A standby that was killed is read again before it has replayed all that it had: there it may.
    func readOn(mayGoBack: Bool = false) async {
        var last = Revision.zero
        while !Task.isCancelled {
            guard let revision = await read() else {
                try? await Task.sleep(for: .milliseconds(10))
                continue
            }
            if revision < last, !mayGoBack {
                note("revision \(revision) is read after revision \(last)")
            }
            last = revision
        }
    }

    /// Waits until the standby knows all that was committed.
    func catchUp() async throws {
        let latest = try await latest()
        for _ in 0..<300 {
            if await read() == latest { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        note("the standby does not catch up with revision \(latest)")
    }
}
#endif
