public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A repository that keeps everything in memory, for tests, previews and short reports.
///
/// It keeps every promise of ``BillingRepository``, as long as the process lives. A read works on a snapshot and
/// waits for no commit; a commit waits for the one before it. A task that is cancelled before its read, or while that goes on, gets
/// `CancellationError`.
///
/// ```swift
/// let repository = InMemoryRepository(clock: { Date() })
/// var changes = ChangeSet(id: try CommitID("first"))
/// changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
/// try await repository.commit(changes)
/// ```
public final class InMemoryRepository: ArchivableRepository, WatchableRepository {
    private let state = Lock(RepositoryState())
    private let clock: @Sendable () -> Date
    private let zones: ZoneDatabase
    private let acceptsClockJumps: Bool
    private let observer: (any StoreObserver)?
    private let feed = RevisionFeed()

    /// Makes an empty repository.
    ///
    /// - Parameters:
    ///   - clock: The instant that a commit is recorded with; called once a commit.
    ///   - zones: Where zones are found, which turn the instant of an inventory into a date.
    ///   - acceptsClockJumps: Whether a commit is recorded although the clock stands more than ten years after the commit before
    ///     it, or, for the first one, in 2100 or later. No commit is ever recorded before the one that came before it, so all later ones
    ///     would carry an instant that a broken clock gave.
    ///   - observer: Is told of each call; nil if nobody wants to know.
    public init(
        clock: @escaping @Sendable () -> Date, zones: ZoneDatabase = .system, acceptsClockJumps: Bool = false,
        observer: (any StoreObserver)? = nil
    ) {
        self.clock = clock
        self.zones = zones
        self.acceptsClockJumps = acceptsClockJumps
        self.observer = observer
    }

    deinit { feed.end() }

    /// Reads share the columns of a snapshot, and work outside the lock.
    private var snapshot: MemorySnapshot { MemorySnapshot(state.withLock { $0 }) }

    /// Reads from a snapshot, and tells of it.
    private func read<Value>(
        _ operation: @autoclosure () -> StoreEvent.Operation,
        of tenants: @autoclosure () -> TenantSelection? = nil, _ count: (Value) -> Int = { _ in 0 },
        _ work: (MemorySnapshot) throws -> Value
    ) rethrows -> Value {
        try Observation.run(Observation.start(observer, operation(), of: tenants()), count) { observation in
            let snapshot = snapshot
            observation?.begin()
            return try work(snapshot)
        }
    }

    /// The revision that a read known at that time sees.
    ///
    /// - Complexity: O(1), or O(log *r*) for *r* revisions if it is known by an instant.
    public func revision(_ knownAt: KnownAt) async throws -> Revision {
        try read(.revision) {
            try Task.checkCancellation()
            return try $0.revision(knownAt)
        }
    }

    /// Reads one page of records of one kind.
    ///
    /// - Complexity: O(*p* log *t* + *t* log *n*) for a page of *p* records of *t* tenants with *n* records.
    public func records(_ request: RecordRequest) async throws -> RecordPage {
        try read(.records(request.kind), of: request.tenants, \.records.count) { try $0.records(request) }
    }

    /// Reads one page of series.
    ///
    /// - Complexity: O(*p* + *s* log *n*) for a page of *p* samples of *s* series; at an earlier revision than the last that
    ///   changed a series, all its samples from the place of the page on may be looked at.
    public func series(_ request: SeriesRequest) async throws -> SeriesPage {
        try read(.series, of: request.tenants, \.samples) { try $0.series(request) }
    }

    /// Reads one page of activity.
    ///
    /// - Complexity: O(*p* + *t* log *n*) for a page of *p* rows of *t* tenants.
    public func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try read(.activity, of: request.tenants, \.rows) { try $0.activity(request) }
    }

    /// Reads mergeable states per bucket.
    ///
    /// - Complexity: O(*t* log *n* + *s* + *b*) for *t* tenants, *s* samples in the bounds and *b* buckets of the rows.
    public func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        try read(.summaries, of: request.tenants, \.rows.count) { try $0.summaries(request) }
    }

    /// Finds the commit that made a revision under an id.
    ///
    /// - Complexity: O(1).
    public func commit(withID id: CommitID) async throws -> CommitRecord? {
        read(.findCommit, { $0 == nil ? 0 : 1 }) { $0.commit(withID: id) }
    }

    /// Finds the invoice of a tenant by its number.
    ///
    /// - Complexity: O(1).
    public func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Invoice? {
        try read(.findInvoice, of: .one(tenant), { $0 == nil ? 0 : 1 }) {
            try $0.invoice(number, of: tenant, at: revision)
        }
    }

    /// Applies every change or none.
    ///
    /// - Complexity: O(*k* log *n*) for *k* records that come in order of time; a disordered batch moves what comes
    ///   after its first record in each series.
    @discardableResult
    public func commit(_ changes: ChangeSet) async throws -> CommitRecord {
        let observation = Observation.start(observer, .commit, of: .set(changes.tenantsNamed))
        return try Observation.run(observation, \.records) { observation in
            // Others need not wait for either.
            let (digest, now) = (changes.contentDigest, clock())
            let asked = observation?.now
            let commit = try state.withLock { state in
                observation?.begin(since: asked)
                return try state.commit(
                    changes, digest: { digest }, at: now, zones: zones, acceptsClockJumps: acceptsClockJumps)
            }
            feed.publish(commit.revision)
            return commit
        }
    }

    /// Removes a tenant, or the identity of one subject, from every revision.
    @discardableResult
    public func erase(_ request: ErasureRequest) async throws -> CommitRecord {
        let observation = Observation.start(observer, .erase, of: .one(request.target.tenant))
        return try Observation.run(observation, \.records) { observation in
            let now = clock()
            let asked = observation?.now
            let commit = try state.withLock { state in
                observation?.begin(since: asked)
                return try state.erase(request, at: now, acceptsClockJumps: acceptsClockJumps)
            }
            feed.publish(commit.revision)
            return commit
        }
    }

    /// All that is known.
    ///
    /// - Complexity: O(1): the columns are shared.
    public func state() async throws -> RepositoryState {
        Observation.run(Observation.start(observer, .state)) { _ in state.withLock { $0 } }
    }

    /// Takes over a state, unless a commit was made before.
    ///
    /// - Complexity: O(1): the columns are shared.
    public func restore(_ state: RepositoryState) async throws {
        try Observation.run(Observation.start(observer, .restore)) { observation in
            try self.state.withLock { known throws(BillingError) in
                observation?.begin()
                guard known.extent.commits == 0 else { throw .notEmpty }
                known = state
            }
            feed.publish(state.history.revision)
        }
    }

    /// The latest revision, and each later one as soon as it is made.
    public var revisions: Revisions { feed.revisions }
}
