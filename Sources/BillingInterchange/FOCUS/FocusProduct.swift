import BillingModel
import BillingRating

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// One price times one quantity, and what is billed for it.
struct FocusProduct {
    /// How much was used; nil unless something was.
    var consumed: ExactDecimal?
    /// How many pricing units were charged for.
    let quantity: ExactDecimal
    /// What the quantity counts, in the way of FOCUS.
    let unit: String
    /// The price of one; nil if it is not a single one, or not known.
    let price: ExactDecimal?
    /// The product, not rounded; what is billed if no price is known.
    let contracted: ExactDecimal
    /// What is invoiced for it.
    let billed: Money
    /// Which part of the price it is: its tier, or what is included; nil if the price has one part only.
    var part: String?
}

extension FocusProduct {
    /// The products of a rated charge: the quantity that is included, at no price, and then one for each tier that is reached.
    ///
    /// FOCUS wants one price to a row. What is billed of each is the rounded sum up to it less the one before, so that together they
    /// are the rounded amount of the charge. Of a quantity of nothing, which is not recorded, there is none.
    ///
    /// What is metered was used; a fee is for the period itself.
    static func products(
        of rated: RatedCharge, isMetered: Bool, unit: String
    ) throws(BillingError) -> [FocusProduct] {
        let currency = rated.amount.currency
        let (used, billable) = (try ExactDecimal(rated.quantity), try ExactDecimal(rated.billable))
        if rated.model == .flat {
            let price = try ExactDecimal(rated.unrounded)
            return [
                FocusProduct(
                    consumed: isMetered ? used : nil, quantity: .one, unit: FocusUnit.count, price: price,
                    contracted: price, billed: rated.amount)
            ]
        }
        var products: [FocusProduct] = []
        let included = try used - billable
        if included > .zero {
            products.append(
                FocusProduct(
                    consumed: isMetered ? included : nil, quantity: included, unit: unit, price: .zero,
                    contracted: .zero, billed: .zero(currency), part: "included"))
        }
        var (sum, billed) = (ExactDecimal.zero, Money.zero(currency))
        for part in rated.parts where part.quantity > 0 {
            let quantity = try ExactDecimal(part.quantity)
            let contracted = try ExactDecimal(part.amount)
            sum = try sum + contracted
            let rounded = try Money(rounding: sum.decimal(), currency: currency, rule: rated.rounding)
            products.append(
                FocusProduct(
                    consumed: !isMetered ? nil : rated.model == .package ? billable : quantity,
                    quantity: quantity, unit: try packages(of: rated, unit) ?? unit,
                    price: try ExactDecimal(part.unitPrice), contracted: contracted,
                    billed: try rounded - billed, part: part.tier.map(String.init)))
            billed = rounded
        }
        return products
    }

    /// What packages are counted as, `1000 Messages`; nil if nothing is sold in packages.
    private static func packages(of rated: RatedCharge, _ unit: String) throws(BillingError) -> String? {
        guard let size = try rated.size.map({ size throws(BillingError) in try ExactDecimal(size) }),
            size != .one
        else { return nil }
        // A unit has whole numbers in it only.
        return size.exponent < 0 ? "Packages" : "\(size.text) \(unit)"
    }
}

extension FocusProduct {
    /// The product of a line that states a quantity, and perhaps a price of which the amount is the rounded product.
    ///
    /// - Returns: The product, without a price if the line tells none or another one; nil if the quantity or the amount is negative.
    init?(_ line: Invoice.Line, isMetered: Bool, unit: String) throws(BillingError) {
        guard let quantity = try line.quantity.map({ value throws(BillingError) in try ExactDecimal(value) }),
            quantity >= .zero, line.amount.minorUnits >= 0
        else { return nil }
        let amount = try ExactDecimal(line.amount.decimal)
        var price: ExactDecimal?
        if let stated = line.unitPrice {
            price = try ExactDecimal(stated)
        } else if quantity == .one {
            price = amount
        }
        var contracted: ExactDecimal?
        if let known = price, known >= .zero, let product = try? known * quantity,
            Self.comes(product, to: line.amount)
        {
            contracted = product
        }
        self.init(
            consumed: isMetered ? quantity : nil, quantity: quantity, unit: unit,
            price: contracted == nil ? nil : price, contracted: contracted ?? amount, billed: line.amount)
    }

    /// Whether an exact amount is rounded to another one by some rule.
    private static func comes(_ exact: ExactDecimal, to amount: Money) -> Bool {
        RoundingRule.allCases.contains { rule in
            exact.units(digits: amount.currency.digits, rule: rule) == Int128(amount.minorUnits)
        }
    }
}
