#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import BillingStore
import BillingTime

/// An invoice with its entries.
struct InvoiceAccount: Sendable {
    let invoice: Invoice
    let entries: [InvoiceEntry]

    /// Where the invoice stands at an instant after its issue.
    func balance(now: Int64) throws(BillingError) -> InvoiceBalance {
        try InvoiceBalance(of: invoice, entries: entries, now: Instants.date(now))
    }
}

extension ScreenContext {
    /// Where an invoice stands; nil if its sums do not fit, which is noted.
    mutating func balance(of account: InvoiceAccount) throws(BillingError) -> InvoiceBalance? {
        let now = now
        return try unlessBroken(account) { () throws(BillingError) in try account.balance(now: now) }
    }

    /// What an invoice and its entries do to what is owed; nil if it does not fit, which is noted.
    mutating func steps(of account: InvoiceAccount) throws(BillingError) -> [InvoicePostings.Step]? {
        let now = now
        return try unlessBroken(account) { () throws(BillingError) in
            try InvoicePostings(of: account.invoice, entries: account.entries, before: now).steps
        }
    }

    private mutating func unlessBroken<Value>(
        _ account: InvoiceAccount, _ make: () throws(BillingError) -> Value
    ) throws(BillingError) -> Value? {
        do throws(BillingError) {
            return try make()
        } catch {
            guard error.isOfOneRecord else { throw error }
            unshown.append(
                Unshown(tenant: account.invoice.tenant, invoice: account.invoice.number, error: error))
            return nil
        }
    }

    /// The invoices of tenants that were issued before `now` and in a range, each with its entries before `now`.
    func accounts(
        of tenants: TenantSelection, issued range: Range<Date>? = nil
    ) async throws -> [InvoiceAccount] {
        let past = Instants.date(Instants.first)..<Instants.date(now)
        let issued = (range ?? past).clamped(to: past)
        guard !issued.isEmpty else { return [] }
        var entries: [InvoiceList.Row.ID: [InvoiceEntry]] = [:]
        for case .entry(let entry) in try await reader.allRecords(
            .entry, of: tenants, in: past, knownAt: knownAt)
        {
            entries[.init(tenant: entry.tenant, number: entry.invoice), default: []].append(entry)
        }
        var accounts: [InvoiceAccount] = []
        for case .invoice(let invoice) in try await reader.allRecords(
            .invoice, of: tenants, in: issued, knownAt: knownAt)
        {
            let id = InvoiceList.Row.ID(tenant: invoice.tenant, number: invoice.number)
            accounts.append(InvoiceAccount(invoice: invoice, entries: entries[id] ?? []))
        }
        return accounts
    }
}

extension InvoiceList.Period {
    /// The period that an invoice served, on the dates of a zone; nil if unknown.
    init?(of invoice: Invoice, _ zone: Zone) {
        guard let served = invoice.served else { return nil }
        self.init(of: served, zone)
    }

    /// A period that is not empty, on the dates of a zone.
    init(of time: Range<Int64>, _ zone: Zone) {
        self.init(
            time: InstantRange(time), first: zone.nearestDate(holding: time.lowerBound),
            last: zone.nearestDate(holding: max(time.lowerBound, time.upperBound - 1)))
    }

    /// The month if it is a whole one, else the first and the last date.
    var text: String {
        let isMonth =
            first == first.firstOfMonth && (try? first.adding(months: 1)).map { last.days(to: $0) } == 1
        return isMonth ? String("\(first)".prefix(7)) : "\(first) – \(last)"
    }
}

extension Zone {
    /// The local date of an instant; at the ends of the calendar, where the clock may show another year, its last date.
    fileprivate func nearestDate(holding instant: Int64) -> LocalDate {
        let day = dayNumber(holding: instant)
        return (try? LocalDate(dayNumber: day)) ?? (day < 0 ? .min : .max)
    }
}
