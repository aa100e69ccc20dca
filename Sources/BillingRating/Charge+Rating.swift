public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Charge {
    /// What this charge costs for the quantity of a period, with its arithmetic.
    ///
    /// - Parameters:
    ///   - quantity: How much was used in the period; not negative.
    ///   - currency: The currency of the plan.
    ///   - rounding: How the exact amount becomes minor units.
    /// - Returns: The charge for that quantity.
    /// - Throws: `BillingError` with code `invalidValue` if the quantity is negative or not a number, or `overflow` if a
    ///   step needs more than 38 digits or the amount does not fit `Int64` minor units.
    /// - Complexity: O(*n*) for *n* tiers.
    public func rated(
        _ quantity: Decimal, currency: Currency, rounding: RoundingRule = .halfAwayFromZero
    ) throws(BillingError) -> RatedCharge {
        try RatedCharge(self, quantity: quantity, currency: currency, rounding: rounding)
    }

    /// What this charge costs for the quantity of a period, without its arithmetic.
    ///
    /// - Throws: What ``rated(_:currency:rounding:)`` throws.
    package func amount(
        of quantity: Decimal, currency: Currency, rounding: RoundingRule
    ) throws(BillingError) -> Money {
        try Money(rounding: price(quantity).amount, currency: currency, rule: rounding)
    }

    /// What each part of a period adds to what this charge costs: rated to its end, less rated to its start.
    ///
    /// Both are rounded before they are subtracted, so the amounts add up to the rounded amount of the last quantity
    /// that is known. Before the period nothing was charged, so a flat price lies in the first part whole, and the
    /// quantity that is included is used up first. A quantity that falls, such as a gauge, gives an amount below zero.
    ///
    /// - Parameters:
    ///   - quantities: The quantity from the start of the period to the end of each part, as the rule of the charge
    ///     makes it; nil where it is not known.
    ///   - currency: The currency of the plan.
    ///   - rounding: How an exact amount becomes minor units.
    /// - Returns: One amount per part; nil where the quantity is not known. The next known part holds what was missed.
    /// - Throws: `BillingError` with code `unsupported` for a volume price, whose tier is that of the whole period; else
    ///   what ``rated(_:currency:rounding:)`` throws.
    public func amounts(
        toEnds quantities: [Decimal?], currency: Currency, rounding: RoundingRule = .halfAwayFromZero
    ) throws(BillingError) -> [Money?] {
        guard hasParts else {
            throw BillingError(
                .unsupported, rule: "a volume price is rated over its whole period only",
                detail: "charge '\(id)'")
        }
        var amounts: [Money?] = []
        var before = Money.zero(currency)
        for quantity in quantities {
            guard let quantity else {
                amounts.append(nil)
                continue
            }
            let after = try amount(of: quantity, currency: currency, rounding: rounding)
            amounts.append(try after - before)
            before = after
        }
        return amounts
    }

    /// Whether a part of the period has an amount of its own: all models but volume.
    public var hasParts: Bool { price.form != .volume }
}
