#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A connection with its transactions, on a thread of its own.
final class PostgresSession {
    private let address: String
    private let schema: PostgresSchema
    private let timeout: Duration
    private var connection: PostgresConnection?
    private let metricTexts = MetricTexts()
    /// Whether it hears what commits of all nodes tell.
    private let hearsNotices: Bool

    init(
        _ address: String, _ schema: PostgresSchema, _ timeout: Duration, prepares: Bool,
        hearsNotices: Bool = false
    ) throws {
        self.address = address
        self.schema = schema
        self.timeout = timeout
        self.hearsNotices = hearsNotices
        do {
            let connection = try opened()
            if prepares { try schema.prepare(connection) } else { try schema.check(connection) }
        } catch let failure as PostgresFailure {
            throw failure.error(writing: prepares)
        }
    }

    func close() { connection = nil }

    /// The connection, which is made anew if the last one was lost.
    private func opened() throws -> PostgresConnection {
        if let connection, connection.isUsable { return connection }
        connection = nil
        let fresh = try PostgresConnection(address)
        guard fresh.serverVersion >= 140_000 else {
            throw BillingError(
                .unsupported, rule: "a server is of version 14 or later", detail: "\(fresh.serverVersion)")
        }
        let milliseconds =
            timeout.components.seconds * 1_000 + timeout.components.attoseconds / 1_000_000_000_000_000
        try fresh.run(
            script: "SET search_path = \(schema.name); SET statement_timeout = \(milliseconds); "
                + "SET lock_timeout = \(milliseconds); SET client_encoding = 'UTF8'")
        let encoding = try fresh.rows("SELECT current_setting('server_encoding')")
        guard encoding.text(0, 0) == "UTF8" else {
            throw BillingError(
                .unsupported, rule: "the database is in UTF-8",
                detail: "\(fresh.name): \(encoding.text(0, 0))")
        }
        // The channel of a repository has the name of its schema.
        if hearsNotices { try fresh.run(script: "LISTEN \(schema.name)") }
        connection = fresh
        return fresh
    }

    // MARK: Notices

    /// Tells all nodes of a revision: nothing depends on it but when they look.
    func notify(_ revision: Revision) throws {
        try opened().rows(
            "SELECT pg_notify($1, $2)", [.text(schema.name), .text("\(revision.number)")])
    }

    /// Waits until some node tells of a revision, but not for longer than a time.
    ///
    /// - Returns: False, at once, if there is no connection to hear on.
    func waitForNotice(atMost limit: Duration, _ cancellation: Cancellation) throws -> Bool {
        guard hearsNotices, let connection, connection.isUsable else { return false }
        let end = ContinuousClock.now + limit
        do {
            // In steps, so that one who is told to stop does so soon.
            while ContinuousClock.now < end {
                try cancellation.check()
                if try connection.hasNotice(within: min(.milliseconds(100), end - .now)) { break }
            }
        } catch is PostgresFailure {
            // The next look finds out whether there is a server.
            self.connection = nil
        }
        return true
    }

    // MARK: Transactions

    /// Runs a transaction that reads one state of the tables; once more if the connection turns out to be lost.
    func read<Value>(
        _ running: RunningStatement, _ observation: Observation? = nil,
        _ work: (PostgresSnapshot) throws -> Value
    ) throws -> Value {
        do {
            return try attempt(running, work)
        } catch let failure as PostgresFailure where failure.endsConnection {
            connection = nil
            observation?.note { $0.retries += 1 }
            if running.isCancelled.withLock({ $0 }) { throw CancellationError() }
            do {
                return try attempt(running, work)
            } catch let failure as PostgresFailure {
                throw failure.error(writing: false)
            }
        } catch let failure as PostgresFailure {
            if failure.state == "57014", running.isCancelled.withLock({ $0 }) { throw CancellationError() }
            throw failure.error(writing: false)
        }
    }

    private func attempt<Value>(
        _ running: RunningStatement, _ work: (PostgresSnapshot) throws -> Value
    ) throws -> Value {
        let connection = try opened()
        running.begin(connection.canceller)
        defer { running.end() }
        return try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", connection) {
            try work(PostgresSnapshot(tables: PostgresTables(connection, metricTexts)))
        }
    }

    /// Runs a transaction that writes, a few times if it meets another one.
    private func write<Value>(
        _ observation: Observation?, _ work: (PostgresTables) throws -> Value
    ) throws -> Value {
        var attempts = 0
        while true {
            attempts += 1
            do {
                let connection = try opened()
                return try transaction("BEGIN", connection) {
                    try work(PostgresTables(connection, metricTexts))
                }
            } catch let failure as PostgresFailure {
                if failure.endsConnection { connection = nil }
                guard failure.isCollision, attempts < 8 else { throw failure.error(writing: true) }
                observation?.note { $0.retries += 1 }
            }
        }
    }

    private func transaction<Value>(
        _ begin: String, _ connection: PostgresConnection, _ work: () throws -> Value
    ) throws -> Value {
        try connection.run(script: begin)
        do {
            let value = try work()
            try connection.run(script: "COMMIT")
            return value
        } catch {
            if connection.isUsable { try? connection.run(script: "ROLLBACK") }
            throw error
        }
    }

    // MARK: Commits

    /// Locks tenants, so that nothing of them changes until the end of the transaction.
    private func lock(
        _ tenants: Set<TenantID>, _ tables: PostgresTables, _ observation: Observation?
    ) throws {
        let keys = Set(tenants.map(ColumnRows.owner)).sorted()
        guard !keys.isEmpty else { return }
        // One order for all, so that nobody waits in a circle. Only the server knows what is a wait, and what a way to it.
        let rows = try tables.connection.rows(
            "SELECT pg_advisory_xact_lock(k), "
                + "(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000000)::bigint "
                + "FROM unnest($1::bigint[]) AS k", [.integers(keys)])
        let waited = Duration.microseconds(try rows.integer(rows.count - 1, 1))
        observation?.note { $0.locked += waited }
    }

    /// Applies every change or none.
    ///
    /// - Returns: The commit, and the tenants whose journals are to be packed.
    func commit(
        _ changes: ChangeSet, at now: Date, _ options: PostgresRepository.Options,
        _ observation: Observation?
    ) throws -> (CommitRecord, full: [TenantID]) {
        try write(observation) { tables in
            let touched = changes.tenantsNamed
            try lock(touched, tables, observation)
            // Nobody makes a revision between the look at the basis and the commit.
            if changes.basis != nil { try tables.connection.rows("SELECT 1 FROM head FOR UPDATE") }
            let decision = try PostgresLookups(tables, of: touched).decide(
                changes, at: now, zones: options.zones, acceptsClockJumps: options.acceptsClockJumps)
            switch decision {
            case .known(let commit): return (commit, [])
            case .new(let commit, let digest, let plan):
                let number = try tables.connection.rows("SELECT nextval('write_number')").integer(0, 0)
                var writer = PlanWriter(tables, number: number)
                let grown = try writer.write(plan)
                let full = try tables.fullJournals(grown, beyond: options.journalEntries)
                let made = try publish(
                    commit, digest, number: number, isMade: plan.counts.hasEffect, at: now, tables)
                return (made, full)
            }
        }
    }

    func erase(
        _ request: ErasureRequest, at now: Date, _ options: PostgresRepository.Options,
        _ observation: Observation?
    ) throws -> CommitRecord {
        try write(observation) { tables in
            try lock([request.target.tenant], tables, observation)
            switch try PostgresLookups(tables, of: [request.target.tenant]).decide(
                request, at: now, acceptsClockJumps: options.acceptsClockJumps)
            {
            case .known(let commit): return commit
            case .unchanged(let commit, let digest):
                return try publish(commit, digest, number: nil, isMade: false, at: now, tables)
            case .new(let commit, let digest, let tombstone):
                try Eraser(tables: tables).erase(request.target, tombstone)
                return try publish(commit, digest, number: nil, isMade: true, at: now, tables)
            }
        }
    }

    /// Takes over a state.
    ///
    /// - Returns: The revision that it ends with.
    func restore(_ state: RepositoryState, _ observation: Observation?) throws -> Revision {
        try write(observation) { tables in
            var restoring = StateWriter(tables.connection)
            try restoring.restore(state)
            return try tables.latestRevision()
        }
    }

    /// Moves the journal of a tenant into chunks, unless another node is at it.
    ///
    /// - Returns: How many entries it held.
    func pack(_ tenant: TenantID, _ observation: Observation?) throws -> Int {
        try write(observation) { tables in
            // Keys of two numbers are others than those of one, which lock tenants for commits.
            let isFree = try tables.connection.rows(
                "SELECT pg_try_advisory_xact_lock($1::bigint::int, ($2::bigint % 2147483647)::int)",
                [.integer(Self.packing), .integer(ColumnRows.owner(tenant))])
            guard try isFree.flag(0, 0) else { return 0 }
            try lock([tenant], tables, observation)
            return try ColumnPacker(tables: tables).pack(tenant)
        }
    }

    private static let packing: Int64 = 0x5041_434B

    /// Takes the next revision, and so makes all that was written seen: from here to the end of the transaction nobody else commits.
    private func publish(
        _ commit: CommitRecord, _ digest: String, number: Int64?, isMade: Bool, at now: Date,
        _ tables: PostgresTables
    ) throws -> CommitRecord {
        let rows = try tables.connection.rows(
            "WITH h AS (UPDATE head SET revision = revision + $3, sequence = sequence + 1, "
                + "recorded = greatest(recorded, $4) RETURNING revision, sequence, recorded) "
                + "INSERT INTO commit_log (id, sequence, number, digest, kind, revision, made, recorded, "
                + "inserted, unchanged, corrected, retracted) "
                + "SELECT $1, h.sequence, $5, $2, $6, h.revision, $3 > 0, h.recorded, $7, $8, $9, $10 FROM h "
                + "RETURNING revision, recorded",
            [
                .text(commit.id.text), .text(digest), .integer(isMade ? 1 : 0),
                .integer(try Instants.microseconds(now)), .integer(orNull: number),
                .text(commit.kind.rawValue), .integer(Int64(commit.inserted)),
                .integer(Int64(commit.unchanged)),
                .integer(Int64(commit.corrected)), .integer(Int64(commit.retracted)),
            ])
        return CommitRecord(
            id: commit.id, kind: commit.kind, revision: try Revision(rows.integer(0, 0)),
            recordedAt: Instants.date(try rows.integer(0, 1)), inserted: commit.inserted,
            unchanged: commit.unchanged, corrected: commit.corrected, retracted: commit.retracted)
    }
}
#endif
