import BillingModel
import BillingTime

/// The time under a cell, as instants for what happens and as days for what belongs to dates, up to the instant of the
/// screen.
struct UsageTime {
    /// Half-open, in microseconds.
    var instants: Range<Int64>
    /// Half-open, as numbers.
    var days: Range<Int64>
    /// The first instant and day of the month that holds the first ones: from there figures to date count.
    var month: (instant: Int64, day: Int64)
    /// The first instant of the last day: how far a level at the end is covered is told of that day.
    var lastDay: Int64

    init(_ dependency: ReportTable.Dependency, zones: ZoneDatabase, now: Int64) throws(BillingError) {
        let zone = try zones.zone(dependency.clock)
        // What begins at now is not read, nor the date that does.
        let endDay = Int64(try BucketPlan.dayAfterLastBegun(before: now, in: zone))
        switch dependency.time {
        case .dates(let dates):
            let (first, last) = (Int64(dates.lowerBound.dayNumber), Int64(dates.upperBound.dayNumber))
            days = min(first, endDay)..<min(Int64(zone.day(after: Int(last))), endDay)
            let start = zone.startOfDay(Int(first))
            instants = min(start, now)..<min(max(start, zone.startOfDay(Int(last) + 1)), now)
        case .instants(let range):
            let start = min(try Instants.microseconds(range.start), now)
            let end = min(max(start, try Instants.microseconds(range.end)), now)
            instants = start..<end
            let last = Int64(try BucketPlan.dayAfterLastBegun(before: max(end, Instants.first + 1), in: zone))
            days = min(Int64(zone.dayNumber(holding: start)), last)..<last
        }
        let first = try LocalDate(
            dayNumber: Int(
                min(max(days.lowerBound, Int64(LocalDate.min.dayNumber)), Int64(LocalDate.max.dayNumber)))
        ).firstOfMonth
        month = (
            min(instants.lowerBound, zone.startOfDay(Int(first.dayNumber))),
            min(days.lowerBound, Int64(first.dayNumber))
        )
        let last = zone.day(ofDate: Int(max(days.upperBound - 1, days.lowerBound)))
        lastDay = min(zone.startOfDay(last), instants.upperBound)
    }

    /// The time from the earlier start to the later end.
    func spanning(_ other: UsageTime) -> UsageTime {
        func span(_ left: Range<Int64>, _ right: Range<Int64>) -> Range<Int64> {
            min(left.lowerBound, right.lowerBound)..<max(left.upperBound, right.upperBound)
        }
        var time = self
        time.instants = span(instants, other.instants)
        time.days = span(days, other.days)
        time.month = (min(month.instant, other.month.instant), min(month.day, other.month.day))
        time.lastDay = min(lastDay, other.lastDay)
        return time
    }
}
