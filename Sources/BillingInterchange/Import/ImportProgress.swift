/// How far an import is.
public struct ImportProgress: Hashable, Sendable {
    /// What an import is doing.
    public enum Phase: String, Hashable, Sendable {
        /// It reads the source for its digest, and in a strict import checks every line.
        case checking
        /// A strict import asks the repository of each batch whether it would take it.
        case dryRun = "rehearsing"
        /// It commits batches.
        case committing
    }

    /// What it is doing.
    public let phase: Phase
    /// The bytes that were read in this phase.
    public internal(set) var bytes: Int
    /// The lines that were read in this phase.
    public let lines: Int
    /// The batches that were committed.
    public let batches: Int
    /// The lines that were rejected so far.
    public let rejected: Int
}
