/// What a tenant is charged for, and at which prices.
///
/// ```swift
/// let devices = try Charge(
///     id: EntityID("devices"), name: "Active devices",
///     usage: .metric(Metric.monthlyActiveDevices.id, .monthEnd), price: .perUnit(2))
/// let plan = try PricePlan(id: EntityID("standard"), name: "Standard", currency: .usd, charges: [devices])
/// ```
///
/// Its JSON form, where `rounding` may follow, such as `"half-to-even"`:
///
/// ```json
/// {"id": "standard", "name": "Standard", "currency": "USD", "charges": [
///   {"id": "devices", "name": "Active devices", "included": "0", "price": {"model": "unit", "price": "2"},
///    "usage": {"kind": "metric", "metric": "mad", "rule": "month-end"}},
///   {"id": "sites-eu", "name": "Sites in Europe", "included": "0", "price": {"model": "unit", "price": "3"},
///    "usage": {"kind": "metric", "metric": "sites", "rule": "peak", "labels": [["region", "eu", "uk"]]}},
///   {"id": "actions", "name": "Actions", "included": "100", "price": {"model": "unit", "price": "0.01"},
///    "usage": {"kind": "actions", "categories": ["alert", "automation"], "measure": "executions"}}]}
/// ```
public struct PricePlan: Hashable, Sendable {
    /// The id of the plan.
    public let id: EntityID<PricePlan>
    /// The currency of all prices.
    public let currency: Currency
    /// What is charged for, in the order of the invoice's lines.
    public let charges: [Charge]
    /// How the exact amount of each charge becomes minor units: once a charge, and nowhere else.
    public let rounding: RoundingRule
    private let nameText: FreeText

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - id: The id of the plan.
    ///   - name: The name for people, in 1 to 4,096 bytes.
    ///   - currency: The currency of all prices.
    ///   - charges: What is charged for, each with its own id.
    ///   - rounding: How the exact amount of each charge becomes minor units.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the name breaks its rule or two
    ///   charges share an id.
    public init(
        id: EntityID<PricePlan>, name: String, currency: Currency, charges: [Charge],
        rounding: RoundingRule = .halfAwayFromZero
    ) throws(BillingError) {
        guard Set(charges.map(\.id)).count == charges.count else {
            throw BillingError(
                .invalidValue, rule: "the charges of a plan have different ids", detail: "plan '\(id)'")
        }
        self.id = id
        nameText = try FreeText(name)
        self.currency = currency
        self.charges = charges
        self.rounding = rounding
    }

    /// The name for people.
    public var name: String { nameText.text }
}

extension PricePlan: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, name, currency, charges, rounding
    }

    /// Reads a plan from its JSON form, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: try container.decode(EntityID<PricePlan>.self, forKey: .id),
            name: try container.decode(String.self, forKey: .name),
            currency: try container.decode(Currency.self, forKey: .currency),
            charges: try container.decode([Charge].self, forKey: .charges),
            rounding: try container.decodeIfPresent(RoundingRule.self, forKey: .rounding) ?? .halfAwayFromZero
        )
    }

    /// Writes the JSON form that the type's documentation shows; the usual rounding is left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(currency, forKey: .currency)
        try container.encode(charges, forKey: .charges)
        if rounding != .halfAwayFromZero { try container.encode(rounding, forKey: .rounding) }
    }
}
