package import BillingModel

/// Identifies an action within its tenant.
package struct ActionKey: LedgerKey {
    package let source: SourceID
    package let id: ActionID

    package init(source: SourceID, id: ActionID) {
        self.source = source
        self.id = id
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.source == right.source ? left.id < right.id : left.source < right.source
    }

    package func write(to form: inout CanonicalBytes) {
        form.add(source)
        form.add(id)
    }

    package init?(from reader: inout CanonicalReader) {
        guard let source = reader.id(of: SourceName.self), let id = reader.id(of: ActionRecord.self) else {
            return nil
        }
        self.init(source: source, id: id)
    }
}

/// Orders the entries of a tenant's invoices; the id alone identifies one.
package struct EntryKey: LedgerKey {
    package let invoice: InvoiceNumber
    package let id: Identifier<InvoiceEntry>

    package init(_ entry: InvoiceEntry) {
        invoice = entry.invoice
        id = entry.id
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.invoice == right.invoice ? left.id < right.id : left.invoice < right.invoice
    }

    package func write(to form: inout CanonicalBytes) {
        form.add(invoice)
        form.add(id)
    }

    package init?(from reader: inout CanonicalReader) {
        guard let invoice = reader.id(of: Invoice.self), let id = reader.id(of: InvoiceEntry.self) else {
            return nil
        }
        self.invoice = invoice
        self.id = id
    }
}

extension InvoiceNumber: LedgerKey {
    package func write(to form: inout CanonicalBytes) { form.add(self) }

    package init?(from reader: inout CanonicalReader) {
        guard let number = reader.id(of: Invoice.self) else { return nil }
        self = number
    }
}
