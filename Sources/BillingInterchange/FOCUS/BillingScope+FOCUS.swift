public import BillingModel
public import BillingStore

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// The invoices of the scope as rows of FOCUS 1.2, as they stand at an instant.
    ///
    /// Each line is told by the plan of the tenant's plan book that the invoice was rated by. Charges that are not invoiced yet
    /// are added with ``FocusDataset/add(_:)``.
    ///
    /// - Parameters:
    ///   - terms: What the rows say of the provider.
    ///   - account: Who is billed for all tenants of the scope, which are its sub accounts then; nil if each tenant is billed itself.
    ///   - range: The instants of issue, half-open; nil for all before `now`.
    ///   - now: The instant of the report; invoices and entries at or after it are not read.
    ///   - period: The billing period of an invoice that states none, half-open; nil refuses such an invoice.
    /// - Returns: The rows, read at one revision, by issue, tenant and number.
    /// - Throws: `BillingError` with code `unsupported` if the billing period of an invoice is not known or not of whole seconds,
    ///   `overflow` if a sum does not fit, `notFound` if a tenant is unknown; else what the reader throws.
    /// - Complexity: Reads the invoices of the range, and all entries before `now`.
    public func focusDataset(
        _ terms: FocusTerms, account: FocusBillingAccount? = nil, issued range: Range<Date>? = nil, now: Date,
        period: (Invoice) throws -> Range<Date>? = { _ in nil }
    ) async throws -> FocusDataset {
        let revision = try await reader.revision(knownAt)
        let past = Instants.date(Instants.first)..<max(Instants.date(Instants.first), now)
        var owners: [TenantID: Tenant] = [:]
        for tenant in try await reader.tenants(tenants, at: revision) { owners[tenant.id] = tenant }
        let books = try await reader.planBooks(of: tenants, at: revision)
        var entries: [FocusInvoiceID: [InvoiceEntry]] = [:]
        for case .entry(let entry) in try await reader.allRecords(
            RecordRequest(.entry, of: tenants, in: past, knownAt: .revision(revision)))
        {
            entries[.init(entry.tenant, entry.invoice), default: []].append(entry)
        }
        var dataset = FocusDataset(terms, account: account)
        let issued = (range ?? past).clamped(to: past)
        let invoices = issued.isEmpty ? [] : try await reader.invoices(of: tenants, in: issued, at: revision)
        for invoice in invoices {
            guard let owner = owners[invoice.tenant] else {
                throw BillingError(
                    .corruptData, rule: "an invoice belongs to a tenant of the scope",
                    detail: "invoice '\(invoice.number)' of '\(invoice.tenant)'")
            }
            try dataset.add(
                invoice, entries: entries[.init(invoice.tenant, invoice.number)] ?? [], of: owner,
                plans: books[owner.id]?.plans ?? [],
                period: invoice.period == nil ? try period(invoice) : nil, now: now)
        }
        return dataset
    }
}

extension FocusInvoiceID {
    fileprivate init(_ tenant: TenantID, _ invoice: InvoiceNumber) {
        self.init(account: tenant.text, invoice: invoice.text)
    }
}
