#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

/// Reads all that the tables hold, as a state.
struct StateReader {
    let tables: PostgresTables
    private var connection: PostgresConnection { tables.connection }

    /// All that the tables hold.
    func state(
        progress: @escaping (ArchiveProgress) -> Void, checkCancellation: @escaping () throws -> Void
    ) throws -> RepositoryState {
        let tenants = try tables.tenants(from: nil, at: Revision(.max), limit: .max)
        var assembly = StateAssembly()
        var tally = ArchiveTally(
            .reading, tenantCount: tenants.count, recordCount: nil, tell: progress,
            checkCancellation: checkCancellation)
        func take(_ record: StateRecord) throws {
            try tally.take(record)
            try assembly.take(record)
        }
        for commit in try tables.allCommits() {
            try take(.commit(commit.commit, digest: commit.digest))
        }
        for tenant in tenants { try list(tenant, take) }
        let state = try assembly.finish()
        tally.end()
        return state
    }

    /// Rows with the revision that wrote each, in an order of theirs.
    private func each(
        _ tenant: TenantID, _ columns: String, of table: String, by order: String,
        _ body: (PostgresRows, Int, Revision) throws -> Void
    ) throws {
        let rows = try connection.rows(
            "SELECT c.revision, \(columns) FROM \(table) t JOIN commit_log c ON c.number = t.number "
                + "WHERE t.tenant = $1 ORDER BY \(order)", [.text(tenant.text)])
        for row in 0..<rows.count { try body(rows, row, try Revision(rows.integer(row, 0))) }
    }

    private func list(_ tenant: TenantID, _ body: (StateRecord) throws -> Void) throws {
        try each(tenant, "t.body", of: "tenant", by: "c.sequence") { rows, row, from in
            try body(.tenant(try RecordText.value(Tenant.self, rows.text(row, 1)), from: from))
        }
        try each(tenant, "t.body", of: "metric", by: "t.id, c.sequence") { rows, row, from in
            try body(.metric(try RecordText.value(Metric.self, rows.text(row, 1)), from: from))
        }
        let columns = try tables.columns(of: tenant)
        for (name, entry) in columns.samples { try body(.series(name, try columns.whole(entry))) }
        let actions = try connection.rows(
            "SELECT c.revision, d.revision, t.body FROM action t JOIN commit_log c ON c.number = t.number "
                + "LEFT JOIN commit_log d ON d.number = t.until WHERE t.tenant = $1 "
                + "ORDER BY c.revision, t.source, t.id, t.place", [.text(tenant.text)])
        for row in 0..<actions.count {
            let until = try actions.integerOrNil(row, 1).map { try Revision($0) }
            try body(
                .action(
                    try RecordText.value(ActionRecord.self, actions.text(row, 2)),
                    from: try Revision(actions.integer(row, 0)), until: until))
        }
        try listActivity(tenant, columns, body)
        try each(
            tenant, "t.metric, t.source, t.low, t.high", of: "coverage",
            by: "t.metric, t.source, c.revision, t.low, t.high"
        ) { rows, row, from in
            try body(
                .coverage(
                    try Coverage(
                        tenant: tenant, metric: MetricID(rows.text(row, 1)),
                        source: SourceID(rows.text(row, 2)),
                        range: Instants.date(rows.integer(row, 3))..<Instants.date(rows.integer(row, 4))),
                    from: from))
        }
        try each(tenant, "t.body", of: "invoice", by: "c.revision, t.id") { rows, row, from in
            try body(.invoice(try RecordText.value(Invoice.self, rows.text(row, 1)), from: from))
        }
        try each(tenant, "t.body", of: "entry", by: "c.revision, t.invoice, t.id") { rows, row, from in
            try body(.entry(try RecordText.value(InvoiceEntry.self, rows.text(row, 1)), from: from))
        }
        let floors = try tables.floors(of: tenant)
        for kind in RetainedKind.allCases {
            if let date = floors[kind] {
                try body(.floor(RetentionFloor(tenant: tenant, kind: kind, date: date)))
            }
        }
        try each(tenant, "t.body", of: "plan_term", by: "t.date, c.sequence") { rows, row, from in
            try body(.plan(try RecordText.value(PlanTerm.self, rows.text(row, 1)), from: from))
        }
        try each(tenant, "t.body", of: "budget", by: "c.sequence") { rows, row, from in
            try body(.budget(try RecordText.value(Budget.self, rows.text(row, 1)), from: from))
        }
    }

    private func listActivity(
        _ tenant: TenantID, _ columns: TenantColumns, _ body: (StateRecord) throws -> Void
    ) throws {
        var subjects: [SubjectKind: [StateRecord.NumberedSubject]] = [:]
        try each(tenant, "t.kind, t.id, t.erased", of: "subject", by: "t.kind, t.place") { rows, row, from in
            let kind = try SubjectKind(rows.text(row, 1))
            subjects[kind, default: []].append(
                .init(id: try SubjectID(rows.text(row, 2)), from: from, isErased: try rows.flag(row, 3)))
        }
        for (kind, numbered) in subjects.sorted(by: { $0.key < $1.key }) {
            try body(.subjects(kind, numbered))
            guard let entry = columns[.activity(kind)] else { continue }
            let rows = try columns.whole(entry)
            try body(.activity(kind, rows.positions.map { ActivityRow(position: $0) }, rows.revisions))
        }
    }
}

extension TenantColumns {
    /// The recorded series, in order of their names.
    fileprivate var samples: [(name: SeriesName, entry: Entry)] {
        entries.compactMap { entry in
            if case .sample(let name) = entry.name { (name, entry) } else { nil }
        }.sorted { $0.0 < $1.0 }
    }

    fileprivate func whole(_ entry: Entry) throws -> SeriesColumns {
        try columns(entry, .min ..< .max).columns
    }
}
#endif
