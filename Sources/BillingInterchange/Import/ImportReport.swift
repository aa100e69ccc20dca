public import BillingModel
public import BillingStore

/// What became of an import.
///
/// Lines are counted as they stand in the source: each is accepted, rejected or passed over; of a source that was cut
/// also those of the batch in which it was cut are none of these. Records are counted as the commits of
/// the repository count them, where a usage row or an inventory counts once for each of its samples. A batch that an
/// earlier run committed counts as unchanged.
public struct ImportReport: Hashable, Sendable {
    /// How many lines of one type were passed over.
    public struct PassedOver: Hashable, Sendable, Codable {
        /// The type, as the source spells it.
        public let type: String
        /// How many lines are of it.
        public internal(set) var count: Int
    }

    /// The lines that were read and say something, without headers and empty lines.
    public internal(set) var lines = 0
    /// The lines whose records are in the repository.
    public internal(set) var accepted = 0
    /// The lines that were left out.
    public internal(set) var rejected = 0
    /// The first of the rejected lines, up to the limit that the import states, in the order in which they were found.
    public internal(set) var rejections: [ImportRejection] = []
    /// The types that were not asked for, in the order in which they came up: at most ``passedOverLimit``, the lines of
    /// all further ones together under an empty type.
    public internal(set) var passedOver: [PassedOver] = []
    /// Records that were new.
    public internal(set) var inserted = 0
    /// Records that said nothing new, or were known from an earlier run.
    public internal(set) var unchanged = 0
    /// Records that replaced another value.
    public internal(set) var corrected = 0
    /// Records that took a value back.
    public internal(set) var retracted = 0
    /// The commits that the import made or found made, each an atomic one.
    public internal(set) var batches = 0
    /// The batches that an earlier run had committed.
    public internal(set) var resumed = 0
    /// The ids of these commits, the first up to ``commitLimit``, in the order of the source.
    public internal(set) var commits: [CommitID] = []
    /// The revision after the last of these commits; nil if there is none.
    public internal(set) var revision: Revision?
    /// How many notices there are.
    public internal(set) var noticed = 0
    /// What the sender should know of lines that were taken: the first, up to the limit that the import states for
    /// rejections.
    public internal(set) var notices: [ImportNotice] = []
    /// The columns that the format does not know, as the source spells them.
    public internal(set) var unknownColumns: [String] = []
    /// Where a source ends in the middle, such as an array of JSON without its end; nil if it does not.
    ///
    /// The batches before stand, as ``commits`` says; of the batch in which it was cut nothing was taken.
    public internal(set) var cut: ImportRejection?
    /// Whether the source was read to its end; a strict import stops at what is wrong.
    public internal(set) var isComplete = true

    /// The most types of ``passedOver`` that are counted each by itself.
    public static let passedOverLimit = 1_000
    /// The most commits that ``commits`` lists.
    public static let commitLimit = 10_000

    /// Adds the counts of the import of another source.
    ///
    /// The sum is complete if both are.
    public mutating func add(_ other: ImportReport) {
        lines += other.lines
        accepted += other.accepted
        rejected += other.rejected
        rejections += other.rejections
        for passed in other.passedOver { passOver(passed.type, count: passed.count) }
        inserted += other.inserted
        unchanged += other.unchanged
        corrected += other.corrected
        retracted += other.retracted
        batches += other.batches
        resumed += other.resumed
        for commit in other.commits { list(commit) }
        revision = other.revision ?? revision
        noticed += other.noticed
        notices += other.notices
        unknownColumns += other.unknownColumns
        cut = cut ?? other.cut
        isComplete = isComplete && other.isComplete
    }

    /// Makes the report of nothing.
    public init() {}

    mutating func reject(_ rejection: ImportRejection, limit: Int) {
        rejected += 1
        if rejections.count < limit { rejections.append(rejection) }
    }

    /// Tells something of a line that was taken.
    mutating func tell(_ notice: ImportNotice, limit: Int) {
        noticed += 1
        if notices.count < limit { notices.append(notice) }
    }

    mutating func passOver(_ type: String, count: Int = 1) {
        if let place = passedOver.firstIndex(where: { $0.type.hasSameBytes(as: type) }) {
            passedOver[place].count += count
        } else if passedOver.count < Self.passedOverLimit {
            passedOver.append(PassedOver(type: type, count: count))
        } else if let last = passedOver.last, last.type.isEmpty {
            passedOver[passedOver.count - 1].count += count
        } else {
            passedOver.append(PassedOver(type: "", count: count))
        }
    }

    mutating func list(_ commit: CommitID) {
        if commits.count < Self.commitLimit { commits.append(commit) }
    }
}

extension ImportReport: CustomStringConvertible {
    /// The counts as one line.
    public var description: String {
        let passed = passedOver.reduce(0) { $0 + $1.count }
        return "\(lines) lines: \(accepted) accepted, \(rejected) rejected"
            + (passed > 0 ? ", \(passed) passed over" : "") + "; records: \(inserted) inserted, "
            + "\(unchanged) unchanged, \(corrected) corrected, \(retracted) retracted; "
            + "\(batches) batches, \(resumed) of them known"
    }
}
