import BillingModel

/// What became of an import.
///
/// Lines are counted as they stand in the source: each is accepted or rejected. Records are counted as the commits of
/// the repository count them, where a usage row or an inventory counts once for each of its samples. A batch that an
/// earlier run committed counts as unchanged.
public struct ImportReport: Hashable, Sendable {
    /// The lines that were read and say something, without headers and empty lines.
    public internal(set) var lines = 0
    /// The lines whose records are in the repository.
    public internal(set) var accepted = 0
    /// The lines that were left out.
    public internal(set) var rejected = 0
    /// The first of the rejected lines, up to the limit that the import states, in the order in which they were found.
    public internal(set) var rejections: [ImportRejection] = []
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
    /// The columns that the format does not know, as the source spells them.
    public internal(set) var unknownColumns: [String] = []
    /// Whether the source was read to its end; a strict import stops at what is wrong.
    public internal(set) var isComplete = true

    /// Adds the counts of the import of another source.
    ///
    /// The sum is complete if both are.
    public mutating func add(_ other: ImportReport) {
        lines += other.lines
        accepted += other.accepted
        rejected += other.rejected
        rejections += other.rejections
        inserted += other.inserted
        unchanged += other.unchanged
        corrected += other.corrected
        retracted += other.retracted
        batches += other.batches
        resumed += other.resumed
        unknownColumns += other.unknownColumns
        isComplete = isComplete && other.isComplete
    }

    /// Makes the report of nothing.
    public init() {}

    mutating func reject(_ rejection: ImportRejection, limit: Int) {
        rejected += 1
        if rejections.count < limit { rejections.append(rejection) }
    }
}

extension ImportReport: CustomStringConvertible {
    /// The counts as one line.
    public var description: String {
        "\(lines) lines: \(accepted) accepted, \(rejected) rejected; records: \(inserted) inserted, "
            + "\(unchanged) unchanged, \(corrected) corrected, \(retracted) retracted; "
            + "\(batches) batches, \(resumed) of them known"
    }
}

/// How far an import is.
public struct ImportProgress: Hashable, Sendable {
    /// What an import is doing.
    public enum Phase: String, Hashable, Sendable {
        /// It reads the source for its digest, and in a strict import checks every line.
        case checking
        /// A strict import asks the repository of each batch whether it would take it.
        case rehearsing
        /// It commits batches.
        case committing
    }

    /// What it is doing.
    public let phase: Phase
    /// The bytes that were read in this phase.
    public let bytes: Int
    /// The lines that were read in this phase.
    public let lines: Int
    /// The batches that were committed.
    public let batches: Int
    /// The lines that were rejected so far.
    public let rejected: Int
}
