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
    private var definitions = KnownDefinitions()
    /// Whether it hears what commits of all nodes tell.
    private let hearsNotices: Bool
    private let commits: Bool
    private var choice: CommitQueue.Choice
    private var hasSkippedNumbers = false

    init(
        _ address: String, _ schema: PostgresSchema, _ timeout: Duration, prepares: Bool,
        hearsNotices: Bool = false, commits: Bool = false, logWait: Duration = .zero
    ) throws {
        self.address = address
        self.schema = schema
        self.timeout = timeout
        self.hearsNotices = hearsNotices
        self.commits = commits
        choice = CommitQueue.Choice(logWait)
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
        definitions = KnownDefinitions()
        hasSkippedNumbers = false
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
        // What a commit asks is found by keys, however many there are: to plan it anew for each costs as much as to do it, and
        // plans for thousands of keys read whole tables of other tenants.
        if commits { try fresh.run(script: "SET plan_cache_mode = force_generic_plan") }
        // A node that is gone holds what it locked no longer than a statement may take.
        if commits { try fresh.run(script: "SET idle_in_transaction_session_timeout = \(milliseconds)") }
        // The channel of a repository has the name of its schema.
        if hearsNotices { try fresh.run(script: "LISTEN \(schema.name)") }
        connection = fresh
        return fresh
    }

    // MARK: Notices

    /// Tells all nodes of a revision: nothing depends on it but when they look.
    func notify(_ revision: Revision) throws {
        try opened().rows(
            // A notice that the loss of the server takes with it is missed by nobody: nothing is flushed for it.
            "SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2)",
            [.text(schema.name), .text("\(revision.number)")])
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

    /// How often a transaction is tried that meets another one.
    private static let attempts = 8

    /// Runs a transaction that reads one state of the tables, a few times if the connection is lost meanwhile, or if a standby ends
    /// the transaction or the session because it is in the way of what it replays.
    func read<Value>(
        _ running: RunningStatement, _ observation: Observation? = nil,
        _ work: (PostgresSnapshot) throws -> Value
    ) throws -> Value {
        var attempts = 0
        while true {
            attempts += 1
            var isOpen = false
            do {
                let connection = try opened()
                isOpen = true
                running.begin(connection.canceller)
                defer { running.end() }
                return try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", connection) {
                    try work(PostgresSnapshot(tables: PostgresTables(connection, metricTexts)))
                }
            } catch let failure as PostgresFailure {
                if failure.endsConnection { connection = nil }
                try running.check()
                guard isOpen, failure.isCollision || failure.endsConnection, attempts < Self.attempts else {
                    throw failure.error(writing: false)
                }
                observation?.note { $0.retries += 1 }
            }
        }
    }

    /// Does what writes, a few times if it meets another one.
    private func retrying<Value>(
        _ observation: Observation?, _ work: (PostgresConnection) throws -> Value
    ) throws -> Value {
        var attempts = 0
        while true {
            attempts += 1
            do {
                return try work(try opened())
            } catch is CommitQueue.Waits {
                guard attempts < Self.attempts else {
                    throw BillingError(.busy, rule: "commits of a tenant come one after the other")
                }
            } catch let failure as PostgresFailure {
                if failure.endsConnection { connection = nil }
                guard failure.isCollision, attempts < Self.attempts else {
                    throw failure.error(writing: true)
                }
            }
            observation?.note { $0.retries += 1 }
        }
    }

    /// Runs a transaction that writes.
    private func write<Value>(
        _ observation: Observation?, _ work: (PostgresTables) throws -> Value
    ) throws -> Value {
        try retrying(observation) { connection in
            try transaction(CommitQueue.begin, connection) {
                try work(PostgresTables(connection, metricTexts))
            }
        }
    }

    private func transaction<Value>(
        _ begin: String, _ connection: PostgresConnection, _ work: () throws -> Value
    ) throws -> Value {
        try undoing(connection) {
            try connection.run(script: begin)
            let value = try work()
            try connection.run(script: "COMMIT")
            return value
        }
    }

    /// Rolls a transaction back that fails.
    private func undoing<Value>(_ connection: PostgresConnection, _ work: () throws -> Value) throws -> Value
    {
        do {
            return try work()
        } catch {
            if connection.isUsable { try? connection.run(script: "ROLLBACK") }
            throw error
        }
    }

    // MARK: Commits

    /// Leaves out numbers of writes that a server may have given before a crash which took their record.
    ///
    /// Rows of such a write may be on another server, where they outlived it.
    private func skipNumbers(_ connection: PostgresConnection) throws {
        guard !hasSkippedNumbers else { return }
        try connection.rows("SELECT max(nextval('write_number')) FROM generate_series(1, 1000)")
        hasSkippedNumbers = true
    }

    /// Begins a transaction that locks the tenants of a commit, decides, and ends it with what follows from the decision.
    ///
    /// It begins with one exchange with the server and ends with another, however many tenants there are.
    private func commit<Decision, Outcome>(
        _ id: CommitID, of tenants: Set<TenantID>, locksLog: Bool = false, _ observation: Observation?,
        meanwhile: () -> Void = {}, decide: (PostgresLookups) throws -> Decision,
        finish: (Decision, PostgresTables, LockedTenants) throws -> Outcome
    ) throws -> Outcome {
        var locksLog = locksLog
        return try retrying(observation) { connection in
            try skipNumbers(connection)
            return try undoing(connection) {
                let tables = PostgresTables(connection, metricTexts)
                let locked: LockedTenants
                do {
                    locked = try LockedTenants(
                        tenants, for: id, tables, definitions, locksLog: locksLog, meanwhile: meanwhile)
                } catch let waits as CommitQueue.Waits {
                    // With the log the next attempt takes over what waits.
                    locksLog = true
                    throw waits
                }
                observation?.note { $0.locked += locked.waited }
                let decision = try decide(PostgresLookups(tables, locked))
                return try finish(decision, tables, locked)
            }
        }
    }

    /// Applies every change or none.
    ///
    /// - Returns: The commit, and the tenants whose journals are to be packed.
    func commit(
        _ changes: ChangeSet, at now: Date, _ options: PostgresRepository.Options,
        _ observation: Observation?
    ) throws -> (CommitRecord, full: [TenantID]) {
        var known: String?
        // The same for each attempt, and made while the server is busy.
        func digest() -> String {
            let digest = known ?? changes.contentDigest
            known = digest
            return digest
        }
        return try commit(
            changes.id, of: changes.tenantsNamed,
            // Nobody makes a revision between the look at the basis and the commit.
            locksLog: changes.basis != nil, observation, meanwhile: { _ = digest() },
            decide: { lookups in
                try lookups.plan(
                    changes, digest: digest, at: now, zones: options.zones,
                    acceptsClockJumps: options.acceptsClockJumps)
            },
            finish: { decision, tables, locked in
                switch decision {
                case .known(let commit):
                    // It may have come into the log just now.
                    try tables.connection.run(script: "COMMIT")
                    return (commit, [])
                case .new(let commit, let plan):
                    let writer = try PlanWriter(
                        plan, tables, locked, journalEntries: options.journalEntries)
                    let queues = choice.isQueue
                    let made = try publish(
                        CommitQueue.publication(
                            commit, digest: digest(), number: locked.number,
                            isMade: plan.counts.hasEffect, at: try Instants.microseconds(now),
                            ifFree: queues ? changes.tenantsNamed : nil),
                        commit, digest(), tables, observation, after: writer.statements,
                        inTurn: !queues)
                    return (made, writer.full)
                }
            })
    }

    func erase(
        _ request: ErasureRequest, at now: Date, _ options: PostgresRepository.Options,
        _ observation: Observation?
    ) throws -> CommitRecord {
        try commit(
            request.id, of: [request.target.tenant], observation,
            decide: { lookups in
                try lookups.decide(request, at: now, acceptsClockJumps: options.acceptsClockJumps)
            },
            finish: { decision, tables, locked in
                switch decision {
                case .known(let commit):
                    try tables.connection.run(script: "COMMIT")
                    return commit
                case .unchanged(let commit, let digest):
                    return try publish(
                        CommitQueue.publication(
                            commit, digest: digest, number: nil, isMade: false,
                            at: try Instants.microseconds(now)),
                        commit, digest, tables, observation)
                case .new(let commit, let digest, let tombstone):
                    try Eraser(tables: tables, number: locked.number).erase(request.target, tombstone)
                    return try publish(
                        CommitQueue.publication(
                            commit, digest: digest, number: nil, isMade: true,
                            at: try Instants.microseconds(now)),
                        commit, digest, tables, observation)
                }
            })
    }

    /// Takes over a state.
    ///
    /// - Returns: The revision that it ends with.
    func restore(
        _ state: RepositoryState, _ observation: Observation?,
        progress: @escaping (ArchiveProgress) -> Void, checkCancellation: @escaping () throws -> Void
    ) throws -> Revision {
        try write(observation) { tables in
            var restoring = StateWriter(tables.connection)
            try restoring.restore(state, progress: progress, checkCancellation: checkCancellation)
            return try tables.latestRevision()
        }
    }

    /// Moves the journal of a tenant into chunks, unless another node is at it.
    ///
    /// - Returns: How many entries it held.
    func pack(_ tenant: TenantID, _ observation: Observation?) throws -> Int {
        try retrying(observation) { connection in
            do {
                return try transaction(CommitQueue.begin, connection) {
                    try pack(tenant, PostgresTables(connection, metricTexts), observation)
                }
            } catch let waits as CommitQueue.Waits {
                _ = try undoing(connection) { try connection.pipeline(CommitQueue.drain) }
                throw waits
            }
        }
    }

    private func pack(_ tenant: TenantID, _ tables: PostgresTables, _ observation: Observation?) throws -> Int
    {
        // Keys of two numbers are others than those of one, which lock tenants for commits.
        let isFree = try tables.connection.rows(
            "SELECT pg_try_advisory_xact_lock(1346454528, hashtext(current_schema() || ' ' || $1))",
            [.text(tenant.text)])
        guard try isFree.flag(0, 0) else { return 0 }
        let lock = LockedTenants.lock([tenant])
        let waited = try LockedTenants.waited(tables.connection.rows(lock.sql, lock.values))
        observation?.note { $0.locked += waited }
        // What waits is not in the log, and would be taken for what was never committed.
        let waiting = try tables.connection.rows(
            "SELECT id " + CommitQueue.waiting(id: "''", tenants: "$1"), [.texts([tenant.text])])
        guard waiting.count == 0 else { throw CommitQueue.Waits() }
        return try ColumnPacker(tables: tables).pack(tenant)
    }

    /// Ends a transaction with a publication, which makes all that was written seen, in one exchange with the server; in one more if it
    /// waits in the queue.
    private func publish(
        _ publication: CommitQueue.Statement, _ commit: CommitRecord, _ digest: String,
        _ tables: PostgresTables, _ observation: Observation?, after statements: [CommitQueue.Statement] = [],
        inTurn: Bool = true
    ) throws -> CommitRecord {
        let turn = inTurn ? [CommitQueue.lock] : []
        let start = ContinuousClock.now
        let end = turn + [publication, ("COMMIT", [])]
        // The log is held for one exchange alone: rows that do not fit it go before.
        let isApart = statements.count + end.count > PostgresConnection.exchange
        if isApart { try tables.connection.pipeline(statements) }
        let answers = try tables.connection.pipeline((isApart ? [] : statements) + end).suffix(end.count)
        if inTurn, let first = answers.first {
            let waited = try LockedTenants.waited(first)
            choice.note(waited, .now - start - waited)
            observation?.note { $0.locked += waited }
        }
        let rows = answers[answers.startIndex + turn.count]
        guard rows.count == 0 else {
            return CommitRecord(
                id: commit.id, kind: commit.kind, revision: try Revision(rows.integer(0, 0)),
                recordedAt: Instants.date(try rows.integer(0, 1)), inserted: commit.inserted,
                unchanged: commit.unchanged, corrected: commit.corrected, retracted: commit.retracted)
        }
        // It is on the disk, and gets its revision together with all that wait meanwhile.
        let taken = try tables.connection.pipeline([
            (CommitQueue.begin, []), CommitQueue.lock, CommitQueue.takeOver(unlessDone: commit.id),
            PostgresTables.commits(around: commit.id), ("COMMIT", []),
        ])
        let waited = try LockedTenants.waited(taken[1])
        observation?.note { $0.locked += waited }
        guard let known = try tables.commits(taken[3], around: commit.id).known, known.digest == digest else {
            // Another commit of its id was first: it is decided on again.
            throw PostgresFailure(
                state: "40001", message: "the id of a commit was taken", isDisconnected: false)
        }
        return known.commit
    }
}
#endif
