public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension DistinctActivity {
    /// How many different subjects were active in each bucket of a grid, within its range.
    ///
    /// A bound that is not on a quarter hour of UTC is widened to whole ones, and the count says so; bounds from a day up
    /// are on quarter hours in every zone.
    ///
    /// - Parameter grid: The buckets.
    /// - Returns: One count per bucket, in their order; none for a grid without buckets.
    /// - Throws: `BillingError`, which a valid grid never causes.
    /// - Complexity: O(*n* + *b* log *n*) for *n* rows and *b* buckets of a quarter hour or more.
    public func distinct(in grid: BucketGrid) throws(BillingError) -> [Count] {
        try distinct(boundaries: try BucketPlan(grid, now: nil).instants)
    }

    /// How many different subjects were active from the start of a period to the end of each bucket of a grid.
    ///
    /// The period is the one that holds the last instant of the bucket, in the zone of the grid: in a bucket that crosses
    /// the start of a month, counting begins again there. Activity before the range of the grid counts, as far as the
    /// period goes back.
    ///
    /// - Parameters:
    ///   - grid: The buckets.
    ///   - period: The periods: months, or a billing cycle.
    /// - Returns: One count per bucket, in their order; none for a grid without buckets.
    /// - Throws: `BillingError` with code `unsupported` if the periods are narrower than a day.
    /// - Complexity: O(*n* + *b* log *n*) for *n* rows and *b* buckets.
    public func distinctToDate(
        in grid: BucketGrid, resettingEvery period: BucketWidth = .month
    ) throws(BillingError) -> [Count] {
        let plan = try BucketPlan(grid, now: nil, resettingEvery: period)
        // A period begins with the range or before it, so that each bucket has one.
        return try distinctToDate(boundaries: plan.instants, resets: plan.resets).compactMap(\.self)
    }

    /// The value of each bucket of a grid by the rule of the metric's kind, with its completeness.
    ///
    /// | kind | value | silence, where covered and past |
    /// | --- | --- | --- |
    /// | distinct | different subjects of the bucket | 0 |
    /// | distinct to date | different subjects from the start of the period to the end of the bucket; none across a reset, where each period is listed | 0 |
    ///
    /// The subjects that were counted are the samples of a bucket. A figure to date, and each period in a bucket that crosses
    /// a reset, needs coverage from the start of its period on. Activity is kept by the quarter hour: the one that holds `now` is read whole.
    ///
    /// - Parameters:
    ///   - metric: A metric of distinct subjects: its kind and lag.
    ///   - grid: The buckets, which are not narrower than the cadence of the metric.
    ///   - coverage: The time in which silence means that nobody was active; nil for all of it.
    ///   - now: The instant of the report; nil if all is past and settled.
    ///   - period: The periods of a figure to date, in the zone of the grid: months or a billing cycle.
    /// - Returns: One value per bucket, in their order; none for a grid without buckets.
    /// - Throws: `BillingError` with code `unsupported` if the metric is of another kind, the buckets are narrower than
    ///   its cadence or the periods than a day; `invalidValue` if `now` lies outside years 1 to 9999.
    /// - Complexity: O(*n* + *b* log *n*) for *n* rows and *b* buckets.
    public func values(
        of metric: Metric, in grid: BucketGrid, coverage: IntervalSet? = nil, now: Date? = nil,
        resettingEvery period: BucketWidth = .month
    ) throws(BillingError) -> [BucketValue] {
        let plan = try BucketPlan(grid, now: now, resettingEvery: period)
        try plan.check(metric)
        let coverage = coverage ?? .everything
        let past = before(plan.now)
        switch metric.kind {
        case .distinct:
            return try plan.values(
                distinct: try past.distinct(boundaries: plan.instants).map(\.count), of: metric,
                coverage: coverage)
        case .distinctToDate:
            let counts = try past.distinctToDate(boundaries: try plan.pieces(), resets: plan.resets)
            return try plan.values(toDate: counts.map { $0?.count }, of: metric, coverage: coverage)
        case .gauge, .count, .cumulative:
            throw BillingError(
                .unsupported, rule: "activity gives distinct counts",
                detail: "metric '\(metric.id)' of kind \(metric.kind.rawValue)")
        }
    }
}
