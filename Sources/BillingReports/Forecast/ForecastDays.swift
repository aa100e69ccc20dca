import BillingInsights
import BillingModel
import BillingTime

/// The days that forecasts are about: those of a year before, the day that holds now, and those to an end.
struct ForecastDays: Sendable {
    /// The days that are read.
    let past: ChargePeriod
    /// All days.
    private let grid: BucketGrid
    private let lastDate: LocalDate
    /// The places of the days of each month, after which figures to date begin anew; the last one may end behind the last day.
    let months: [Range<Int>]

    /// - Throws: `BillingError` with code `invalidValue` if now is not within a day of the clock.
    init(to end: Int64, _ zone: Zone, now: Int64) throws(BillingError) {
        let today = try zone.bucket(holding: min(now, Instants.end - 1), width: .day)
        let first = max(
            Int(today.firstDate.dayNumber) - InsightDays.most, Int(LocalDate.min.dayNumber))
        let start = min(max(zone.startOfDay(first), Instants.first), today.startMicroseconds)
        past = try ChargePeriod(start..<today.endMicroseconds, zone: zone, now: now)
        // What lies further ahead is not forecast.
        let last = min(
            Int(today.firstDate.dayNumber) + Forecast.longestHorizon, Int(LocalDate.max.dayNumber))
        let stop = max(min(end, zone.startOfDay(last)), today.endMicroseconds)
        grid = try BucketGrid(start..<stop, width: .day, zone: zone)
        lastDate = try LocalDate(dayNumber: last)
        months = try Self.months(of: grid, zone)
    }

    private static func months(of grid: BucketGrid, _ zone: Zone) throws(BillingError) -> [Range<Int>] {
        let range = grid.rangeMicroseconds
        let last = try zone.bucket(holding: range.upperBound - 1, width: .month)
        let whole = range.lowerBound..<last.endMicroseconds
        let days = try BucketGrid(whole, width: .day, zone: zone)
        var months: [Range<Int>] = []
        for month in try BucketGrid(whole, width: .month, zone: zone) where !month.clippedStart {
            guard let first = days.index(ofMicroseconds: month.startMicroseconds),
                let last = days.index(ofMicroseconds: month.endMicroseconds - 1)
            else { continue }
            months.append(first..<last + 1)
        }
        return months
    }

    /// Whether some days are those of one month.
    func isMonth(_ dates: BucketGrid) -> Bool {
        guard let first = dates.first.map({ place(of: $0.firstDate) }),
            let last = dates.last.map({ place(of: $0.firstDate) })
        else { return false }
        return months.contains(first..<max(first, last) + 1)
    }

    /// The place after the last day.
    var end: Int { grid.count }

    /// The place of a date; −1 of one before the first, and one beyond all that is forecast of one too far ahead.
    func place(of date: LocalDate) -> Int {
        grid.index(of: date) ?? (date < lastDate ? -1 : grid.count + Forecast.longestHorizon)
    }
}

extension PricePlan {
    /// The plan with the charges alone that are forecast from days.
    ///
    /// A number of different subjects would be counted over all the time.
    func ofDays(_ catalog: TenantCatalog) throws(BillingError) -> PricePlan {
        try PricePlan(
            id: id, name: name, currency: currency,
            charges: charges.filter { charge in
                switch charge.usage {
                case .period: false
                case .metric(let id, .monthEnd, _): catalog.metric(id)?.kind == .distinctToDate
                case .metric, .actions: true
                }
            }, rounding: rounding)
    }
}
