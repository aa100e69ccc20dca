import BillingModel
import BillingTime

extension UsageEngine {
    /// Fills a recorded series by the rule of its kind.
    func column(
        _ series: MetricSeries, of metric: Metric, on plan: BucketPlan
    ) throws(BillingError) -> SeriesColumn {
        let reading = try SeriesReading(series, on: plan)
        let labels = series.key.labels
        let covered = reading.covered(catalog.covered(metric, labels: labels))
        var column = SeriesColumn(
            labels: labels, values: try reading.values(of: metric, coverage: covered),
            states: try reading.states(resets: metric.resets), coverage: covered)
        guard metric.kind == .gauge else { return column }
        column.weighted = try reading.weighted(of: metric, coverage: covered)
        column.held = reading.held(of: metric, coverage: covered)
        column.starts = try reading.starts(of: metric, coverage: covered)
        return column
    }
}
