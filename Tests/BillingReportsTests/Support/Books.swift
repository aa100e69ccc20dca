import BillingModel
import BillingStore
import BillingTestSupport
import Foundation

/// A repository whose invoices and entries are written in short.
struct Books {
    let repository = emptyRepository()
    private var changes: ChangeSet
    private var entries = 0

    init(_ tenants: Tenant...) throws {
        changes = ChangeSet(id: try CommitID("books"))
        for tenant in tenants { changes.add(tenant) }
    }

    static func tenant(_ zone: String, currency: Currency = .usd) throws -> Tenant {
        try makeTenant(acme, name: "Acme", zone: zone, currency: currency)
    }

    mutating func issue(
        _ number: String, _ issued: String, _ payable: String?, _ currency: Currency = .usd,
        paid: String? = nil, serving period: (String, String)? = nil, document: String? = nil,
        link: String? = nil, of tenant: TenantID = acme
    ) throws {
        changes.add(
            try Invoice(
                tenant: tenant, number: InvoiceNumber(number), issuedAt: instant(issued), currency: currency,
                period: try period.map { try instant($0.0)..<instant($0.1) },
                payable: try payable.map { try Money($0, currency) },
                totalPaid: try paid.map { try Money($0, currency) }, document: document, paymentLink: link))
    }

    mutating func enter(
        _ kind: InvoiceEntry.Kind, _ number: String, _ at: String, _ amount: String? = nil,
        _ currency: Currency = .usd, of tenant: TenantID = acme
    ) throws {
        entries += 1
        changes.add(
            try InvoiceEntry(
                id: EntityID("e\(entries)"), tenant: tenant, invoice: InvoiceNumber(number), kind: kind,
                instant: instant(at), amount: try amount.map { try Money($0, currency) }))
    }

    /// Commits what was written, and gives the scope of `acme`.
    func commit() async throws -> BillingScope {
        try await repository.commit(changes)
        return repository.scope(of: acme)
    }
}
