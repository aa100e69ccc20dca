import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The commits that a repository acknowledged, and the rules that hold among them.
struct CommitLog: Sendable {
    private var made: [CommitID: (digest: String, commit: CommitRecord)] = [:]
    private var recorded: [(id: CommitID, revision: Revision, instant: Date)] = []
    private var last: CommitRecord?
    /// The last revision that was acknowledged.
    private(set) var latest = Revision.zero

    /// Takes note of an acknowledged commit, which had so many records, unless it breaks a rule.
    mutating func take(_ commit: CommitRecord, _ id: CommitID, _ digest: String, records: Int) -> Deviation? {
        if let first = made[id] {
            guard first.digest == digest else {
                return Deviation(
                    guarantee: .commitIDs, expected: "error conflict: the id had other content",
                    actual: OperationResult.text(.commit(commit)))
            }
            guard first.commit == commit else {
                return Deviation(
                    guarantee: .commitIDs, expected: OperationResult.text(.commit(first.commit)),
                    actual: OperationResult.text(.commit(commit)))
            }
            return nil
        }
        let isNew = commit.revision.number == latest.number + 1
        if commit.id != id || !isNew && commit.revision != latest {
            return Deviation(
                guarantee: .repliedRevision,
                expected: "commit \(name(id)) at revision \(latest) or the next",
                actual: OperationResult.text(.commit(commit)))
        }
        if isNew, commit.inserted + commit.corrected + commit.retracted == 0 {
            return Deviation(
                guarantee: .nothingNew, expected: "revision \(latest) still",
                actual: OperationResult.text(.commit(commit)))
        }
        if let last, commit.recordedAt < last.recordedAt {
            return Deviation(
                guarantee: .clock, expected: "recorded at \(text(last.recordedAt)) or later",
                actual: OperationResult.text(.commit(commit)))
        }
        if commit.inserted + commit.unchanged + commit.corrected + commit.retracted != records {
            return Deviation(
                guarantee: .counts, expected: "counts that add up to \(records)",
                actual: OperationResult.text(.commit(commit)))
        }
        made[id] = (digest, commit)
        last = commit
        latest = commit.revision
        if isNew { recorded.append((id, commit.revision, commit.recordedAt)) }
        return nil
    }

    func contains(_ id: CommitID) -> Bool { made[id] != nil }

    /// Whether commits are read as they were acknowledged.
    func check(_ reading: Reading) -> Deviation? {
        guard case .records(let request) = reading.read, request.kind == .commit, request.range == nil,
            request.tenants == .all, let revision = reading.revision
        else { return nil }
        let commits = recorded.filter { $0.revision <= revision }.compactMap { made[$0.id]?.commit }
        let expected: [ResultRow] = (request.descending ? commits.reversed() : commits).map {
            .record(.commit($0))
        }
        guard reading.rows != expected else { return nil }
        let (wanted, came) = OperationResult.texts(.rows(expected, revision), .rows(reading.rows, revision))
        return Deviation(guarantee: .commitRecords, expected: wanted, actual: came)
    }

    /// Whether an instant was answered with the last revision recorded by then.
    func check(_ knownAt: KnownAt, _ answer: OperationResult) -> Deviation? {
        guard case .instant(let instant) = knownAt, case .revision(let revision) = answer else { return nil }
        let expected = recorded.last { $0.instant <= instant }?.revision ?? .zero
        guard revision != expected else { return nil }
        return Deviation(
            guarantee: .instants, expected: "revision \(expected)", actual: "revision \(revision)")
    }
}

extension ChangeSet {
    /// How many records a commit counts.
    var recordCount: Int {
        count - inventories.count - usage.count + inventories.reduce(0) { $0 + $1.counts.count }
            + usage.reduce(0) { $0 + $1.counts.count }
    }
}
