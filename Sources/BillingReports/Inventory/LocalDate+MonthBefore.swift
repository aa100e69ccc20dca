package import BillingModel

extension LocalDate {
    /// The date a month before, from which changes are told: that of the last day of a month is the last day of the month
    /// before, so that months are told from end to end; nil before year 1.
    package var monthBefore: LocalDate? {
        let isLast = (try? adding(days: 1))?.day == 1 || self == .max
        return isLast ? try? firstOfMonth.adding(days: -1) : try? adding(months: -1)
    }
}
