import BillingModel
import BillingStore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What became of the invoices of one tenant between two revisions: they and their entries are only ever added.
struct InvoiceChanges {
    private var causes: [InvoiceNumber: Set<ChangeCause>] = [:]
    private var invoices: [InvoiceNumber: Invoice] = [:]

    init(of tenant: TenantID, _ pair: RevisionPair) async throws {
        let past = Instants.date(Instants.first)..<Instants.date(pair.now)
        let invoices = try await pair.read(tenant) { revision in
            try await pair.reader.invoices(of: .one(tenant), in: past, at: revision)
        }
        let entries = try await pair.read(tenant) { revision in
            try await pair.reader.entries(of: .one(tenant), in: past, at: revision)
        }
        for invoice in (invoices.earlier ?? []) + (invoices.later ?? []) {
            self.invoices[invoice.number] = invoice
        }
        for invoice in Self.difference(invoices) { causes[invoice.number, default: []].insert(.late) }
        for entry in Self.difference(entries) {
            causes[entry.invoice, default: []].insert(entry.kind == .void ? .retracted : .late)
        }
    }

    /// What one revision knows and the other does not.
    private static func difference<Record: Hashable>(
        _ read: (earlier: [Record]?, later: [Record]?)
    ) -> Set<Record> {
        Set(read.earlier ?? []).symmetricDifference(read.later ?? [])
    }

    func causes(of number: InvoiceNumber) -> Set<ChangeCause> { causes[number] ?? [] }

    /// The causes of all invoices in a currency that were issued in a range.
    func causes(in currency: Currency, issued range: Range<Date>) -> Set<ChangeCause> {
        causes.reduce(into: []) { all, changed in
            guard let invoice = invoices[changed.key], invoice.currency == currency,
                range.contains(invoice.issuedAt)
            else { return }
            all.formUnion(changed.value)
        }
    }
}
