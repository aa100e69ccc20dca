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
        let held = metric.kind == .gauge ? reading.held(of: metric, coverage: covered) : nil
        var column = SeriesColumn(
            labels: labels, values: try reading.values(of: metric, coverage: covered, held: held),
            states: try reading.states(resets: metric.resets), coverage: covered)
        guard let held else { return column }
        column.weighted = try reading.weighted(held: held)
        column.held = held
        return column
    }
}
