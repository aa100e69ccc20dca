import BillingModel

/// The invoices of one tenant with their entries, and what the entries of each come to.
struct InvoiceBook: Sendable {
    private(set) var invoices = Ledger<InvoiceNumber, Invoice>()
    private(set) var entries = Ledger<EntryKey, InvoiceEntry>()
    /// The entries by the id that identifies them.
    private var keys: [EntityID<InvoiceEntry>: EntryKey] = [:]
    private var standings: [InvoiceNumber: InvoiceStanding] = [:]

    /// An invoice by its number.
    func invoice(_ number: InvoiceNumber) -> Invoice? { invoices[number] }

    /// An entry by its id.
    func entry(_ id: EntityID<InvoiceEntry>) -> InvoiceEntry? {
        keys[id].flatMap { entries[$0] }
    }

    /// What the entries of an invoice come to.
    func standing(of number: InvoiceNumber) -> InvoiceStanding { standings[number] ?? InvoiceStanding() }

    mutating func add(_ added: [Invoice], at revision: Revision) {
        invoices.add(added.map { ($0.number, $0, $0.issued) }, at: revision)
    }

    mutating func add(_ added: [InvoiceEntry], at revision: Revision) {
        entries.add(added.map { (EntryKey($0), $0, $0.happened) }, at: revision)
        for entry in added {
            keys[entry.id] = EntryKey(entry)
            // The plan has seen that the invoice takes the entry.
            _ = standings[entry.invoice, default: InvoiceStanding()].take(entry)
        }
    }

    /// Takes an invoice back; false if its number is known.
    mutating func restore(_ invoice: Invoice, from: Revision) -> Bool {
        invoices.restore(invoice.number, invoice, at: invoice.issued, from: from)
    }

    /// Takes an entry back; false if it belongs to no invoice, is known, or does not follow the others of its invoice.
    mutating func restore(_ entry: InvoiceEntry, from: Revision) -> Bool {
        guard invoices[entry.invoice] != nil, keys[entry.id] == nil,
            entries.restore(EntryKey(entry), entry, at: entry.happened, from: from),
            standings[entry.invoice, default: InvoiceStanding()].take(entry)
        else { return false }
        keys[entry.id] = EntryKey(entry)
        return true
    }

    /// Puts in order what was taken back.
    mutating func sort() {
        invoices.sort()
        entries.sort()
    }

    /// Drops the invoices that were issued before an instant, with all their entries.
    mutating func drop(before instant: Int64) {
        invoices.drop { $0.position < instant }
        let kept = invoices
        entries.drop { kept[$0.key.invoice] == nil }
        keys = keys.filter { kept[$0.value.invoice] != nil }
        standings = standings.filter { kept[$0.key] != nil }
    }
}
