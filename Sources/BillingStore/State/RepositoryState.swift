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
    private var placeOf: [CommitID: Int] = [:]
    /// The places in the history of the commits that made a revision, from revision 1 on.
    private var makers: [Int] = []
    var tenants: [TenantID: TenantRecords] = [:]
    /// The tenants in order.
    var tenantIDs: [TenantID] = []

    /// Makes the state of an empty repository.
    public init() {}

    /// The commit that was made under an id, if any.
    ///
    /// - Throws: `BillingError` with code `conflict` if it had other content.
    func commit(_ id: CommitID, digest: String) throws(BillingError) -> Commit? {
        guard let place = placeOf[id] else { return nil }
        guard history[place].digest == digest else {
            throw BillingError(
                .conflict, rule: "a commit id stands for one content forever", detail: "commit '\(id)'")
        }
        return history[place].commit
    }

    /// The commit that was made under an id, if any.
    public func commit(_ id: CommitID) -> Commit? { placeOf[id].map { history[$0].commit } }

    /// The commit that made a revision under an id, if any.
    ///
    /// - Complexity: O(1).
    public func commit(withID id: CommitID) -> Commit? {
        guard let place = placeOf[id] else { return nil }
        let commit = history[place].commit
        let number = Int(commit.revision.number)
        guard makers.indices.contains(number - 1), makers[number - 1] == place else { return nil }
        return commit
    }

    /// The invoice of a tenant with a number, as a revision knows it; nil if there is none.
    ///
    /// - Throws: `BillingError` with code `notFound` if the tenant or the revision is unknown.
    /// - Complexity: O(1).
    public func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) throws(BillingError) -> Invoice? {
        let revision = try self.revision(.revision(revision))
        _ = try tenants(.one(tenant), at: revision)
        return tenants[tenant]?.invoices.record(number, at: revision)
    }

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

    /// The commit that made a revision, by its place from 0 on.
    func commit(at place: Int) -> Commit { history[makers[place]].commit }

    /// The place of the first of these commits that was recorded at or after an instant.
    func commitPlace(notBefore instant: Int64) -> Int {
        makers.lowerBound { history[$0].recorded < instant }
    }

    /// The revision that a read known at that time sees.
    ///
    /// - Complexity: O(1), or O(log *r*) for *r* revisions if it is known by an instant.
    public func revision(_ knownAt: KnownAt) throws(BillingError) -> Revision {
        switch knownAt {
        case .latest: return revision
        case .revision(let asked):
            guard asked <= revision else {
                throw BillingError(
                    .notFound, rule: "a revision is read only once it is made", detail: "revision \(asked)")
            }
            return asked
        case .instant(let instant):
            let bound = try Instants.microseconds(instant)
            return try Revision(Int64(makers.lowerBound { history[$0].recorded <= bound }))
        }
    }

    /// The selected tenants that a revision knows, in order.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named one is unknown.
    func tenants(_ selection: TenantSelection, at revision: Revision) throws(BillingError) -> [TenantID] {
        let named: [TenantID]
        switch selection {
        case .all: return tenantIDs.filter { tenants[$0]?.tenant.value(at: revision) != nil }
        case .one(let tenant): named = [tenant]
        case .set(let set): named = set.sorted()
        }
        for tenant in named where tenants[tenant]?.tenant.value(at: revision) == nil {
            throw Self.unknown(tenant)
        }
        return named
    }

    static func unknown(_ tenant: TenantID) -> BillingError {
        BillingError(.notFound, rule: "a tenant that is named is known", detail: "tenant '\(tenant)'")
    }
}
