package import BillingModel

extension Aggregation {
    /// What is known beforehand about each bucket: phase, coverage and clipping, without a value yet.
    ///
    /// Coverage is the covered share of the elapsed part of the bucket, from its start to its end or `now`, whichever
    /// is earlier; a future bucket has 0, an empty one that has passed 1. For a figure to date it is measured from the
    /// last reset before that end instead, because the figure needs all that time.
    ///
    /// - Parameters:
    ///   - boundaries: Instants; see ``Aggregation``.
    ///   - range: The range asked for; a bucket that reaches beyond it is clipped there.
    ///   - coverage: The covered instants; for recorded daily values, the caller adds the days of the samples.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - lag: How long after the end of a bucket late values may come, in microseconds.
    ///   - resets: For a figure to date, the ascending instants at which it starts again.
    /// - Returns: One value per bucket, with no samples and origin missing.
    /// - Throws: `BillingError` with code `invalidValue` if boundaries or resets descend.
    package static func completeness(
        boundaries: [Int64], range: Range<Int64>? = nil, coverage: IntervalSet = .everything, now: Int64,
        lag: Int64 = 0, resets: [Int64] = []
    ) throws(BillingError) -> [Completeness] {
        try check(boundaries: boundaries)
        try check(resets: resets)
        var result: [Completeness] = []
        result.reserveCapacity(max(0, boundaries.count - 1))
        for (start, end) in zip(boundaries, boundaries.dropFirst()) {
            let elapsed = min(end, now)
            let reset = lowerBound(of: elapsed, in: resets) - 1
            let origin = reset >= 0 ? resets[reset] : start
            result.append(
                try Completeness(
                    clippedStart: range.map { start < $0.lowerBound } ?? false,
                    clippedEnd: range.map { end > $0.upperBound } ?? false,
                    phase: Completeness.Phase(start: start, end: end, now: now, lag: lag),
                    coverage: start < now ? share(of: min(origin, elapsed)..<elapsed, coverage) : 0,
                    samples: 0, origin: .missing))
        }
        return result
    }

    static func check(resets: [Int64]) throws(BillingError) {
        try checkAscending(resets, rule: "the resets of a figure to date do not descend")
    }

    /// 1 only if all is covered, 0 only if nothing is.
    static func share(of range: Range<Int64>, _ coverage: IntervalSet) -> Double {
        let covered = UInt64(coverage.coveredLength(in: range))
        let length = UInt64(bitPattern: range.upperBound &- range.lowerBound)
        if covered == length { return 1 }
        // Numbers beyond 2^53 may meet when they are rounded.
        return min(Double(covered) / Double(length), 1.0.nextDown)
    }
}
