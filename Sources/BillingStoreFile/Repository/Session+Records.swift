import BillingModel
import BillingStore
import BillingTime

extension Session {
    func records(_ request: RecordRequest) throws -> RecordPage {
        switch request.kind {
        case .tenant, .metric, .coverage, .floor, .plan, .budget: try listed(request)
        case .commit: try committed(request)
        case .action: try merged(request, .actions)
        case .invoice: try merged(request, .invoices)
        case .entry: try merged(request, .entries)
        }
    }

    /// A page of the commits that made the revisions up to the one that is read.
    private func committed(_ request: RecordRequest) throws -> RecordPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        var page = RecordPage(records: [], next: nil, revision: revision)
        guard request.tenants == .all else {
            if try tenants(request.tenants, at: revision).isEmpty { return page }
            throw RecordRequest.commitsAreOfAll
        }
        let range = try Instants.microseconds(request.range)
        // Commits were recorded in the order of their revisions.
        var first =
            range.lowerBound == .min ? 1 : try self.revision(recordedBy: range.lowerBound - 1).number + 1
        var last = min(revision.number, try self.revision(recordedBy: range.upperBound - 1).number)
        if var reader = opened {
            guard let place = reader.number(), place >= 0, place <= revision.number, reader.isAtEnd else {
                throw PageCursor.invalid
            }
            // The place is that of the last row of the page before.
            if request.descending { last = min(last, place - 1) } else { first = max(first, place + 1) }
        }
        guard first <= last else { return page }
        var next = request.descending ? last : first
        let end = request.descending ? first - 1 : last + 1
        try Tables.commit.scan(
            "WHERE made = 1 AND revision BETWEEN ? AND ? ORDER BY revision "
                + (request.descending ? "DESC" : "ASC"),
            [.integer(first), .integer(last)], connection
        ) { values in
            let commit = try Tables.commit(values, connection).commit
            guard commit.revision.number == next else { return false }
            guard page.records.count < request.limit else {
                var form = CanonicalBytes()
                form.add(request.descending ? next + 1 : next - 1)
                page.next = PageCursor.cursor(for: request.form, revision: revision, place: form)
                return false
            }
            page.records.append(.commit(commit))
            next += request.descending ? -1 : 1
            return true
        }
        guard page.next != nil || next == end else { throw missingCommit("that of revision \(next)") }
        return page
    }

    /// The commit that made a revision under an id.
    func commit(withID id: CommitID) throws -> Commit? {
        let clause = "WHERE id = ? AND made = 1"
        guard let values = try Tables.commit.first(clause, [.id(id)], connection) else {
            // Nothing is not found for the reason that it vanished.
            try checkCommits()
            return nil
        }
        return try Tables.commit(values, connection).commit
    }

    /// The invoice of a tenant with a number.
    func invoice(_ number: InvoiceNumber, of tenant: TenantID, at revision: Revision) throws -> Invoice? {
        let revision = try self.revision(.revision(revision))
        guard let owner = try tenants(.one(tenant), at: revision).first?.number else { return nil }
        return try of(tenant) {
            let clause = "WHERE tenant = ? AND number = ? AND revision <= ?"
            let place: [SQLValue] = [.integer(owner), .id(number), .revision(revision)]
            guard let values = try Tables.invoice.first(clause, place, connection) else {
                try checks.check(Tables.invoice, owner, connection)
                return nil
            }
            return try Tables.invoice(tenant, values, connection)
        }
    }

    /// A page of records that stand in order of their ids.
    private func listed(_ request: RecordRequest) throws -> RecordPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        let listing = try RecordListing(request, at: revision, from: opened)
        return try listing.page(of: try tenants(request.tenants, at: revision), id: \.id) { tenant, number in
            try listed(request.kind, tenant, number, at: revision)
        }
    }

    private func listed(
        _ kind: RecordKind, _ id: TenantID, _ tenant: Int64, at revision: Revision
    ) throws -> [BillingRecord] {
        if kind == .tenant {
            guard let found = try self.tenant(id, tenant, at: revision) else {
                throw root.damage("tenant '\(id)'")
            }
            return [.tenant(found)]
        }
        try checkRoot(id, tenant)
        switch kind {
        case .metric:
            return try metrics(tenant, at: revision).map { .metric(id, $0) }
        case .coverage:
            return try coverage(id, tenant, at: revision)
        case .floor:
            let floors = try floors(tenant)
            return RetainedKind.allCases.compactMap { kind in
                floors[kind].map { .floor(RetentionFloor(tenant: id, kind: kind, date: $0)) }
            }
        case .plan:
            var terms: [PlanTerm] = []
            for (term, from) in try self.terms(id, tenant) where from <= revision {
                if terms.last?.from == term.from { terms.removeLast() }
                terms.append(term)
            }
            return terms.map { .plan($0) }
        case .budget:
            return try budget(id, tenant, at: revision).map { [.budget($0)] } ?? []
        case .tenant, .invoice, .entry, .action, .commit: return []
        }
    }

    private func coverage(_ id: TenantID, _ tenant: Int64, at revision: Revision) throws -> [BillingRecord] {
        try checks.check(Tables.coverage, tenant, connection)
        var names: [CoverageName] = []
        var ranges: [[Range<Int64>]] = []
        try Tables.coverage.scan(
            "WHERE tenant = ? AND revision <= ? ORDER BY metric, source",
            [.integer(tenant), .revision(revision)], connection
        ) { values in
            let (name, range) = try Tables.statement(values, connection)
            if names.last != name {
                names.append(name)
                ranges.append([])
            }
            ranges[ranges.count - 1].append(range)
            return true
        }
        return try zip(names, ranges).flatMap { name, ranges in
            try IntervalSet(ranges).intervals.map { interval in
                .coverage(
                    try Coverage(tenant: id, metric: name.metric, source: name.source, range: interval))
            }
        }
    }
}
