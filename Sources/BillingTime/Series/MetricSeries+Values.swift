public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension MetricSeries {
    /// What is known of the samples in each bucket of a grid, from which figures are finished late.
    ///
    /// Samples outside the range of the grid are not counted, but the last one before it is the reading from which an
    /// increase counts. Daily values are put into buckets by their date; a date belongs to the range if any of its day
    /// does.
    ///
    /// ```swift
    /// let states = try series.states(in: grid)
    /// try states[0].mean()
    /// ```
    ///
    /// Many samples are read by several threads, which changes no bit of any figure.
    ///
    /// - Parameters:
    ///   - grid: The buckets.
    ///   - measures: Which sums the states keep; one that is not needed need not be paid for.
    ///   - resets: Which drops of a cumulative reading are resets: the rule of its metric.
    /// - Returns: One state per bucket, in their order; none for a grid without buckets.
    /// - Throws: `BillingError` with code `unsupported` if the values belong to dates and the buckets are narrower than a
    ///   day.
    /// - Complexity: O(*n* + *b* log *n*) for *n* samples in the range and *b* buckets.
    public func states(
        in grid: BucketGrid, measures: AggregateState.Measures = .all, resets: ResetRule = .anyDrop
    ) throws(BillingError) -> [AggregateState] {
        try SeriesReading(self, on: try BucketPlan(grid, now: nil)).states(measures, resets: resets)
    }

    /// The value of each bucket of a grid by the rule of the metric's kind, with its completeness.
    ///
    /// | kind | with samples | without, where covered and past |
    /// | --- | --- | --- |
    /// | gauge | the one in force at the end | the same, carried for at most the staleness limit |
    /// | count | their sum | 0 |
    /// | cumulative | the increase | 0 |
    /// | distinct | the number of a date in a bucket of a day; else none, but ``states(in:measures:resets:)`` has mean, minimum and peak | none |
    /// | distinct to date | the one in force at the end; none across a reset, where each period is listed | the same, carried up to the reset |
    ///
    /// A level, that of a gauge or a figure to date, is in force at the end of a bucket, or at `now` if that is earlier, if its
    /// sample stands there, or if it is carried there and the end is covered; a daily value stands on the whole of its date.
    /// Else it is missing, and the last one known stands beside it. A bucket of a count without samples is filled if
    /// any part of it that has passed is covered. Samples always count, also outside coverage. Only the part of a
    /// bucket that lies in the range of the grid is read; the value of a bucket that reaches beyond is marked as clipped.
    ///
    /// The coverage of a bucket is the share of its time that is known: covered and, of a gauge, with a level.
    ///
    /// - Parameters:
    ///   - metric: The metric of this series: its kind, lag and staleness limit.
    ///   - grid: The buckets, which are not narrower than the cadence of the metric.
    ///   - coverage: The time in which silence means that nothing happened; nil for all of it.
    ///   - now: The instant of the report: nothing at or after it is read, nor a date that begins then; nil if all is past
    ///     and settled.
    ///   - period: The periods of a figure to date, in the zone of the grid: months or a billing cycle.
    /// - Returns: One value per bucket, in their order; none for a grid without buckets.
    /// - Throws: `BillingError` with code `invalidValue` if the series is of another metric, or `now` lies outside
    ///   years 1 to 9999; `unsupported` if the buckets are narrower than the cadence of the metric or a day of daily
    ///   values, or the periods are narrower than a day; `overflow` if a figure is beyond `Double`.
    /// - Complexity: O(*n* + *b* log *c*) for *n* samples in the range, *b* buckets and *c* intervals of coverage.
    public func values(
        of metric: Metric, in grid: BucketGrid, coverage: IntervalSet? = nil, now: Date? = nil,
        resettingEvery period: BucketWidth = .month
    ) throws(BillingError) -> [BucketValue] {
        let plan = try plan(for: metric, grid, now, period)
        let reading = try SeriesReading(self, on: plan)
        return try reading.values(of: metric, coverage: reading.covered(coverage ?? .everything))
    }

    /// The mean of a gauge in each bucket of a grid, weighted by the time for which each value holds.
    ///
    /// A value holds from its instant, or from the start of its date, until the next one, at most for the staleness limit
    /// of the metric, only before `now` and in covered time. Time without a value does not count.
    ///
    /// - Parameters:
    ///   - metric: The metric of this series, a gauge.
    ///   - grid: The buckets, which are not narrower than the cadence of the metric.
    ///   - coverage: The time in which silence means that nothing changed; nil for all of it.
    ///   - now: The instant of the report; nil if all is past.
    /// - Returns: One mean per bucket, exact and rounded once; nil where no value holds.
    /// - Throws: `BillingError` with code `unsupported` if the metric is no gauge, or else as
    ///   ``values(of:in:coverage:now:resettingEvery:)``.
    /// - Complexity: O((*n* + *b*) log *c*) for *n* samples in the range, *b* buckets and *c* intervals of coverage.
    public func timeWeightedMeans(
        of metric: Metric, in grid: BucketGrid, coverage: IntervalSet? = nil, now: Date? = nil
    ) throws(BillingError) -> [Double?] {
        guard metric.kind == .gauge else {
            throw BillingError(
                .unsupported, rule: "only a gauge has a mean over time",
                detail: "metric '\(metric.id)' of kind \(metric.kind.rawValue)")
        }
        let reading = try SeriesReading(self, on: try plan(for: metric, grid, now, .month))
        let held = reading.held(of: metric, coverage: reading.covered(coverage ?? .everything))
        var means: [Double?] = []
        for state in try reading.weighted(held: held) { means.append(try state.mean()) }
        return means
    }

    private func plan(
        for metric: Metric, _ grid: BucketGrid, _ now: Date?, _ period: BucketWidth
    ) throws(BillingError) -> BucketPlan {
        guard metric.id == key.metric else {
            throw BillingError(
                .invalidValue, rule: "a series is read as the metric that it is of",
                detail: "\(key) as '\(metric.id)'")
        }
        let plan = try BucketPlan(grid, now: now, resettingEvery: period)
        try plan.check(metric)
        return plan
    }
}
