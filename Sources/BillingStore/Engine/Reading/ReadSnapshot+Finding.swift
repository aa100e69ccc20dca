public import BillingModel

extension ReadSnapshot {
    /// The commit that made a revision under an id, found among all commits from the newest on.
    ///
    /// - Complexity: O(*c*) for *c* commits.
    public func commit(withID id: CommitID) throws -> CommitRecord? {
        let latest = try latestRevision()
        guard latest > .zero else { return nil }
        return try commits(Revision(1)...latest, descending: true, limit: .max).first { $0.id == id }
    }

    /// The invoice of a tenant by its number, as ``BillingReader/invoice(_:of:at:)`` says.
    public func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) throws -> Invoice? {
        let revision = try self.revision(.revision(revision))
        guard let view = try self.tenant(tenant, at: revision) else { throw BillingError.unknown(tenant) }
        return try view.invoice(number)
    }
}

extension TenantSnapshot {
    /// The invoice with a number, found among all invoices.
    ///
    /// - Complexity: O(*n*) for *n* invoices of the tenant.
    public func invoice(_ number: InvoiceNumber) throws -> Invoice? {
        try invoices(RecordWindow()).first { $0.number == number }
    }
}
