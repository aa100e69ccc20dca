import BillingModel
import BillingTime

extension MemoryState {
    /// Makes a commit, or finds that it was made.
    mutating func commit(
        _ changes: ChangeSet, digest: String, now: Int64, zones: ZoneDatabase
    ) throws(BillingError) -> Commit {
        if let made = try commit(changes.id, digest: digest) { return made }
        if let basis = changes.basis, basis != revision {
            throw BillingError(
                .outdated, rule: "the basis of a commit is the latest revision",
                detail: "basis \(basis), latest \(revision)")
        }
        let plan = try CommitPlan(changes, on: self, zones: zones)
        let next = plan.counts.hasEffect ? try revision.next() : revision
        apply(plan, at: next)
        return finish(changes.id, plan.counts, digest, next, now)
    }

    /// Makes an erasure, or finds that it was made.
    mutating func erase(
        _ request: ErasureRequest, digest: String, now: Int64
    ) throws(BillingError) -> Commit {
        if let made = try commit(request.id, digest: digest) { return made }
        let next = try revision.next()
        switch request.target {
        case .tenant(let tenant):
            guard tenants.removeValue(forKey: tenant) != nil else { throw Self.unknown(tenant) }
            tenantIDs.removeAll { $0 == tenant }
        case .subject(let subject, let kind, let tenant):
            guard tenants[tenant] != nil else { throw Self.unknown(tenant) }
            let isErased = tenants[tenant]?.activity[kind]?.erase(subject) { number in
                Self.tombstone(request.id, tenant, kind, number)
            }
            guard isErased == true else {
                throw BillingError(
                    .notFound, rule: "a subject that is erased is known",
                    detail: "\(kind) '\(subject)' of tenant '\(tenant)'")
            }
        }
        var counts = CommitPlan.Counts()
        counts.retracted = 1
        return finish(request.id, counts, digest, next, now)
    }

    private mutating func finish(
        _ id: CommitID, _ counts: CommitPlan.Counts, _ digest: String, _ revision: Revision, _ now: Int64
    ) -> Commit {
        let instant = instant(notBefore: now)
        let commit = Commit(
            id: id, revision: revision, recordedAt: Instants.date(instant), inserted: counts.inserted,
            unchanged: counts.unchanged, corrected: counts.corrected, retracted: counts.retracted)
        record(commit, digest: digest, at: instant)
        return commit
    }

    /// An id that takes the place of an erased one: no other subject has it, and it says nothing of the one that had.
    private static func tombstone(
        _ id: CommitID, _ tenant: TenantID, _ kind: SubjectKind, _ number: UInt32
    ) -> SubjectID? {
        var form = CanonicalBytes()
        form.add("tombstone")
        form.add(id)
        form.add(tenant)
        form.add(kind)
        form.add(Int64(number))
        return try? SubjectID("erased-" + SHA256.hexadecimal(form.bytes))
    }
}
