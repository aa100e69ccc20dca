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
    ///   - zone: The zone of the local texts; nil for each tenant's own, in force at `now`.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `invalidValue` if an instant lies outside years 1 to 9999,
    ///   `notFound` if a tenant or zone is unknown, or `overflow` if a sum does not fit.
    /// - Complexity: Reads all entries of the scope before `now`, and the invoices of the range.
    public func invoices(
        now: Date, range: Range<Date>? = nil, statuses: Set<InvoiceStatus>? = nil, zone: ZoneID? = nil
    ) async throws -> InvoiceList {
        let context = try await context(now: now, zone: zone)
        let now = Instants.date(context.now)
        let asked = try range.map { try InstantRange($0) }
        let past = Instants.date(Instants.first)..<now
        let shown = (asked?.range ?? past).clamped(to: past)
        var rows: [InvoiceList.Row] = []
        if !shown.isEmpty {
            let entries = try await entries(in: past, knownAt: context.knownAt)
            var zones: [TenantID: Zone] = [:]
            for tenant in context.tenants { zones[tenant.id] = try context.zone(of: tenant) }
            for record in try await reader.allRecords(
                .invoice, of: tenants, in: shown, knownAt: context.knownAt)
            {
                guard case .invoice(let invoice) = record else { continue }
                let id = InvoiceList.Row.ID(tenant: invoice.tenant, number: invoice.number)
                let balance = try InvoiceBalance(of: invoice, entries: entries[id] ?? [], now: now)
                guard statuses?.contains(balance.status) ?? true else { continue }
                guard let zone = zones[invoice.tenant] else {
                    throw BillingError(
                        .corruptData, rule: "an invoice belongs to a tenant of the scope",
                        detail: "invoice '\(invoice.number)' of '\(invoice.tenant)'")
                }
                rows.append(InvoiceList.Row(invoice, balance, zone))
            }
        }
        rows.sort { left, right in
            if left.issued != right.issued { return left.issued > right.issued }
            return left.number == right.number ? left.tenant < right.tenant : left.number < right.number
        }
        let first = try rows.last.map { try Instants.microseconds($0.issued) } ?? context.now
        return try InvoiceList(
            stamp: context.stamp(showing: first..<context.now), range: asked, statuses: statuses, rows: rows)
    }

    /// The entries of each invoice.
    private func entries(
        in past: Range<Date>, knownAt: KnownAt
    ) async throws -> [InvoiceList.Row.ID: [InvoiceEntry]] {
        var entries: [InvoiceList.Row.ID: [InvoiceEntry]] = [:]
        for record in try await reader.allRecords(.entry, of: tenants, in: past, knownAt: knownAt) {
            guard case .entry(let entry) = record else { continue }
            entries[.init(tenant: entry.tenant, number: entry.invoice), default: []].append(entry)
        }
        return entries
    }
}

extension InvoiceList.Row {
    fileprivate init(_ invoice: Invoice, _ balance: InvoiceBalance, _ zone: Zone) {
        var period: InvoiceList.Period?
        if let served = invoice.served {
            period = InvoiceList.Period(
                time: InstantRange(served), first: zone.nearestDate(holding: served.lowerBound),
                last: zone.nearestDate(holding: max(served.lowerBound, served.upperBound - 1)))
        }
        self.init(
            tenant: invoice.tenant, number: invoice.number, issued: invoice.issuedAt,
            local: zone.text(of: invoice.issued), balance: balance, period: period)
    }
}

extension Zone {
    /// The local date of an instant; at the ends of the calendar, where the clock may show another year, its last date.
    fileprivate func nearestDate(holding instant: Int64) -> LocalDate {
        let day = dayNumber(holding: instant)
        return (try? LocalDate(dayNumber: day)) ?? (day < 0 ? .min : .max)
    }
}
