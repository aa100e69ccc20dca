import BillingInsights
import BillingModel
import BillingTime

/// The weeks or months that a forecast in such steps is made from, and what is to come of them.
struct InsightSteps {
    /// The buckets up to the one in progress.
    let plan: BucketPlan
    let grid: Forecast.Grid

    /// How far is looked back: seasons of a year need two at the least.
    private static let days = 1_830

    /// - Throws: `BillingError` with code `unsupported` for a width that is neither a week nor a month.
    init(_ width: BucketWidth, now: Int64, zone: Zone) throws(BillingError) {
        guard let grid = width.forecastGrid else {
            throw BillingError(
                .unsupported, rule: "a forecast is by the day, the week or the month", detail: "\(width)")
        }
        self.grid = grid
        let today = try BucketPlan.dayAfterLastBegun(before: now, in: zone) - 1
        let first = max(today - Self.days, Int(LocalDate.min.dayNumber))
        let last = try zone.bucket(holding: zone.startOfDay(today), width: width)
        let start = try zone.bucket(holding: zone.startOfDay(first), width: width)
        plan = try BucketPlan(
            BucketGrid(start.startMicroseconds..<last.endMicroseconds, width: width, zone: zone), now: now)
    }

    /// So many buckets from a place on, or those that begin before an instant.
    func buckets(from place: Int, count: Int?, through end: Int64) throws(BillingError) -> [Bucket] {
        let (grid, zone) = (plan.grid, plan.grid.zone)
        var buckets: [Bucket] = []
        var next: Bucket? = place < grid.count ? grid[place] : nil
        if next == nil, let last = grid.last { next = try zone.bucket(after: last, width: grid.width) }
        while let bucket = next, count.map({ buckets.count < $0 }) ?? (bucket.startMicroseconds < end) {
            buckets.append(bucket)
            next = try zone.bucket(after: bucket, width: grid.width)
        }
        return buckets
    }
}

extension BucketWidth {
    /// The grid on which buckets of this width are forecast; nil for other widths than days, weeks and months.
    var forecastGrid: Forecast.Grid? {
        if self == .day { return .daily }
        return isWeek ? .weekly : isMonth ? .monthly : nil
    }
}
