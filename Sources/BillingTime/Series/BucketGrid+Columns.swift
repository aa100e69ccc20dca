public import BillingModel

extension BucketGrid {
    /// What is known of samples in each bucket, from a column of times and one of values in any order.
    ///
    /// It takes the columns as they lie: sorted ones are cut by search and read once, others are not sorted unless an increase
    /// is asked for. The states are those that the samples would have as a series, and neither order nor the number of threads
    /// changes a bit of a figure. Of samples at one time, the later one in the columns is the later one.
    ///
    /// ```swift
    /// let states = try grid.states(microseconds: times, values: values)
    /// try states[0].sum()
    /// ```
    ///
    /// - Parameters:
    ///   - microseconds: The times of the samples since 1970; those outside the range of the grid count in no bucket.
    ///   - values: Finite numbers, as many as times; -0.0 is taken as 0.0.
    ///   - measures: Which sums the states keep.
    ///   - resets: Which drops of a cumulative reading are resets, if increases are asked for; the last sample before the
    ///     range is the reading from which they count.
    /// - Returns: One state per bucket, in their order; none for a grid without buckets.
    /// - Throws: `BillingError` with code `invalidValue` if a value is not finite or the columns have other lengths.
    /// - Complexity: O(*n* + *b*) for *n* samples and *b* buckets; O(*n* log *n*) for squares or increases of samples in disorder.
    public func states(
        microseconds: [Int64], values: [Double], measures: AggregateState.Measures = .sum,
        resets: ResetRule = .anyDrop
    ) throws(BillingError) -> [AggregateState] {
        guard microseconds.count == values.count else {
            throw BillingError(
                .invalidValue, rule: "a series has as many values as times",
                detail: "\(values.count) values, \(microseconds.count) times")
        }
        let boundaries = try BucketPlan(self, now: nil).instants
        if microseconds.isAscending {
            for value in values { try ExactSum.check(value) }
            return try Aggregation.states(
                ofSorted: microseconds[...], values[...], boundaries: boundaries, measures: measures,
                resets: resets)
        }
        guard measures.isDisjoint(with: [.squares, .increase]) else {
            let order = microseconds.indices.sorted {
                (microseconds[$0], $0) < (microseconds[$1], $1)
            }
            return try states(
                microseconds: order.map { microseconds[$0] }, values: order.map { values[$0] },
                measures: measures, resets: resets)
        }
        return try Aggregation.states(
            scattered: microseconds, values, boundaries: boundaries, measures: measures)
    }
}

extension [Int64] {
    /// Whether no number is below the one before it; in disorder it is seen early.
    package var isAscending: Bool {
        for index in indices.dropFirst() where self[index] < self[index - 1] { return false }
        return true
    }
}
