#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
public import BillingTime

extension BillingScope {
    /// The actions that ran in a range, by category and type, per bucket and in total.
    ///
    /// Actions of several tenants are summed; however many they are, they are read together. Actions at or after `now`
    /// do not count.
    ///
    /// - Parameters:
    ///   - range: The range to show, half-open; it may begin and end inside a bucket.
    ///   - width: The width of the buckets.
    ///   - now: The instant of the report.
    ///   - zone: The zone of the buckets; nil for the clock of the tenants, which they must share.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `invalidValue` if an instant lies outside years 1 to 9999,
    ///   `notFound` if a tenant or zone is unknown, `unsupported` if the tenants are in several zones and none is given,
    ///   `limitExceeded` if there are too many buckets, or `overflow` if a number of actions exceeds 2^53.
    public func actions(
        range: Range<Date>, width: BucketWidth, now: Date, zone: ZoneID? = nil
    ) async throws -> ConsumptionActions {
        let context = try await context(now: now, zone: zone)
        let zone = try context.zone()
        let asked = try Instants.microseconds(range.lowerBound)..<Instants.microseconds(range.upperBound)
        let grid = try BucketGrid(asked, width: width, zone: zone)
        let before = try grid.windowBefore()
        let plan = try BucketPlan(grid, now: context.now)
        let planBefore = try before.map {
            try BucketPlan(BucketGrid($0, width: width, zone: zone, limit: .max - 1), now: context.now)
        }
        var counts = ActionCounts(grid)
        if !asked.isEmpty {
            let reader = try await MetricReader(context)
            var query = MetricQuery(reader.catalogs)
            let all = Array(context.tenants.indices)
            let range = try query.add(ActionCounts.metrics, of: all, on: plan, with: .states)
            if let planBefore { try query.add([.actions], of: all, on: planBefore, with: .states) }
            try await reader.read(query) { part, _, columns in
                for series in columns.series {
                    if part == range {
                        try counts.add(series, of: columns.metric)
                    } else {
                        try counts.add(before: series)
                    }
                }
            }
        }
        return try counts.screen(
            stamp: context.stamp(showing: asked), range: asked, before: before, now: context.now,
            owner: ScreenOwner(context.tenants))
    }
}
