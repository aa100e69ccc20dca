#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import BillingInsights
public import BillingModel
public import BillingStore
public import BillingTime

extension BillingScope {
    /// What is to come of a tenant's metrics, and where the period in progress will end.
    ///
    /// ```swift
    /// let forecast = try await acme.forecast(now: now)
    /// forecast.row(.actions)?.end?.estimate.interval80  // actions of this month, in four of five cases
    /// ```
    ///
    /// Levels are forecast as levels, counts and increases as sums, distinct counts of days by their mean, and figures to
    /// date by their course in earlier months. Only what is known in full is looked at, of the last 400 days, or of five
    /// years for weeks and months.
    ///
    /// - Parameters:
    ///   - metrics: The metrics shown; nil for all that have any value in the days looked back on.
    ///   - width: How long a step is: a day, a week, a month or a billing cycle.
    ///   - horizon: How many steps are told, from the first that is not known in full, from 1 to 2,000; nil for those through
    ///     the end of the period.
    ///   - period: The period whose end is forecast: a month, a quarter, a billing cycle.
    ///   - date: A date in the period, which has not ended; nil for the period that holds `now`.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of days and periods; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant, if the width is another, or
    ///   if the period has ended; `invalidValue` if the horizon is out of its range or the end of the period further away
    ///   than 2,000 days; else what the reader or the zone database throws.
    /// - Complexity: O(*n*) for *n* samples of the time looked back on, and some hundred passes over the days of each
    ///   metric.
    public func forecast(
        metrics: [Metric]? = nil, width: BucketWidth = .day, horizon: Int? = nil,
        of period: BucketWidth = .month, on date: LocalDate? = nil, now: Date, zone: ZoneID? = nil
    ) async throws -> UsageForecast {
        guard horizon.map((1...Forecast.longestHorizon).contains) ?? true else {
            throw BillingError(
                .invalidValue, rule: "a horizon is from 1 to 2,000 steps", detail: "\(horizon ?? 0)")
        }
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let clock = try context.zone()
        let bucket = try context.openPeriod(period, on: date, in: clock)
        let days = try InsightDays(now: context.now, zone: clock)
        let steps = width == .day ? nil : try InsightSteps(width, now: context.now, zone: clock)
        let reader = try await MetricReader(context)
        var query = MetricQuery(reader.catalogs)
        let asked = (metrics ?? reader.catalogs[0].metrics).uniqued(on: \.id)
        try query.add(asked, of: [0], on: days.plan, with: [.shares])
        if let steps { try query.add(asked, of: [0], on: steps.plan, with: [.shares]) }
        let columns = try await reader.columns(query)
        let making = ForecastRows(days: days, period: bucket, steps: steps, horizon: horizon)
        var rows: [UsageForecast.Row] = []
        for (place, metric) in columns[0].enumerated() where metrics != nil || metric.hasData {
            rows += try making.rows(metric, columns.element(at: 1)?.element(at: place))
        }
        return UsageForecast(
            stamp: context.stamp(showing: days.plan.grid.rangeMicroseconds), tenant: tenant.id,
            name: tenant.name, width: width, period: bucket, label: period.name(of: bucket), rows: rows)
    }
}

extension ScreenContext {
    /// A period that has not ended before the instant of the report.
    ///
    /// - Throws: `BillingError` with code `unsupported` if it has, or is shorter than a day; `invalidValue` if it ends more
    ///   than 2,000 days later.
    func openPeriod(
        _ width: BucketWidth, on date: LocalDate?, in zone: Zone
    ) throws(BillingError) -> Bucket {
        guard width.isDayOrWider else {
            throw BillingError(
                .unsupported, rule: "the period of a forecast consists of whole days", detail: "\(width)")
        }
        let bucket = try zone.bucket(
            holding: date.map { zone.startOfDay(Int($0.dayNumber)) } ?? now, width: width)
        guard bucket.endMicroseconds > now else {
            throw BillingError(
                .unsupported, rule: "a period whose end is forecast has not ended",
                detail: "\(width.name(of: bucket))")
        }
        guard bucket.endMicroseconds - now <= Int64(Forecast.longestHorizon) * Instants.perDay else {
            throw BillingError(
                .invalidValue, rule: "a forecast reaches 2,000 days ahead at most",
                detail: "to \(bucket.lastDate)")
        }
        return bucket
    }
}
