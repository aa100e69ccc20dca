public import BillingModel
public import BillingTime

/// How much a tenant means to spend per period, and what counts as spent.
///
/// A repository keeps one budget for each tenant, as a record like others: a later one replaces it, and the one before is
/// read at the revisions that saw it. Or a host keeps the value, and passes it to `scope.budget(_:now:)`.
///
/// Its JSON form:
///
/// ```json
/// {"tenant": "acme", "amount": {"amount": "500.00", "currency": "USD"}, "period": "year from july", "basis": "payable"}
/// ```
public struct Budget: Hashable, Sendable {
    /// What counts as spent.
    public enum Basis: String, CaseIterable, Hashable, Sendable, Codable {
        /// What is payable of the invoices, less their credit notes; nothing of one that is void.
        case payable
        /// What was paid of the invoices, less refunds, also of one that is void.
        case paid
        /// What a price plan gives for the usage so far.
        case chargeToDate = "charge-to-date"
    }

    /// Whose budget it is.
    public let tenant: TenantID
    /// What may be spent in each period, more than zero.
    public let amount: Money
    /// How long a period is: a month, a quarter, a calendar or fiscal year, or a billing cycle.
    public let period: BucketWidth
    /// What counts as spent.
    public let basis: Basis

    /// Makes a budget.
    ///
    /// - Parameters:
    ///   - tenant: Whose budget it is.
    ///   - amount: What may be spent in each period, more than zero.
    ///   - period: How long a period is, a day or wider.
    ///   - basis: What counts as spent.
    /// - Throws: `BillingError` with code `invalidValue` if the amount is not above zero or the period is below a day.
    public init(
        tenant: TenantID, amount: Money, period: BucketWidth, basis: Basis
    ) throws(BillingError) {
        guard amount.minorUnits > 0 else {
            throw BillingError(
                .invalidValue, rule: "a budget is more than zero", detail: "\(amount) of '\(tenant)'")
        }
        guard period.isDayOrWider else {
            throw BillingError(
                .invalidValue, rule: "the period of a budget consists of whole days", detail: "\(period)")
        }
        self.tenant = tenant
        self.amount = amount
        self.period = period
        self.basis = basis
    }
}

extension Budget: Codable {
    private enum CodingKeys: String, CodingKey { case tenant, amount, period, basis }

    /// Reads a budget, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            amount: try values.decode(Money.self, forKey: .amount),
            period: try values.decode(BucketWidth.self, forKey: .period),
            basis: try values.decode(Basis.self, forKey: .basis))
    }
}

extension Budget: FieldedRecord {
    package static let fields: [RecordField<Budget>] = [
        RecordField("tenant") { .id($0.tenant) },
        RecordField("amount", columns: ["amount", "currency"]) { .amount($0.amount) },
        RecordField("period") { .text($0.period.description) },
        RecordField("basis") { .text($0.basis.rawValue) },
    ]
}
