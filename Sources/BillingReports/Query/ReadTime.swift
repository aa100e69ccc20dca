import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The time that is read for the buckets of plans, up to now: instants, and the dates that they meet.
struct ReadTime {
    private var range: Range<Int64>
    private var days: ClosedRange<Int>

    /// The time of a plan; nil if it has no bucket.
    init?(_ plan: BucketPlan) {
        guard let first = plan.instants.first, let last = plan.instants.last else { return nil }
        range = first..<max(first, min(last, plan.now))
        let firstDay = plan.days?.first.map(Int.init) ?? plan.grid.zone.dayNumber(holding: first)
        days = firstDay...max(firstDay, (plan.days?.last.map(Int.init) ?? firstDay + 1) - 1)
    }

    func union(_ other: Self) -> Self {
        var union = self
        union.range =
            min(
                range.lowerBound, other.range.lowerBound)..<max(range.upperBound, other.range.upperBound)
        union.days =
            min(days.lowerBound, other.days.lowerBound)...max(days.upperBound, other.days.upperBound)
        return union
    }

    /// Whether both are the same period, maybe on different clocks.
    func isNear(_ other: Self) -> Bool {
        Bucket.areNear(range.lowerBound, other.range.lowerBound)
            && Bucket.areNear(range.upperBound, other.range.upperBound)
    }

    /// Whether there is no time between both.
    func touches(_ other: Self) -> Bool {
        range.lowerBound <= other.range.upperBound && other.range.lowerBound <= range.upperBound
    }

    /// Whether any sample of a series lies in the time or before it.
    func reaches(_ series: MetricSeries) -> Bool {
        guard let first = series.positions.first else { return false }
        return series.timing == .dates ? first <= days.upperBound : first < range.upperBound
    }

    var instants: Range<Date> { Instants.date(range.lowerBound)..<Instants.date(range.upperBound) }

    var dates: ClosedRange<LocalDate> {
        get throws(BillingError) {
            try LocalDate(dayNumber: days.lowerBound)...LocalDate(dayNumber: days.upperBound)
        }
    }
}
