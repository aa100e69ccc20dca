public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What the usage of a period costs under a price plan: one line a charge, and their total.
///
/// Lines are rounded and the total is the sum of the rounded lines, as on an invoice; nothing else is rounded.
public struct RatedPlan: Hashable, Sendable {
    /// The plan.
    public let plan: EntityID<PricePlan>
    /// The charges whose quantity is known, in the order of the plan.
    public let lines: [RatedCharge]
    /// The charges whose quantity is not known, in the order of the plan: the total is without them.
    public let unrated: [EntityID<Charge>]
    /// The sum of the lines, in the currency of the plan.
    public let total: Money
}

extension PricePlan {
    /// Rates quantities that are known.
    ///
    /// - Parameter quantities: The quantity of each charge in the period. A charge that has none is listed as not rated,
    ///   since missing usage is not zero; only one of the period itself is then 1.
    /// - Returns: The plan for these quantities.
    /// - Throws: `BillingError` with code `invalidValue` if a quantity belongs to no charge of the plan, is negative or
    ///   not a number; `overflow` if a step needs more than 38 digits or an amount does not fit `Int64` minor units.
    /// - Complexity: O(*n*) for *n* tiers.
    public func rated(_ quantities: [EntityID<Charge>: Decimal]) throws(BillingError) -> RatedPlan {
        let known = Set(charges.map(\.id))
        if let stranger = quantities.keys.filter({ !known.contains($0) }).min() {
            throw BillingError(
                .invalidValue, rule: "a quantity that is rated belongs to a charge of the plan",
                detail: "charge '\(stranger)' and plan '\(id)'")
        }
        var lines: [RatedCharge] = []
        var unrated: [EntityID<Charge>] = []
        for charge in charges {
            if let quantity = quantities[charge.id] ?? (charge.usage == .period ? 1 : nil) {
                lines.append(try charge.rated(quantity, currency: currency, rounding: rounding))
            } else {
                unrated.append(charge.id)
            }
        }
        return RatedPlan(
            plan: id, lines: lines, unrated: unrated,
            total: try Money.sum(of: lines.map(\.amount), in: currency))
    }
}
