import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation

// Short ways to write what tests are full of.

func daily(
    _ tenant: TenantID, _ metric: Metric, on date: String, _ value: Double?, version: Int64? = nil,
    zone: String? = nil
) throws -> SampleWrite {
    SampleWrite(
        key(tenant, metric), at: .date(try LocalDate(date)), value: value, version: version,
        zone: try zone.map { try ZoneID($0) })
}

func invoice(_ tenant: TenantID, _ number: String, at minutes: Int, paid: Int64 = 100) throws -> Invoice {
    try Invoice(
        tenant: tenant, number: InvoiceNumber(number), issuedAt: minute(minutes),
        totalPaid: Money(minorUnits: paid, currency: .usd))
}

func entry(
    _ tenant: TenantID, _ id: String, of number: String, _ kind: InvoiceEntry.Kind = .payment,
    at minutes: Int,
    _ amount: Int64? = 50, currency: Currency = .usd
) throws -> InvoiceEntry {
    try InvoiceEntry(
        id: EntityID(id), tenant: tenant, invoice: InvoiceNumber(number), kind: kind,
        instant: minute(minutes),
        amount: amount.map { Money(minorUnits: $0, currency: currency) })
}

/// A plan of a tenant's own from the first of a month of 2026 on.
func monthTerm(_ tenant: TenantID, _ month: Int) throws -> PlanTerm {
    try PlanTerm(
        tenant: tenant,
        plan: PricePlan(id: EntityID("plan-\(month)"), name: "A plan", currency: .usd, charges: []),
        from: LocalDate(year: 2026, month: month, day: 1))
}

func monthBudget(_ tenant: TenantID, _ amount: Int64 = 100) throws -> Budget {
    try Budget(
        tenant: tenant, amount: Money(minorUnits: amount, currency: .usd), period: .month, basis: .payable)
}

extension BillingReader {
    func allRecords(
        _ kind: RecordKind, of tenants: TenantSelection = .all, knownAt: KnownAt = .latest
    ) async throws -> [BillingRecord] {
        try await allRecords(RecordRequest(kind, of: tenants, knownAt: knownAt))
    }
}

extension BillingError {
    /// The violations as `kind index: code`.
    var places: [String] { violations.map { "\($0.kind) \($0.index): \($0.code)" } }
}
