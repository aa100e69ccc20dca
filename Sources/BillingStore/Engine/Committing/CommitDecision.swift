public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a set of changes comes to.
public enum CommitDecision {
    /// It was committed before: nothing is to be done.
    case known(CommitRecord)
    /// It is to be committed: the plan is applied at the revision of the commit, which is then stored under its id with the digest, all
    /// in one transaction. Where the plan has no effect, the revision is the one before.
    case new(CommitRecord, digest: String, CommitPlan)
}

/// A ``CommitDecision`` of which the digest is made elsewhere.
package enum PlannedCommit {
    case known(CommitRecord)
    case new(CommitRecord, CommitPlan)
}

/// What a request for an erasure comes to.
public enum ErasureDecision {
    /// It was committed before: nothing is to be done.
    case known(CommitRecord)
    /// It says nothing new: the commit alone is stored.
    case unchanged(CommitRecord, digest: String)
    /// The target is to be erased from every revision, and the commit to be stored.
    ///
    /// A subject's id gives way to the tombstone, which is nil for other targets.
    case new(CommitRecord, digest: String, tombstone: SubjectID?)
}

extension CommitSnapshot {
    /// Decides a set of changes, by the rules that ``BillingRepository`` states.
    ///
    /// - Parameters:
    ///   - changes: The changes.
    ///   - clock: The instant of the repository's clock.
    ///   - zones: Where zones are found, which turn the instant of an inventory into a date.
    ///   - acceptsClockJumps: Whether a clock counts that stands more than ten years after the last commit, or, at the first one, in
    ///     2100 or later.
    /// - Returns: What is to be done.
    /// - Throws: What ``BillingRepository/commit(_:)`` throws, and what the lookups throw.
    /// - Complexity: O(*k* log *k*) for *k* records, beside the lookups.
    public func decide(
        _ changes: ChangeSet, at clock: Date, zones: ZoneDatabase = .system, acceptsClockJumps: Bool = false
    ) throws -> CommitDecision {
        let digest = { changes.contentDigest }
        switch try plan(
            changes, digest: digest, at: clock, zones: zones, acceptsClockJumps: acceptsClockJumps)
        {
        case .known(let commit): return .known(commit)
        case .new(let commit, let plan): return .new(commit, digest: digest(), plan)
        }
    }

    /// Decides a set whose digest is made elsewhere, and asked for only where a commit is known by the id.
    package func plan(
        _ changes: ChangeSet, digest: () -> String, at clock: Date, zones: ZoneDatabase,
        acceptsClockJumps: Bool
    ) throws -> PlannedCommit {
        if let known = try knownCommit(changes.id) {
            guard changes.isContent(known.digest, digest()) else { throw Self.otherContent(changes.id) }
            return .known(known.commit)
        }
        let last = try lastCommit()
        let latest = last?.revision ?? .zero
        if let basis = changes.basis, basis != latest {
            throw BillingError(
                .outdated, rule: "the basis of a commit is the latest revision",
                detail: "basis \(basis), latest \(latest)")
        }
        let recorded = try CommitInstant(clock: clock, acceptsJumps: acceptsClockJumps).recorded(after: last)
        let plan = try CommitPlan(changes, on: self, zones: zones)
        let commit = CommitRecord(
            id: changes.id, revision: plan.counts.hasEffect ? try latest.next() : latest,
            recordedAt: recorded,
            inserted: plan.counts.inserted, unchanged: plan.counts.unchanged,
            corrected: plan.counts.corrected, retracted: plan.counts.retracted)
        return .new(commit, plan)
    }

    /// Decides an erasure, by the rules that ``BillingRepository`` states.
    ///
    /// - Parameters:
    ///   - request: What is erased.
    ///   - clock: The instant of the repository's clock.
    ///   - acceptsClockJumps: As for a set of changes.
    /// - Returns: What is to be done.
    /// - Throws: What ``BillingRepository/erase(_:)`` throws, and what the lookups throw.
    public func decide(
        _ request: ErasureRequest, at clock: Date, acceptsClockJumps: Bool = false
    ) throws -> ErasureDecision {
        let digest = request.digest
        if let known = try knownCommit(request.id) {
            guard known.digest == digest else { throw Self.otherContent(request.id) }
            return .known(known.commit)
        }
        let last = try lastCommit()
        let latest = last?.revision ?? .zero
        let recorded = try CommitInstant(clock: clock, acceptsJumps: acceptsClockJumps).recorded(after: last)
        let next = try latest.next()
        func commit(isNew: Bool) -> CommitRecord {
            CommitRecord(
                id: request.id, kind: .erasure, revision: isNew ? next : latest, recordedAt: recorded,
                inserted: 0, unchanged: isNew ? 0 : 1, corrected: 0, retracted: isNew ? 1 : 0)
        }
        let tenant = request.target.tenant
        guard try knows(tenant) else { throw BillingError.unknown(tenant) }
        var tombstone: SubjectID?
        switch request.target {
        case .tenant: break
        case .subject(let subject, let kind, _):
            guard let number = try number(of: subject, kind, tenant: tenant) else {
                throw BillingError(
                    .notFound, rule: "a subject that is erased is known",
                    detail: "\(kind) '\(subject)' of tenant '\(tenant)'")
            }
            tombstone = try request.tombstone(number, kind)
        case .records(let kind, let date, _):
            if let floor = try floor(of: kind, tenant: tenant), date <= floor {
                return .unchanged(commit(isNew: false), digest: digest)
            }
        }
        return .new(commit(isNew: true), digest: digest, tombstone: tombstone)
    }

    private static func otherContent(_ id: CommitID) -> BillingError {
        BillingError(
            .conflict, rule: "a commit id stands for one content forever", detail: "commit '\(id)'")
    }
}

extension ErasureRequest {
    /// An id that takes the place of an erased subject's: no other subject has it, and it says nothing of the one that
    /// had.
    fileprivate func tombstone(_ number: UInt32, _ kind: SubjectKind) throws(BillingError) -> SubjectID {
        var form = CanonicalBytes()
        form.add("tombstone")
        form.add(id)
        form.add(target.tenant)
        form.add(kind)
        form.add(Int64(number))
        return try SubjectID("erased-" + SHA256.hexadecimal(form.bytes))
    }
}
