// The files of this folder use nothing but what a host of BillingModel and BillingTime can.
import BillingModel
import BillingTestSupport
import BillingTime
import Foundation

/// A metric of a host that is sent at instants.
func metric(
    _ kind: MetricKind, lag: Duration = .zero, staleness: Duration? = nil, cadence: Cadence = .irregular
) throws -> Metric {
    try Metric(
        id: MetricID("hosted"), unit: "1", kind: kind, cadence: cadence, lag: lag, staleness: staleness)
}

/// Samples of a host's metric at instants such as `2025-03-30T01:00Z`.
func series(_ samples: KeyValuePairs<String, Double>) throws -> MetricSeries {
    try MetricSeries(
        key: SeriesKey(tenant: TenantID("acme"), metric: MetricID("hosted")),
        instants: samples.map { (try instant($0.key), $0.value) })
}

/// Values of a host's metric that belong to dates.
func daily(
    _ samples: KeyValuePairs<String, Double>, zone: String = "Asia/Tokyo"
) throws -> MetricSeries {
    try MetricSeries(
        key: SeriesKey(tenant: TenantID("acme"), metric: MetricID("hosted")),
        dates: samples.map { (try LocalDate($0.key), $0.value) }, zone: ZoneID(zone))
}

/// The buckets of the dates from one to another, both included.
func grid(
    _ first: String, _ last: String, _ width: BucketWidth = .day, _ zone: String = "UTC"
) throws -> BucketGrid {
    try BucketGrid(
        covering: LocalDate(first)...LocalDate(last), width: width, zone: fixtureZone(zone))
}

/// The buckets that a range of instants meets.
func cut(
    _ start: String, _ end: String, _ width: BucketWidth, _ zone: String = "UTC"
) throws -> BucketGrid {
    try BucketGrid(covering: instant(start)..<instant(end), width: width, zone: fixtureZone(zone))
}

func covered(_ ranges: (String, String)...) throws -> IntervalSet {
    try IntervalSet(ranges.map { try instant($0.0)..<instant($0.1) })
}
