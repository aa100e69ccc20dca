import BillingModel
import BillingTime

extension MemoryState {
    func records(_ request: RecordRequest) throws(BillingError) -> RecordPage {
        switch request.kind {
        case .tenant, .metric, .coverage: try listed(request)
        case .action: try merged(request, \.actions) { .action($0) }
        case .invoice: try merged(request, \.invoices) { .invoice($0) }
        case .entry: try merged(request, \.entries) { .entry($0) }
        }
    }

    /// A page of records that stand at an instant.
    private func merged<Key: LedgerKey, Record: Sendable>(
        _ request: RecordRequest, _ ledger: (TenantRecords) -> Ledger<Key, Record>,
        _ wrap: (Record) -> BillingRecord
    ) throws(BillingError) -> RecordPage {
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
            if let records = tenants[tenant] { ledgers.append((tenant, ledger(records))) }
        }
        var merge = LedgerMerge(
            ledgers, range: try Self.microseconds(request.range), at: revision,
            descending: request.descending, after: place)
        var page = RecordPage(records: [], next: nil, revision: revision)
        while let (here, record) = merge.next() {
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

    /// A page of records that stand in order of their ids.
    private func listed(_ request: RecordRequest) throws(BillingError) -> RecordPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        var place: (tenant: TenantID, ordinal: Int)?
        if var reader = opened {
            guard let tenant = reader.id(of: Tenant.self), let ordinal = reader.number(), ordinal >= 0,
                reader.isAtEnd
            else { throw PageCursor.invalid }
            place = (tenant, Int(ordinal))
        }
        var page = RecordPage(records: [], next: nil, revision: revision)
        let selected = try tenants(request.tenants, at: revision)
        for tenant in request.descending ? selected.reversed() : selected {
            if let place, request.descending ? tenant > place.tenant : tenant < place.tenant { continue }
            var listed = try tenants[tenant]?.listed(request.kind, at: revision) ?? []
            if request.descending { listed.reverse() }
            // What one revision knows of a tenant never changes, so a number is a place.
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
        case .invoice, .entry, .action: return []
        }
    }
}
