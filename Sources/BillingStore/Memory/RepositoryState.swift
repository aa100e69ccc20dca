public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingTime

/// Everything that a repository knows, as a value: a copy is a snapshot.
///
/// It keeps every promise of ``BillingRepository`` but durability: ``InMemoryRepository`` is this value behind a lock. A backend that keeps
/// a log can stand on it too: it commits to a copy, writes the changes down, and then takes the copy.
public struct RepositoryState: Sendable {
    private(set) var history = CommitHistory()
    private(set) var tenants = TenantDirectory()

    /// Makes the state of an empty repository.
    public init() {}

    /// A state whose parts hold together.
    init(_ history: CommitHistory, _ tenants: TenantDirectory) {
        self.history = history
        self.tenants = tenants
    }

    // MARK: Writing

    /// Applies every change or none, as ``BillingRepository/commit(_:)`` says.
    ///
    /// - Parameters:
    ///   - changes: The changes.
    ///   - instant: When they are recorded; an instant before that of the last commit counts as that.
    ///   - zones: Where zones are found, which turn the instant of an inventory into a date.
    ///   - acceptsClockJumps: Whether an instant counts that lies more than ten years after the commit before it, or, for the
    ///     first one, in 2100 or later; it is refused with code `unavailable` otherwise.
    /// - Returns: The commit, or the one that was made before under the same id with the same content.
    /// - Throws: `BillingError`; the state is then unchanged.
    /// - Complexity: O(*k* log *n*) for *k* records that come in order of time; a disordered batch moves what comes
    ///   after its first record in each series.
    @discardableResult
    public mutating func commit(
        _ changes: ChangeSet, at instant: Date, zones: ZoneDatabase = .system, acceptsClockJumps: Bool = false
    ) throws -> CommitRecord {
        try commit(
            changes, digest: { changes.contentDigest }, at: instant, zones: zones,
            acceptsClockJumps: acceptsClockJumps)
    }

    mutating func commit(
        _ changes: ChangeSet, digest: () -> String, at instant: Date, zones: ZoneDatabase,
        acceptsClockJumps: Bool
    ) throws -> CommitRecord {
        let planned = try MemorySnapshot(self).plan(
            changes, digest: digest, at: instant, zones: zones, acceptsClockJumps: acceptsClockJumps)
        switch planned {
        case .known(let commit): return commit
        case .new(let commit, let plan):
            let recorded = try Instants.microseconds(commit.recordedAt)
            tenants.apply(plan, at: commit.revision)
            history.append(commit, digest: digest(), recorded: recorded)
            return commit
        }
    }

    /// Erases, as ``BillingRepository/erase(_:)`` says.
    ///
    /// - Parameters:
    ///   - request: What is erased.
    ///   - instant: When that is recorded; an instant before that of the last commit counts as that.
    ///   - acceptsClockJumps: Whether an instant counts that lies more than ten years after the commit before it, or, for the
    ///     first one, in 2100 or later; it is refused with code `unavailable` otherwise.
    /// - Returns: The commit, or the one that was made before under the same id with the same content.
    /// - Throws: `BillingError`; the state is then unchanged.
    @discardableResult
    public mutating func erase(
        _ request: ErasureRequest, at instant: Date, acceptsClockJumps: Bool = false
    ) throws -> CommitRecord {
        let decision = try MemorySnapshot(self).decide(
            request, at: instant, acceptsClockJumps: acceptsClockJumps)
        switch decision {
        case .known(let commit): return commit
        case .unchanged(let commit, let digest):
            history.append(
                commit, digest: digest, recorded: try Instants.microseconds(commit.recordedAt))
            return commit
        case .new(let commit, let digest, let tombstone):
            let recorded = try Instants.microseconds(commit.recordedAt)
            tenants.erase(request.target, tombstone)
            history.append(commit, digest: digest, recorded: recorded)
            return commit
        }
    }

    // MARK: Reading

    /// The commit that was made under an id, whether it made a revision or not.
    public func commit(_ id: CommitID) -> CommitRecord? { history[id]?.commit }

    /// The revision that a read known at that time sees, as ``BillingReader/revision(_:)`` says.
    ///
    /// - Complexity: O(1), or O(log *r*) for *r* revisions if it is known by an instant.
    public func revision(_ knownAt: KnownAt) throws -> Revision { try MemorySnapshot(self).revision(knownAt) }

    /// Reads one page of records of one kind, as ``BillingReader/records(_:)`` says.
    ///
    /// - Complexity: O(*p* log *t* + *t* log *n*) for a page of *p* records of *t* tenants with *n* records.
    public func records(_ request: RecordRequest) throws -> RecordPage {
        try MemorySnapshot(self).records(request)
    }

    /// Reads one page of series, as ``BillingReader/series(_:)`` says.
    ///
    /// - Complexity: O(*p* + *s* log *n*) for a page of *p* samples of *s* series; at an earlier revision than the last that
    ///   changed a series, all its samples from the place of the page on may be looked at.
    public func series(_ request: SeriesRequest) throws -> SeriesPage {
        try MemorySnapshot(self).series(request)
    }

    /// Reads one page of activity, as ``BillingReader/activity(_:)`` says.
    ///
    /// - Complexity: O(*p* + *t* log *n*) for a page of *p* rows of *t* tenants.
    public func activity(_ request: ActivityRequest) throws -> ActivityPage {
        try MemorySnapshot(self).activity(request)
    }

    /// Reads one page of summaries, as ``BillingReader/summaries(_:)`` says.
    ///
    /// - Complexity: O(*t* log *n* + *s* + *b*) for *t* tenants, *s* samples in the bounds and *b* buckets of the rows.
    public func summaries(_ request: SummaryRequest) throws -> SummaryPage {
        try MemorySnapshot(self).summaries(request)
    }

    /// The commit that made a revision under an id, if any.
    ///
    /// - Complexity: O(1).
    public func commit(withID id: CommitID) -> CommitRecord? { history.commit(withID: id) }

    /// The invoice of a tenant by its number, as ``BillingReader/invoice(_:of:at:)`` says.
    ///
    /// - Complexity: O(1).
    public func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) throws -> Invoice? {
        try MemorySnapshot(self).invoice(number, of: tenant, at: revision)
    }
}
