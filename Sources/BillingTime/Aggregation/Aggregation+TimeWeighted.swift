package import BillingModel

extension Aggregation {
    /// One time-weighted state per bucket, each value holding until the next (last observation carried forward).
    ///
    /// A value holds from its position to the next one, at most for what it stands for and the staleness limit after it,
    /// never at or after `until`, and only in covered time. Time without a value is not in the denominator.
    ///
    /// - Parameters:
    ///   - positions: Ascending; of equal ones the last holds.
    ///   - values: Finite numbers, as many as positions.
    ///   - boundaries: See ``Aggregation``.
    ///   - rules: Staleness and extent, in the unit of positions.
    ///   - carried: The last sample before the columns.
    ///   - coverage: The covered time, in the unit of positions.
    ///   - until: Now, or the day after today for day numbers.
    /// - Returns: The states in the order of the buckets.
    /// - Throws: `BillingError` with code `invalidValue` if the columns or boundaries break
    ///   their rule.
    /// - Complexity: O((*n* + *b*) log *c*) for *n* values, *b* buckets and *c* intervals of coverage.
    package static func timeWeighted(
        positions: [Int64], values: [Double], boundaries: [Int64], rules: SeriesRules,
        carried: Reading? = nil, coverage: IntervalSet = .everything, until: Int64 = .max
    ) throws(BillingError) -> [TimeWeightedState] {
        try check(positions: positions, values: values)
        try check(boundaries: boundaries)
        if let carried {
            try ExactSum.check(carried.value)
            try checkAscending([carried.position] + positions.prefix(1), rule: "a carried value comes first")
        }
        guard let start = boundaries.first, let end = boundaries.last else { return [] }
        var states = [TimeWeightedState](repeating: TimeWeightedState(), count: boundaries.count - 1)
        var bucket = 0
        let offset = carried == nil ? 0 : -1
        for index in offset..<positions.count {
            let position = index < 0 ? carried?.position ?? 0 : positions[index]
            let value = index < 0 ? carried?.value ?? 0 : values[index]
            let next = index + 1 < positions.count ? positions[index + 1] : Int64.max
            var from = max(position, start)
            let to = min(next, rules.endOfHold(from: position), until, end)
            while from < to {
                while boundaries[bucket + 1] <= from { bucket += 1 }
                let stop = min(to, boundaries[bucket + 1])
                let length = coverage.coveredLength(in: from..<stop)
                if length > 0 { try states[bucket].add(finite: value, for: length) }
                from = stop
            }
        }
        return states
    }
}
