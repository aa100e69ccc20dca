#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// The invoices of the scope as of an instant, newest first.
    ///
    /// Invoices issued at or after `now` are not shown, and entries at or after it do not count.
    ///
    /// - Parameters:
    ///   - now: The instant of the report.
    ///   - range: The instants of issue to show, half-open; nil for all.
    ///   - statuses: The statuses to show, as of `now`; nil for all.
    ///   - zone: The zone of the local texts; nil for the clock of each tenant.
    /// - Returns: The screen, read at one revision. An invoice whose sums do not fit, and of several tenants one that is damaged,
    ///   is left out, as the stamp says; a total that does not fit is left out as well.
    /// - Throws: `BillingError` with code `invalidValue` if an instant lies outside years 1 to 9999,
    ///   or `notFound` if a tenant or zone is unknown.
    /// - Complexity: Reads all entries of the scope before `now`, and the invoices of the range.
    public func invoices(
        now: Date, range: Range<Date>? = nil, statuses: Set<InvoiceStatus>? = nil, zone: ZoneID? = nil
    ) async throws -> InvoiceList {
        try await withoutDamaged {
            try await $0.invoiceList(now: now, range: range, statuses: statuses, zone: zone)
        }
    }

    private func invoiceList(
        now: Date, range: Range<Date>?, statuses: Set<InvoiceStatus>?, zone: ZoneID?
    ) async throws -> InvoiceList {
        var context = try await context(now: now, zone: zone)
        // Tenants in several zones share no dates.
        let clock = try? context.zone()
        let asked = try range.map { range in
            let time = try Instants.microseconds(range)
            return clock.map { InstantRange(time, in: $0) } ?? InstantRange(time)
        }
        var zones: [TenantID: Zone] = [:]
        for tenant in context.tenants { zones[tenant.id] = try context.zone(of: tenant) }
        var rows: [InvoiceList.Row] = []
        for account in try await context.accounts(of: tenants, issued: asked?.range) {
            let invoice = account.invoice
            guard let balance = try context.balance(of: account) else { continue }
            guard statuses?.contains(balance.status) ?? true else { continue }
            guard let zone = zones[invoice.tenant] else {
                throw BillingError(
                    .corruptData, rule: "an invoice belongs to a tenant of the scope",
                    detail: "invoice '\(invoice.number)' of '\(invoice.tenant)'")
            }
            rows.append(InvoiceList.Row(invoice, balance, zone))
        }
        rows.sort { left, right in
            if left.issued != right.issued { return left.issued > right.issued }
            return left.number == right.number ? left.tenant < right.tenant : left.number < right.number
        }
        let first = try rows.last.map { try Instants.microseconds($0.issued) } ?? context.now
        return InvoiceList(
            stamp: context.stamp(showing: first..<context.now), range: asked, statuses: statuses, rows: rows)
    }
}

extension InvoiceList.Row {
    fileprivate init(_ invoice: Invoice, _ balance: InvoiceBalance, _ zone: Zone) {
        self.init(
            tenant: invoice.tenant, number: invoice.number, issued: invoice.issuedAt,
            local: zone.text(of: invoice.issued), balance: balance,
            period: InvoiceList.Period(of: invoice, zone),
            document: invoice.document, link: invoice.paymentLink)
    }
}
