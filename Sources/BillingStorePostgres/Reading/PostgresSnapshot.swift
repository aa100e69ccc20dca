#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

/// What a repository on a server knows, looked up inside one transaction.
struct PostgresSnapshot: ReadSnapshot {
    let tables: PostgresTables

    func latestRevision() throws -> Revision { try tables.latestRevision() }

    func revision(recordedBy instant: Int64) throws -> Revision { try tables.revision(recordedBy: instant) }

    func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) throws -> [CommitRecord] {
        try tables.commits(revisions, descending: isDescending, limit: limit)
    }

    func commit(withID id: CommitID) throws -> CommitRecord? { try tables.madeCommit(id) }

    func tenants(from first: TenantID?, at revision: Revision, limit: Int) throws -> [PostgresTenant] {
        try tables.tenants(from: first, at: revision, limit: limit).map {
            PostgresTenant(tables: tables, id: $0, revision: revision)
        }
    }

    func tenant(_ id: TenantID, at revision: Revision) throws -> PostgresTenant? {
        try tables.tenant(id, at: revision).map { _ in
            PostgresTenant(tables: tables, id: id, revision: revision)
        }
    }
}

/// One tenant at one revision.
struct PostgresTenant: TenantSnapshot {
    let tables: PostgresTables
    let id: TenantID
    let revision: Revision

    func tenant() throws -> Tenant {
        guard let tenant = try tables.tenant(id, at: revision) else {
            throw BillingError(.corruptData, rule: "a known tenant has a row", detail: "tenant '\(id)'")
        }
        return tenant
    }

    func metrics() throws -> [Metric] { try tables.metrics(of: id, at: revision) }
    func budget() throws -> Budget? { try tables.budget(of: id, at: revision) }

    func coverage() throws -> [Coverage] {
        var names: [CoverageName] = []
        var statements: [[Coverage]] = []
        for (name, range) in try tables.coverage(of: id, at: revision) {
            if names.last != name {
                names.append(name)
                statements.append([])
            }
            statements[statements.count - 1].append(
                try Coverage(
                    tenant: id, metric: name.metric, source: name.source,
                    range: Instants.date(range.lowerBound)..<Instants.date(range.upperBound)))
        }
        return try statements.flatMap { try Coverage.merged($0) }
    }

    func floors() throws -> [RetentionFloor] {
        let floors = try tables.floors(of: id)
        return RetainedKind.allCases.compactMap { kind in
            floors[kind].map { RetentionFloor(tenant: id, kind: kind, date: $0) }
        }
    }

    func planTerms() throws -> [PlanTerm] {
        var terms: [PlanTerm] = []
        for term in try tables.planTerms(of: id, at: revision) {
            if terms.last?.from == term.from { terms.removeLast() }
            terms.append(term)
        }
        return terms
    }

    // MARK: Records at instants

    private func records<Record: Decodable>(_ kind: TimedRecords, _ window: RecordWindow) throws -> [Record] {
        try tables.bodies(kind, of: id, window, at: revision).map { try RecordText.value(Record.self, $0) }
    }

    func actions(_ window: RecordWindow) throws -> [ActionRecord] { try records(.actions, window) }
    func invoices(_ window: RecordWindow) throws -> [Invoice] { try records(.invoices, window) }
    func entries(_ window: RecordWindow) throws -> [InvoiceEntry] { try records(.entries, window) }

    func invoice(_ number: InvoiceNumber) throws -> Invoice? {
        try tables.invoice(number, of: id, at: revision)
    }

    // MARK: Columns

    func series() throws -> [PostgresSeries] {
        try tables.columns(of: id).named { name in if case .sample(let name) = name { name } else { nil } }
    }

    func series(of metric: Metric) throws -> [PostgresSeries] {
        switch metric.source {
        case .recorded:
            return try tables.columns(of: id).named { name in
                if case .sample(let name) = name, name.metric == metric.id { name } else { nil }
            }
        case .actions(let measure):
            return try tables.columns(of: id).named { name in
                guard case .measure(let name) = name, name.measure == measure else { return nil }
                return SeriesName(metric: metric.id, labels: name.labels)
            }
        case .activity: return []
        }
    }

    func activity(_ kind: SubjectKind, _ window: ActivityWindow) throws -> ActivityRows {
        let columns = try tables.columns(of: id)
        guard let entry = columns[.activity(kind)] else { return ActivityRows() }
        let start = window.start.position
        let page = try columns.samples(
            entry,
            SampleWindow(
                range: start..<max(start, Int64(window.end) << 32), revision: revision, limit: window.limit))
        let rows = page.samples.positions.map { ActivityRow(position: $0) }
        return ActivityRows(
            quarterHours: rows.map(\.quarterHour), numbers: rows.map(\.number),
            next: page.next.map { ActivityRow(position: $0) })
    }

    func subjects(_ kind: SubjectKind) throws -> [SubjectID] {
        try tables.subjects(kind, of: id, at: revision)
    }
}

/// One series of a tenant.
struct PostgresSeries: SeriesSnapshot {
    let name: SeriesName
    fileprivate let entry: TenantColumns.Entry
    fileprivate let columns: TenantColumns

    var timing: MetricSeries.Timing { entry.timing }

    func samples(_ window: SampleWindow) throws -> SamplePage { try columns.samples(entry, window) }

    static func summaries(
        _ asked: [(series: PostgresSeries, buckets: SummaryBuckets)], checkCancellation: () throws -> Void
    ) throws -> [SeriesSummary?] {
        var summaries: [SeriesSummary?] = []
        var rest = asked[...]
        // Those of one tenant follow each other.
        while let columns = rest.first?.series.columns {
            let own = rest.prefix { $0.series.columns === columns }
            summaries += try columns.summaries(own.map { ($0.series.entry, $0.buckets) }, checkCancellation)
            rest = rest.dropFirst(own.count)
        }
        return summaries
    }
}

extension TenantColumns {
    /// The series that have a name, in order of it.
    fileprivate func named(_ name: (StoredSeriesName) -> SeriesName?) -> [PostgresSeries] {
        entries.compactMap { entry in
            name(entry.name).map { PostgresSeries(name: $0, entry: entry, columns: self) }
        }.sorted { $0.name < $1.name }
    }
}
#endif
