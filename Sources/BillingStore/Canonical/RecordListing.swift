package import BillingModel

/// Pages of records that stand in order of their tenants, those of one tenant as a backend lists them.
package struct RecordListing {
    private let request: RecordRequest
    private let revision: Revision
    private var place: (tenant: TenantID, ordinal: Int)?

    /// Begins a page.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - revision: The revision that is read.
    ///   - opened: The place of the cursor; nil for the first page.
    /// - Throws: `BillingError` with code `invalidCursor` if the place makes no sense.
    package init(
        _ request: RecordRequest, at revision: Revision, from opened: CanonicalReader?
    ) throws(BillingError) {
        self.request = request
        self.revision = revision
        guard var reader = opened else { return }
        guard let tenant = reader.id(of: Tenant.self), let ordinal = reader.number(), ordinal >= 0,
            reader.isAtEnd
        else { throw PageCursor.invalid }
        place = (tenant, Int(ordinal))
    }

    /// Fills the page.
    ///
    /// - Parameters:
    ///   - tenants: The selected tenants, in order.
    ///   - id: The id of one of them.
    ///   - list: Lists all records of one of them; what one revision knows of a tenant never changes, so that a number
    ///     is a place.
    /// - Returns: The page.
    /// - Throws: What `list` throws.
    package func page<Owner, Failure: Error>(
        of tenants: [Owner], id: (Owner) -> TenantID,
        list: (Owner) throws(Failure) -> [BillingRecord]
    ) throws(Failure) -> RecordPage {
        var page = RecordPage(records: [], next: nil, revision: revision)
        for owner in request.descending ? tenants.reversed() : tenants {
            let tenant = id(owner)
            if let place, request.descending ? tenant > place.tenant : tenant < place.tenant { continue }
            var listed = try list(owner)
            if request.descending { listed.reverse() }
            let start = place.map { $0.tenant == tenant ? $0.ordinal : 0 } ?? 0
            for (ordinal, record) in listed.enumerated().dropFirst(start) {
                if page.records.count == request.limit {
                    var form = CanonicalBytes()
                    form.add(tenant)
                    form.add(count: ordinal)
                    page.next = PageCursor.cursor(for: request.form, revision: revision, place: form)
                    return page
                }
                page.records.append(record)
            }
        }
        return page
    }
}
