import BillingModel
import BillingTime

/// The days of some metrics of one tenant, read once.
struct CourseReading: Sendable {
    let days: InsightDays
    private let columns: [MetricID: MetricColumns]

    /// Reads metrics.
    ///
    /// - Throws: `BillingError` with code `notFound` for a metric that the tenant does not have; else what the reader throws.
    init(_ ids: some Sequence<MetricID>, over days: InsightDays, _ reader: MetricReader) async throws {
        self.days = days
        let metrics = try ids.unique.map { try reader.metric($0) }
        let read =
            metrics.isEmpty ? [] : try await reader.columns(of: metrics, on: days.plan, with: [.shares])
        columns = Dictionary(read.map { ($0.metric.id, $0) }) { first, _ in first }
    }

    /// The metric with an id; nil if it was not asked for.
    func metric(_ id: MetricID) -> Metric? { columns[id]?.metric }

    /// The course of a metric or of a part of it.
    ///
    /// - Throws: `BillingError` with code `unavailable` if there is no such part, or the series cannot be put together.
    func course(_ id: MetricID, _ labels: Labels) throws(BillingError) -> DayCourse {
        guard
            let course = try columns[id].flatMap({ columns throws(BillingError) in
                try DayCourse.course(of: columns, labels, over: days)
            })
        else {
            throw BillingError(
                .unavailable,
                rule: labels.isEmpty
                    ? "the series of a metric are looked at together if they add up"
                    : "a part of a metric is looked at once it has data",
                detail: ScreenText.title(id.text, labels))
        }
        return course
    }
}

extension MetricReader {
    /// A metric of the only tenant of the screen.
    ///
    /// - Throws: `BillingError` with code `notFound` if the tenant does not have it.
    func metric(_ id: MetricID) throws(BillingError) -> Metric {
        guard let metric = catalogs.first?.metric(id) else {
            throw BillingError(
                .notFound, rule: "a metric that is asked for is one of the platform or of the tenant",
                detail: "metric '\(id)'")
        }
        return metric
    }
}
