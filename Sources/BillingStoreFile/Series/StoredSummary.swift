import BillingModel
package import BillingStore
package import BillingTime

/// The states of the buckets of one series, of which a store finds the parts in order of time.
package struct StoredSummary {
    private var buckets: BucketStates
    private let range: Range<Int64>
    private let revision: Revision

    /// Begins with the first bucket.
    ///
    /// - Parameters:
    ///   - asked: How the series is cut.
    ///   - reading: The last value before the range.
    package init(_ asked: SummaryBuckets, after reading: Double?) {
        buckets = BucketStates(asked, after: reading)
        (range, revision) = (asked.range, asked.revision)
    }

    /// Adds the state of samples that all lie in the range and in one bucket.
    package mutating func add(_ state: AggregateState) throws { try buckets.add(state) }

    /// Adds what the revision sees of columns in the range.
    package mutating func add(_ columns: SeriesColumns) throws {
        try buckets.add(columns, range, at: revision)
    }

    /// A state for each bucket.
    package consuming func states() -> [AggregateState] { buckets.finished() }
}
