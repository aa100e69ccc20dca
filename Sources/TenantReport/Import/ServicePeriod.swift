#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import InauroBilling

/// A calendar month of a zone.
struct ServicePeriod: Hashable {
    let firstDate: LocalDate
    let lastDate: LocalDate
    let interval: Range<Date>

    /// The month that begins on a date.
    init(from first: LocalDate, in zone: Zone) throws(BillingError) {
        firstDate = first
        lastDate = try LocalDate(
            year: first.year, month: first.month,
            day: CivilCalendar.length(ofMonth: first.month, year: first.year))
        interval = zone.start(of: first)..<zone.interval(of: lastDate).upperBound
    }

    /// The year and the month, such as `2013-07`.
    var name: String { String(firstDate.description.prefix(7)) }

    var dates: some Sequence<LocalDate> { LocalDates(firstDate, lastDate) }

    /// The months that lie in a range as a whole.
    static func whole(in range: Range<Date>, of zone: Zone) throws(BillingError) -> [ServicePeriod] {
        var months: [ServicePeriod] = []
        var first = try zone.date(of: range.lowerBound).firstOfMonth
        while zone.start(of: first) < range.upperBound {
            let month = try ServicePeriod(from: first, in: zone)
            if month.interval.lowerBound >= range.lowerBound, month.interval.upperBound <= range.upperBound {
                months.append(month)
            }
            first = try first.adding(months: 1)
        }
        return months
    }
}
