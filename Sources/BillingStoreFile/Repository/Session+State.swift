import BillingModel
import BillingStore
import BillingTime

extension Session {
    /// All that the file holds.
    func state(_ cancellation: Cancellation) throws -> RepositoryState {
        var assembly = StateAssembly()
        try checks.check(Tables.commit, 0, connection)
        try Tables.commit.scan("ORDER BY sequence", [], connection) { values in
            let (commit, digest, _) = try Tables.commit(values, connection)
            try take(.commit(commit, digest: digest), &assembly)
            return true
        }
        for (id, number) in try tenants(.all, at: .latest) {
            try cancellation.check()
            try of(id) {
                try checkRoot(id, number)
                try list(id, number) { try take($0, &assembly) }
            }
        }
        return try assembly.finish()
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

    private func list(_ id: TenantID, _ owner: Int64, _ body: (StateRecord) throws -> Void) throws {
        for table in Tables.ofTenants { try checks.check(table, owner, connection) }
        func scan(
            _ table: SealedTable, by order: String, _ record: ([SQLValue], Revision) throws -> StateRecord
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
        for (name, lane) in try lanes.all(owner).samples {
            try body(.series(name, try lanes.whole(lane, owner)))
        }
        try scan(Tables.action, by: "revision, source, id, sequence") { values, revision in
            var until: Revision?
            if case .integer(let number)? = values.last { until = try Revision(number) }
            return .action(try Tables.action(id, values, connection), from: revision, until: until)
        }
        try listActivity(owner, body)
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
        for (kind, date) in try floors(owner) {
            try body(.floor(RetentionFloor(tenant: id, kind: kind, date: date)))
        }
        for (term, from) in try terms(id, owner) { try body(.plan(term, from: from)) }
        try scan(Tables.budget, by: "revision") {
            .budget(try Tables.budget(id, $0, connection), from: $1)
        }
    }

    private func listActivity(_ owner: Int64, _ body: (StateRecord) throws -> Void) throws {
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
            guard let lane = try lanes.lane(.presence(kind), owner) else { continue }
            let columns = try lanes.whole(lane, owner)
            try body(
                .activity(kind, columns.positions.map { ActivityRow(position: $0) }, columns.revisions))
        }
    }

    // MARK: Restoring

    /// Takes over a state; belongs into a transaction that writes.
    func restore(_ state: RepositoryState) throws {
        guard try head().sequence == 0 else { throw BillingError.notEmpty }
        let digests = DigestChanges()
        var writing = StateWriting()
        try state.list { record in
            if case .commit(let commit, let digest) = record {
                writing.sequence += 1
                try Tables.commit.insert(
                    try Tables.row(
                        commit, sequence: writing.sequence, digest: digest,
                        made: commit.revision > writing.revision, root: nil), connection, digests)
                writing.revision = commit.revision
            } else if case .tenant(let tenant, let from) = record {
                if tenant.id != writing.tenant {
                    try finish(&writing, state)
                    writing.tenant = tenant.id
                    writing.owner = try add(tenant.id, since: from, digests)
                }
                try Tables.tenantVersion.insert(
                    try Tables.row(tenant, writing.owner, from), connection, digests)
            } else if let lane = Self.lane(record) {
                writing.lanes.append(lane)
            } else {
                try insert(record, writing.owner, digests)
            }
        }
        try finish(&writing, state)
        try digests.write(connection)
        try Root.build(connection)
    }

    /// How far a state is written.
    private struct StateWriting {
        var sequence: Int64 = 0
        var revision = Revision.zero
        var tenant: TenantID?
        var owner: Int64 = 0
        var lanes: [(name: LaneName, columns: SeriesColumns)] = []
    }

    /// Writes the lanes of a tenant, with the totals that the state derives.
    private func finish(_ writing: inout StateWriting, _ state: RepositoryState) throws {
        guard let tenant = writing.tenant else { return }
        writing.lanes += state.totals(of: tenant).map { (.measure($0.name), $0.columns) }
        try changeLanes().restore(writing.lanes, writing.owner)
        writing.lanes = []
    }

    private static func lane(_ record: StateRecord) -> (name: LaneName, columns: SeriesColumns)? {
        switch record {
        case .series(let name, let columns): return (.sample(name), columns)
        case .activity(let kind, let rows, let revisions):
            let columns = SeriesColumns(
                timing: .instants, positions: rows.map(\.position),
                values: Array(repeating: 0, count: rows.count), revisions: revisions, zones: RunLengths(),
                replaced: [], versioned: [])
            return (.presence(kind), columns)
        default: return nil
        }
    }

    private func insert(_ record: StateRecord, _ owner: Int64, _ digests: DigestChanges) throws {
        switch record {
        case .commit, .tenant, .series, .activity: break
        case .metric(let metric, let from):
            try Tables.metric.insert(try Tables.row(metric, owner, from), connection, digests)
        case .action(let action, let from, let until):
            try Tables.action.insert(
                try Tables.row(action, owner, from, until: until), connection, digests)
        case .subjects(let kind, let subjects):
            for (number, subject) in subjects.enumerated() {
                try Tables.subject.insert(
                    [
                        .integer(owner), .id(kind), .integer(Int64(number)), .id(subject.id),
                        .integer(subject.isErased ? 1 : 0), .revision(subject.from),
                    ], connection, digests)
            }
        case .coverage(let statement, let from):
            let start = try Instants.microseconds(statement.range.lowerBound)
            let end = try Instants.microseconds(statement.range.upperBound)
            try Tables.coverage.insert(
                [
                    .integer(owner), .id(statement.metric), .id(statement.source), .integer(start),
                    .integer(end), .revision(from),
                ], connection, digests)
        case .invoice(let invoice, let from):
            try Tables.invoice.insert(try Tables.row(invoice, owner, from), connection, digests)
        case .entry(let entry, let from):
            try Tables.entry.insert(Tables.row(entry, owner, from), connection, digests)
        case .floor(let floor):
            try Tables.floor.insert(
                [.integer(owner), .text(floor.kind.rawValue), .text(floor.date.description)], connection,
                digests)
        case .plan(let term, let from):
            try Tables.plan.insert(try Tables.row(term, owner, from), connection, digests)
        case .budget(let budget, let from):
            try Tables.budget.insert(try Tables.row(budget, owner, from), connection, digests)
        }
    }
}
