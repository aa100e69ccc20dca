public import BillingModel
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ComparisonMode {
    /// The two ranges that a comparison of a period is made of.
    ///
    /// Whole dates are moved on the calendar, whatever the length of their days; a date that the clock skips whole is not
    /// counted as a day. Instants inside of days are moved on the wall clock, where a reading that is skipped is the jump over it
    /// and of a reading that comes twice the first is taken; only lengths of instants are elapsed time.
    /// - To date: *k* days of the period have ended at `now`, at most as many as the shorter one of both has. Whole dates only.
    /// - Previous period: a range from the first of a month to the last of one is made of whole months, so March is compared
    ///   with February, and a quarter with the quarter before. Of 28 dates that are a whole February, the month decides.
    /// - Same weekdays: if the clock has no time at all there, one week further.
    /// - Same dates of the year before: 29 February is compared with 28 February. An end inside 29 February moves to 1
    ///   March if the start lies on an earlier date, so that the days keep their number. Whole months stay whole months.
    ///
    /// ```swift
    /// let march = ComparedPeriod.month(of: try LocalDate("2026-03-10"))
    /// let ranges = try ComparisonMode.toDate.ranges(of: march, in: sydney, now: now)
    /// ranges.base.dates  // 2026-02-01 to 2026-02-09, in the course of 10 March
    /// ```
    ///
    /// - Parameters:
    ///   - period: The period, not empty.
    ///   - zone: The zone of its dates.
    ///   - now: The instant of the report, which decides what has ended.
    /// - Returns: Both ranges; empty ones to date if no day of the period has ended.
    /// - Throws: `BillingError` with code `invalidValue` if the period is empty, or the calendar has no room before
    ///   it; `unsupported` for instants inside of days to date, or if the clock skipped all the time to compare with.
    /// - Complexity: O(*t*) for *t* changes of the offset from the base to the end of the period.
    public func ranges(
        of period: ComparedPeriod, in zone: Zone, now: Date
    ) throws(BillingError) -> ComparedRanges {
        let now = try Instants.microseconds(now)
        let calendar = ComparisonCalendar(zone: zone)
        switch try period.span(in: zone) {
        case .days(let days):
            try calendar.checkRoom(from: days.lowerBound)
            if self == .toDate { return try calendar.toDate(days, now: now) }
            let base = try base(of: days, in: calendar)
            try calendar.checkRoom(from: base.lowerBound)
            return ComparedRanges(period: calendar.range(days), base: calendar.range(base))
        case .instants(let range):
            guard self != .toDate else {
                throw BillingError(
                    .unsupported, rule: "a period that is compared to date is made of whole dates",
                    detail: "\(Instants.text(range.lowerBound)) to \(Instants.text(range.upperBound))")
            }
            return ComparedRanges(
                period: calendar.range(range), base: calendar.range(try base(of: range, in: calendar)))
        }
    }

    private func base(
        of days: Range<Int>, in calendar: ComparisonCalendar
    ) throws(BillingError) -> Range<Int> {
        switch self {
        case .sameWeekdays: return calendar.weeksBefore(days)
        case .sameLastYear: return try calendar.yearBefore(days)
        case .equalLength: return calendar.daysBefore(days)
        default: return calendar.previous(days)
        }
    }

    private func base(
        of range: Range<Int64>, in calendar: ComparisonCalendar
    ) throws(BillingError) -> Range<Int64> {
        switch self {
        case .sameWeekdays: return try calendar.weeksBefore(range)
        case .sameLastYear: return try calendar.yearBefore(range)
        default:
            let length = range.upperBound - range.lowerBound
            guard range.lowerBound - Instants.first >= length else {
                throw ComparisonCalendar.noRoom(Instants.text(range.lowerBound))
            }
            return (range.lowerBound - length)..<range.lowerBound
        }
    }
}

/// Moves ranges of days and of instants back on the wall clock of a zone.
struct ComparisonCalendar {
    let zone: Zone

    // MARK: Days

    func toDate(_ days: Range<Int>, now: Int64) throws(BillingError) -> ComparedRanges {
        let before = previous(days)
        try checkRoom(from: before.lowerBound)
        var ended = days.upperBound
        if now < zone.startOfDay(ended) {
            ended = min(max(days.lowerBound, zone.dayNumber(holding: now)), ended)
        }
        let count = min(existing(days.lowerBound..<ended), existing(before))
        return ComparedRanges(
            period: range(first(count, of: days)), base: range(first(count, of: before)), elapsed: count)
    }

    /// The months before whole months, else the days before.
    func previous(_ days: Range<Int>) -> Range<Int> {
        if let months = Months(days) { return months.earlier(by: months.count).days }
        return daysBefore(days)
    }

    /// As many days that are on the clock.
    func daysBefore(_ days: Range<Int>) -> Range<Int> {
        let count = existing(days)
        var first = days.lowerBound - count
        while first > Int(LocalDate.min.dayNumber) {
            let missing = count - existing(first..<days.lowerBound)
            if missing == 0 { break }
            first -= missing
        }
        return first..<days.lowerBound
    }

    func weeksBefore(_ days: Range<Int>) -> Range<Int> {
        var shift = (days.count + 6) / 7 * 7
        if existing(days.lowerBound - shift..<days.upperBound - shift) == 0 { shift += 7 }
        return days.lowerBound - shift..<days.upperBound - shift
    }

    func yearBefore(_ days: Range<Int>) throws(BillingError) -> Range<Int> {
        if let months = Months(days) { return months.earlier(by: 12).days }
        let base = Self.yearBefore(days.lowerBound)..<(Self.yearBefore(days.upperBound - 1) + 1)
        guard existing(base) > 0 else { throw Self.noTime("day number \(base.lowerBound)") }
        return base
    }

    /// The same date of the year before; 28 February for the 29th.
    private static func yearBefore(_ day: Int) -> Int {
        let date = CivilCalendar.date(day)
        let last = CivilCalendar.length(ofMonth: date.month, year: date.year - 1)
        return CivilCalendar.dayNumber(year: date.year - 1, month: date.month, day: min(date.day, last))
    }

    /// How many days of a range are on the clock.
    private func existing(_ days: Range<Int>) -> Int { days.count - zone.skippedDays(in: days).count }

    /// The first days of a range that are on the clock.
    private func first(_ count: Int, of days: Range<Int>) -> Range<Int> {
        var end = days.lowerBound + count
        while end < days.upperBound {
            let missing = count - existing(days.lowerBound..<end)
            if missing == 0 { break }
            end += missing
        }
        return days.lowerBound..<min(end, days.upperBound)
    }

    func range(_ days: Range<Int>) -> ComparedRange {
        let dates = (try? LocalDate(dayNumber: days.lowerBound)).flatMap { first in
            days.isEmpty ? nil : (try? LocalDate(dayNumber: days.upperBound - 1)).map { first...$0 }
        }
        return ComparedRange(
            range: InstantRange(
                zone.startOfDay(days.lowerBound)..<zone.startOfDay(days.upperBound), dates: dates))
    }

    func checkRoom(from day: Int) throws(BillingError) {
        guard day >= Int(LocalDate.min.dayNumber) else { throw Self.noRoom("day number \(day)") }
    }

    // MARK: Instants

    func range(_ instants: Range<Int64>) -> ComparedRange {
        ComparedRange(range: InstantRange(instants))
    }

    func weeksBefore(_ range: Range<Int64>) throws(BillingError) -> Range<Int64> {
        let (start, end) = (place(of: range.lowerBound), place(of: range.upperBound))
        var shift = max(1, (end.day - start.day + 6) / 7) * 7
        while true {
            let base = try self.range(
                (start.day - shift, start.reading), (end.day - shift, end.reading))
            if !base.isEmpty, base.upperBound <= range.lowerBound { return base }
            shift += 7
        }
    }

    func yearBefore(_ range: Range<Int64>) throws(BillingError) -> Range<Int64> {
        let (start, end) = (place(of: range.lowerBound), place(of: range.upperBound))
        var last = Self.yearBefore(end.day)
        let date = CivilCalendar.date(end.day)
        if date.month == 2, date.day == 29, start.day < end.day { last += 1 }
        let base = try self.range((Self.yearBefore(start.day), start.reading), (last, end.reading))
        guard !base.isEmpty else { throw Self.noTime(Instants.text(base.lowerBound)) }
        return base
    }

    private typealias Place = (day: Int, reading: Int64)

    private func place(of instant: Int64) -> Place {
        let day = zone.dayNumber(holding: instant)
        return (day, zone.reading(of: instant, onDay: day))
    }

    private func range(_ start: Place, _ end: Place) throws(BillingError) -> Range<Int64> {
        try checkRoom(from: start.day)
        let low = zone.instant(onDay: start.day, reading: start.reading)
        return low..<max(low, zone.instant(onDay: end.day, reading: end.reading))
    }

    // MARK: Refusals

    static func noRoom(_ detail: String) -> BillingError {
        BillingError(
            .invalidValue, rule: "the calendar has room for the range that a period is compared with",
            detail: detail)
    }

    private static func noTime(_ detail: String) -> BillingError {
        BillingError(
            .unsupported, rule: "a period is compared with time that is on the clock", detail: detail)
    }
}
