import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What findings are worth under the plan of a tenant.
struct FindingPrices: Sendable {
    let plan: PricePlan

    /// What the calendar month of the rarest day costs, less what it would cost had the days of a finding been as expected.
    ///
    /// A charge that selects labels or types counts for the parts that it takes in, and not for the whole; the billed
    /// quantities of actions are no figure of days, and count for nothing.
    ///
    /// - Returns: The difference, below zero of what was saved; nil if no charge is of these figures, or no amount holds them.
    func cost(
        of peak: Finding.Peak, impact: Double, _ course: DayCourse, _ days: InsightDays
    ) -> Money? {
        let month = Self.month(of: Int(peak.date.dayNumber) - days.first, course, days)
        var cost: Money?
        for charge in plan.charges {
            guard let rule = Self.rule(charge, for: course) else { continue }
            let (actual, change) =
                switch rule {
                case .sum: (month.sum, impact)
                case .mean, .timeWeightedMean:
                    (month.sum / Double(month.count), impact / Double(month.count))
                case .last, .peak, .monthEnd: (peak.value, peak.difference)
                }
            guard let one = price(charge, actual), let other = price(charge, actual - change),
                let difference = try? one - other, let sum = try? (cost ?? .zero(plan.currency)) + difference
            else { return nil }
            cost = sum
        }
        return cost
    }

    /// What the days of the calendar month of a day add up to, and how many are known.
    private static func month(
        of place: Int, _ course: DayCourse, _ days: InsightDays
    ) -> (sum: Double, count: Int) {
        let start = days.resets.last { $0 <= place } ?? 0
        let end = days.resets.first { $0 > place } ?? course.values.count
        let known = course.values[max(start, 0)..<max(end, start, 0)].compactMap(\.self)
        return (known.reduce(0, +), max(known.count, 1))
    }

    /// How a charge makes a quantity of a course; nil if it is not of it.
    private static func rule(_ charge: Charge, for course: DayCourse) -> QuantityRule? {
        switch charge.usage {
        case .period: return nil
        case .metric(let id, let rule, let labels):
            guard id == course.metric.id else { return nil }
            return labels.map { !course.labels.isEmpty && $0.includes(course.labels) } ?? true ? rule : nil
        case .actions(let selection):
            guard course.metric.id == Metric.actions.id, selection.measure != .billed else { return nil }
            if selection.categories == nil, selection.types == nil { return .sum }
            guard let category = course.labels[.category], let type = course.labels[.type] else { return nil }
            return selection.includes(category: category.text, type: type.text) ? .sum : nil
        }
    }

    private func price(_ charge: Charge, _ quantity: Double) -> Money? {
        var exact = ExactSum()
        exact.add(finite: max(quantity, 0))
        guard let quantity = try? exact.quantity() else { return nil }
        return try? charge.rated(quantity, currency: plan.currency, rounding: plan.rounding).amount
    }
}
