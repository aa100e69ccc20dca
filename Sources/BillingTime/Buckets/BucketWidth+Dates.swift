import BillingModel

extension BucketWidth {
    /// The first day of the bucket that holds a day; for widths below a day, the day itself.
    package func firstDay(holding day: Int) -> Int {
        switch kind {
        case .minutes, .hours, .day:
            return day
        case .week(let weekday):
            return day - (CivilCalendar.weekday(day).rawValue - weekday.rawValue + 7) % 7
        case .months(let count, from: let start):
            let month = Self.month(of: day)
            return CivilCalendar.dayNumber(month: month - Self.remainder(month - (start - 1), count), day: 1)
        case .cycle(let anchor):
            let month = Self.month(of: day)
            let first = Self.cycleStart(month: month, anchor: anchor)
            return first <= day ? first : Self.cycleStart(month: month - 1, anchor: anchor)
        }
    }

    /// The first day of the bucket after the one that begins on `first`.
    func firstDay(after first: Int) -> Int {
        switch kind {
        case .minutes, .hours, .day: first + 1
        case .week: first + 7
        case .months(let count, _): CivilCalendar.dayNumber(month: Self.month(of: first) + count, day: 1)
        case .cycle(let anchor): Self.cycleStart(month: Self.month(of: first) + 1, anchor: anchor)
        }
    }

    /// The number of the month that holds a day, where month 0 is January of year 0.
    private static func month(of day: Int) -> Int {
        let date = CivilCalendar.date(day)
        return date.year * 12 + date.month - 1
    }

    private static func cycleStart(month: Int, anchor: Int) -> Int {
        let year = floorDivide(month, 12)
        let length = CivilCalendar.length(ofMonth: month - year * 12 + 1, year: year)
        return CivilCalendar.dayNumber(month: month, day: min(anchor, length))
    }

    private static func remainder(_ number: Int, _ divisor: Int) -> Int {
        number - floorDivide(number, divisor) * divisor
    }
}

extension CivilCalendar {
    /// The day number of a day in a month counted from January of year 0.
    fileprivate static func dayNumber(month: Int, day: Int) -> Int {
        let year = floorDivide(month, 12)
        return dayNumber(year: year, month: month - year * 12 + 1, day: day)
    }
}
