public import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// The platform's usage report of one tenant: a row for each local date.
    ///
    /// - Parameters:
    ///   - dates: The dates of the rows.
    ///   - now: The instant of the report; a date is read if it has begun before.
    ///   - zone: The zone of the days; nil for the clock of the tenant.
    /// - Returns: A row for each date that the clock does not skip.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant, `limitExceeded` for more than
    ///   100,000 dates; else what the reader or the zone database throws.
    public func dailyUsage(
        dates: ClosedRange<LocalDate>, now: Date, zone: ZoneID? = nil
    ) async throws -> DailyUsageReport {
        let context = try await context(now: now, zone: zone)
        let tenant = try context.tenant()
        let grid = try BucketGrid(covering: dates, width: .day, zone: try context.zone())
        let columns = try await MetricReader(context).columns(
            of: Metric.dailyUsage, on: try BucketPlan(grid, now: context.now), with: .shares)
        var figures: [[DailyUsageReport.Figure]] = []
        for column in columns { figures.append(try column.figures()) }
        return DailyUsageReport(
            stamp: context.stamp(showing: grid.rangeMicroseconds), tenant: tenant.id, name: tenant.name,
            columns: columns.map { column in
                let metric = column.metric
                return .init(metric: metric.id, name: metric.name, unit: metric.unit, kind: metric.kind)
            },
            rows: grid.enumerated().map { index, bucket in
                .init(date: bucket.firstDate, figures: figures.map { $0[index] })
            })
    }
}

extension MetricColumns {
    /// The metric as a whole, bucket by bucket: none where its series cannot be combined.
    fileprivate func figures() throws(BillingError) -> [DailyUsageReport.Figure] {
        guard whole.count == 1 || metric.kind.isSummable else {
            return whole[0].values.map {
                DailyUsageReport.Figure(
                    value: nil, completeness: $0.completeness.with(samples: 0, origin: .missing))
            }
        }
        return try CombinedColumn(whole, kind: metric.kind).cells.map {
            DailyUsageReport.Figure(value: $0.value, completeness: $0.completeness, lastKnown: $0.lastKnown)
        }
    }
}
