package import BillingModel

/// Pure functions from sorted columns to figures per bucket.
///
/// Positions are microseconds since 1970, or day numbers for daily values; boundaries are in the same unit, do not
/// descend, and bucket i is [boundaries[i], boundaries[i + 1]). Equal neighbours make an empty bucket.
package enum Aggregation {
    /// One value of a series and where it stands.
    package struct Reading: Hashable, Sendable {
        package let position: Int64
        package let value: Double

        package init(position: Int64, value: Double) {
            self.position = position
            self.value = value
        }
    }

    /// One state per bucket, in one pass.
    ///
    /// Values outside the boundaries count in no bucket, but the last one before them is the reading from which the
    /// first increase counts; if there is none in the columns, `previous` is.
    ///
    /// - Parameters:
    ///   - positions: Ascending; equal neighbours are allowed and keep their order.
    ///   - values: Finite numbers, as many as positions.
    ///   - boundaries: One more than buckets; none or one give no bucket.
    ///   - previous: The last reading before the columns.
    ///   - measures: Which sums to keep.
    ///   - resets: Which drops of a cumulative reading are resets.
    /// - Returns: The states in the order of the buckets. A state without values holds the reading before it.
    /// - Throws: `BillingError` with code `invalidValue` if the columns or boundaries break
    ///   their rule.
    /// - Complexity: O(*n* + *b*) for *n* values and *b* buckets.
    package static func states(
        positions: [Int64], values: [Double], boundaries: [Int64], previous: Double? = nil,
        measures: AggregateState.Measures = .all, resets: ResetRule = .anyDrop
    ) throws(BillingError) -> [AggregateState] {
        try check(positions: positions, values: values)
        if let previous { try ExactSum.check(previous) }
        return try states(
            ofSorted: positions[...], values[...], boundaries: boundaries, previous: previous,
            measures: measures, resets: resets)
    }

    static func check(positions: [Int64], values: [Double]) throws(BillingError) {
        guard positions.count == values.count else {
            throw BillingError(
                .invalidValue, rule: "a series has as many values as positions",
                detail: "\(values.count) values, \(positions.count) positions")
        }
        try checkAscending(positions, rule: "the positions of a series do not descend")
        for value in values { try ExactSum.check(value) }
    }

    static func check(boundaries: [Int64]) throws(BillingError) {
        try checkAscending(boundaries, rule: "the boundaries of buckets do not descend")
    }

    static func checkAscending(_ numbers: [Int64], rule: String) throws(BillingError) {
        for (earlier, later) in zip(numbers, numbers.dropFirst()) where later < earlier {
            throw BillingError(.invalidValue, rule: rule, detail: "\(later) after \(earlier)")
        }
    }

    /// The index of the first number that is not below a bound.
    static func lowerBound(of bound: Int64, in numbers: [Int64]) -> Int {
        numbers.lowerBound { $0 < bound }
    }
}
