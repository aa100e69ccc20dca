import BillingModel
import BillingTime

/// The dates that forecasts and findings are made from: the last ones up to that in progress, on the clock of a tenant.
struct InsightDays: Sendable {
    /// The buckets are local dates.
    let plan: BucketPlan
    /// The day number of the first date.
    let first: Int
    /// The day number of the last date that has begun before the instant of the report.
    let last: Int

    /// How many dates are looked back on: those of 13 months, so that each part of a year was seen.
    static let most = 400

    /// Looks back on so many dates before the one in progress, and to the first of the month that the earliest lies in.
    ///
    /// So what is looked back on, and with it what is said of a day, stays the same for a month.
    init(now: Int64, zone: Zone, back count: Int = most) throws(BillingError) {
        last = try BucketPlan.dayAfterLastBegun(before: now, in: zone) - 1
        let earliest = try LocalDate(dayNumber: max(last - count, Int(LocalDate.min.dayNumber)))
        first = Int(earliest.firstOfMonth.dayNumber)
        let dates = try LocalDate(dayNumber: first)...LocalDate(dayNumber: max(first, last))
        plan = try BucketPlan(BucketGrid(covering: dates, width: .day, zone: zone), now: now)
    }

    /// How many dates there are, those included that the clock skips.
    var count: Int { last - first + 1 }

    /// The place of the date of a bucket.
    func place(ofBucket bucket: Int) -> Int { Int(plan.days?[bucket] ?? 0) - first }

    /// The date at a place, which may lie ahead.
    func date(at place: Int) throws(BillingError) -> LocalDate { try LocalDate(dayNumber: first + place) }

    /// The places of the dates of a period, which may lie ahead.
    func places(of period: Bucket) -> Range<Int> {
        let start = Int(period.firstDate.dayNumber) - first
        return start..<max(start, Int(period.lastDate.dayNumber) - first + 1)
    }

    /// The places at which a month begins, and with it each figure to date.
    var resets: [Int] { plan.resetDays.map { Int($0) - first } }
}
