public import BillingModel

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What one charge costs for the quantity of a period, with all the arithmetic that leads there.
///
/// quantity − included = billable, but not below zero; the model makes parts of it; the parts add up to the unrounded
/// amount; that is rounded once, to the minor unit of the currency.
///
/// Its JSON form:
///
/// ```json
/// {"id": "actions", "name": "Actions", "model": "graduated", "quantity": "5162", "included": "100", "billable": "5062",
///  "parts": [{"tier": 1, "quantity": "1000", "price": "0.02", "amount": "20"},
///            {"tier": 2, "quantity": "4062", "price": "0.0125", "amount": "50.775"}],
///  "unrounded": "70.775", "rounding": "half-away-from-zero", "amount": {"amount": "70.78", "currency": "USD"}}
/// ```
///
/// A charge by packages has a `size` too.
public struct RatedCharge: Hashable, Sendable, Identifiable {
    /// The id of the charge.
    public let id: EntityID<Charge>
    /// The name of the charge for people.
    public let name: String
    /// The formula of the price.
    public let model: PriceModel.Form
    /// How many units a package holds; nil for the other models.
    public let size: Decimal?
    /// How much was used in the period.
    public let quantity: Decimal
    /// How much of it costs nothing.
    public let included: Decimal
    /// What is beyond the included quantity: the overage.
    public let billable: Decimal
    /// The products: one per tier that the billable quantity reaches, and at least one.
    public let parts: [PricedQuantity.Part]
    /// The exact sum of the parts, in major units.
    public let unrounded: Decimal
    /// How the sum was rounded.
    public let rounding: RoundingRule
    /// The rounded amount.
    public let amount: Money

    init(
        _ charge: Charge, quantity: Decimal, currency: Currency, rounding: RoundingRule
    ) throws(BillingError) {
        let priced = try charge.price(quantity)
        id = charge.id
        name = charge.name
        model = charge.price.form
        size = model == .package ? try ExactDecimal(charge.price.size).decimal() : nil
        // A host's `Decimal` may be written with zeros at its end; equal quantities get one form.
        self.quantity = try ExactDecimal(quantity).decimal()
        included = try ExactDecimal(charge.included).decimal()
        billable = try charge.billable(quantity)
        parts = priced.parts
        unrounded = priced.amount
        self.rounding = rounding
        amount = try Money(rounding: priced.amount, currency: currency, rule: rounding)
    }

    /// The quantity as a share of the included one, above 1 if more was used; nil if nothing is included.
    public var usedShare: Double? {
        guard included > 0, let used = Double("\(quantity)"), let free = Double("\(included)") else {
            return nil
        }
        let share = used / free
        return share.isFinite ? share : nil
    }
}

extension RatedCharge: Codable {
    private enum Key: String, CodingKey {
        case id, name, model, size, quantity, included, billable, parts, unrounded, rounding, amount
    }

    private enum PartKey: String, CodingKey {
        case tier, quantity, price, amount
    }

    /// Reads a rated charge, and checks every step of its arithmetic.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(EntityID<Charge>.self, forKey: .id)
        name = try values.decode(String.self, forKey: .name)
        model = try values.decode(PriceModel.Form.self, forKey: .model)
        size = try values.decodeIfPresent(Decimal.self, forKey: .size)
        quantity = try values.decode(Decimal.self, forKey: .quantity)
        included = try values.decode(Decimal.self, forKey: .included)
        billable = try values.decode(Decimal.self, forKey: .billable)
        var list = try values.nestedUnkeyedContainer(forKey: .parts)
        var parts: [PricedQuantity.Part] = []
        while !list.isAtEnd {
            let part = try list.nestedContainer(keyedBy: PartKey.self)
            let read = try PricedQuantity.Part(
                tier: part.decodeIfPresent(Int.self, forKey: .tier),
                quantity: part.decode(Decimal.self, forKey: .quantity),
                unitPrice: part.decode(Decimal.self, forKey: .price)
            )
            try Self.require(try read.amount == part.decode(Decimal.self, forKey: .amount))
            parts.append(read)
        }
        self.parts = parts
        unrounded = try values.decode(Decimal.self, forKey: .unrounded)
        rounding = try values.decode(RoundingRule.self, forKey: .rounding)
        amount = try values.decode(Money.self, forKey: .amount)
        try check()
    }

    private static func require(_ holds: Bool) throws(BillingError) {
        guard holds else {
            throw BillingError(.malformed, rule: "the arithmetic of a rated charge leads to its amount")
        }
    }

    private func check() throws(BillingError) {
        let (used, free) = (try ExactDecimal(quantity), try ExactDecimal(included))
        try Self.require(used >= .zero && free >= .zero && !parts.isEmpty)
        try Self.require(try ExactDecimal(billable) == (used <= free ? .zero : try used - free))
        var (sum, units) = (ExactDecimal.zero, ExactDecimal.zero)
        for part in parts {
            sum = try sum + ExactDecimal(part.amount)
            units = try units + ExactDecimal(part.quantity)
        }
        try Self.require(try ExactDecimal(unrounded) == sum)
        switch model {
        case .flat: try Self.require(units == .one && parts.count == 1)
        case .package:
            guard let size, size > 0, parts.count == 1 else { return try Self.require(false) }
            try Self.require(
                units == ExactDecimal.ceilingQuotient(try ExactDecimal(billable), by: try ExactDecimal(size)))
        case .unit, .volume: try Self.require(try units == ExactDecimal(billable) && parts.count == 1)
        case .graduated: try Self.require(try units == ExactDecimal(billable))
        }
        let hasTiers = model == .graduated || model == .volume
        try Self.require(
            parts.allSatisfy { ($0.tier != nil) == hasTiers } && (size != nil) == (model == .package))
        try Self.require(
            try Money(rounding: unrounded, currency: amount.currency, rule: rounding) == amount)
    }

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encode(name, forKey: .name)
        try values.encode(model, forKey: .model)
        try values.encodeIfPresent(size, forKey: .size)
        try values.encode(quantity, forKey: .quantity)
        try values.encode(included, forKey: .included)
        try values.encode(billable, forKey: .billable)
        var list = values.nestedUnkeyedContainer(forKey: .parts)
        for part in parts {
            var item = list.nestedContainer(keyedBy: PartKey.self)
            try item.encodeIfPresent(part.tier, forKey: .tier)
            try item.encode(part.quantity, forKey: .quantity)
            try item.encode(part.unitPrice, forKey: .price)
            try item.encode(part.amount, forKey: .amount)
        }
        try values.encode(unrounded, forKey: .unrounded)
        try values.encode(rounding, forKey: .rounding)
        try values.encode(amount, forKey: .amount)
    }
}
