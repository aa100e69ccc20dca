import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The instants at which the buckets of any of several plans touch, and the way back to those of one.
struct UsageBounds {
    /// Ascending, each once.
    let instants: [Int64]
    let resets: [Int64]

    /// The most states that a page of a backend holds, which bounds the memory of a survey.
    private static let statesOfPage = 2_000_000

    init(_ path: UsageQuestion.Path, _ plans: [BucketPlan]) throws(BillingError) {
        resets = plans.first?.resets ?? []
        switch path {
        case .distinctToDate: instants = try plans.first?.pieces() ?? []
        case .distinct: instants = plans.first?.instants ?? []
        case .states, .samples:
            var known: Set<[Int64]> = []
            var union: Set<Int64> = []
            for plan in plans where known.insert(plan.instants).inserted { union.formUnion(plan.instants) }
            // The buckets of one plan may be empty, and then touch twice at an instant.
            instants = known.count == 1 ? plans[0].instants : union.sorted()
        }
    }

    var rowsOfPage: Int { max(1_000, Self.statesOfPage / max(1, instants.count)) }

    /// A row on the buckets of one plan: its states are those of the parts of each bucket.
    func merged(_ row: SummaryRow, on plan: BucketPlan) throws(BillingError) -> SummaryRow {
        guard case .states(let states) = row.content, plan.instants != instants else { return row }
        let places = plan.instants.map { bound in instants.lowerBound { $0 < bound } }
        var merged: [AggregateState] = []
        for (start, end) in zip(places, places.dropFirst()) {
            var state = AggregateState()
            for place in start..<max(start, end) where states.indices.contains(place) {
                try state.merge(states[place])
            }
            merged.append(state)
        }
        return SummaryRow(key: row.key, content: .states(merged), previous: row.previous)
    }
}

/// The time in which samples are read.
struct UsageTimeSpan {
    private var range: Range<Int64>
    private var days: ClosedRange<Int>

    /// The time of a plan up to its now; nil if it has no bucket.
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

    var instants: Range<Date> { Instants.date(range.lowerBound)..<Instants.date(range.upperBound) }

    var dates: ClosedRange<LocalDate> {
        get throws(BillingError) {
            try LocalDate(dayNumber: days.lowerBound)...LocalDate(dayNumber: days.upperBound)
        }
    }
}
