import BillingModel

extension CommitPlan {
    mutating func planInvoices(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        var named: [TenantID: [InvoiceNumber: Invoice]] = [:]
        for (index, invoice) in changes.invoices.enumerated() {
            let origin = Origin(kind: .invoice, index: index)
            guard try tenant(invoice.tenant, basis) != nil else {
                refuse(origin, unknown: invoice.tenant)
                continue
            }
            var known = named[invoice.tenant]?[invoice.number]
            if known == nil { known = try basis.invoice(invoice.number, of: invoice.tenant) }
            guard let known else {
                if let floor = try floor(of: .invoice, invoice.tenant, basis)?.floorInstant,
                    invoice.issued < floor
                {
                    refuse(origin, "\(invoice.tenant)/\(invoice.number)", .expired, Self.belowFloor)
                    continue
                }
                counts.inserted += 1
                named[invoice.tenant, default: [:]][invoice.number] = invoice
                invoices.append(invoice)
                invoicePlaces.append(index)
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

    mutating func planEntries(_ changes: ChangeSet, _ basis: some CommitSnapshot) throws {
        guard !changes.entries.isEmpty else { return }
        var added: [TenantID: [InvoiceNumber: Invoice]] = [:]
        for invoice in invoices { added[invoice.tenant, default: [:]][invoice.number] = invoice }
        var named: [TenantID: [EntityID<InvoiceEntry>: InvoiceEntry]] = [:]
        var standings: [TenantID: [InvoiceNumber: InvoiceStanding]] = [:]
        for (index, entry) in changes.entries.enumerated() {
            let origin = Origin(kind: .entry, index: index)
            guard try tenant(entry.tenant, basis) != nil else {
                refuse(origin, unknown: entry.tenant)
                continue
            }
            func name() -> String { "\(entry.tenant)/\(entry.invoice)/\(entry.id)" }
            var known = named[entry.tenant]?[entry.id]
            if known == nil { known = try basis.entry(entry.id, of: entry.tenant) }
            if let known {
                if entry.hasSameContent(as: known) {
                    counts.unchanged += 1
                } else {
                    refuse(origin, name(), .conflict, "an entry of an invoice never changes")
                }
                continue
            }
            var target = added[entry.tenant]?[entry.invoice]
            if target == nil { target = try basis.invoice(entry.invoice, of: entry.tenant) }
            guard let invoice = target else {
                let floor = try floor(of: .invoice, entry.tenant, basis)?.floorInstant
                if let floor, entry.happened < floor {
                    refuse(origin, name(), .expired, Self.belowFloor)
                } else {
                    refuse(origin, name(), .notFound, "an entry belongs to a known invoice")
                }
                continue
            }
            guard entry.amount.map({ $0.currency == invoice.currency }) ?? true else {
                refuse(origin, name(), .invalidValue, "an entry is in the currency of its invoice")
                continue
            }
            var standing: InvoiceStanding
            if let known = standings[entry.tenant]?[entry.invoice] {
                standing = known
            } else {
                standing = try basis.standing(of: entry.invoice, tenant: entry.tenant)
            }
            guard standing.take(entry) else {
                refuse(origin, name(), .conflict, "only refunds come after the void of an invoice")
                continue
            }
            standings[entry.tenant, default: [:]][entry.invoice] = standing
            named[entry.tenant, default: [:]][entry.id] = entry
            counts.inserted += 1
            entries.append(entry)
            entryPlaces.append(index)
        }
    }
}
