#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile

/// The statements that write what a plan says, under the number of one write: all rows are there before anybody sees one.
struct PlanWriter {
    private let tables: PostgresTables
    private let locked: LockedTenants
    private var number: Int64 { locked.number }
    private(set) var statements: [(sql: String, values: [PostgresValue])] = []
    /// The tenants whose journals grew beyond a bound.
    private(set) var full: [TenantID] = []
    // What most commits write: a statement each, of however many tenants.
    private var added = AddedSeries()
    private var outlines = OutlineRows()
    private var journal = JournalRows()

    /// Lists the statements of a plan, which do not depend on each other's rows.
    ///
    /// A journal is full when it has more entries than that, or 512 rows, which cost as much to read.
    init(
        _ plan: CommitPlan, _ tables: PostgresTables, _ locked: LockedTenants, journalEntries most: Int
    ) throws {
        self.tables = tables
        self.locked = locked
        try addRecords(plan)
        for change in plan.actions { try addActions(change) }
        for change in plan.activity { try addSubjects(change) }
        var touched = Set(plan.tenants.keys).union(plan.metrics.keys)
        for id in touched { try locked[id].outline.define(number) }
        for (id, changes) in try columnChanges(plan) {
            touched.insert(id)
            let tenant = try locked[id]
            let rows = try StoredColumns.journal(changes, owner: ColumnRows.owner(id), key: number)
            for (part, row) in rows.enumerated() {
                journal.add(id, Int64(part), Int64(row.entries), row.body)
                tenant.outline.count(row.entries)
            }
            if tenant.outline.entries > Int64(most) || tenant.outline.parts > 512 { full.append(id) }
        }
        for id in touched.sorted() { outlines.add(try locked[id].outline, of: id) }
        statements += [added.insertion, journal.insertion(number)].compactMap(\.self) + outlines.statements
    }

    private mutating func add(_ sql: String, _ values: [PostgresValue]) { statements.append((sql, values)) }

    // MARK: Records

    private mutating func addRecords(_ plan: CommitPlan) throws {
        let tenants = plan.tenants.values.sorted { $0.id < $1.id }
        if !tenants.isEmpty {
            add(
                "INSERT INTO tenant (tenant, number, body) SELECT k.tenant, $1, k.body FROM "
                    + "unnest($2::text[], $3::text[]) AS k(tenant, body)",
                [.integer(number), .texts(tenants.map(\.id.text)), .texts(try tenants.map(RecordText.text))])
        }
        let metrics = plan.metrics.sorted { $0.key < $1.key }.flatMap { tenant, metrics in
            metrics.values.sorted { $0.id < $1.id }.map { (tenant: tenant, metric: $0) }
        }
        if !metrics.isEmpty {
            add(
                "INSERT INTO metric (tenant, id, number, body) SELECT k.tenant, k.id, $1, k.body FROM "
                    + "unnest($2::text[], $3::text[], $4::text[]) AS k(tenant, id, body)",
                [
                    .integer(number), .texts(metrics.map(\.tenant.text)),
                    .texts(metrics.map(\.metric.id.text)),
                    .texts(try metrics.map { try RecordText.text(of: $0.metric) }),
                ])
        }
        let statements = plan.coverage.flatMap { change in change.ranges.map { (change, $0) } }
        if !statements.isEmpty {
            add(
                "INSERT INTO coverage (tenant, metric, source, low, high, place, number) SELECT *, $1 FROM "
                    + "unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) WITH ORDINALITY",
                [
                    .integer(number), .texts(statements.map(\.0.tenant.text)),
                    .texts(statements.map(\.0.name.metric.text)),
                    .texts(statements.map(\.0.name.source.text)),
                    .integers(statements.map(\.1.lowerBound)), .integers(statements.map(\.1.upperBound)),
                ])
        }
        try addInvoices(plan)
        for term in plan.plans {
            add(
                "INSERT INTO plan_term (tenant, date, number, body) VALUES ($1, $2, $3, $4)",
                [
                    .text(term.tenant.text), .integer(Int64(term.from.dayNumber)), .integer(number),
                    .text(try RecordText.text(of: term)),
                ])
        }
        for budget in plan.budgets {
            add(
                "INSERT INTO budget (tenant, number, body) VALUES ($1, $2, $3)",
                [.text(budget.tenant.text), .integer(number), .text(try RecordText.text(of: budget))])
        }
    }

    private mutating func addInvoices(_ plan: CommitPlan) throws {
        for invoice in plan.invoices {
            add(InvoiceRow.insertion, try InvoiceRow.values(invoice, .integer(number)))
        }
        for entry in plan.entries {
            add(InvoiceRow.entryInsertion, try InvoiceRow.values(entry, .integer(number)))
        }
    }

    private mutating func addActions(_ change: CommitPlan.ActionChange) throws {
        if !change.ending.isEmpty {
            // An end that a lost write has left is none.
            add(
                "UPDATE action t SET until = $2 FROM unnest($3::text[], $4::text[]) AS k(source, id) "
                    + "WHERE t.tenant = $1 AND t.source = k.source AND t.id = k.id AND t.number <> $2 "
                    + "AND (t.until IS NULL OR NOT EXISTS (SELECT FROM commit_log c WHERE c.number = t.until))",
                [
                    .text(change.tenant.text), .integer(number), .texts(change.ending.map(\.source.text)),
                    .texts(change.ending.map(\.id.text)),
                ])
        }
        // A batch may be of hundreds of thousands.
        for first in stride(from: 0, to: change.adding.count, by: 10_000) {
            let added = change.adding[first..<min(first + 10_000, change.adding.count)]
            add(
                "INSERT INTO action (tenant, number, source, id, place, instant, until, body) SELECT $1, $2, * FROM "
                    + "unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])",
                [
                    .text(change.tenant.text), .integer(number), .texts(added.map(\.action.source.text)),
                    .texts(added.map(\.action.id.text)), .integers(added.indices.map { Int64($0) }),
                    .integers(added.map(\.position)),
                    .integersOrNull(added.map { $0.isCurrent ? nil : number }),
                    .texts(try added.map { try RecordText.text(of: $0.action) }),
                ])
        }
    }

    private mutating func addSubjects(_ change: CommitPlan.ActivityChange) throws {
        guard !change.newSubjects.isEmpty else { return }
        let first = try tables.subjectCount(change.kind, of: change.tenant)
        // A lost write may have left subjects under these numbers.
        add(
            "DELETE FROM subject WHERE tenant = $1 AND kind = $2 AND place >= $3",
            [.text(change.tenant.text), .text(change.kind.text), .integer(Int64(first))])
        add(
            "INSERT INTO subject (tenant, kind, erased, number, place, id) SELECT $1, $2, false, $3, * FROM "
                + "unnest($4::bigint[], $5::text[])",
            [
                .text(change.tenant.text), .text(change.kind.text), .integer(number),
                .integers(change.newSubjects.indices.map { Int64(first + $0) }),
                .texts(change.newSubjects.map(\.text)),
            ])
    }

    // MARK: Columns

    /// What the plan does to the columns of each tenant, of which new ones get a place.
    private mutating func columnChanges(
        _ plan: CommitPlan
    ) throws -> [(tenant: TenantID, changes: [StoredColumns.Change])] {
        var changes: [(tenant: TenantID, changes: [StoredColumns.Change])] = []
        var places: [TenantID: Int] = [:]
        func take(
            _ name: StoredSeriesName, _ timing: MetricSeries.Timing, _ id: TenantID, _ own: SampleChanges,
            _ versions: [VersionedWrite] = []
        ) throws {
            let tenant = try locked[id]
            let place = try place(of: name, timing, id, tenant)
            let end = max(own.positions.last ?? .min, versions.last?.position ?? .min)
            tenant.outline.extend(place, to: end)
            let change = StoredColumns.Change(
                series: place, changes: own, versions: versions, isSparse: !name.hasValues)
            // Those of one tenant stand together as a rule.
            if changes.last?.tenant != id {
                if let known = places[id] { return changes[known].changes.append(change) }
                places[id] = changes.count
                changes.append((id, []))
            }
            changes[changes.count - 1].changes.append(change)
        }
        for change in plan.series {
            let name = SeriesName(metric: change.key.metric, labels: change.key.labels)
            try take(.sample(name), change.timing, change.key.tenant, change.changes, change.versioned)
        }
        for change in plan.actions {
            for (name, totals) in change.totals {
                try take(.measure(name), .instants, change.tenant, totals)
            }
        }
        for change in plan.activity {
            let rows = SampleChanges(
                positions: change.rows.map(\.position), values: Array(repeating: 0, count: change.rows.count))
            try take(.activity(change.kind), .instants, change.tenant, rows)
        }
        return changes
    }

    private mutating func place(
        of name: StoredSeriesName, _ timing: MetricSeries.Timing, _ id: TenantID, _ tenant: LockedTenant
    ) throws -> Int64 {
        if let entry = tenant.columns[name] { return entry.place }
        let entry = TenantColumns.Entry(place: tenant.columns.nextPlace, name: name, timing: timing)
        tenant.columns.add(entry)
        tenant.outline.define(number)
        try added.add(entry, of: id)
        return entry.place
    }
}
#endif
