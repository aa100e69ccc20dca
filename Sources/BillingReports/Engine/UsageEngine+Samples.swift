import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension UsageEngine {
    /// The recorded series of metrics in the range of a plan, each from its last sample before it.
    func samples(_ metrics: [Metric], on plan: BucketPlan) async throws -> [MetricSeries] {
        guard let first = plan.instants.first, let last = plan.instants.last, !metrics.isEmpty else {
            return []
        }
        let firstDay = plan.days?.first.map(Int.init) ?? plan.grid.zone.dayNumber(holding: first)
        let lastDay = max(firstDay, (plan.days?.last.map(Int.init) ?? firstDay + 1) - 1)
        let request = SeriesRequest(
            of: .one(tenant.id), metrics: metrics.map(\.id),
            instants: Instants.date(first)..<Instants.date(max(first, min(last, plan.now))),
            dates: try LocalDate(dayNumber: firstDay)...LocalDate(dayNumber: lastDay),
            includesPrevious: true, knownAt: context.knownAt)
        // A series of dates that begins after now is not known yet; one of instants is not read.
        return try await context.reader.allSeries(request)
            .filter { $0.timing == .instants || $0.positions.first ?? .max < plan.endDay }
    }

    /// Fills a recorded series by the rule of its kind.
    func column(
        _ series: MetricSeries, of metric: Metric, on plan: BucketPlan
    ) throws(BillingError) -> SeriesColumn {
        let reading = try SeriesReading(series, on: plan)
        let labels = series.key.labels
        let covered = reading.covered(catalog.covered(metric, labels: labels))
        var column = SeriesColumn(
            labels: labels, values: try reading.values(of: metric, coverage: covered),
            states: try reading.states(), coverage: covered)
        guard metric.kind == .gauge else { return column }
        column.weighted = try reading.weighted(of: metric, coverage: covered)
        column.held = reading.held(of: metric, coverage: covered)
        column.starts = try reading.starts(of: metric, coverage: covered)
        return column
    }
}
