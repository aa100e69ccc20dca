public import BillingModel
import BillingTime

extension ConsumptionTable {
    /// The table with where each metric will be at the end of the month in progress.
    ///
    /// A metric as a whole and each series have the end that the forecast tells of them, if it tells one: not a group of series,
    /// and nothing that filters make smaller. An outlook that rows have already is replaced.
    ///
    /// ```swift
    /// let table = try await acme.consumptionTable(now: now)
    /// let joined = try table.adding(try await acme.forecast(now: now))
    /// joined.row(.actions)?.outlook?.estimate.value
    /// ```
    ///
    /// - Parameter forecast: A forecast of the month in progress of the same tenant, read at the same revision.
    /// - Returns: The table with the same rows in the same order.
    /// - Throws: `BillingError` with code `invalidValue` if the forecast is of another tenant, revision, instant or clock;
    ///   `unsupported` if its period is another one than the month in progress.
    /// - Complexity: O(*r*) for *r* rows of both.
    public func adding(_ forecast: UsageForecast) throws(BillingError) -> ConsumptionTable {
        try tenant.checkJoining(forecast.tenant)
        try stamp.checkJoining(forecast.stamp)
        let period = forecast.period
        guard rows.allSatisfy({ period.firstDate...max(period.firstDate, period.lastDate) == $0.dates })
        else {
            throw BillingError(
                .unsupported, rule: "a table takes a forecast of the month in progress",
                detail: "of \(forecast.label)")
        }
        let ends = Dictionary(forecast.rows.map { (Part($0.metric, $0.labels), $0.end) }) { first, _ in first
        }
        return map { row, part in row.outlook = part.flatMap { ends[$0] ?? nil } }
    }

    /// The table with where each metric is going, by the days of the last half year.
    ///
    /// As with a forecast, a metric as a whole and each series have a trend, and what rows have already is replaced.
    ///
    /// - Parameter insights: Insights into the same tenant, read at the same revision.
    /// - Returns: The table with the same rows in the same order.
    /// - Throws: `BillingError` with code `invalidValue` if the insights are of another tenant, revision, instant or clock.
    /// - Complexity: O(*r*) for *r* rows and trends.
    public func adding(_ insights: UsageInsights) throws(BillingError) -> ConsumptionTable {
        try tenant.checkJoining(insights.tenant)
        try stamp.checkJoining(insights.stamp)
        let trends = Dictionary(insights.trends.map { (Part($0.metric, $0.labels), $0) }) { first, _ in first
        }
        return map { row, part in row.trend = part.flatMap { trends[$0] } }
    }

    /// What a forecast and insights tell apart.
    private struct Part: Hashable {
        let metric: MetricID
        let labels: Labels

        init(_ metric: MetricID, _ labels: Labels) { (self.metric, self.labels) = (metric, labels) }
    }

    /// The table with rows that are changed, each by the part of usage that it shows; nil of what is no such part.
    private func map(_ change: (inout Row, Part?) -> Void) -> ConsumptionTable {
        let rows = rows.map { row in
            var row = row
            change(&row, hasOutlook(row) ? Part(row.metric, row.labels) : nil)
            return row
        }
        return ConsumptionTable(
            stamp: stamp, tenant: tenant, name: name, breakdown: breakdown, rows: rows, omitted: omitted,
            activity: activity)
    }

    /// Whether a row is of a metric as a whole, which filters leave a part of, or of one series.
    func hasOutlook(_ row: Row) -> Bool {
        switch row.part {
        case .whole: breakdown.filters.isEmpty
        case .series: true
        case .group, .unlabelled, .rest: false
        }
    }
}
