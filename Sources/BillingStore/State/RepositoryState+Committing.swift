public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension RepositoryState {
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
    ) throws(BillingError) -> Commit {
        try commit(
            changes, digest: changes.digest,
            at: try CommitInstant(clock: instant, acceptsJumps: acceptsClockJumps), zones: zones)
    }

    mutating func commit(
        _ changes: ChangeSet, digest: String, at instant: CommitInstant, zones: ZoneDatabase
    ) throws(BillingError) -> Commit {
        if let made = try commit(changes.id, digest: digest) { return made }
        if let basis = changes.basis, basis != revision {
            throw BillingError(
                .outdated, rule: "the basis of a commit is the latest revision",
                detail: "basis \(basis), latest \(revision)")
        }
        let recorded = try instant.recorded(after: lastRecorded)
        let plan = try CommitPlan(changes, on: self, zones: zones)
        let next = plan.counts.hasEffect ? try revision.next() : revision
        apply(plan, at: next)
        return finish(changes.id, .changes, plan.counts, digest, next, recorded)
    }

    mutating func finish(
        _ id: CommitID, _ kind: Commit.Kind, _ counts: CommitPlan.Counts, _ digest: String,
        _ revision: Revision, _ instant: Int64
    ) -> Commit {
        let commit = Commit(
            id: id, kind: kind, revision: revision, recordedAt: Instants.date(instant),
            inserted: counts.inserted,
            unchanged: counts.unchanged, corrected: counts.corrected, retracted: counts.retracted)
        record(commit, digest: digest, at: instant)
        return commit
    }
}
