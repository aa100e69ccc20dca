#if PostgreSQL
import BillingModel
import BillingStore

/// A tenant that nobody else changes until the end of a transaction.
final class LockedTenant {
    let definitions: TenantDefinitions
    let columns: TenantColumns
    var outline: Outline

    init(_ definitions: TenantDefinitions, _ columns: TenantColumns, _ outline: Outline) {
        self.definitions = definitions
        self.columns = columns
        self.outline = outline
    }
}

/// What a commit begins with: its tenants are locked, and what every commit asks of them and of the log is read.
final class LockedTenants {
    /// The number of the write, if it comes to one.
    let number: Int64
    /// The commit that has the id already.
    let known: KnownCommit?
    let last: CommitRecord?
    /// How long others held the tenants.
    let waited: Duration
    private var tenants: [TenantID: LockedTenant] = [:]
    /// The one that was asked for last, as the next one is the same more often than not.
    private var recent: (id: TenantID, tenant: LockedTenant)?

    /// Begins a transaction that locks the tenants of a commit, in one exchange with the server unless definitions have changed since
    /// they were read.
    ///
    /// Where the log is locked too, nobody else makes a revision before the end of the transaction.
    ///
    /// - Throws: `CommitQueue.Waits` if a commit of one of the tenants has no revision yet.
    init(
        _ ids: Set<TenantID>, for id: CommitID, _ tables: PostgresTables, _ definitions: KnownDefinitions,
        locksLog: Bool, meanwhile: () -> Void = {}
    ) throws {
        var statements: [(sql: String, values: [PostgresValue])] = [
            (CommitQueue.begin, []), Self.lock(ids),
        ]
        if locksLog { statements += [CommitQueue.lock, CommitQueue.takeOver()] }
        let first = statements.count
        statements += [
            PostgresTables.commits(around: id, of: ids),
            (
                "SELECT \(Outline.columns) FROM outline WHERE tenant = ANY($1)",
                [.texts(ids.map(\.text))]
            ),
        ]
        let fresh = ids.filter { !definitions.contains($0) }
        if !fresh.isEmpty { statements += PostgresTables.definitions(of: Array(fresh)) }
        let rows = try tables.connection.pipeline(statements, meanwhile: meanwhile)
        let commits = try tables.commits(rows[first], around: id)
        guard !commits.isWaiting else { throw CommitQueue.Waits() }
        (known, last) = (commits.known, commits.last)
        waited = try Self.waited(rows[1]) + (locksLog ? Self.waited(rows[2]) : .zero)
        number = try rows[1].integer(0, 3)
        var outlines: [TenantID: Outline] = [:]
        let stored = rows[first + 1]
        for row in 0..<stored.count {
            try outlines[TenantID(stored.text(row, 0)), default: Outline()].take(stored, row)
        }
        var found = fresh.isEmpty ? [:] : try tables.definitions(rows[(first + 2)...])
        var outdated: [TenantID] = []
        for id in ids where !fresh.contains(id) {
            found[id] = outlines[id].flatMap { definitions.definitions(of: id, at: $0.defined) }
            if found[id] == nil { outdated.append(id) }
        }
        if !outdated.isEmpty {
            let rows = try tables.connection.pipeline(PostgresTables.definitions(of: outdated))
            found.merge(try tables.definitions(rows[...])) { $1 }
        }
        for id in ids {
            let own = found[id] ?? TenantDefinitions()
            if let outline = outlines[id] { definitions.remember(own, of: id, at: outline.defined) }
            let columns = TenantColumns(id, ColumnRows(connection: tables.connection), own.series)
            tables.remember(columns)
            tenants[id] = LockedTenant(own, columns, outlines[id] ?? Outline())
        }
    }

    /// The statement that locks tenants, so that nothing of them changes until the end of the transaction, and takes the number of a
    /// write.
    ///
    /// Only the server knows what is a wait, and what a way to it.
    static func lock(_ ids: Set<TenantID>) -> (sql: String, values: [PostgresValue]) {
        // One order for all, so that nobody waits in a circle.
        let keys = Set(ids.map(ColumnRows.owner)).sorted()
        let others =
            "(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000000)::bigint, "
            + "\(CommitQueue.takePart), nextval('write_number')"
        if keys.count == 1 { return ("SELECT pg_advisory_xact_lock($1), \(others)", [.integer(keys[0])]) }
        return (
            "SELECT count(pg_advisory_xact_lock(k)), \(others) FROM unnest($1::bigint[]) AS k",
            [.integers(keys)]
        )
    }

    /// How long that statement waited for others.
    static func waited(_ rows: PostgresRows) throws(BillingError) -> Duration {
        .microseconds(try rows.integer(0, 1))
    }

    /// A tenant of the commit.
    subscript(_ id: TenantID) -> LockedTenant {
        get throws(BillingError) {
            if let recent, recent.id == id { return recent.tenant }
            guard let tenant = tenants[id] else {
                throw BillingError(
                    .storageFailed, rule: "a commit locks every tenant that it looks up",
                    detail: "tenant '\(id)'")
            }
            recent = (id, tenant)
            return tenant
        }
    }
}
#endif
