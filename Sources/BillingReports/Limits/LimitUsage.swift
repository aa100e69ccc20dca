import BillingModel
import BillingTime

/// The days of a course up to the one in progress, as they are held against a limit.
struct LimitUsage {
    private let figures: [Double?]
    /// The place of the first figure.
    private let start: Int
    private let isTotal: Bool
    /// Whether what is counted begins with nothing; a level may have been anywhere before the first day looked back on.
    private let startsBelow: Bool
    /// The level in force, or the figure to date; nil if the last day that data are due of has none, nor any day after it.
    let level: Double?

    init(_ course: DayCourse, _ days: InsightDays, period: Range<Int>, isTotal: Bool) {
        let isToDate = course.metric.kind == .distinctToDate
        start = max(isTotal ? period.lowerBound : isToDate ? days.startOfCurrentMonth : 0, 0)
        figures = Array(course.soFar.dropFirst(start))
        self.isTotal = isTotal
        startsBelow = isTotal || isToDate
        let last = course.soFar.lastIndex { $0 != nil } ?? -1
        level = last >= max(days.due(course.metric) - 1, start) ? course.soFar[last] : nil
    }

    /// The place of the day from which on the sums, or the levels, are at an amount; nil if what is known does not tell.
    func place(at amount: Double) -> Int? {
        var (sum, place) = (ExactSum(), Int?.none)
        var isTold = startsBelow
        let end = (figures.lastIndex { $0 != nil } ?? -1) + 1
        for (offset, figure) in figures.prefix(end).enumerated() {
            guard let figure else {
                // A level may have come to it, or left it, on a day that is not known.
                if place == nil || !isTotal { isTold = false }
                continue
            }
            if !isTotal { sum = ExactSum() }
            sum.add(finite: figure)
            if (try? sum.rounded()) ?? figure < amount {
                place = nil
                if !isTotal { isTold = true }
            } else if place == nil {
                place = start + offset
            }
        }
        return isTold ? place : nil
    }
}

extension InsightDays {
    /// The place of the first of the month that holds the instant of the report, which may be that of a day that begins now.
    fileprivate var startOfCurrentMonth: Int {
        let begins = plan.grid.rangeMicroseconds.upperBound <= plan.now
        let today = begins ? count : count - 1
        return (try? date(at: today)).map { today - $0.day + 1 } ?? 0
    }
}
