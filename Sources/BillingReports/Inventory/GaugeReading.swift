import BillingModel
import BillingTime

/// The instant up to which the gauges of a tenant are read, on the tenant's clock.
struct GaugeHorizon {
    /// Nothing at or after this instant is read.
    let instant: Int64
    /// The last day that has begun before it.
    let lastDay: Int64
    /// The day after it, and after the dates that are skipped behind it.
    let endDay: Int64
    /// The instants of that day.
    let day: Range<Int64>

    init(before instant: Int64, in zone: Zone) throws(BillingError) {
        self.instant = instant
        let end = try BucketPlan.dayAfterLastBegun(before: instant, in: zone)
        let last = zone.day(ofDate: end - 1)
        (lastDay, endDay) = (Int64(last), Int64(end))
        day = zone.startOfDay(last)..<zone.startOfDay(end)
    }

    /// The last sample before the horizon, as its place.
    func lastIndex(_ series: MetricSeries) -> Int? {
        let end = series.timing == .dates ? endDay : instant
        return series.positions.lastIndex { $0 < end }
    }
}

/// One gauge of one tenant at a horizon: the value in force, if it is not stale.
struct GaugeReading {
    let value: ExactSum?
    let asOf: SampleTime?
    let members: Int
    let reporting: Int
    let completeness: Completeness

    /// Reads the series of one metric, its own or those that labels split it into.
    ///
    /// `now` is the instant of the report, which is the horizon or later.
    init(
        _ series: ArraySlice<MetricSeries>, of metric: Metric, at horizon: GaugeHorizon, now: Int64,
        catalog: TenantCatalog
    ) throws(BillingError) {
        let own = series.firstIndex { $0.key.labels.isEmpty }
        let whole = own.map { series[$0...$0] } ?? series
        var (sum, count, earliest): (ExactSum?, Int, (asOf: SampleTime, start: Int64)?) = (nil, 0, nil)
        var parts: [Completeness] = []
        for series in whole {
            let isDaily = series.timing == .dates
            var isCovered = false
            var origin = Completeness.Origin.missing
            var samples = 0
            if let index = horizon.lastIndex(series) {
                let position = series.positions[index]
                let start = isDaily ? position &* Instants.perDay : position
                if start < earliest?.start ?? .max { earliest = (series[index].time, start) }
                let isOfDay = isDaily ? position >= horizon.lastDay : position >= horizon.day.lowerBound
                // A daily value covers its own day.
                isCovered = isOfDay && isDaily
                if Self.holds(position, metric, isDaily, horizon) {
                    var total = sum ?? ExactSum()
                    total.add(finite: series.values[index])
                    (sum, count) = (total, count + 1)
                    origin = isOfDay ? .observed : .filled
                    samples = isOfDay ? 1 : 0
                }
            }
            let covered = isCovered ? .everything : catalog.covered(metric, labels: series.key.labels)
            parts.append(
                try Self.known(metric, covered, horizon, now: now).with(samples: samples, origin: origin))
        }
        if parts.isEmpty {
            parts = [try Self.known(metric, catalog.covered(metric, labels: .none), horizon, now: now)]
        }
        value = sum
        asOf = earliest?.asOf
        members = max(1, whole.count)
        reporting = count
        completeness = parts.count == 1 ? parts[0] : try Completeness.weakest(of: parts) ?? parts[0]
    }

    /// Whether a sample is still in force just before the horizon.
    private static func holds(
        _ position: Int64, _ metric: Metric, _ isDaily: Bool, _ horizon: GaugeHorizon
    ) -> Bool {
        guard let staleness = metric.staleness?.wholeMicroseconds else { return true }
        // A daily value holds for its date and so many days after it.
        if isDaily { return horizon.lastDay - position <= staleness / Instants.perDay }
        return horizon.instant - position <= staleness
    }

    private static func known(
        _ metric: Metric, _ covered: IntervalSet, _ horizon: GaugeHorizon, now: Int64
    ) throws(BillingError) -> Completeness {
        let bounds = [horizon.day.lowerBound, horizon.day.upperBound]
        let known = try Aggregation.completeness(
            boundaries: bounds, coverage: covered, now: now, lag: metric.lag.wholeMicroseconds)
        return known[0]
    }
}
