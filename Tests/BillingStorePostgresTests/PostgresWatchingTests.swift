#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// What a node hears of others, and what an observer is told.
@Suite(.enabled(if: PostgresServer.shared != nil), .timeLimit(.minutes(2)))
struct PostgresWatchingTests {
    private let server: PostgresServer
    private let schema = "watched_\(UInt32.random(in: .min ... .max))"

    init() throws { server = try #require(PostgresServer.shared) }

    /// A node that by itself looks once an hour, so that what it hears in a test it was told.
    private func node(
        _ set: (inout PostgresRepository.Options) -> Void = { _ in }
    ) async throws -> PostgresRepository {
        let now = Date(timeIntervalSince1970: 1_772_000_000)
        let choose: (inout PostgresRepository.Options) -> Void = {
            ($0.schema, $0.lookInterval) = (schema, .seconds(3_600))
            set(&$0)
        }
        return try await server.repository(clock: { now }, choose)
    }

    private func changes(_ id: String, name: String = "Acme") throws -> ChangeSet {
        var changes = try ChangeSet(id: CommitID(id))
        changes.add(try Tenant(id: acme, name: name, zones: ZoneHistory(.utc), currency: .usd))
        return changes
    }

    // MARK: Revisions

    @Test func `a node is told of its own commits and of those of others`() async throws {
        let (own, other) = (try await node(), try await node())
        var revisions = own.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try await own.commit(try changes("1", name: "A"))
        #expect(try await revisions.next()?.number == 1)
        try await other.commit(try changes("2", name: "B"))
        #expect(try await revisions.next()?.number == 2)
        // A repeat makes none, and many at once come to the newest.
        try await other.commit(try changes("2", name: "B"))
        for number in 3...20 { try await other.commit(try changes("\(number)", name: "\(number)")) }
        while let revision = try await revisions.next(), revision.number < 20 {}
        try await other.erase(ErasureRequest(id: CommitID("gone"), .tenant(acme)))
        #expect(try await revisions.next()?.number == 21)
        await own.close()
        #expect(try await revisions.next() == nil)
        await other.close()
    }

    @Test func `a notice is no more than a reason to look`() async throws {
        let own = try await node()
        let stranger = try PostgresConnection(server.address)
        var revisions = own.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try stranger.run(script: "NOTIFY \(schema), '999'; NOTIFY \(schema), 'nonsense'")
        let other = try await node()
        try await other.commit(try changes("1"))
        #expect(try await revisions.next()?.number == 1)
        await own.close()
        await other.close()
    }

    @Test func `one who is slow does not hold up the one who commits`() async throws {
        let (own, other) = (try await node(), try await node())
        var slow = own.revisions.makeAsyncIterator()
        #expect(try await slow.next() == .zero)
        for number in 1...50 { try await other.commit(try changes("\(number)", name: "\(number)")) }
        while let revision = try await slow.next(), revision.number < 50 {}
        await own.close()
        await other.close()
    }

    @Test func `a node that looks for itself is told within its interval`() async throws {
        // As of a standby, which hears no notices.
        let reading = try await node {
            ($0.readAddress, $0.lookInterval) = (server.address, .milliseconds(20))
        }
        let other = try await node()
        var revisions = reading.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try await other.commit(try changes("1"))
        #expect(try await revisions.next()?.number == 1)
        await reading.close()
        await other.close()
    }

    @Test func `a connection that is lost is made anew, and what was missed is told`() async throws {
        let other = try await node()
        var options = PostgresRepository.Options()
        (options.schema, options.writers, options.lookInterval) = (schema, 0, .milliseconds(50))
        let own = try await PostgresRepository(
            server.address + " application_name=\(schema)", options: options, clock: { Date() })
        var revisions = own.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        let killer = try PostgresConnection(server.address)
        for number in 1...3 {
            let killed = try killer.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
                [.text(schema)])
            #expect(killed.count > 0)
            try await other.commit(try changes("\(number)", name: "\(number)"))
            #expect(try await revisions.next()?.number == Int64(number))
        }
        await own.close()
        await other.close()
    }

    @Test func `a task that is cancelled is at the end soon, and others go on`() async throws {
        let own = try await node()
        let (told, tell) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for try await _ in own.revisions { tell.yield() }
            return "ended"
        }
        for await _ in told { break }
        let start = ContinuousClock.now
        task.cancel()
        #expect(try await task.value == "ended")
        // By itself it would look in an hour.
        #expect(ContinuousClock.now - start < .seconds(60))
        try await own.commit(try changes("1"))
        var later = own.revisions.makeAsyncIterator()
        #expect(try await later.next()?.number == 1)
        await own.close()
    }

    @Test func `a state that was taken over is told`() async throws {
        let memory = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        try await memory.commit(try changes("1", name: "A"))
        try await memory.commit(try changes("2", name: "B"))
        let (own, other) = (try await node(), try await node())
        var revisions = own.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try await other.restore(try await memory.state())
        #expect(try await revisions.next()?.number == 2)
        await own.close()
        await other.close()
    }

    // MARK: Observer

    @Test func `each call is told once, with its size and how it ended`() async throws {
        let observer = RecordingObserver(namesTenants: true)
        let own = try await node { $0.observer = observer }
        try await own.commit(try changes("1"))
        try await own.commit(try changes("1"))
        _ = try await own.allRecords(RecordRequest(.tenant, of: .one(acme)))
        _ = try await own.commit(withID: CommitID("none"))
        _ = try? await own.commit(try ChangeSet(id: CommitID("1")))
        await own.close()
        _ = try? await own.revision(.latest)
        let told = observer.events.map(\.line)
        #expect(
            told.filter { !$0.hasPrefix("revision succeeded") } == [
                "open succeeded 0", "commit succeeded 1", "commit succeeded 1", "records_tenant succeeded 1",
                "find_commit succeeded 0", "commit conflict 0", "revision closed 0",
            ])
        #expect(observer.events.filter { $0.operation == .commit }.first?.tenants == .set([acme]))
        #expect(observer.events.allSatisfy { $0.duration >= $0.queued + $0.locked && $0.pages == nil })
    }

    @Test func `a journal that is moved into chunks is told with what it held`() async throws {
        let observer = RecordingObserver()
        let own = try await node { ($0.observer, $0.journalEntries) = (observer, 5) }
        var first = try changes("1")
        for number in 0..<7 {
            first.add(
                SampleWrite(
                    SeriesKey(tenant: acme, metric: Metric.assets.id),
                    at: .date(try LocalDate("2026-02-01").adding(days: number)), value: 1))
        }
        try await own.commit(first)
        while !observer.events.contains(where: { $0.operation == .pack }) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let event = try #require(observer.events.first { $0.operation == .pack })
        #expect(event.outcome == .succeeded && event.packed == 7)
        #expect(observer.events.allSatisfy { $0.tenants == nil })
        await own.close()
    }

    @Test func `the wait for another commit of the tenant is told`() async throws {
        let observer = RecordingObserver()
        // It makes the tables, for which the other might not have the time.
        let patient = try await node { $0.observer = observer }
        let own = try await node { ($0.observer, $0.timeout) = (observer, .seconds(3)) }
        // What stands for a tenant is the FNV-1a hash of its id, as the server of another node would lock it.
        let key = acme.text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        let other = try PostgresConnection(server.address)
        try other.run(script: "BEGIN; SELECT pg_advisory_xact_lock(\(Int64(bitPattern: key)))")
        let waited = Task { try await patient.commit(try changes("2")) }
        await #expect(throws: BillingError.self) { try await own.commit(try changes("1")) }
        try other.run(script: "ROLLBACK")
        _ = try await waited.value
        let outcomes = observer.events.filter { $0.operation == .commit }
        #expect(outcomes.first?.outcome == .failed(.busy))
        let wait = try #require(outcomes.last)
        #expect(wait.outcome == .succeeded && wait.locked > .milliseconds(500))
        await own.close()
        await patient.close()
    }
}
#endif
