import BillingModel

extension CommitPlan {
    mutating func planInvoices(_ changes: ChangeSet, _ state: MemoryState) {
        var named: [TenantID: [InvoiceNumber: Invoice]] = [:]
        for (index, invoice) in changes.invoices.enumerated() {
            let origin = Origin(kind: .invoice, index: index)
            guard tenant(invoice.tenant, state) != nil else {
                refuse(origin, unknown: invoice.tenant)
                continue
            }
            let known =
                named[invoice.tenant]?[invoice.number]
                ?? Self.invoice(invoice.number, of: invoice.tenant, state)
            guard let known else {
                counts.inserted += 1
                named[invoice.tenant, default: [:]][invoice.number] = invoice
                invoices.append(invoice)
                continue
            }
            if invoice.hasSameContent(as: known) {
                counts.unchanged += 1
            } else {
                refuse(
                    origin, "\(invoice.tenant)/\(invoice.number)", .conflict, "an invoice is frozen at issue")
            }
        }
    }

    mutating func planEntries(_ changes: ChangeSet, _ state: MemoryState) {
        guard !changes.entries.isEmpty else { return }
        var added: [TenantID: [InvoiceNumber: Invoice]] = [:]
        for invoice in invoices { added[invoice.tenant, default: [:]][invoice.number] = invoice }
        var named: [TenantID: [Identifier<InvoiceEntry>: InvoiceEntry]] = [:]
        var standings: [TenantID: [InvoiceNumber: InvoiceStanding]] = [:]
        for (index, entry) in changes.entries.enumerated() {
            let origin = Origin(kind: .entry, index: index)
            guard tenant(entry.tenant, state) != nil else {
                refuse(origin, unknown: entry.tenant)
                continue
            }
            func name() -> String { "\(entry.tenant)/\(entry.invoice)/\(entry.id)" }
            if let known = named[entry.tenant]?[entry.id] ?? Self.entry(entry.id, of: entry.tenant, state) {
                if entry.hasSameContent(as: known) {
                    counts.unchanged += 1
                } else {
                    refuse(origin, name(), .conflict, "an entry of an invoice never changes")
                }
                continue
            }
            guard
                let invoice = added[entry.tenant]?[entry.invoice]
                    ?? Self.invoice(entry.invoice, of: entry.tenant, state)
            else {
                refuse(origin, name(), .notFound, "an entry belongs to a known invoice")
                continue
            }
            guard entry.amount.map({ $0.currency == invoice.currency }) ?? true else {
                refuse(origin, name(), .invalidValue, "an entry is in the currency of its invoice")
                continue
            }
            var standing =
                standings[entry.tenant]?[entry.invoice]
                ?? state.tenants[entry.tenant]?.standings[entry.invoice] ?? InvoiceStanding()
            guard standing.take(entry) else {
                refuse(origin, name(), .conflict, "only refunds come after the void of an invoice")
                continue
            }
            standings[entry.tenant, default: [:]][entry.invoice] = standing
            named[entry.tenant, default: [:]][entry.id] = entry
            counts.inserted += 1
            entries.append(entry)
        }
    }

    private static func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, _ state: MemoryState
    ) -> Invoice? {
        guard case .current(let invoice) = state.tenants[tenant]?.invoices.state(of: number) else {
            return nil
        }
        return invoice
    }

    private static func entry(
        _ id: Identifier<InvoiceEntry>, of tenant: TenantID, _ state: MemoryState
    ) -> InvoiceEntry? {
        guard let records = state.tenants[tenant], let key = records.entryKeys[id],
            case .current(let entry) = records.entries.state(of: key)
        else { return nil }
        return entry
    }
}

extension InvoiceStanding {
    /// Takes an entry, unless it is a second void, or a payment or credit note would come after the void.
    ///
    /// The instants of the entries decide, and not the order in which they are sent.
    mutating func take(_ entry: InvoiceEntry) -> Bool {
        switch entry.kind {
        case .refund: return true
        case .void:
            guard void == nil, lastCharge.map({ $0 <= entry.happened }) ?? true else { return false }
            void = entry.happened
        case .payment, .creditNote:
            guard void.map({ entry.happened <= $0 }) ?? true else { return false }
            lastCharge = max(lastCharge ?? entry.happened, entry.happened)
        }
        return true
    }
}
