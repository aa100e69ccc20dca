public import BillingModel
import BillingTime

extension RepositoryState {
    /// Reads one page of records of one kind.
    ///
    /// - Complexity: O(*p* log *t* + *t* log *n*) for a page of *p* records of *t* tenants with *n* records.
    public func records(_ request: RecordRequest) throws(BillingError) -> RecordPage {
        try BillingError.only { try records(request) {} }
    }

    /// Reads one page, and calls `step` before each tenant and each record.
    func records(_ request: RecordRequest, step: () throws -> Void) throws -> RecordPage {
        try step()
        return switch request.kind {
        case .tenant, .metric, .coverage, .floor, .plan, .budget: try listed(request, step)
        case .commit: try committed(request)
        case .action: try merged(request, \.actions, step) { .action($0) }
        case .invoice: try merged(request, \.invoices, step) { .invoice($0) }
        case .entry: try merged(request, \.entries, step) { .entry($0) }
        }
    }

    /// A page of records that stand at an instant.
    private func merged<Key: LedgerKey, Record: Sendable>(
        _ request: RecordRequest, _ ledger: (TenantRecords) -> Ledger<Key, Record>,
        _ step: () throws -> Void, _ wrap: (Record) -> BillingRecord
    ) throws -> RecordPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        var place: LedgerMerge<Key, Record>.Place?
        if var reader = opened {
            guard let position = reader.number(), position < .max, let tenant = reader.id(of: Tenant.self),
                let key = Key(from: &reader), reader.isAtEnd
            else { throw PageCursor.invalid }
            place = .init(position: position, tenant: tenant, key: key)
        }
        var ledgers: [(tenant: TenantID, ledger: Ledger<Key, Record>)] = []
        for tenant in try tenants(request.tenants, at: revision) {
            try step()
            if let records = tenants[tenant] { ledgers.append((tenant, ledger(records))) }
        }
        var merge = LedgerMerge(
            ledgers, range: try Instants.microseconds(request.range), at: revision,
            descending: request.descending, after: place)
        var page = RecordPage(records: [], next: nil, revision: revision)
        while let (here, record) = merge.next() {
            try step()
            if page.records.count == request.limit, let place {
                var form = CanonicalBytes()
                form.add(place.position)
                form.add(place.tenant)
                place.key.write(to: &form)
                page.next = PageCursor.cursor(for: request.form, revision: revision, place: form)
                return page
            }
            page.records.append(wrap(record))
            place = here
        }
        return page
    }

    /// A page of the commits that made the revisions up to the one that is read.
    private func committed(_ request: RecordRequest) throws(BillingError) -> RecordPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        guard request.tenants == .all else {
            if try tenants(request.tenants, at: revision).isEmpty {
                return RecordPage(records: [], next: nil, revision: revision)
            }
            throw RecordRequest.commitsAreOfAll
        }
        let range = try Instants.microseconds(request.range)
        // The commit of a revision lies at the place before its number.
        var start = commitPlace(notBefore: range.lowerBound)
        var end = min(Int(revision.number), commitPlace(notBefore: range.upperBound))
        if var reader = opened {
            guard let place = reader.number(), place >= 0, place <= revision.number, reader.isAtEnd else {
                throw PageCursor.invalid
            }
            if request.descending { end = min(end, Int(place)) } else { start = max(start, Int(place)) }
        }
        var page = RecordPage(records: [], next: nil, revision: revision)
        guard start < end else { return page }
        let count = min(request.limit, end - start)
        let places = request.descending ? (end - count)..<end : start..<(start + count)
        page.records = places.map { .commit(commit(at: $0)) }
        if request.descending { page.records.reverse() }
        if count < end - start {
            var form = CanonicalBytes()
            form.add(count: request.descending ? places.lowerBound : places.upperBound)
            page.next = PageCursor.cursor(for: request.form, revision: revision, place: form)
        }
        return page
    }

    /// A page of records that stand in order of their ids.
    private func listed(_ request: RecordRequest, _ step: () throws -> Void) throws -> RecordPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        let listing = try RecordListing(request, at: revision, from: opened)
        return try listing.page(of: try tenants(request.tenants, at: revision), id: { $0 }) {
            tenant in
            try step()
            return try tenants[tenant]?.listed(request.kind, at: revision) ?? []
        }
    }
}

extension TenantRecords {
    fileprivate func listed(_ kind: RecordKind, at revision: Revision) throws(BillingError) -> [BillingRecord]
    {
        guard let owner = tenant.value(at: revision) else { return [] }
        switch kind {
        case .tenant: return [.tenant(owner)]
        case .metric:
            return metrics.keys.sorted().compactMap { id in
                metrics[id]?.value(at: revision).map { .metric(owner.id, $0) }
            }
        case .coverage:
            var statements: [BillingRecord] = []
            for name in coverage.keys.sorted() {
                for range in coverage[name]?.intervals(at: revision).intervals ?? [] {
                    statements.append(
                        .coverage(
                            try Coverage(
                                tenant: owner.id, metric: name.metric, source: name.source, range: range)))
                }
            }
            return statements
        case .floor:
            return RetainedKind.allCases.compactMap { kind in
                floors[kind].map { .floor(RetentionFloor(tenant: owner.id, kind: kind, date: $0)) }
            }
        case .plan:
            return plans.keys.sorted().compactMap { plans[$0]?.value(at: revision).map { .plan($0) } }
        case .budget: return budget?.value(at: revision).map { [.budget($0)] } ?? []
        case .invoice, .entry, .action, .commit: return []
        }
    }
}
