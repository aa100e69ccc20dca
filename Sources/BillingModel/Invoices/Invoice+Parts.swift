#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension Invoice {
    /// One line of an invoice: what was charged for.
    ///
    /// The amount decides; it need not be quantity times unit price, because a price plan may have tiers and the
    /// amount was rounded once.
    public struct Line: Hashable, Sendable {
        /// The id of the line, unique within its invoice.
        public let id: EntityID<Line>
        /// How much was used; nil if unknown.
        public let quantity: Decimal?
        /// The price of one unit, in major units of the currency; nil if unknown or not a single one.
        public let unitPrice: Decimal?
        /// What the line costs, before tax; negative for a discount.
        public let amount: Money
        private let descriptionText: FreeText
        private let unitText: FreeText?

        /// Makes a line.
        ///
        /// - Parameters:
        ///   - id: The id, unique within the invoice.
        ///   - description: What was charged for, in 1 to 4,096 bytes.
        ///   - quantity: How much was used.
        ///   - unit: What the quantity counts.
        ///   - unitPrice: The price of one unit, in major units of the currency.
        ///   - amount: What the line costs, before tax.
        /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a text breaks its rule or a
        ///   decimal is not a number, or ``BillingError/Code/overflow`` if one has more than 38 digits.
        public init(
            id: EntityID<Line>, description: String, quantity: Decimal? = nil, unit: String? = nil,
            unitPrice: Decimal? = nil, amount: Money
        ) throws(BillingError) {
            self.id = id
            descriptionText = try FreeText(description)
            self.quantity = try Self.checked(quantity)
            unitText = try FreeText(unit)
            self.unitPrice = try Self.checked(unitPrice)
            self.amount = amount
        }

        private static func checked(_ decimal: Decimal?) throws(BillingError) -> Decimal? {
            guard let decimal else { return nil }
            return try ExactDecimal(decimal).decimal()
        }

        /// What was charged for.
        public var description: String { descriptionText.text }

        /// What the quantity counts; nil if unknown.
        public var unit: String? { unitText?.text }
    }

    /// Which plan an invoice was rated by, and on which state of the records.
    public struct Rating: Hashable, Sendable {
        /// The price plan.
        public let plan: EntityID<PricePlan>
        /// The revision of the repository whose records were rated.
        public let revision: Int

        /// Makes a rating of a plan at a revision, which is not negative.
        ///
        /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` for a negative revision.
        public init(plan: EntityID<PricePlan>, revision: Int) throws(BillingError) {
            guard revision >= 0 else {
                throw BillingError(
                    .invalidValue, rule: "a revision is not negative", detail: "revision \(revision)")
            }
            self.plan = plan
            self.revision = revision
        }
    }
}
