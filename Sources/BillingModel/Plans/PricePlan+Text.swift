#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

// Short ways for ids that stand in the code as texts, with the rules of the other initializers.

extension Charge {
    /// Makes a charge whose id is given as text.
    ///
    /// - Throws: ``BillingError`` as the other initializer does, and if the text is no id.
    public init(
        id: String, name: String, usage: Usage, included: Decimal = 0, price: PriceModel
    ) throws(BillingError) {
        try self.init(id: EntityID(id), name: name, usage: usage, included: included, price: price)
    }
}

extension PricePlan {
    /// Makes a plan whose id is given as text.
    ///
    /// - Throws: ``BillingError`` as the other initializer does, and if the text is no id.
    public init(
        id: String, name: String, currency: Currency, charges: [Charge],
        rounding: RoundingRule = .halfAwayFromZero
    ) throws(BillingError) {
        try self.init(
            id: EntityID(id), name: name, currency: currency, charges: charges, rounding: rounding)
    }
}
