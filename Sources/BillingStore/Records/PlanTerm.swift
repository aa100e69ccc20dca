public import BillingModel
public import BillingTime

/// Which price plan a tenant has from a date on, until the next term of its plan book.
///
/// The date is one of the tenant's clock. A billing period is rated by the plan that is in force on its first date: a plan
/// that begins inside a period counts from the next one, and nothing is prorated. A term without a plan ends the one
/// before it.
///
/// ```swift
/// changes.add(try PlanTerm(tenant: acme, plan: standard, from: LocalDate("2026-01-01")))
/// ```
///
/// Its JSON form, where `plan` is the form of a ``/BillingModel/PricePlan`` and is left out if the term has none:
///
/// ```json
/// {"tenant": "acme", "from": "2026-01-01", "cycle": "month", "plan": {"id": "standard", "name": "Standard",
///  "currency": "USD", "charges": []}}
/// ```
public struct PlanTerm: Hashable, Sendable {
    /// Whose plan it is.
    public let tenant: TenantID
    /// The first date, on the tenant's clock.
    public let from: LocalDate
    /// The plan; nil if the tenant has none from this date on.
    public let plan: PricePlan?
    /// How wide the billing periods are.
    public let cycle: BucketWidth
    /// The plan as canonical JSON, by which two are told apart; empty without one.
    package let content: String

    /// Makes a term.
    ///
    /// - Parameters:
    ///   - tenant: Whose plan it is.
    ///   - plan: The plan; nil to end the one before.
    ///   - from: The first date, on the tenant's clock.
    ///   - cycle: How wide the billing periods are, a day or wider.
    /// - Throws: `BillingError` with code `invalidValue` if the billing periods are narrower than a day.
    public init(
        tenant: TenantID, plan: PricePlan?, from: LocalDate, cycle: BucketWidth = .month
    ) throws(BillingError) {
        guard cycle.isDayOrWider else {
            throw BillingError(
                .invalidValue, rule: "a billing period is made of whole days",
                detail: "\(cycle), from \(from) of '\(tenant)'")
        }
        self.tenant = tenant
        self.plan = plan
        self.from = from
        self.cycle = cycle
        content = try plan.map { plan throws(BillingError) in try RecordText.text(of: plan) } ?? ""
    }
}

extension PlanTerm: Codable {
    private enum CodingKeys: String, CodingKey { case tenant, from, cycle, plan }

    /// Reads a term, and checks it; without `cycle` the billing periods are months.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            plan: try values.decodeIfPresent(PricePlan.self, forKey: .plan),
            from: try values.decode(LocalDate.self, forKey: .from),
            cycle: try values.decodeIfPresent(BucketWidth.self, forKey: .cycle) ?? .month)
    }
}
