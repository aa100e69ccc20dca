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
        guard let carried else {
            return try timeWeighted(
                ofSorted: positions[...], values[...], boundaries: boundaries, rules: rules,
                coverage: coverage, until: until)
        }
        try ExactSum.check(carried.value)
        try checkAscending([carried.position] + positions.prefix(1), rule: "a carried value comes first")
        return try timeWeighted(
            ofSorted: ([carried.position] + positions)[...], ([carried.value] + values)[...],
            boundaries: boundaries, rules: rules, coverage: coverage, until: until)
    }

    /// As its namesake, of columns that are known to obey their rules.
    static func timeWeighted(
        ofSorted positions: ArraySlice<Int64>, _ values: ArraySlice<Double>, boundaries: [Int64],
        rules: SeriesRules, coverage: IntervalSet, until: Int64
    ) throws(BillingError) -> [TimeWeightedState] {
        guard boundaries.count > 1 else { return [] }
        var states = [TimeWeightedState](repeating: TimeWeightedState(), count: boundaries.count - 1)
        var run = HeldRun(in: PassUnit(for: values))
        var bucket = 0
        let first = values.startIndex
        forEachHold(
            of: positions, boundaries: boundaries, rules: rules, coverage: coverage, until: until
        ) { next, place, length in
            if next != bucket {
                run.move(to: &states[bucket])
                bucket = next
            }
            run.add(values[first + place], for: length)
        }
        run.move(to: &states[bucket])
        return states
    }

    /// Hands on each stretch of time in which a value holds in a bucket: the bucket, the place of the value and the length, above 0.
    ///
    /// They come in order of time.
    @inline(__always)
    static func forEachHold(
        of positions: ArraySlice<Int64>, boundaries: [Int64], rules: SeriesRules, coverage: IntervalSet,
        until: Int64, _ body: (_ bucket: Int, _ place: Int, _ length: Int64) -> Void
    ) {
        guard let start = boundaries.first, let last = boundaries.last else { return }
        var covered = coverage.walk
        var bucket = 0
        let end = min(until, last)
        for index in positions.indices {
            let position = positions[index]
            let next = index + 1 < positions.endIndex ? positions[index + 1] : Int64.max
            var from = max(position, start)
            let to = min(next, rules.endOfHold(from: position), end)
            while from < to {
                while boundaries[bucket + 1] <= from { bucket += 1 }
                let stop = min(to, boundaries[bucket + 1])
                let length = covered.coveredLength(from: from, to: stop)
                if length > 0 { body(bucket, index - positions.startIndex, length) }
                from = stop
            }
        }
    }
}
