#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What a quantity costs under a price model, exactly, with the arithmetic that leads there.
public struct PricedQuantity: Hashable, Sendable {
    /// One product of the arithmetic: quantity × unit price = amount.
    public struct Part: Hashable, Sendable {
        /// Which tier it is, from 1; nil for a model without tiers.
        public let tier: Int?
        /// How many units, or packages, or 1 for a flat price.
        public let quantity: Decimal
        /// The price of one, in major units.
        public let unitPrice: Decimal
        /// The exact product, in major units.
        public let amount: Decimal

        init(
            _ quantity: ExactDecimal, _ unitPrice: ExactDecimal, tier: Int? = nil
        ) throws(BillingError) {
            self.tier = tier
            self.quantity = try quantity.decimal()
            self.unitPrice = try unitPrice.decimal()
            amount = try (quantity * unitPrice).decimal()
        }

        /// Multiplies what was read from a form of it.
        package init(tier: Int?, quantity: Decimal, unitPrice: Decimal) throws(BillingError) {
            guard tier ?? 1 >= 1 else {
                throw BillingError(.malformed, rule: "tiers are counted from 1")
            }
            try self.init(try ExactDecimal(quantity), try ExactDecimal(unitPrice), tier: tier)
        }
    }

    /// The products, one per tier that the quantity reaches, and at least one.
    public let parts: [Part]
    /// The exact sum of the parts, in major units; `Money(rounding:currency:)` rounds it.
    public let amount: Decimal

    init(_ parts: [Part]) throws(BillingError) {
        var sum = ExactDecimal.zero
        for part in parts { sum = try sum + ExactDecimal(part.amount) }
        self.parts = parts
        amount = try sum.decimal()
    }
}

extension PriceModel {
    /// What a quantity costs, exactly.
    ///
    /// ```swift
    /// let price = try PriceModel.graduated([.init(upTo: 100, unitPrice: 2), .init(upTo: nil, unitPrice: 1.5)])
    /// try price.price(120).amount  // 230 = 100 × 2 + 20 × 1.5
    /// ```
    ///
    /// A quantity of many digits, such as a mean, is to be rounded first: its product with a price may not fit.
    ///
    /// - Parameter quantity: How much was used; not negative.
    /// - Returns: The amount, not rounded, and its parts.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the quantity is negative or not a
    ///   number, or ``BillingError/Code/overflow`` if a step needs more than 38 digits.
    /// - Complexity: O(*n*) for *n* tiers.
    public func price(_ quantity: Decimal) throws(BillingError) -> PricedQuantity {
        try price(try ExactDecimal(quantity))
    }

    func price(_ quantity: ExactDecimal) throws(BillingError) -> PricedQuantity {
        guard quantity >= .zero else {
            throw BillingError(
                .invalidValue, rule: "a quantity that is priced is not negative", detail: quantity.text)
        }
        var parts: [PricedQuantity.Part] = []
        var lower = ExactDecimal.zero
        for (index, tier) in tiers.enumerated() {
            let upper = try tier.upTo.map { bound throws(BillingError) in try ExactDecimal(bound) }
            let endsHere = upper.map { quantity <= $0 } ?? true
            let price = try ExactDecimal(tier.unitPrice)
            switch form {
            case .flat:
                parts.append(try PricedQuantity.Part(.one, price))
            case .unit:
                parts.append(try PricedQuantity.Part(quantity, price))
            case .package:
                let count = try ExactDecimal.ceilingQuotient(quantity, by: try ExactDecimal(size))
                parts.append(try PricedQuantity.Part(count, price))
            case .volume:
                if endsHere {
                    parts.append(try PricedQuantity.Part(quantity, price, tier: index + 1))
                }
            case .graduated:
                let reached = endsHere ? quantity : upper ?? quantity
                parts.append(try PricedQuantity.Part(try reached - lower, price, tier: index + 1))
            }
            if endsHere { break }
            lower = upper ?? lower
        }
        return try PricedQuantity(parts)
    }
}
