import BillingInsights
import BillingModel
import BillingTime

/// What is to come of a metric by the week or by the month.
struct StepOutlook {
    /// The steps from the first one that is not known in full.
    let steps: [UsageForecast.Step]

    /// - Throws: `BillingError` with code `unavailable` if there is too little history.
    init(
        _ column: CombinedColumn, of metric: Metric, on history: InsightSteps, through end: Int64, count: Int?
    ) throws(BillingError) {
        let grid = history.plan.grid
        // A month that adds up is held against others by the day.
        let isScaled = metric.kind.addsUpOverTime && grid.width.isMonth
        func days(_ bucket: Bucket) -> Double {
            isScaled ? Double(bucket.firstDate.days(to: bucket.lastDate) + 1) : 1
        }
        var values: [Double?] = column.cells.enumerated().map { place, cell in
            metric.isKnown(cell.completeness) ? cell.value.map { $0 / days(grid[place]) } : nil
        }
        let isWhole = column.cells.allSatisfy { $0.value.map { $0 == $0.rounded() } ?? true }
        let start = (values.lastIndex { $0 != nil } ?? -1) + 1
        values.removeSubrange(start...)
        let buckets = try history.buckets(from: start, count: count, through: end)
        let forecast = try Forecast(of: values, grid: history.grid, horizon: max(buckets.count, 1))
        steps = zip(buckets, forecast.steps).map { bucket, estimate in
            let length = days(bucket)
            return UsageForecast.Step(
                bucket: bucket, estimate: estimate.map { $0 * length }.rounded(if: isWhole))
        }
    }
}

extension MetricKind {
    /// Whether the figure of a bucket is what happens in it.
    var addsUpOverTime: Bool { self == .count || self == .cumulative }
}

extension Metric {
    /// Whether the figure of a week or a month says all that there is to say.
    fileprivate func isKnown(_ completeness: Completeness) -> Bool {
        guard !completeness.clippedStart, !completeness.clippedEnd else { return false }
        return switch (kind, source) {
        case (.gauge, _), (.distinctToDate, .recorded):
            completeness.phase >= .settling
        case (.count, _), (.cumulative, _), (.distinct, _), (.distinctToDate, _):
            completeness.phase == .settled && completeness.coverage == 1
        }
    }
}
