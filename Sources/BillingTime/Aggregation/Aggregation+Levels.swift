package import BillingModel

extension Aggregation {
    /// The level in force at the end of each bucket: that of a gauge, or of a recorded figure to date.
    ///
    /// In force is the last sample before the end, if it holds there or stands at the last microsecond. Elsewhere
    /// the level is missing, and the last sample stands beside it as the last one known. A figure to date begins anew at
    /// each reset, so neither its level nor the last one known is that of an earlier period. A bucket that begins at or
    /// after `until` says nothing.
    ///
    /// - Parameters:
    ///   - positions: Ascending; what lies before the first boundary counts in no bucket.
    ///   - values: Finite numbers, as many as positions.
    ///   - rules: What the series is.
    ///   - boundaries: In the unit of positions; of a figure to date, refined at the resets.
    ///   - ends: The instant at which each bucket ends, or now if that is earlier, in microseconds.
    ///   - held: The instants at which a level holds, covered and past; see ``SeriesReading/held(of:coverage:)``.
    ///   - resets: Ascending, in the unit of positions: where a figure to date starts again; none of a gauge.
    ///   - completeness: One per bucket.
    ///   - until: In the unit of positions: now, or the day after today for day numbers.
    ///   - carried: The last sample before the first boundary.
    /// - Returns: One value per bucket.
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together, or `overflow`, which a level
    ///   of finite values never causes.
    package static func levels(
        positions: [Int64], values: [Double], rules: SeriesRules, boundaries: [Int64], ends: [Int64],
        held: IntervalSet, resets: [Int64] = [], completeness: [Completeness], until: Int64,
        carried: Reading? = nil
    ) throws(BillingError) -> [BucketValue] {
        try check(positions: positions, values: values)
        try check(buckets: ends.count, boundaries: boundaries, completeness: completeness)
        try check(resets: resets)
        if let carried { try ExactSum.check(carried.value) }
        let first = boundaries.first.map { lowerBound(of: $0, in: positions) } ?? 0
        let samples = (carried.map { [$0.value] } ?? []) + values[first...]
        let frame = LevelFrame(
            levelsOf: ((carried.map { [$0.position] } ?? []) + positions[first...])[...],
            in: LevelFrame.Levels(
                boundaries: boundaries, ends: ends, held: held, resets: resets,
                isOfInstants: rules.extent == 0, until: until),
            completeness: completeness, timing: .instants)
        return Array(BucketColumn(frame, samples[...]))
    }
}
