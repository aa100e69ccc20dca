#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// Commits that find the log taken, which a test holds for as long as it likes.
@Suite(.enabled(if: PostgresServer.shared != nil), .timeLimit(.minutes(2)))
struct PostgresQueueTests {
    private let server: PostgresServer
    private let schema = "queue_\(UInt32.random(in: .min ... .max))"

    init() throws { server = try #require(PostgresServer.shared) }

    private func node(
        _ set: (inout PostgresRepository.Options) -> Void = { _ in }
    ) async throws -> PostgresRepository {
        let now = Date(timeIntervalSince1970: 1_772_000_000)
        let choose: (inout PostgresRepository.Options) -> Void = {
            // Whoever does not get the log at once queues.
            ($0.schema, $0.logWait) = (schema, .zero)
            set(&$0)
        }
        return try await server.repository(clock: { now }, choose)
    }

    private func changes(_ id: String, _ tenant: TenantID, _ value: Double = 1) throws -> ChangeSet {
        var changes = try ChangeSet(id: CommitID(id))
        changes.add(try Tenant(id: tenant, name: "Acme", zones: ZoneHistory(.utc), currency: .usd))
        changes.add(
            SampleWrite(
                SeriesKey(tenant: tenant, metric: Metric.assets.id), at: .date(try LocalDate("2026-02-01")),
                value: value))
        return changes
    }

    private func value(
        _ reader: PostgresRepository, _ tenant: TenantID, _ revision: Int64
    ) async throws -> Double? {
        try await reader.allSeries(
            SeriesRequest(
                of: .one(tenant), metrics: [Metric.assets.id], knownAt: .revision(Revision(revision)))
        ).first?.values.first
    }

    @Test func `those that wait are seen by nobody, and get their revisions in one turn`() async throws {
        let own = try await node { $0.writers = 5 }
        let keeper = try LogKeeper(server, schema)
        let commits = Task {
            try await withThrowingTaskGroup(of: CommitRecord.self) { group in
                for number in 0..<5 {
                    group.addTask { try await own.commit(try changes("\(number)", TenantID("t\(number)"))) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        try await keeper.waitUntil(5)
        #expect(try await own.revision(.latest) == .zero)
        #expect(try await own.allRecords(RecordRequest(.tenant, of: .all)).isEmpty)
        #expect(try await own.allRecords(RecordRequest(.commit, of: .all)).isEmpty)
        try keeper.free()
        let made = try await commits.value
        #expect(made.map(\.revision.number).sorted() == [1, 2, 3, 4, 5])
        #expect(try keeper.waiting() == 0)
        // What each was told is what the log says.
        for commit in made { #expect(try await own.commit(withID: commit.id) == commit) }
        #expect(try await own.allRecords(RecordRequest(.tenant, of: .all)).count == 5)
        #expect(try await own.revision(.latest).number == 5)
        await own.close()
    }

    /// Commits by a client that is lost while it waits.
    private func lose(_ changes: ChangeSet) async throws {
        var options = PostgresRepository.Options()
        (options.schema, options.writers, options.logWait) = (schema, 1, .zero)
        let lost = try await PostgresRepository(
            server.address + " application_name=\(schema)", options: options,
            clock: { Date(timeIntervalSince1970: 1_772_000_000) })
        let keeper = try LogKeeper(server, schema)
        let commit = Task { try await lost.commit(changes) }
        try await keeper.waitUntil(1)
        try keeper.connection.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
            [.text(schema)])
        await #expect(throws: BillingError.self) { try await commit.value }
        try keeper.free()
        await lost.close()
    }

    @Test func `a commit whose client is lost while it waits comes before the next of its tenant, once`()
        async throws
    {
        let other = try await node()
        try await lose(try changes("lost", acme, 5))
        let next = try await other.commit(try changes("next", acme, 6))
        #expect(next.revision.number == 2 && next.corrected == 1)
        let again = try await other.commit(try changes("lost", acme, 5))
        #expect(again.revision.number == 1 && again.inserted == 2)
        #expect(try await value(other, acme, 1) == 5)
        #expect(try await value(other, acme, 2) == 6)
        await other.close()
    }

    @Test func `one that is left behind is taken along by whoever comes later`() async throws {
        let own = try await node()
        try await own.commit(try changes("first", acme))
        let keeper = try LogKeeper(server, schema)
        try keeper.free()
        // As a client leaves it whose machine is gone.
        try keeper.connection.run(
            script: """
                INSERT INTO waiting SELECT 'left', nextval('write_number'), digest, kind, true, recorded, 1, 0, 0, 0,
                  ARRAY['elsewhere'], clock_timestamp() - interval '1 minute' FROM commit_log;
                """)
        #expect(try await own.revision(.latest).number == 1)
        let next = try await own.commit(try changes("next", bolt))
        #expect(next.revision.number == 3)
        #expect(try await own.commit(withID: CommitID("left"))?.revision.number == 2)
        await own.close()
    }

    @Test func `of two sets with one id, one is made, and the other is told`() async throws {
        let (own, other) = (try await node(), try await node())
        let keeper = try LogKeeper(server, schema)
        let first = Task { try await own.commit(try changes("same", acme)) }
        try await keeper.waitUntil(1)
        let second = Task { try await other.commit(try changes("same", bolt)) }
        // The same again is no other set.
        let third = Task { try await other.commit(try changes("same", acme)) }
        try await Task.sleep(for: .milliseconds(100))
        try keeper.free()
        let made = try await first.value
        #expect(made.revision.number == 1)
        let error = await #expect(throws: BillingError.self) { try await second.value }
        #expect(error?.code == .conflict)
        #expect(try await third.value == made)
        #expect(try await own.allRecords(RecordRequest(.tenant, of: .all)).count == 1)
        await own.close()
        await other.close()
    }

    @Test func `an id that came into the log by another way leaves what waits out`() async throws {
        let own = try await node()
        let keeper = try LogKeeper(server, schema)
        let commit = Task { try await own.commit(try changes("same", acme)) }
        try await keeper.waitUntil(1)
        // Another set under the id, made before.
        try keeper.connection.run(
            script: """
                UPDATE head SET revision = 1, sequence = 1;
                INSERT INTO commit_log SELECT id, 1, nextval('write_number'), '2:another', kind, 1, true, recorded,
                  1, 0, 0, 0 FROM waiting;
                """)
        try keeper.free()
        let error = await #expect(throws: BillingError.self) { try await commit.value }
        #expect(error?.code == .conflict)
        #expect(try keeper.waiting() == 0)
        #expect(try await own.revision(.latest).number == 1)
        #expect(try await own.allRecords(RecordRequest(.tenant, of: .all)).isEmpty)
        // What it wrote does no harm to what comes next.
        #expect(try await own.commit(try changes("next", acme)).inserted == 2)
        await own.close()
    }

    @Test func `a set that is sent again on a basis is told what the log says afterwards`() async throws {
        let other = try await node()
        try await lose(try changes("first", acme))
        var again = try changes("first", acme)
        again.basis = .zero
        let made = try await other.commit(again)
        #expect(made.revision.number == 1)
        #expect(try await other.commit(withID: made.id) == made)
        #expect(try await other.commit(try changes("next", bolt)).revision.number == 2)
        await other.close()
    }

    @Test func `many rows and their revision go together`() async throws {
        // So many statements that one exchange does not hold them, and each place of its end.
        let own = try await node()
        for count in 58...68 {
            var set = try changes("\(count)", acme, Double(count))
            for number in 0..<count {
                set.add(
                    try Invoice(
                        tenant: acme, number: InvoiceNumber("\(count)-\(number)"),
                        issuedAt: Date(timeIntervalSince1970: 1_770_000_000), currency: .usd,
                        payable: Money(minorUnits: 100, currency: .usd)))
            }
            let made = try await own.commit(set)
            #expect(made.revision.number == Int64(count - 57))
        }
        await own.close()
    }

    @Test func `a commit on a basis looks after those that wait`() async throws {
        let (own, other) = (try await node(), try await node())
        let keeper = try LogKeeper(server, schema)
        let first = Task { try await own.commit(try changes("first", acme)) }
        try await keeper.waitUntil(1)
        let second = Task {
            var set = try changes("second", bolt)
            set.basis = .zero
            return try await other.commit(set)
        }
        try await Task.sleep(for: .milliseconds(100))
        try keeper.free()
        #expect(try await first.value.revision.number == 1)
        let error = await #expect(throws: BillingError.self) { try await second.value }
        #expect(error?.code == .outdated)
        await own.close()
        await other.close()
    }

    @Test func `a state is taken over after all that wait, and then refused`() async throws {
        let (own, other) = (try await node(), try await node())
        let memory = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        try await memory.commit(try changes("1", bolt))
        let state = try await memory.state()
        let keeper = try LogKeeper(server, schema)
        let first = Task { try await own.commit(try changes("first", acme)) }
        try await keeper.waitUntil(1)
        let taking = Task { try await other.restore(state) }
        try await Task.sleep(for: .milliseconds(100))
        try keeper.free()
        #expect(try await first.value.revision.number == 1)
        let error = await #expect(throws: BillingError.self) { try await taking.value }
        #expect(error?.code == .conflict)
        await own.close()
        await other.close()
    }

    @Test func `an erasure and a journal that is moved wait for what is about their tenant`() async throws {
        let (own, other) = (try await node(), try await node { $0.journalEntries = 1 })
        try await own.commit(try changes("first", acme))
        let keeper = try LogKeeper(server, schema)
        let commit = Task { try await own.commit(try changes("second", acme, 7)) }
        try await keeper.waitUntil(1)
        let erasure = Task {
            try await other.erase(ErasureRequest(id: CommitID("gone"), .tenant(acme)))
        }
        try await Task.sleep(for: .milliseconds(100))
        try keeper.free()
        #expect(try await commit.value.revision.number == 2)
        #expect(try await erasure.value.revision.number == 3)
        #expect(try await own.allRecords(RecordRequest(.tenant, of: .all)).isEmpty)
        await own.close()
        await other.close()
    }
}

/// Holds the log of a repository.
private struct LogKeeper {
    let connection: PostgresConnection
    private let key = "1279215360, hashtext(current_schema())"

    init(_ server: PostgresServer, _ schema: String) throws {
        connection = try PostgresConnection(server.address)
        try connection.run(script: "SET search_path = \(schema); SELECT pg_advisory_lock(\(key))")
    }

    func free() throws { try connection.run(script: "SELECT pg_advisory_unlock(\(key))") }

    func waiting() throws -> Int64 {
        try connection.rows("SELECT count(*) FROM waiting").integer(0, 0)
    }

    /// Waits until so many commits wait.
    func waitUntil(_ count: Int64) async throws {
        while try waiting() != count { try await Task.sleep(for: .milliseconds(5)) }
    }
}
#endif
