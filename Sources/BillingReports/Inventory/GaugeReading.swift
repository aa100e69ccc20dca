import BillingModel
import BillingTime

/// One gauge of one tenant at the end of a day, or at the instant of the report if that is earlier.
struct GaugeReading {
    /// The sum of the levels in force; nil if there is none.
    let value: ExactSum?
    /// When the levels were true, of several the earliest; also of those that are in force no longer.
    let asOf: SampleTime?
    /// What was known last of the levels that are not in force.
    let lastKnown: LastKnown?
    let members: Int
    let reporting: Int
    let completeness: Completeness

    /// Reads the series of one metric, its own or those that labels split it into, on a plan of one day.
    init(
        _ series: ArraySlice<MetricSeries>, of metric: Metric, on plan: BucketPlan, catalog: TenantCatalog
    ) throws(BillingError) {
        var levels: [BucketValue] = []
        for series in series {
            let reading = try SeriesReading(series, on: plan)
            let covered = reading.covered(catalog.covered(metric, labels: series.key.labels))
            levels += try reading.values(of: metric, coverage: covered)
        }
        // The metric's own series is the whole where its level is in force, and those that split it are where it is not.
        if levels.count > 1, let own = series.firstIndex(where: \.key.labels.isEmpty) {
            let level = levels.remove(at: own - series.startIndex)
            if level.exact != nil { levels = [level] }
        }
        let present = levels.compactMap(\.exact)
        value = present.first.map { first in
            present.dropFirst().reduce(into: first) { sum, part in sum.merge(part) }
        }
        asOf = SampleTime.earliest(of: levels.compactMap { $0.time ?? $0.lastKnown?.time })
        lastKnown = try levels.lastKnown()
        members = max(1, levels.count)
        reporting = present.count
        let nothing = try plan.completeness(IntervalSet(), of: metric)
        let parts = levels.isEmpty ? nothing : levels.map(\.completeness)
        guard let weakest = try Completeness.weakest(of: parts) else {
            throw BillingError(.invalidValue, rule: "a gauge is read on a day")
        }
        completeness = weakest.with(
            samples: weakest.samples,
            origin: levels.filter { $0.exact != nil }.map(\.completeness.origin).min() ?? .missing)
    }
}

extension BucketPlan {
    /// The day that holds the last instant before another one, as a report of `now` reads it.
    static func day(before instant: Int64, in zone: Zone, now: Int64) throws(BillingError) -> BucketPlan {
        let end = try BucketPlan.dayAfterLastBegun(before: instant, in: zone)
        return try BucketPlan(
            BucketGrid(
                zone.startOfDay(zone.day(ofDate: end - 1))..<zone.startOfDay(end), width: .day, zone: zone),
            now: now)
    }
}
