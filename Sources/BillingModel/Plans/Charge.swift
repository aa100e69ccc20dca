#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One thing that a price plan charges for: what is measured, how much is free, and the price of the rest.
public struct Charge: Hashable, Sendable {
    /// What a charge measures in a billing period.
    public enum Usage: Hashable, Sendable {
        /// A metric, whose values in the period become one quantity by a rule: as a whole, or those series of it that a
        /// selection takes in.
        case metric(MetricID, QuantityRule, labels: LabelSelection? = nil)
        /// The actions of the period that a selection takes in, added up.
        case actions(ActionSelection)
        /// The period itself: the quantity is 1, as for a base fee.
        case period
    }

    /// The id of the charge, unique within its plan.
    public let id: EntityID<Charge>
    /// What is measured.
    public let usage: Usage
    /// The quantity that costs nothing.
    public let included: Decimal
    /// The price of what is beyond the included quantity.
    public let price: PriceModel
    private let nameText: FreeText

    /// Makes a charge.
    ///
    /// - Parameters:
    ///   - id: The id, unique within the plan.
    ///   - name: The name for people, in 1 to 4,096 bytes.
    ///   - usage: What is measured.
    ///   - included: The quantity that costs nothing: not negative, and zero for a flat price.
    ///   - price: The price of what is beyond.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the name or the included quantity
    ///   breaks its rule.
    public init(
        id: EntityID<Charge>, name: String, usage: Usage, included: Decimal = 0, price: PriceModel
    ) throws(BillingError) {
        let free = try ExactDecimal(included)
        guard free >= .zero, free == .zero || !price.isFlat else {
            throw BillingError(
                .invalidValue, rule: "an included quantity is not negative, and zero for a flat price",
                detail: "charge '\(id)'")
        }
        self.id = id
        nameText = try FreeText(name)
        self.usage = usage
        self.included = included
        self.price = price
    }

    /// The name for people.
    public var name: String { nameText.text }

    /// Whether the amount of a period is known when it begins, as that of a fee is: it does not grow with usage.
    public var isFixed: Bool { usage == .period || price.isFlat }

    /// What a quantity costs, exactly: the price of what is beyond the included quantity.
    ///
    /// - Parameter quantity: How much was used in the period; not negative.
    /// - Returns: The amount, not rounded, and its parts; the tiers of the price count from the included quantity.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the quantity is negative or not a
    ///   number, or ``BillingError/Code/overflow`` if a step needs more than 38 digits.
    public func price(_ quantity: Decimal) throws(BillingError) -> PricedQuantity {
        try price.price(try exactlyBillable(quantity))
    }

    /// The part of a quantity that is beyond the included one; zero if nothing is.
    ///
    /// - Parameter quantity: How much was used in the period; not negative.
    /// - Returns: The exact difference.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the quantity is negative or not a
    ///   number, or ``BillingError/Code/overflow`` if the difference needs more than 38 digits.
    public func billable(_ quantity: Decimal) throws(BillingError) -> Decimal {
        try exactlyBillable(quantity).decimal()
    }

    private func exactlyBillable(_ quantity: Decimal) throws(BillingError) -> ExactDecimal {
        let (used, free) = (try ExactDecimal(quantity), try ExactDecimal(included))
        guard used >= .zero else {
            throw BillingError(
                .invalidValue, rule: "a quantity that is priced is not negative",
                detail: "charge '\(id)': \(used.shortText)")
        }
        return used <= free ? .zero : try used - free
    }
}
