#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// How a quantity turns into an amount, in major units of the plan's currency.
///
/// | model | amount for a quantity *q* |
/// | --- | --- |
/// | flat | a fixed amount, whatever *q* is |
/// | unit | *q* × price |
/// | graduated | each part of *q* at the price of the tier that it falls into |
/// | volume | all of *q* at the price of the tier that *q* falls into |
/// | package | every package that was begun, at the price of a package |
///
/// Prices are exact decimals and not negative. Nothing is rounded here.
///
/// Its JSON form is one of
///
/// ```json
/// {"model": "flat", "price": "49"}
/// {"model": "unit", "price": "0.01"}
/// {"model": "graduated", "tiers": [{"upto": "100", "price": "2"}, {"price": "1.5"}]}
/// {"model": "volume", "tiers": [{"upto": "100", "price": "2"}, {"price": "1.5"}]}
/// {"model": "package", "size": "1000", "price": "5"}
/// ```
public struct PriceModel: Hashable, Sendable {
    /// The formulas that there are.
    ///
    /// The domain is closed: these are the rows of the table that ``PriceModel`` shows.
    public enum Form: String, CaseIterable, Hashable, Sendable, Codable {
        /// A fixed amount.
        case flat
        /// One price for every unit.
        case unit
        /// Each part of the quantity at the price of its tier.
        case graduated
        /// All of the quantity at the price of one tier.
        case volume
        /// A price for every package that was begun.
        case package
    }

    /// Which formula it is.
    public let form: Form
    /// One open tier for a model without tiers.
    let tiers: [PriceTier]
    /// How many units a package holds; 1 in the other models.
    package let size: Decimal

    init(_ form: Form, _ tiers: [PriceTier], size: Decimal = 1) throws(BillingError) {
        var lower = ExactDecimal.zero
        for (index, tier) in tiers.enumerated() {
            let isLast = index == tiers.count - 1
            try Self.require(
                (tier.upTo == nil) == isLast, "the last tier of a price is open, and only that one")
            if let bound = tier.upTo {
                let upTo = try ExactDecimal(bound)
                try Self.require(lower < upTo, "the bounds of the tiers of a price ascend from above zero")
                lower = upTo
            }
            try Self.require(
                try ExactDecimal(tier.unitPrice) >= .zero,
                "a price is not negative: a credit is an entry of an invoice")
        }
        try Self.require(!tiers.isEmpty, "a price has at least one tier")
        try Self.require(try ExactDecimal(size) > .zero, "a package holds more than nothing")
        self.form = form
        self.tiers = tiers
        self.size = size
    }

    private static func require(_ holds: Bool, _ rule: String) throws(BillingError) {
        if !holds { throw BillingError(.invalidValue, rule: rule) }
    }

    /// Whether the amount does not depend on the quantity.
    var isFlat: Bool { form == .flat }

    /// A fixed amount, whatever the quantity is.
    ///
    /// - Throws: ``BillingError`` if the amount is negative or not a number.
    public static func flat(_ amount: Decimal) throws(BillingError) -> PriceModel {
        try PriceModel(.flat, [PriceTier(upTo: nil, unitPrice: amount)])
    }

    /// One price for every unit.
    ///
    /// - Throws: ``BillingError`` if the price is negative or not a number.
    public static func perUnit(_ price: Decimal) throws(BillingError) -> PriceModel {
        try PriceModel(.unit, [PriceTier(upTo: nil, unitPrice: price)])
    }

    /// Each part of the quantity at the price of the tier that it falls into.
    ///
    /// - Parameter tiers: One or more, with ascending bounds above zero; the last one, and only that, is open.
    /// - Returns: The price model.
    /// - Throws: ``BillingError`` if the tiers break that rule, or a price is negative or not a number.
    public static func graduated(_ tiers: [PriceTier]) throws(BillingError) -> PriceModel {
        try PriceModel(.graduated, tiers)
    }

    /// All of the quantity at the price of the tier that it falls into.
    ///
    /// - Parameter tiers: One or more, with ascending bounds above zero; the last one, and only that, is open.
    /// - Returns: The price model.
    /// - Throws: ``BillingError`` if the tiers break that rule, or a price is negative or not a number.
    public static func volume(_ tiers: [PriceTier]) throws(BillingError) -> PriceModel {
        try PriceModel(.volume, tiers)
    }

    /// A price for every package of so many units that was begun.
    ///
    /// - Throws: ``BillingError`` if the size is not above zero, or the price is negative or not a number.
    public static func package(size: Decimal, price: Decimal) throws(BillingError) -> PriceModel {
        try PriceModel(.package, [PriceTier(upTo: nil, unitPrice: price)], size: size)
    }
}
