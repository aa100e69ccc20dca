public import BillingModel

// Finders for a reader that has none of its own.

extension BillingReader {
    /// The commit that made a revision under an id, found page by page from the newest on.
    ///
    /// - Complexity: O(*c*) for *c* commits.
    public func commit(withID id: CommitID) async throws -> CommitRecord? {
        var request = RecordRequest(.commit, of: .all, descending: true)
        repeat {
            let page = try await records(request)
            for case .commit(let commit) in page.records where commit.id == id { return commit }
            request.cursor = page.next
        } while request.cursor != nil
        return nil
    }

    /// The invoice of a tenant with a number, found page by page from the newest on.
    ///
    /// - Complexity: O(*n*) for *n* invoices of the tenant.
    public func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Invoice? {
        var request = RecordRequest(
            .invoice, of: .one(tenant), descending: true, knownAt: .revision(revision))
        repeat {
            let page = try await records(request)
            for case .invoice(let invoice) in page.records where invoice.number == number { return invoice }
            request.cursor = page.next
        } while request.cursor != nil
        return nil
    }
}

extension BillingReader {
    /// The plan books of the selected tenants; none for a tenant without a term.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named tenant or the revision is unknown.
    public func planBooks(
        of tenants: TenantSelection, at revision: Revision
    ) async throws -> [TenantID: PlanBook] {
        var terms: [TenantID: [PlanTerm]] = [:]
        for case .plan(let term) in try await allRecords(
            RecordRequest(.plan, of: tenants, knownAt: .revision(revision)))
        {
            terms[term.tenant, default: []].append(term)
        }
        var books: [TenantID: PlanBook] = [:]
        for (tenant, terms) in terms { books[tenant] = try PlanBook(of: tenant, terms) }
        return books
    }

    /// The budgets of the selected tenants, in ascending order of tenant.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named tenant or the revision is unknown.
    public func budgets(of tenants: TenantSelection, at revision: Revision) async throws -> [Budget] {
        try await allRecords(RecordRequest(.budget, of: tenants, knownAt: .revision(revision)))
            .compactMap { if case .budget(let budget) = $0 { budget } else { nil } }
    }
}
