public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Zone {
    /// The date that the wall clock shows at an instant.
    ///
    /// Where the clock falls back across midnight, a few instants of a day show the date before it; to which day an
    /// instant belongs is answered by ``interval(of:)`` and by buckets.
    ///
    /// - Parameter instant: An instant of the years 1 to 9999.
    /// - Returns: The date of the wall clock.
    /// - Throws: `BillingError` with code `invalidValue` if the instant, or the date shown, lies outside years 1
    ///   to 9999.
    public func date(of instant: Date) throws(BillingError) -> LocalDate {
        try LocalDate(dayNumber: Int(floorDivide(clock(at: Instants.microseconds(instant)), Instants.perDay)))
    }

    /// The first instant of a local date.
    ///
    /// It is the earliest one at which the clock reads 00:00 of the date, or jumps over that reading. The start of a
    /// date that is skipped whole is that of the next one.
    ///
    /// - Parameter date: Any date. What would start before 0001-01-01T00:00Z starts there.
    /// - Returns: A whole second, unless a tenant moved at that very instant between two seconds.
    public func start(of date: LocalDate) -> Date {
        Instants.date(startOfDay(Int(date.dayNumber)))
    }

    /// The instants of a local date, from its start to the start of the next one.
    ///
    /// - Parameter date: Any date; those of the years 1 and 9999 are cut at the ends of these years in UTC.
    /// - Returns: As a rule 24 hours, up to two days where a tenant moves west across the date line; an empty range
    ///   for a date that is skipped whole.
    public func interval(of date: LocalDate) -> Range<Date> {
        start(of: date)..<Instants.date(startOfDay(Int(date.dayNumber) + 1))
    }

    /// Whether the clock skips a date whole, as Pacific/Apia did 2011-12-30 when it changed sides of the date line.
    public func isSkipped(_ date: LocalDate) -> Bool {
        var clock = wallClock(aroundDay: Int(date.dayNumber))
        return clock.start(ofDay: Int(date.dayNumber)) == clock.start(ofDay: Int(date.dayNumber) + 1)
    }

    /// The date and time that the clock shows, with its offset from UTC: `2025-03-30T03:00:00+02:00`.
    ///
    /// Fractions of a second are written only if there are any. Historic offsets may have seconds, `+05:41:16`, a
    /// form that ISO 8601 does not know.
    ///
    /// - Parameter instant: An instant of the years 1 to 9999.
    /// - Returns: The text, fit for a screen.
    /// - Throws: `BillingError` with code `invalidValue` if the instant lies outside years 1 to 9999.
    public func text(of instant: Date) throws(BillingError) -> String {
        text(of: try Instants.microseconds(instant))
    }
}

extension Zone {
    /// The most by which two clocks reach a reading apart from each other.
    package static let mostDifference = WallClock.mostDifference

    /// Seconds east of UTC at an instant in microseconds.
    package func offset(at microseconds: Int64) -> Int {
        Int(rules.offset(at: microseconds) / Instants.perSecond)
    }

    /// The reading of the wall clock in microseconds since 1970-01-01T00:00 on the same clock.
    package func clock(at microseconds: Int64) -> Int64 {
        microseconds + rules.offset(at: microseconds)
    }

    /// The first instant of a day in microseconds, not before year 1 or after year 9999 in UTC.
    package func startOfDay(_ dayNumber: Int) -> Int64 {
        var clock = wallClock(aroundDay: dayNumber)
        return min(max(clock.start(ofDay: dayNumber), Instants.first), Instants.end)
    }

    /// The number of the day whose interval holds an instant, even where the wall clock shows another date.
    package func dayNumber(holding microseconds: Int64) -> Int {
        let margin = 3 * Instants.perDay
        var clock = WallClock(rules, from: microseconds - margin, through: microseconds + margin)
        // The day has begun for certain that a clock shows which is as far behind as one can be.
        var day = Int(floorDivide(microseconds - WallClock.mostDifference, Instants.perDay))
        while clock.start(ofDay: day + 1) <= microseconds { day += 1 }
        return day
    }

    /// The instants at which the offset changes, in microseconds, within a half-open range of instants.
    package func transitions(in range: Range<Int64>) -> [(instant: Int64, before: Int, after: Int)] {
        guard !range.isEmpty else { return [] }
        let spans = rules.spans(from: range.lowerBound - 1, through: range.upperBound - 1)
        return zip(spans, spans.dropFirst())
            .map { ($1.at, Int($0.offset / Instants.perSecond), Int($1.offset / Instants.perSecond)) }
            .filter { range.contains($0.0) }
    }

    /// The wall clock and offset at an instant in microseconds as text, such as `2025-03-30T03:00:00+02:00`.
    package func text(of microseconds: Int64) -> String {
        let offset = offset(at: microseconds)
        var clock = Instants.text(microseconds + Int64(offset) * Instants.perSecond)
        clock.removeLast(clock.hasSuffix(".000000Z") ? 8 : 1)
        let size = abs(offset)
        clock += offset < 0 ? "-" : "+"
        clock += padded(size / 3_600, to: 2) + ":" + padded(size / 60 % 60, to: 2)
        return size % 60 == 0 ? clock : clock + ":" + padded(size % 60, to: 2)
    }

    private func wallClock(aroundDay dayNumber: Int) -> WallClock {
        let noon = Int64(dayNumber) * Instants.perDay + Instants.perDay / 2
        return WallClock(rules, from: noon - 3 * Instants.perDay, through: noon + 3 * Instants.perDay)
    }
}
