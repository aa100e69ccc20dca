public import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A period that is to be compared with another one: whole local dates, or instants.
///
/// Instants that are the starts of local dates are taken as those dates, so that a month stays a month however it is
/// written.
public enum ComparedPeriod: Hashable, Sendable {
    /// Local dates, both ends included.
    case dates(ClosedRange<LocalDate>)
    /// Instants, half-open.
    case instants(Range<Date>)

    /// The calendar month that holds a date.
    public static func month(of date: LocalDate) -> ComparedPeriod { whole(date, 1) }

    /// The calendar quarter that holds a date, from January, April, July or October.
    public static func quarter(of date: LocalDate) -> ComparedPeriod { whole(date, 3) }

    /// The calendar year that holds a date.
    public static func year(of date: LocalDate) -> ComparedPeriod { whole(date, 12) }

    private static func whole(_ date: LocalDate, _ months: Int) -> ComparedPeriod {
        let span = Months(holding: Int(date.dayNumber), count: months).days
        // A month of the calendar begins and ends in it.
        let first = (try? LocalDate(dayNumber: span.lowerBound)) ?? .min
        return .dates(first...((try? LocalDate(dayNumber: span.upperBound - 1)) ?? .max))
    }
}

extension ComparedPeriod {
    /// A period on the wall clock of a zone.
    enum Span {
        /// Day numbers; at least one of them is on the clock.
        case days(Range<Int>)
        /// Microseconds, of which one bound at least lies inside a day; not empty.
        case instants(Range<Int64>)
    }

    func span(in zone: Zone) throws(BillingError) -> Span {
        let low: Int64
        let high: Int64
        switch self {
        case .dates(let dates):
            let days = Int(dates.lowerBound.dayNumber)..<(Int(dates.upperBound.dayNumber) + 1)
            guard zone.startOfDay(days.lowerBound) < zone.startOfDay(days.upperBound) else {
                throw Self.empty("\(dates.lowerBound) to \(dates.upperBound)")
            }
            return .days(days)
        case .instants(let range):
            low = try Instants.microseconds(range.lowerBound)
            high = try Instants.microseconds(range.upperBound)
        }
        guard low < high else { throw Self.empty("at \(Instants.text(low))") }
        let days = zone.dayNumber(holding: low)..<zone.dayNumber(holding: high)
        let isWhole = zone.startOfDay(days.lowerBound) == low && zone.startOfDay(days.upperBound) == high
        return isWhole ? .days(days) : .instants(low..<high)
    }

    private static func empty(_ detail: String) -> BillingError {
        BillingError(.invalidValue, rule: "a period that is compared is not empty", detail: detail)
    }
}

/// Whole calendar months, by the first one's number from January of year 0.
struct Months {
    let first: Int
    let count: Int

    /// The months, aligned to a multiple of their count, that hold a day.
    init(holding day: Int, count: Int) {
        let date = CivilCalendar.date(day)
        let month = date.year * 12 + date.month - 1
        first = month - month % count
        self.count = count
    }

    /// The months that a range of days is made of; nil if it is not made of whole ones.
    init?(_ days: Range<Int>) {
        let (start, end) = (CivilCalendar.date(days.lowerBound), CivilCalendar.date(days.upperBound))
        guard start.day == 1, end.day == 1 else { return nil }
        first = start.year * 12 + start.month - 1
        count = end.year * 12 + end.month - 1 - first
    }

    private init(first: Int, count: Int) {
        self.first = first
        self.count = count
    }

    /// As many months, so many months earlier.
    func earlier(by months: Int) -> Months { Months(first: first - months, count: count) }

    var days: Range<Int> { Self.firstDay(first)..<Self.firstDay(first + count) }

    private static func firstDay(_ month: Int) -> Int {
        let year = floorDivide(month, 12)
        return CivilCalendar.dayNumber(year: year, month: month - year * 12 + 1, day: 1)
    }
}
