public import BillingModel

/// Everything that a repository knows, as a value: a copy is a snapshot.
///
/// It keeps every promise of ``BillingRepository`` but durability: ``InMemoryRepository`` is this value behind a lock. A backend that keeps
/// a log can stand on it too: it commits to a copy, writes the changes down, and then takes the copy.
public struct RepositoryState: Sendable {
    /// A commit that was made, with the digest of its content.
    struct Made: Sendable {
        let digest: String
        let commit: Commit
        /// The instant at which it was recorded.
        let recorded: Int64
    }

    private(set) var revision = Revision.zero
    /// Every commit in its order, also those that made no revision.
    private(set) var history: [Made] = []
    /// The places in the history by id.
    private(set) var placeOf: [CommitID: Int] = [:]
    /// The places in the history of the commits that made a revision, from revision 1 on.
    private(set) var makers: [Int] = []
    var tenants: [TenantID: TenantRecords] = [:]
    /// The tenants in order.
    var tenantIDs: [TenantID] = []

    /// Makes the state of an empty repository.
    public init() {}

    /// The commit that was made under an id, if any.
    public func commit(_ id: CommitID) -> Commit? { placeOf[id].map { history[$0].commit } }

    /// When the last commit was recorded; `Int64.min` if there is none.
    var lastRecorded: Int64 { history.last?.recorded ?? .min }

    /// Takes note of a commit, and begins its revision if it is a new one.
    mutating func record(_ commit: Commit, digest: String, at instant: Int64) {
        placeOf[commit.id] = history.count
        if commit.revision > revision {
            revision = commit.revision
            makers.append(history.count)
        }
        history.append(Made(digest: digest, commit: commit, recorded: instant))
    }
}
