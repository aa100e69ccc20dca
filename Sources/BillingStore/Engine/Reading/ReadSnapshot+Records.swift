import BillingModel

extension ReadSnapshot {
    /// Reads one page of records of one kind, as ``BillingReader/records(_:)`` says.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - checkCancellation: Is called before each tenant and each record, and ends the read by throwing.
    /// - Returns: The page.
    /// - Throws: What the reader throws, and what the lookups and `checkCancellation` throw.
    public func records(
        _ request: RecordRequest, checkCancellation: () throws -> Void = { try Task.checkCancellation() }
    ) throws -> RecordPage {
        try checkCancellation()
        let start = try start(request.form, request.cursor, request.knownAt, limit: request.limit)
        return switch request.kind {
        case .tenant: try listed(request, start, checkCancellation) { [.tenant(try $0.tenant())] }
        case .metric:
            try listed(request, start, checkCancellation) { tenant in
                try tenant.metrics().map { .metric(tenant.id, $0) }
            }
        case .coverage:
            try listed(request, start, checkCancellation) { try $0.coverage().map { .coverage($0) } }
        case .floor: try listed(request, start, checkCancellation) { try $0.floors().map { .floor($0) } }
        case .plan: try listed(request, start, checkCancellation) { try $0.planTerms().map { .plan($0) } }
        case .budget:
            try listed(request, start, checkCancellation) { try $0.budget().map { [.budget($0)] } ?? [] }
        case .action:
            try merged(request, start, checkCancellation) { try $0.actions($1).map { .action($0) } }
        case .invoice:
            try merged(request, start, checkCancellation) { try $0.invoices($1).map { .invoice($0) } }
        case .entry:
            try merged(request, start, checkCancellation) { try $0.entries($1).map { .entry($0) } }
        case .commit: try committed(request, start)
        }
    }

    /// A page of records that stand in order of their tenants, those of one tenant as it lists them.
    ///
    /// What one revision knows of a tenant never changes, so that a number is a place.
    private func listed(
        _ request: RecordRequest, _ start: PageStart, _ checkCancellation: () throws -> Void,
        _ list: (TenantView) throws -> [BillingRecord]
    ) throws -> RecordPage {
        var place: (tenant: TenantID, ordinal: Int)?
        if var reader = start.place {
            guard let tenant = reader.id(of: Tenant.self), let ordinal = reader.number(), ordinal >= 0,
                reader.isAtEnd
            else { throw CursorContent.invalid }
            place = (tenant, Int(ordinal))
        }
        var page = RecordPage(records: [], next: nil, revision: start.revision)
        /// Takes the records of a tenant while there is room.
        func take(_ tenant: TenantView) throws -> Bool {
            try checkCancellation()
            var listed = try list(tenant)
            if listed.isEmpty { return true }
            if request.descending { listed.reverse() }
            let first = place.map { $0.tenant == tenant.id ? $0.ordinal : 0 } ?? 0
            for (ordinal, record) in listed.enumerated().dropFirst(first) {
                if page.records.count == request.limit {
                    page.next = start.cursor { form in
                        form.add(tenant.id)
                        form.add(count: ordinal)
                    }
                    return false
                }
                page.records.append(record)
            }
            return true
        }
        guard request.descending else {
            try scanTenants(request.tenants, from: place?.tenant, at: start.revision, take)
            return page
        }
        for tenant in try tenants(request.tenants, at: start.revision).reversed() {
            if let place, place.tenant < tenant.id { continue }
            guard try take(tenant) else { break }
        }
        return page
    }

    /// A page of records that stand at an instant: those of several tenants are merged, each read as far as needed.
    private func merged(
        _ request: RecordRequest, _ start: PageStart, _ checkCancellation: () throws -> Void,
        _ read: @escaping (TenantView, RecordWindow) throws -> [BillingRecord]
    ) throws -> RecordPage {
        var place: RecordMerge<TenantView>.Place?
        if let reader = start.place {
            place = try RecordMerge<TenantView>.Place(reader, of: request.kind)
        }
        let tenants = try tenants(request.tenants, at: start.revision)
        // One row more than the page tells whether there is another page.
        let batch = max(8, (min(request.limit, 4_096) + 1) / max(1, tenants.count))
        var merge = try RecordMerge(
            tenants, in: try Instants.microseconds(request.range), after: place,
            descending: request.descending,
            batch: batch, checkCancellation, read)
        var page = RecordPage(records: [], next: nil, revision: start.revision)
        while let (here, record) = try merge.next() {
            try checkCancellation()
            if page.records.count == request.limit, let place {
                page.next = start.cursor { place.write(to: &$0) }
                return page
            }
            page.records.append(record)
            place = here
        }
        return page
    }

    /// A page of the commits that made the revisions up to the one that is read.
    private func committed(_ request: RecordRequest, _ start: PageStart) throws -> RecordPage {
        var page = RecordPage(records: [], next: nil, revision: start.revision)
        guard request.tenants == .all else {
            if try tenants(request.tenants, at: start.revision).isEmpty { return page }
            throw RecordRequest.commitsAreOfAll
        }
        let range = try Instants.microseconds(request.range)
        guard !range.isEmpty else { return page }
        // Commits were recorded in the order of their revisions.
        var first: Int64 = 1
        if range.lowerBound > .min { first = try revision(recordedBy: range.lowerBound - 1).number + 1 }
        var last = min(start.revision.number, try revision(recordedBy: range.upperBound - 1).number)
        if var reader = start.place {
            guard let place = reader.number(), place >= 0, place <= start.revision.number, reader.isAtEnd
            else { throw CursorContent.invalid }
            // The place is that of the last row of the page before.
            if request.descending { last = min(last, place - 1) } else { first = max(first, place + 1) }
        }
        guard first <= last else { return page }
        let revisions = try Revision(first)...Revision(last)
        let limit = request.limit
        let commits = try commits(
            revisions, descending: request.descending, limit: limit < .max ? limit + 1 : limit)
        page.records = commits.prefix(limit).map { .commit($0) }
        if commits.count > limit {
            page.next = start.cursor { $0.add(commits[limit - 1].revision.number) }
        }
        return page
    }
}
