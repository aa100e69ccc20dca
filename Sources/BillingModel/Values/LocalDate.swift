/// A date on a calendar wall, without a time of day and without a zone: 2024-02-29.
///
/// Dates are proleptic Gregorian, years 1 to 9999. A date is not an interval of time: which instants belong to it
/// depends on a zone, and `BillingTime.Zone` knows them.
public struct LocalDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01, negative before.
    package let dayNumber: Int32

    /// The first date of year 1.
    public static let min = LocalDate(unchecked: -719_162)
    /// The last date of year 9999.
    public static let max = LocalDate(unchecked: 2_932_896)

    private init(unchecked dayNumber: Int32) { self.dayNumber = dayNumber }

    /// Makes a date from its number of days since 1970-01-01.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` outside years 1 to 9999.
    package init(dayNumber: Int) throws(BillingError) {
        guard (Int(Self.min.dayNumber)...Int(Self.max.dayNumber)).contains(dayNumber) else {
            throw BillingError(
                .invalidValue, rule: "a date lies in the years 1 to 9999", detail: "day number \(dayNumber)")
        }
        self.dayNumber = Int32(dayNumber)
    }

    /// Makes a date from year, month and day.
    ///
    /// - Parameters:
    ///   - year: 1 to 9999.
    ///   - month: 1 to 12.
    ///   - day: 1 to the last day of that month.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if there is no such date.
    public init(year: Int, month: Int, day: Int) throws(BillingError) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= CivilCalendar.length(ofMonth: month, year: year)
        else {
            throw BillingError(
                .invalidValue, rule: "a date has a year from 1 to 9999, a month and a day of that month",
                detail: "year \(year), month \(month), day \(day)")
        }
        self.dayNumber = Int32(CivilCalendar.dayNumber(year: year, month: month, day: day))
    }

    /// Reads a date in the form `2024-02-29`.
    ///
    /// - Parameter text: Four digits, two digits and two digits with a hyphen between, and nothing else.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/malformed`` if the text has another form, or
    ///   ``BillingError/Code/invalidValue`` if there is no such date.
    public init(_ text: String) throws(BillingError) {
        var fields = DigitReader(text)
        guard let year = fields.number(digits: 4), fields.take("-"), let month = fields.number(digits: 2),
            fields.take("-"), let day = fields.number(digits: 2), fields.isAtEnd
        else {
            throw BillingError(
                .malformed, rule: "a date is written as year-month-day, such as 2024-02-29",
                detail: "text '\(text.prefix(64))'")
        }
        try self.init(year: year, month: month, day: day)
    }

    /// The year, 1 to 9999.
    public var year: Int { CivilCalendar.date(Int(dayNumber)).year }
    /// The month, 1 to 12.
    public var month: Int { CivilCalendar.date(Int(dayNumber)).month }
    /// The day of the month, 1 to 31.
    public var day: Int { CivilCalendar.date(Int(dayNumber)).day }
    /// The day of the week.
    public var weekday: Weekday { CivilCalendar.weekday(Int(dayNumber)) }

    /// The date so many days later, or earlier if negative.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if that lies outside years 1 to 9999.
    public func adding(days: Int) throws(BillingError) -> LocalDate {
        let (sum, overflow) = days.addingReportingOverflow(Int(dayNumber))
        return try LocalDate(dayNumber: overflow ? Int.max : sum)
    }

    /// The same day so many months later, or the last day of that month if it is shorter.
    ///
    /// ```swift
    /// try LocalDate("2024-01-31").adding(months: 1)  // 2024-02-29
    /// ```
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if that lies outside years 1 to 9999.
    public func adding(months: Int) throws(BillingError) -> LocalDate {
        let date = CivilCalendar.date(Int(dayNumber))
        let (total, overflow) = months.addingReportingOverflow(date.year * 12 + date.month - 1)
        guard !overflow, (12..<120_000).contains(total) else {
            throw BillingError(
                .invalidValue, rule: "a date lies in the years 1 to 9999",
                detail: "\(self) and \(months) months")
        }
        let (year, month) = (total / 12, total % 12 + 1)
        let day = Swift.min(date.day, CivilCalendar.length(ofMonth: month, year: year))
        return LocalDate(unchecked: Int32(CivilCalendar.dayNumber(year: year, month: month, day: day)))
    }

    /// The first date of the same month.
    public var firstOfMonth: LocalDate { LocalDate(unchecked: dayNumber - Int32(day - 1)) }

    /// How many days lie from this date to another; negative if the other is earlier.
    public func days(to other: LocalDate) -> Int { Int(other.dayNumber) - Int(dayNumber) }

    /// Whether the left date is the earlier one.
    public static func < (left: Self, right: Self) -> Bool { left.dayNumber < right.dayNumber }
}

extension LocalDate: TextCodable {
    /// The date in the form `2024-02-29`.
    public var description: String {
        let date = CivilCalendar.date(Int(dayNumber))
        return "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))"
    }
}
