import BillingModel
import BillingTime

/// The days that forecasts are about: those of a year before, the day that holds now, and those to an end.
struct ForecastDays: Sendable {
    /// The days that are read.
    let past: ChargePeriod
    /// All days.
    private let grid: BucketGrid
    private let lastDate: LocalDate

    /// - Throws: `BillingError` with code `invalidValue` if now is not within a day of the clock.
    init(to end: Int64, _ zone: Zone, now: Int64) throws(BillingError) {
        let today = try zone.bucket(holding: min(now, Instants.end - 1), width: .day)
        let first = max(
            Int(today.firstDate.dayNumber) - ChargeCourses.longestHistory, Int(LocalDate.min.dayNumber))
        let start = min(max(zone.startOfDay(first), Instants.first), today.startMicroseconds)
        past = try ChargePeriod(start..<today.endMicroseconds, zone: zone, now: now)
        // What lies further ahead is not forecast.
        let last = min(
            Int(today.firstDate.dayNumber) + ChargeCourses.longestHorizon, Int(LocalDate.max.dayNumber))
        let stop = max(min(end, zone.startOfDay(last)), today.endMicroseconds)
        grid = try BucketGrid(start..<stop, width: .day, zone: zone)
        lastDate = try LocalDate(dayNumber: last)
    }

    /// The place after the last day.
    var end: Int { grid.count }

    /// The place of a date; −1 of one before the first, and one beyond all that is forecast of one too far ahead.
    func place(of date: LocalDate) -> Int {
        grid.index(of: date) ?? (date < lastDate ? -1 : grid.count + ChargeCourses.longestHorizon)
    }
}

extension PricePlan {
    /// The plan with the charges alone whose quantities are made of days.
    var ofDays: PricePlan {
        get throws(BillingError) {
            try PricePlan(
                id: id, name: name, currency: currency,
                charges: charges.filter { charge in
                    switch charge.usage {
                    case .period, .metric(_, .monthEnd, _): false
                    case .metric, .actions: true
                    }
                }, rounding: rounding)
        }
    }
}
