#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A tax on the subtotal of an invoice, as a rate.
///
/// tax = subtotal × percent ÷ 100, exact, and then rounded once, to the minor unit of the currency: the one step at which a
/// tax is rounded.
///
/// ```swift
/// let gst = try TaxRate(percent: 10)
/// try gst.tax(on: Money("129.95", .aud))  // 13.00 AUD: a half of 12.995 goes away from zero
/// ```
public struct TaxRate: Hashable, Sendable {
    /// The rate in percent, not negative.
    public let percent: Decimal
    /// How the exact tax becomes minor units.
    public let rounding: RoundingRule

    /// Makes a rate.
    ///
    /// - Parameters:
    ///   - percent: The rate in percent, not negative: 10 for a tenth.
    ///   - rounding: How the exact tax becomes minor units.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the rate is negative or not a number,
    ///   or ``BillingError/Code/overflow`` if it has more than 38 digits.
    public init(percent: Decimal, rounding: RoundingRule = .halfAwayFromZero) throws(BillingError) {
        guard try ExactDecimal(percent) >= .zero else {
            throw BillingError(
                .invalidValue, rule: "the rate of a tax is not negative", detail: "\(percent) %")
        }
        self.percent = percent
        self.rounding = rounding
    }

    /// The tax on an amount, rounded once.
    ///
    /// - Parameter amount: What is taxed, such as the subtotal of an invoice.
    /// - Returns: The tax in the same currency; negative on a negative amount.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/overflow`` if the tax does not fit.
    public func tax(on amount: Money) throws(BillingError) -> Money {
        let units = ExactDecimal(Int128(amount.minorUnits), exponent: -amount.currency.digits)
        let exact = try units * ExactDecimal(percent) * ExactDecimal(1, exponent: -2)
        return try Money(rounding: exact.decimal(), currency: amount.currency, rule: rounding)
    }
}
