import BillingModel
import BillingStore

extension Tables: ReadSnapshot {
    func revision(recordedBy instant: Int64) throws -> Revision {
        commits.last { $0.commit.recorded <= instant }?.commit.revision ?? .zero
    }

    func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) throws -> [CommitRecord] {
        var last = Revision.zero
        var found: [CommitRecord] = []
        for commit in commits.map(\.commit) where commit.revision > last {
            last = commit.revision
            if revisions.contains(last) { found.append(commit) }
        }
        return Array((isDescending ? found.reversed() : found).prefix(limit))
    }

    func tenants(from first: TenantID?, at revision: Revision, limit: Int) throws -> [TableTenant] {
        let known = tenants.filter { $0.isVisible(at: revision) }.map(\.tenant).sorted()
        return known.filter { id in first.map { $0 <= id } ?? true }.prefix(limit)
            .map { TableTenant(tables: self, id: $0, revision: revision) }
    }

    func tenant(_ id: TenantID, at revision: Revision) throws -> TableTenant? {
        guard tenants.contains(where: { $0.tenant == id && $0.isVisible(at: revision) }) else { return nil }
        return TableTenant(tables: self, id: id, revision: revision)
    }
}

/// One tenant at one revision.
struct TableTenant: TenantSnapshot {
    let tables: Tables
    let id: TenantID
    let revision: Revision

    private func visible<Content>(_ rows: [TableRow<Content>]) -> [Content] {
        rows.filter { $0.tenant == id && $0.isVisible(at: revision) }.map(\.content)
    }

    func tenant() throws -> Tenant {
        guard let tenant = visible(tables.tenants).last else {
            throw BillingError(.corruptData, rule: "a known tenant has a row", detail: "\(id)")
        }
        return tenant
    }

    func metrics() throws -> [Metric] { visible(tables.metrics).sorted { $0.id < $1.id } }
    func planTerms() throws -> [PlanTerm] { visible(tables.plans).sorted { $0.from < $1.from } }
    func budget() throws -> Budget? { visible(tables.budgets).last }

    func floors() throws -> [RetentionFloor] {
        RetainedKind.allCases.compactMap { kind in
            tables.floors.first { $0.tenant == id && $0.kind == kind }
        }
    }

    func coverage() throws -> [Coverage] {
        let statements = Dictionary(grouping: visible(tables.coverage)) { statement in
            CoverageName(metric: statement.metric, source: statement.source)
        }
        return try statements.sorted { $0.key < $1.key }.flatMap { try Coverage.merged($0.value) }
    }

    func actions(_ window: RecordWindow) throws -> [ActionRecord] {
        window.select(visible(tables.actions), at: RecordPlace.init)
    }

    func invoices(_ window: RecordWindow) throws -> [Invoice] {
        window.select(visible(tables.invoices), at: RecordPlace.init)
    }

    func entries(_ window: RecordWindow) throws -> [InvoiceEntry] {
        window.select(visible(tables.entries), at: RecordPlace.init)
    }

    func series() throws -> [ColumnSeries] {
        tables.series.filter { $0.key.tenant == id }
            .map { key, columns in
                ColumnSeries(name: SeriesName(metric: key.metric, labels: key.labels), columns: columns)
            }
            .sorted { $0.name < $1.name }
    }

    func series(of metric: Metric) throws -> [ColumnSeries] {
        switch metric.source {
        case .recorded: return try series().filter { $0.name.metric == metric.id }
        case .actions(let measure):
            return (tables.totals[id] ?? [:]).filter { $0.key.measure == measure }
                .map { name, columns in
                    ColumnSeries(name: SeriesName(metric: metric.id, labels: name.labels), columns: columns)
                }
                .sorted { $0.name < $1.name }
        case .activity: return []
        }
    }

    func activity(_ kind: SubjectKind, _ window: ActivityWindow) throws -> ActivityRows {
        let rows = visible(tables.activity).filter { $0.kind == kind }.map(\.row)
            .filter { $0 >= window.start && $0.quarterHour < window.end }.sorted()
        let taken = rows.prefix(window.limit)
        return ActivityRows(
            quarterHours: taken.map(\.quarterHour), numbers: taken.map(\.number),
            next: rows.dropFirst(taken.count).first)
    }

    func subjects(_ kind: SubjectKind) throws -> [SubjectID] {
        visible(tables.subjects).filter { $0.kind == kind }.map(\.id)
    }
}
