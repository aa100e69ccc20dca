import BillingModel
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
    ) throws -> Commit {
        try commit(
            changes, digest: changes.digest, at: instant, zones: zones, acceptsClockJumps: acceptsClockJumps)
    }

    mutating func commit(
        _ changes: ChangeSet, digest: String, at instant: Date, zones: ZoneDatabase, acceptsClockJumps: Bool
    ) throws -> Commit {
        let decision = try decide(
            changes, digest: digest, at: instant, zones: zones, acceptsClockJumps: acceptsClockJumps)
        switch decision {
        case .known(let commit): return commit
        case .new(let commit, let digest, let plan):
            let recorded = try Instants.microseconds(commit.recordedAt)
            apply(plan, at: commit.revision)
            record(commit, digest: digest, at: recorded)
            return commit
        }
    }
}
