import BillingModel

extension LocalDate {
    /// The day, up to another one, at which a figure of a month to date is compared with that of this day.
    ///
    /// It is `last` itself if that is the same day of its month. A month's last day is compared with the last month-end,
    /// any other with the last same day, or the last day of a month that is too short; nil before year 1.
    func sameDayOfMonth(notAfter last: LocalDate) -> LocalDate? {
        if day == last.day || isLastOfMonth && last.isLastOfMonth { return last }
        if isLastOfMonth { return try? last.firstOfMonth.adding(days: -1) }
        let here = last.firstOfMonth.cut(to: day)
        return here <= last ? here : (try? last.firstOfMonth.adding(months: -1))?.cut(to: day)
    }

    private var isLastOfMonth: Bool { day == length }

    private var length: Int { CivilCalendar.length(ofMonth: month, year: year) }

    /// A day of the month that begins on this date, at most its last one.
    private func cut(to day: Int) -> LocalDate {
        (try? adding(days: Swift.min(day, length) - 1)) ?? self
    }
}
