public import BillingStore

/// Checks that a reader keeps the guarantees of `BillingReader`, on the records that it has already.
///
/// Nothing is written. What can be told without knowing the records is checked: pages, orders, selections, cursors, limits,
/// revisions, and summaries and series of actions against the rows that they are made of. Of many rows only the first
/// ones are read. The reader must hold still: the latest revision is pinned at the start.
///
/// A operation that never returns is not cut off: give the run a time limit where it is called.
public struct ReaderConformance: Sendable {
    private let seed: UInt64
    private let reader: any BillingReader

    /// Makes a check.
    ///
    /// - Parameters:
    ///   - reader: The reader, with records of at least one tenant; without any there is little to check.
    ///   - seed: What limits, places and bounds are chosen with.
    public init(_ reader: any BillingReader, seed: UInt64 = 1) {
        self.reader = reader
        self.seed = seed
    }

    /// Reads, and compares what was read.
    ///
    /// - Returns: One finding for each guarantee that was seen to be broken, in the order of ``Guarantee/all``; none if all
    ///   were kept. The text of a finding holds records of the reader.
    public func run() async -> [ConformanceFinding] {
        var trial = ReaderTrial(reader, seed: seed)
        await trial.run()
        return Guarantee.all.compactMap { trial.findings[$0] }
    }
}
