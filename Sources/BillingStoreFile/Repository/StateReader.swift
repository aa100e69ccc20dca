import BillingModel
import BillingStore
import BillingTime

/// Reads all that a file holds, as a state.
struct StateReader {
    let session: Session
    private var connection: Connection { session.connection }
    private var seriesStore: SeriesStore { session.seriesStore }

    init(_ session: Session) { self.session = session }

    /// All that the file holds.
    func state(
        progress: @escaping (ArchiveProgress) -> Void, _ cancellation: Cancellation
    ) throws -> RepositoryState {
        let tenants = try session.tenants.tenants(from: nil, at: .latest, limit: .max)
        var assembly = StateAssembly()
        var tally = ArchiveTally(
            .reading, tenantCount: tenants.count, recordCount: nil, tell: progress,
            checkCancellation: cancellation.check)
        func take(_ record: StateRecord) throws {
            try tally.take(record)
            try self.take(record, &assembly)
        }
        try session.checks.check(Tables.commit, 0, connection)
        try Tables.commit.scan("ORDER BY sequence", [], connection) { values in
            let (commit, digest, _) = try Tables.commit(values, connection)
            try take(.commit(commit, digest: digest))
            return true
        }
        for (id, number) in tenants {
            try session.commits.checkRoot(id, number)
            try list(session.tables(id, number), take)
        }
        let state = try assembly.finish()
        tally.end()
        return state
    }

    /// What does not fit together was not written by this package.
    private func take(_ record: StateRecord, _ assembly: inout StateAssembly) throws {
        do throws(BillingError) {
            try assembly.take(record)
        } catch {
            throw BillingError(
                .corruptData, rule: error.rule, detail: "\(connection.path): \(error.detail)", cause: error)
        }
    }

    private func list(_ tenant: TenantTables, _ body: (StateRecord) throws -> Void) throws {
        let (id, owner) = (tenant.id, tenant.number)
        for table in Tables.ofTenants { try session.checks.check(table, owner, connection) }
        func scan(
            _ table: ChecksummedTable, by order: String,
            _ record: ([SQLValue], Revision) throws -> StateRecord
        ) throws {
            let place = table.columns.firstIndex(of: "revision") ?? 0
            try table.scan("WHERE tenant = ? ORDER BY \(order)", [.integer(owner)], connection) { values in
                guard case .integer(let number) = values[place], let revision = try? Revision(number) else {
                    throw table.damage(values, connection, "there is no such revision")
                }
                try body(try record(values, revision))
                return true
            }
        }
        try scan(Tables.tenantVersion, by: "revision") {
            .tenant(try Tables.tenant(id, $0, connection), from: $1)
        }
        try scan(Tables.metric, by: "id, revision") { .metric(try Tables.metric($0, connection), from: $1) }
        for (name, stored) in try tenant.naming({ try seriesStore.all(owner).samples }) {
            try body(.series(name, try tenant.naming { try seriesStore.reader.whole(stored, owner) }))
        }
        try scan(Tables.action, by: "revision, source, id, sequence") { values, revision in
            var until: Revision?
            if case .integer(let number)? = values.last { until = try Revision(number) }
            return .action(try Tables.action(id, values, connection), from: revision, until: until)
        }
        try listActivity(tenant, body)
        try scan(Tables.coverage, by: "metric, source, revision, start, \"end\"") {
            let (name, range) = try Tables.statement($0, connection)
            return .coverage(
                try Coverage(
                    tenant: id, metric: name.metric, source: name.source,
                    range: Instants.date(range.lowerBound)..<Instants.date(range.upperBound)), from: $1)
        }
        try scan(Tables.invoice, by: "revision, number") {
            .invoice(try Tables.invoice(id, $0, connection), from: $1)
        }
        try scan(Tables.entry, by: "revision, invoice, id") {
            .entry(try Tables.entry(id, $0, connection), from: $1)
        }
        for (kind, date) in try tenant.floors() {
            try body(.floor(RetentionFloor(tenant: id, kind: kind, date: date)))
        }
        for (term, from) in try tenant.terms() { try body(.plan(term, from: from)) }
        try scan(Tables.budget, by: "revision") {
            .budget(try Tables.budget(id, $0, connection), from: $1)
        }
    }

    private func listActivity(_ tenant: TenantTables, _ body: (StateRecord) throws -> Void) throws {
        let owner = tenant.number
        var subjects: [SubjectKind: [StateRecord.NumberedSubject]] = [:]
        try Tables.subject.scan(
            "WHERE tenant = ? ORDER BY kind, number", [.integer(owner)], connection
        ) { values in
            var fields = Fields(values, of: Tables.subject, connection)
            fields.skip()
            let kind = try fields.id(of: SubjectKindName.self)
            guard try fields.integer() == Int64(subjects[kind]?.count ?? 0) else {
                throw fields.damage("a subject before it is missing")
            }
            let id = try fields.id(of: SubjectName.self)
            let isErased = try fields.integer() != 0
            subjects[kind, default: []].append(
                .init(id: id, from: try fields.revision(), isErased: isErased))
            return true
        }
        for (kind, numbered) in subjects.sorted(by: { $0.key < $1.key }) {
            try body(.subjects(kind, numbered))
            let seriesStore = seriesStore
            let columns = try tenant.naming {
                try seriesStore.stored(.activity(kind), owner).map { try seriesStore.reader.whole($0, owner) }
            }
            guard let columns else { continue }
            try body(
                .activity(kind, columns.positions.map { ActivityRow(position: $0) }, columns.revisions))
        }
    }
}
