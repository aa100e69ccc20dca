import BillingInsights
import BillingModel
import Foundation

/// How the date on which a limit is reached was told in made-up months, against limits from 70 to 95 % of what is used in the end.
struct LimitDates {
    /// How many dates were told.
    private var count = 0
    /// How many days the expected date is off, together; one that is not expected in the month counts as the day after it.
    private var days = 0
    private var early = 0
    private var late = 0

    init(_ kind: BudgetMonth.Kind, on morning: Int) throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            let costs = BudgetMonth.costs(kind, seed: seed)
            let month = Array(costs.suffix(BudgetMonth.days))
            let total = month.reduce(0, +)
            let forecast = try Forecast(
                of: costs.dropLast(BudgetMonth.days - morning).map { $0 }, grid: .daily,
                horizon: BudgetMonth.days - morning)
            for share in [0.7, 0.8, 0.9, 0.95] {
                var sum = 0.0
                let reached = month.firstIndex { cost in
                    sum += cost
                    return sum >= share * total
                }
                guard let reached, reached >= morning else { continue }
                let limit = try UsageLimit(
                    of: share * total, used: month.prefix(morning).reduce(0, +), forecast: forecast,
                    rest: month.count - morning)
                add(reached - morning, limit, of: month.count - morning)
            }
        }
    }

    private mutating func add(_ step: Int, _ limit: UsageLimit, of rest: Int) {
        count += 1
        days += abs((limit.reached ?? rest) - step)
        if step < limit.earliest ?? rest { early += 1 }
        if step > limit.latest ?? rest { late += 1 }
    }

    /// The number of dates, the mean days that they are off, and how many of a hundred were earlier and later than told.
    var cells: [String] {
        let shares = [early, late].map { String(format: "%.1f %%", 100 * Double($0) / Double(max(count, 1))) }
        return ["\(count)", String(format: "%.1f", Double(days) / Double(max(count, 1)))] + shares
    }
}
