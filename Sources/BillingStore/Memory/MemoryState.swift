import BillingModel

/// Everything that an ``InMemoryRepository`` holds; a copy is a snapshot.
struct MemoryState: Sendable {
    /// A commit that was made, by the digest of its content.
    struct Made: Sendable {
        let digest: String
        let commit: Commit
    }

    private(set) var revision = Revision.zero
    /// The instant at which each revision was recorded, from revision 1 on; never descending.
    private var recorded: [Int64] = []
    /// The instant of the last commit, also of one that made no revision.
    private var lastRecorded = Int64.min
    private var commits: [CommitID: Made] = [:]
    var tenants: [TenantID: TenantRecords] = [:]
    /// The tenants in order.
    var tenantIDs: [TenantID] = []

    /// The commit that was made under an id, if any.
    ///
    /// - Throws: `BillingError` with code `conflict` if it had other content.
    func commit(_ id: CommitID, digest: String) throws(BillingError) -> Commit? {
        guard let made = commits[id] else { return nil }
        guard made.digest == digest else {
            throw BillingError(
                .conflict, rule: "a commit id stands for one content forever", detail: "commit '\(id)'")
        }
        return made.commit
    }

    /// The instant at which the next commit is recorded, whose clock may have gone back.
    func instant(notBefore instant: Int64) -> Int64 { max(lastRecorded, instant) }

    /// Takes note of a commit, and begins its revision if it is a new one.
    mutating func record(_ commit: Commit, digest: String, at instant: Int64) {
        lastRecorded = instant
        commits[commit.id] = Made(digest: digest, commit: commit)
        if commit.revision > revision {
            revision = commit.revision
            recorded.append(instant)
        }
    }

    /// The revision that a read sees.
    func revision(_ knownAt: KnownAt) throws(BillingError) -> Revision {
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
            return try Revision(Int64(recorded.lowerBound { $0 <= bound }))
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
