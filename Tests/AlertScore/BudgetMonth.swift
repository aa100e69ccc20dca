import BillingInsights
import BillingModel
import Foundation

/// A made-up month of daily costs with four months before it, and a budget for it.
struct BudgetMonth {
    /// How the costs of days come about.
    enum Kind: CaseIterable {
        /// A week with noise of a tenth.
        case steady
        /// The same about a level that wanders by 3 % a day.
        case wandering
        /// The same about a level that grows by one hundredth of what it was, every day.
        case growing
        /// The same, and a level three tenths higher from the eleventh day of the month on.
        case shifted
        /// Exponentially distributed about the week.
        case exponential
    }

    private static let before = 120
    static let days = 31
    private static let start = Date(timeIntervalSince1970: 1_772_323_200)

    /// What was known at the start of days of the month.
    let observations: [AlertObservation]
    /// The first day after which more than the budget is spent; nil if it suffices.
    let exceeded: Int?

    /// Months of one course of costs, against budgets from 85 to 115 % of what is spent in the end.
    static func months(_ kind: Kind, seed: UInt64, every step: Int = 1) throws -> [BudgetMonth] {
        let costs = costs(kind, seed: seed)
        let month = costs[before...]
        let total = month.reduce(0, +)
        let mornings = try stride(from: 0, to: days, by: step).map { day in
            let forecast = try Forecast(
                of: costs[..<(before + day)].map { $0 }, grid: .daily, horizon: days - day)
            return (day: day, spent: month.prefix(day).reduce(0, +), forecast: forecast)
        }
        return try [0.85, 0.95, 1, 1.05, 1.15].map { share in
            let budget = share * total
            let observations = try mornings.map { morning in
                let limit = try UsageLimit(
                    of: budget, used: morning.spent, forecast: morning.forecast, rest: days - morning.day)
                return try AlertObservation(
                    at: start + 86_400 * Double(morning.day),
                    period: start..<start + 86_400 * Double(days),
                    measure: try .forecast(
                        probability: limit.probability ?? 0, projected: limit.expectedShare))
            }
            var sum = 0.0
            let exceeded = month.firstIndex { cost in
                sum += cost
                // What is spent in the end is no more than itself, in whatever order it is added up.
                return sum > budget * 1.000_001
            }
            return BudgetMonth(observations: observations, exceeded: exceeded.map { $0 - before })
        }
    }

    static func costs(_ kind: Kind, seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        let week = (0..<7).map { ($0 < 5 ? 1.2 : 0.5) + 0.1 * random.gaussian() }
        var level = 100.0
        return (0..<before + days).map { day in
            switch kind {
            case .wandering: level = max(level + 3 * random.gaussian(), 5)
            case .growing: level += 1
            case .shifted where day == before + 10: level *= 1.3
            default: break
            }
            let noise = kind == .exponential ? -log(1 - random.unit()) : 1 + 0.1 * random.gaussian()
            return level * week[day % 7] * noise
        }
    }
}
