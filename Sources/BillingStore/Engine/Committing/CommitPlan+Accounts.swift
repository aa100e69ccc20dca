import BillingModel

extension CommitPlan {
    private struct Account: Hashable {
        let tenant: TenantID
        let currency: Currency
    }

    /// Refuses amounts that the account of their tenant cannot hold, so that no sum over its records ever overflows.
    ///
    /// What is known of an account is summed up only where the amounts of the tenant come near to 64 bits.
    mutating func planAccounts(_ basis: some CommitSnapshot) throws {
        var added: [TenantID: AccountTurnover] = [:]
        for invoice in invoices { added[invoice.tenant, default: AccountTurnover()].add(invoice) }
        for entry in entries { added[entry.tenant, default: AccountTurnover()].add(entry) }
        var large: Set<TenantID> = []
        for (tenant, turnover) in added {
            var total = try basis.turnover(of: tenant)
            total.add(turnover)
            if !total.isSmall { large.insert(tenant) }
        }
        guard !large.isEmpty else { return }
        let rule = "what an account is charged, and what it is given, fit 64 bits of minor units each"
        var accounts: [Account: AccountSums] = [:]
        var currencies: [TenantID: [InvoiceNumber: Currency]] = [:]
        for tenant in large {
            try basis.forEachInvoice(of: tenant) { invoice in
                currencies[tenant, default: [:]][invoice.number] = invoice.currency
                let account = Account(tenant: tenant, currency: invoice.currency)
                _ = accounts[account, default: AccountSums()].take(invoice)
            }
            try basis.forEachEntry(of: tenant) { entry in
                guard let currency = currencies[tenant]?[entry.invoice] else { return }
                _ = accounts[Account(tenant: tenant, currency: currency), default: AccountSums()].take(entry)
            }
        }
        for (place, invoice) in invoices.enumerated() where large.contains(invoice.tenant) {
            currencies[invoice.tenant, default: [:]][invoice.number] = invoice.currency
            let account = Account(tenant: invoice.tenant, currency: invoice.currency)
            if !accounts[account, default: AccountSums()].take(invoice) {
                refuse(
                    Origin(kind: .invoice, index: invoicePlaces[place]),
                    "\(invoice.tenant)/\(invoice.number)",
                    .overflow, rule)
            }
        }
        for (place, entry) in entries.enumerated() where large.contains(entry.tenant) {
            guard let currency = currencies[entry.tenant]?[entry.invoice] else { continue }
            let account = Account(tenant: entry.tenant, currency: currency)
            if !accounts[account, default: AccountSums()].take(entry) {
                refuse(
                    Origin(kind: .entry, index: entryPlaces[place]),
                    "\(entry.tenant)/\(entry.invoice)/\(entry.id)", .overflow, rule)
            }
        }
    }
}
