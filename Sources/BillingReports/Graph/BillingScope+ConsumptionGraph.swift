public import BillingModel
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// A line for each metric over a range of time, all on the same buckets.
    ///
    /// Of one tenant, a metric is shown as a whole and, if labels split it, part by part. Of several tenants it is shown
    /// as a whole only: gauges, counts and increases are added, and subjects counted once if their identities are shared.
    ///
    /// ```swift
    /// let graph = try await acme.consumptionGraph(range: march, width: .day, now: now)
    /// graph.series(.assets)?.points.last?.value
    /// ```
    ///
    /// - Parameters:
    ///   - metrics: The metrics shown; nil for all that have any value in the range and that the width suits.
    ///   - range: Half-open, in years 1 to 9999; it may begin and end inside a bucket.
    ///   - width: The width of the buckets.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the buckets; nil for the clock of the tenants, which they must share.
    ///   - annotations: What the host knows to have happened, in any order. Shown are those within the range, and of spans of time those
    ///     that meet it, that are about everything, or about a tenant in scope, and about no metric or one that has a line.
    /// - Returns: The graph.
    /// - Throws: `BillingError` with code `unsupported` if a bucket is narrower than the cadence of a metric that was asked
    ///   for, if the figures of several tenants cannot be combined, or if these are in several zones and none was given;
    ///   `limitExceeded` for more than 100,000 buckets; `invalidValue` if two annotations have one id; else what the reader or the zone database throws.
    public func consumptionGraph(
        metrics: [Metric]? = nil, range: Range<Date>, width: BucketWidth, now: Date, zone: ZoneID? = nil,
        annotations: [GraphAnnotation] = []
    ) async throws -> ConsumptionGraph {
        let context = try await context(now: now, zone: zone)
        let grid = try BucketGrid(covering: range, width: width, zone: try context.zone())
        let plan = try BucketPlan(grid, now: context.now)
        let series = try await GraphLines(MetricReader(context), plan).lines(metrics)
        var dates: (first: LocalDate, last: LocalDate)?
        if !grid.isEmpty, case .days(let days) = try ComparedPeriod.instants(range).span(in: grid.zone) {
            dates = (
                try LocalDate(dayNumber: days.lowerBound), try LocalDate(dayNumber: days.upperBound - 1)
            )
        }
        return ConsumptionGraph(
            stamp: context.stamp(showing: grid.rangeMicroseconds),
            range: InstantRange(grid.rangeMicroseconds), first: dates?.first, last: dates?.last,
            width: width, buckets: Array(grid), series: series,
            annotations: try ConsumptionGraph.marks(
                annotations, on: plan, tenants: context.tenants, series: series),
            owner: ScreenOwner(context.tenants))
    }
}
