import BillingModel
import BillingTime

/// The periods of tenants that hold now or a date, each on its clock.
struct TenantPeriods {
    /// Tenants of one clock and their period.
    struct Period {
        let plan: BucketPlan
        /// The places of the tenants, ascending.
        let tenants: [Int]
    }

    let periods: [Period]
    /// The whole period of each tenant.
    let ranges: [InstantRange]
    /// The time of all periods up to now.
    let range: Range<Int64>

    init(_ context: ScreenContext, every width: BucketWidth, on date: LocalDate?) throws(BillingError) {
        var periods: [Period] = []
        var ranges = Array(repeating: InstantRange(context.now..<context.now), count: context.tenants.count)
        for (zone, tenants) in try context.clocks() {
            let bucket = try zone.bucket(
                holding: date.map { zone.startOfDay(Int($0.dayNumber)) } ?? context.now, width: width)
            let grid = try BucketGrid(
                bucket.startMicroseconds..<bucket.endMicroseconds, width: width, zone: zone)
            periods.append(Period(plan: try BucketPlan(grid, now: context.now), tenants: tenants))
            let range = InstantRange(grid.rangeMicroseconds)
            for tenant in tenants { ranges[tenant] = range }
        }
        self.periods = periods
        self.ranges = ranges
        let starts = periods.compactMap(\.plan.instants.first)
        range = min(starts.min() ?? context.now, context.now)..<context.now
    }
}
