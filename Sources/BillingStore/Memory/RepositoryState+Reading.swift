public import BillingModel
import BillingTime

extension RepositoryState: ReadSnapshot {
    /// The revision that the last commit left.
    public func latestRevision() -> Revision { revision }

    /// The last revision that was recorded at or before an instant.
    ///
    /// - Complexity: O(log *r*) for *r* revisions.
    public func revision(recordedBy instant: Int64) throws -> Revision {
        try Revision(Int64(makers.lowerBound { history[$0].recorded <= instant }))
    }

    /// The commits that made some revisions.
    public func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) -> [Commit] {
        // The commit of a revision lies at the place before its number.
        let places = makers.indices.clamped(
            to: Int(revisions.lowerBound.number) - 1..<Int(revisions.upperBound.number))
        let wanted = isDescending ? places.suffix(limit) : places.prefix(limit)
        let commits = wanted.map { history[makers[$0]].commit }
        return isDescending ? commits.reversed() : commits
    }

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

    /// The tenants that a revision knows.
    public func tenants(from first: TenantID?, at revision: Revision, limit: Int) -> [TenantView] {
        let start = first.map { first in tenantIDs.lowerBound { $0 < first } } ?? 0
        var found: [TenantView] = []
        for id in tenantIDs[start...] where found.count < limit {
            if let tenant = tenant(id, at: revision) { found.append(tenant) }
        }
        return found
    }

    /// One tenant; nil if the revision does not know it.
    public func tenant(_ id: TenantID, at revision: Revision) -> TenantView? {
        guard let records = tenants[id], let tenant = records.tenant.value(at: revision) else { return nil }
        return TenantView(current: tenant, records: records, revision: revision)
    }
}
