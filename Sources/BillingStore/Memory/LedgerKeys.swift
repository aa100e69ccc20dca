import BillingModel

/// Identifies an action within its tenant.
struct ActionKey: LedgerKey {
    let source: SourceID
    let id: ActionID

    init(source: SourceID, id: ActionID) {
        self.source = source
        self.id = id
    }

    static func < (left: Self, right: Self) -> Bool {
        left.source == right.source ? left.id < right.id : left.source < right.source
    }

    func write(to form: inout CanonicalBytes) {
        form.add(source)
        form.add(id)
    }

    init?(from reader: inout CanonicalReader) {
        guard let source = reader.id(of: SourceName.self), let id = reader.id(of: ActionRecord.self) else {
            return nil
        }
        self.init(source: source, id: id)
    }
}

/// Orders the entries of a tenant's invoices; the id alone identifies one.
struct EntryKey: LedgerKey {
    let invoice: InvoiceNumber
    let id: Identifier<InvoiceEntry>

    init(_ entry: InvoiceEntry) {
        invoice = entry.invoice
        id = entry.id
    }

    static func < (left: Self, right: Self) -> Bool {
        left.invoice == right.invoice ? left.id < right.id : left.invoice < right.invoice
    }

    func write(to form: inout CanonicalBytes) {
        form.add(invoice)
        form.add(id)
    }

    init?(from reader: inout CanonicalReader) {
        guard let invoice = reader.id(of: Invoice.self), let id = reader.id(of: InvoiceEntry.self) else {
            return nil
        }
        self.invoice = invoice
        self.id = id
    }
}

extension InvoiceNumber: LedgerKey {
    func write(to form: inout CanonicalBytes) { form.add(self) }

    init?(from reader: inout CanonicalReader) {
        guard let number = reader.id(of: Invoice.self) else { return nil }
        self = number
    }
}
