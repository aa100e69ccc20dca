#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// What the charges of a plan that count actions ask for, charge by charge and bucket by bucket.
///
/// A charge is rated over its whole billing period, tenant by tenant, since included quantities, tiers and packages belong
/// to that. A bucket holds what it adds: rated to its end, less rated to its start, both rounded. So the buckets add up
/// to what the periods cost, and the first actions of a period may cost nothing. Where the range begins inside a period,
/// the actions before it are counted too, but not what they cost.
///
/// A group of actions has no cost: none of its share in an included quantity or a tier is its own. A host that wants the
/// cost of a type gives the type a charge.
///
/// The JSON form has the keys `plan`, `name`, `currency`, `period`, `charges`, `amounts` (one per bucket, null where there is
/// none), `total` (if there is one) and `completeness`.
public struct ActionCost: Hashable, Sendable, Codable {
    /// The plan.
    public let plan: EntityID<PricePlan>
    /// The plan's name for people.
    public let name: String
    /// The currency of all amounts.
    public let currency: Currency
    /// The billing period over which charges are rated.
    public let period: BucketWidth
    /// The charges that count actions, in the order of the plan.
    public let charges: [Part]
    /// What the charges ask for together, per bucket; nil where any of them has no amount.
    public let amounts: [Money?]
    /// What the charges ask for together in the range; nil if any of them has no amount.
    public let total: Money?
    /// How far the amounts can be relied on: the weakest of the buckets and of what lies before them in their period.
    public let completeness: Completeness

    /// What one charge asks for.
    ///
    /// The JSON form has the keys `charge`, `name`, `measure`, `units`, `quantity` as decimal text (if there is one),
    /// `amounts` (null where there is none) and `total` (if there is one).
    public struct Part: Hashable, Sendable, Identifiable {
        /// The charge.
        public let charge: EntityID<Charge>
        /// The charge's name for people.
        public let name: String
        /// What it counts.
        public let measure: ActionSelection.Measure
        /// The units of what it counts, if that is a billed quantity; with several it has no quantity and no amount.
        public let units: [String]
        /// How much of it there was in the range, what is included in the plan too.
        public let quantity: Decimal?
        /// What each bucket adds.
        ///
        /// Nil in the future, where nothing is known, and for a volume price unless the bucket is made of whole periods.
        public let amounts: [Money?]
        /// What the range adds; nil if no bucket has an amount, or for a volume price unless the range is made of whole
        /// periods.
        public let total: Money?

        /// The charge.
        public var id: EntityID<Charge> { charge }
    }

    init(
        plan: PricePlan, period: BucketWidth, charges: [Part], buckets: Int, completeness: Completeness
    ) throws(BillingError) {
        self.plan = plan.id
        name = plan.name
        currency = plan.currency
        self.period = period
        self.charges = charges
        var amounts: [Money?] = []
        for index in 0..<buckets {
            amounts.append(try Self.sum(charges.map { $0.amounts[index] }, in: plan.currency))
        }
        self.amounts = amounts
        total = try Self.sum(charges.map(\.total), in: plan.currency)
        self.completeness = completeness
    }

    /// The sum of amounts; nil if one is missing.
    static func sum(_ amounts: [Money?], in currency: Currency) throws(BillingError) -> Money? {
        let known = amounts.compactMap(\.self)
        return known.count == amounts.count ? try Money.sum(of: known, in: currency) : nil
    }
}

extension ActionCost {
    private enum CodingKeys: String, CodingKey {
        case plan, name, currency, period, charges, amounts, total, completeness
    }

    /// Reads a cost, and checks that its charges add up to it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        plan = try values.decode(EntityID<PricePlan>.self, forKey: .plan)
        name = try values.decode(String.self, forKey: .name)
        currency = try values.decode(Currency.self, forKey: .currency)
        period = try values.decode(BucketWidth.self, forKey: .period)
        charges = try values.decode([Part].self, forKey: .charges)
        amounts = try values.decode([Money?].self, forKey: .amounts)
        total = try values.decodeIfPresent(Money.self, forKey: .total)
        completeness = try values.decode(Completeness.self, forKey: .completeness)
        let (currency, charges, amounts) = (currency, charges, amounts)
        let addsUp =
            try charges.allSatisfy { $0.amounts.count == amounts.count }
            && amounts.indices.allSatisfy { index in
                try Self.sum(charges.map { $0.amounts[index] }, in: currency) == amounts[index]
            }
            && total == Self.sum(charges.map(\.total), in: currency)
        guard addsUp else {
            throw BillingError(.malformed, rule: "the charges of a cost add up to it")
        }
    }
}

extension ActionCost.Part: Codable {
    private enum CodingKeys: String, CodingKey {
        case charge, name, measure, units, quantity, amounts, total
    }

    /// Reads what a charge asks for.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        charge = try values.decode(EntityID<Charge>.self, forKey: .charge)
        name = try values.decode(String.self, forKey: .name)
        measure = try values.decode(ActionSelection.Measure.self, forKey: .measure)
        units = try values.decode([String].self, forKey: .units)
        quantity = try values.decodeIfPresent(Decimal.self, forKey: .quantity)
        amounts = try values.decode([Money?].self, forKey: .amounts)
        total = try values.decodeIfPresent(Money.self, forKey: .total)
    }
}
