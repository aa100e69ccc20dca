import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One connection with what it knows of the file; for one thread at a time, inside transactions.
final class Session {
    let connection: Connection
    /// Which months of which tables were found whole.
    let checks: DigestChecks
    let commits: CommitLog
    let tenants: TenantList
    private let metrics = MetricDefinitions()
    private(set) var seriesStore: SeriesStore
    let runs: ActionRuns
    var actions: StoredActions { StoredActions(runs) }
    /// Whether the transaction changed what is in memory, and not only the file.
    private var hasChanged = false
    /// Whether the transaction erased something.
    private(set) var hasErased = false
    private let bounds: PackingLimits
    /// What the file's counter of changes was when ``newRevision()`` last read.
    var watched: Int64?

    init(_ connection: Connection, _ bounds: PackingLimits = PackingLimits()) {
        self.connection = connection
        self.bounds = bounds
        checks = DigestChecks()
        commits = CommitLog(connection, checks)
        tenants = TenantList(connection, checks, commits)
        seriesStore = SeriesStore(connection, bounds)
        runs = ActionRuns(connection, bounds)
    }

    /// Begins a transaction: others may have committed since the last one.
    func begin(_ cancellation: Cancellation?) {
        hasChanged = false
        hasErased = false
        commits.begin()
        seriesStore.begin(cancellation)
        runs.begin()
    }

    /// Reads one state of the file.
    func read<Value>(_ cancellation: Cancellation, _ work: (Session) throws -> Value) throws -> Value {
        try connection.read(cancelledBy: cancellation) {
            begin(cancellation)
            return try work(self)
        }
    }

    /// The stored series, to be changed.
    func changeSeries() -> SeriesStore {
        hasChanged = true
        return seriesStore
    }

    /// Forgets what a transaction that was undone may have changed.
    ///
    /// Months that were found whole stay so: the rows are back as they were.
    func undo() {
        if hasChanged { seriesStore = SeriesStore(connection, bounds) }
        commits.root.forget()
        tenants.forget()
    }

    /// The plain tables, for one tenant.
    func tables(_ id: TenantID, _ number: Int64) -> TenantTables {
        TenantTables(
            id: id, number: number, connection: connection, checks: checks, definitions: metrics)
    }

    // MARK: Writing

    /// Makes a commit, or finds that it was made; belongs into a transaction that writes.
    func commit(
        _ changes: ChangeSet, digest: () -> String, at clock: Date, zones: ZoneDatabase,
        acceptsClockJumps: Bool
    ) throws -> CommitRecord {
        let planned = try FileLookups(self).plan(
            changes, digest: digest, at: clock, zones: zones, acceptsClockJumps: acceptsClockJumps)
        switch planned {
        case .known(let commit): return commit
        case .new(let commit, let plan):
            let writer = CommitWriter(self, at: commit.revision)
            try writer.apply(plan)
            try writer.finish(commit, digest: digest())
            return commit
        }
    }

    /// Makes an erasure, or finds that it was made; belongs into a transaction that writes.
    func erase(_ request: ErasureRequest, at clock: Date, acceptsClockJumps: Bool) throws -> CommitRecord {
        let decision = try FileLookups(self).decide(request, at: clock, acceptsClockJumps: acceptsClockJumps)
        switch decision {
        case .known(let commit): return commit
        case .unchanged(let commit, let digest):
            try CommitWriter(self, at: commit.revision).finish(commit, digest: digest)
            return commit
        case .new(let commit, let digest, let tombstone):
            let writer = CommitWriter(self, at: commit.revision)
            try writer.erase(request.target, tombstone)
            hasErased = true
            try writer.finish(commit, digest: digest)
            return commit
        }
    }
}
