import BillingModel

/// A month of UTC, numbered from year 0.
enum Month {
    /// The months of years 1 to 9999: no record stands in another one.
    static let all: ClosedRange<Int64> = 12...119_999

    static func holding(_ microseconds: Int64) -> Int64 {
        let date = CivilCalendar.date(Int(floorDivide(microseconds, Instants.perDay)))
        return Int64(date.year) * 12 + Int64(date.month) - 1
    }

    /// The instants of a month, one of ``all``.
    static func range(_ month: Int64) -> Range<Int64> { start(month)..<start(month + 1) }

    private static func start(_ month: Int64) -> Int64 {
        let year = floorDivide(month, 12)
        return Int64(CivilCalendar.dayNumber(year: Int(year), month: Int(month - year * 12) + 1, day: 1))
            * Instants.perDay
    }

    /// The month as people write it, such as `2026-03`.
    static func name(_ month: Int64) -> String {
        all.contains(month) ? String(Instants.text(start(month)).prefix(7)) : "month \(month)"
    }
}
