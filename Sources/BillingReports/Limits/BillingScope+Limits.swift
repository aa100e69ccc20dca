#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// How far the limits of a tenant's metrics are used, and when they will be reached.
    ///
    /// ```swift
    /// let report = try await acme.limits(limits, now: now)
    /// for row in report.rows { print(row.limit.name, row.share ?? 0, row.expected?.description ?? "not this month") }
    /// ```
    ///
    /// - Parameters:
    ///   - limits: The limits, each with a name of its own.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of days and periods; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision: for each limit the period that holds `now`.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant, or the figures of a metric are
    ///   means of days; `invalidValue` if two limits have one name; `notFound` for a metric that the tenant does not have; else what
    ///   the reader or the zone database throws.
    /// - Complexity: O(*n*) for *n* samples of the last 400 days, and some hundred passes over the days of each limit.
    public func limits(
        _ limits: [MetricLimit], now: Date, zone: ZoneID? = nil
    ) async throws -> LimitReport {
        try limits.checkNames()
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let days = try InsightDays(now: context.now, zone: try context.zone())
        let reading = try await CourseReading(
            limits.map(\.metric), over: days, try await MetricReader(context))
        return LimitReport(
            stamp: context.stamp(showing: days.plan.grid.rangeMicroseconds), tenant: tenant.id,
            name: tenant.name, rows: try limits.map { try LimitReport.Row($0, reading, context) })
    }
}

extension LimitReport.Row {
    /// Holds the period in progress against a share of a limit, with what is to come of it or without; what is used is told as
    /// it is.
    init(
        _ limit: MetricLimit, times share: Double = 1, isForecast: Bool = true, _ reading: CourseReading,
        _ context: ScreenContext
    ) throws(BillingError) {
        let days = reading.days
        let bucket = try context.openPeriod(limit.period, on: nil, in: days.plan.grid.zone)
        let period = days.places(of: bucket)
        guard let metric = reading.metric(limit.metric) else {
            throw BillingError(.notFound, rule: "a limit is of a metric that was read")
        }
        let basis = try metric.kind.limitBasis(of: metric.id)
        var outlook = LimitOutlook(basis, ahead: period.count)
        do {
            outlook = LimitOutlook(
                basis, limit.quantity * share, try reading.course(limit.metric, limit.labels), days,
                period: period, isForecast: isForecast)
        } catch {
            outlook.refusal = error.refusal
        }
        self.init(
            limit: limit, title: metric.name, unit: metric.unit, kind: metric.kind, basis: basis,
            bucket: bucket, label: limit.period.name(of: bucket), used: outlook.used, known: outlook.known,
            missing: outlook.missing, ahead: outlook.ahead, since: outlook.since, estimate: outlook.estimate,
            probability: outlook.probability, expected: outlook.expected, earliest: outlook.earliest,
            latest: outlook.latest, refusal: outlook.refusal)
    }
}
