#if PostgreSQL
import BillingModel
import BillingStore
import BillingStorePostgres
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// What a repository on a server does beyond what every repository promises.
@Suite(.enabled(if: PostgresServer.shared != nil))
struct PostgresRepositoryTests {
    private let server: PostgresServer
    private let now = Date(timeIntervalSince1970: 1_772_000_000)

    init() throws { server = try #require(PostgresServer.shared) }

    private func repository(
        _ set: (inout PostgresRepository.Options) -> Void = { _ in }
    ) async throws -> PostgresRepository {
        let now = now
        return try await server.repository(clock: { now }, set)
    }

    private func changes(
        _ id: String, _ values: [Double] = [1, 2], of tenant: TenantID = acme
    ) throws -> ChangeSet {
        var changes = try ChangeSet(id: CommitID(id))
        changes.add(try Tenant(id: tenant, name: "Acme", zones: ZoneHistory(.utc), currency: .usd))
        for (place, value) in values.enumerated() {
            changes.add(
                SampleWrite(
                    SeriesKey(tenant: tenant, metric: Metric.assets.id),
                    at: .date(try LocalDate("2026-02-01").adding(days: place)), value: value))
        }
        return changes
    }

    @Test(arguments: [
        "", "Billing", "9a", "a; DROP SCHEMA public", "a\"b", String(repeating: "a", count: 64),
    ])
    func `a schema has a plain name`(name: String) async throws {
        let error = await #expect(throws: BillingError.self) { try await repository { $0.schema = name } }
        #expect(error?.code == .invalidValue)
    }

    @Test func `pools and waits have bounds`() async throws {
        for set: @Sendable (inout PostgresRepository.Options) -> Void in [
            { $0.writers = 65 }, { $0.writers = -1 }, { $0.readers = 0 }, { $0.timeout = .zero },
            { $0.journalEntries = 0 },
        ] {
            let error = await #expect(throws: BillingError.self) { try await repository(set) }
            #expect(error?.code == .invalidValue)
        }
    }

    @Test func `a server that is not there is told`() async throws {
        let error = await #expect(throws: BillingError.self) {
            try await PostgresRepository("host=/nowhere dbname=postgres", clock: { Date() })
        }
        #expect(error?.code == .unavailable && error?.code.retry == .later)
    }

    @Test func `without writers nothing is committed, and a closed repository does nothing`() async throws {
        let first = try await repository { $0.schema = "shared_\(getpid())" }
        let reader = try await repository { ($0.schema, $0.writers) = ("shared_\(getpid())", 0) }
        try await first.commit(try changes("first"))
        #expect(try await reader.revision(.latest) == Revision(1))
        await expect(.readOnly) { try await reader.commit(try changes("second")) }
        await first.close()
        await reader.close()
        await expect(.closed) { try await first.commit(try changes("third")) }
        await expect(.closed) { try await reader.revision(.latest) }
    }

    @Test func `tables of a later release are refused`() async throws {
        let name = "later_\(getpid())"
        let first = try await repository { $0.schema = name }
        await first.close()
        try PostgresConnection(server.address).run(script: "UPDATE \(name).head SET format = 99")
        let error = await #expect(throws: BillingError.self) { try await repository { $0.schema = name } }
        #expect(error?.code == .newerFormat)
    }

    @Test func `rows of a write that was never committed are seen by nobody, and do no harm`() async throws {
        let name = "lost_\(getpid())"
        let own = try await repository { $0.schema = name }
        try await own.commit(try changes("first"))
        let connection = try PostgresConnection(server.address)
        // As a crash leaves them between the servers of a fleet: number 77 never came to the log.
        try connection.run(
            script: """
                SET search_path = \(name);
                INSERT INTO tenant SELECT tenant, 77, replace(body, 'Acme', 'Lost') FROM tenant LIMIT 1;
                INSERT INTO tenant VALUES ('other', 77, '{}');
                INSERT INTO journal SELECT tenant, 77, 0, entries, body FROM journal LIMIT 1;
                INSERT INTO floor VALUES ('other', 'sample', 1);
                """)
        let tenants = try await own.allRecords(RecordRequest(.tenant, of: .all))
        #expect(tenants.count == 1)
        if case .tenant(let tenant)? = tenants.first { #expect(tenant.name == "Acme") }
        try await own.commit(try changes("second", [5, 6, 7]))
        let series = try await own.allSeries(SeriesRequest(of: .one(acme), metrics: [Metric.assets.id]))
        #expect(series.first?.values == [5, 6, 7])
        await own.close()
    }

    @Test func `what a write changed in place without being committed does no harm either`() async throws {
        let name = "outline_\(getpid())"
        let own = try await repository { $0.schema = name }
        try await own.commit(try changes("first"))
        let connection = try PostgresConnection(server.address)
        // Number 77 changed the outline, added a series that it never wrote to, and came to no end.
        try connection.run(
            script: """
                SET search_path = \(name);
                UPDATE outline SET defined = 77, parts = 600, entries = 1000000,
                  ends = '\\x7ffffffffffffff07ffffffffffffff0';
                INSERT INTO series SELECT tenant, 2, kind, 'users', labels, timing FROM series;
                """)
        try await own.commit(try changes("second", [5, 2, 7]))
        var third = try changes("third", [5, 9])
        third.add(
            SampleWrite(
                SeriesKey(tenant: acme, metric: Metric.users.id), at: .date(try LocalDate("2026-02-01")),
                value: 4))
        try await own.commit(third)
        let series = try await own.allSeries(
            SeriesRequest(of: .one(acme), metrics: [Metric.assets.id, Metric.users.id]))
        #expect(series.map(\.values) == [[5, 9, 7], [4]])
        await own.close()
    }

    @Test func `a node sees what others define between its commits`() async throws {
        let name = "defined_\(getpid())"
        let one = try await repository { $0.schema = name }
        let other = try await repository { $0.schema = name }
        let id = try MetricID("litres")
        func litres(_ commit: String, _ value: Double, at seconds: Double) throws -> ChangeSet {
            var changes = try ChangeSet(id: CommitID(commit))
            changes.add(
                SampleWrite(
                    SeriesKey(tenant: acme, metric: id), at: .instant(now.addingTimeInterval(seconds)),
                    value: value))
            return changes
        }
        try await one.commit(try changes("first"))
        await expect(.refused) { try await one.commit(try litres("early", 1, at: 0)) }
        var definition = try ChangeSet(id: CommitID("definition"))
        definition.add(
            try Metric(id: id, name: "Litres", unit: "l", kind: .count, cadence: .irregular), for: acme)
        try await other.commit(definition)
        // Each adds to the series that the other has made, and takes its own place for a new one.
        try await one.commit(try litres("one", 1, at: 1))
        try await other.commit(try litres("other", 2, at: 2))
        try await one.commit(try litres("again", 3, at: 3))
        try await other.erase(
            try ErasureRequest(
                id: CommitID("floor"), .records(.sample, before: LocalDate("2026-03-01"), tenant: acme)))
        await expect(.refused) { try await one.commit(try litres("late", 4, at: 4)) }
        try await other.erase(try ErasureRequest(id: CommitID("gone"), .tenant(acme)))
        await expect(.refused) { try await one.commit(try litres("gone too", 4, at: 5)) }
        try await other.commit(try changes("anew", [8]))
        try await one.commit(try changes("anew too", [8, 9]))
        let series = try await one.allSeries(SeriesRequest(of: .one(acme), metrics: [Metric.assets.id, id]))
        #expect(series.map(\.values) == [[8, 9]])
        await one.close()
        await other.close()
    }

    @Test func `a tenant has more series than a row of its outline has ends`() async throws {
        let own = try await repository()
        let ids = try (0..<150).map { try MetricID("m\($0)") }
        var definitions = try changes("first")
        for id in ids {
            definitions.add(
                try Metric(id: id, name: "M", unit: "u", kind: .gauge, cadence: .irregular), for: acme)
        }
        try await own.commit(definitions)
        // In disorder and bit by bit: each series knows where it ends.
        for (round, places) in [Array(0..<100), [149, 3, 70], Array(60..<140), [99, 149]].enumerated() {
            var changes = try ChangeSet(id: CommitID("round-\(round)"))
            for place in places {
                let at = now.addingTimeInterval(Double(place == 3 ? -round : round))
                changes.add(
                    SampleWrite(
                        SeriesKey(tenant: acme, metric: ids[place]), at: .instant(at), value: Double(round)))
            }
            try await own.commit(changes)
        }
        let series = try await own.allSeries(
            SeriesRequest(of: .one(acme), metrics: [ids[3], ids[70], ids[149]]))
        // Series come by the bytes of their metrics: 149, 3, 70.
        #expect(series.map(\.values) == [[1, 3], [1, 0], [0, 1, 2]])
        await own.close()
    }

    @Test func `a task that is cancelled stops the server`() async throws {
        let name = "cancelled_\(getpid())"
        let own = try await repository { $0.schema = name }
        try await own.commit(try changes("first"))
        let connection = try PostgresConnection(server.address)
        try connection.run(script: "BEGIN; LOCK TABLE \(name).tenant IN ACCESS EXCLUSIVE MODE")
        let task = Task { try await own.allRecords(RecordRequest(.tenant, of: .all)) }
        try await Task.sleep(for: .milliseconds(300))
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(20))
        try connection.run(script: "ROLLBACK")
        #expect(try await own.allRecords(RecordRequest(.tenant, of: .all)).count == 1)
        await own.close()
    }

    /// A standby ends what is in the way of its replay; here a view does it to the first reads of a session.
    @Test(arguments: [7, 8]) func `a read that is ended as in the way is begun again a few times`(
        times: Int
    ) async throws {
        let name = "ended_\(times)_\(getpid())"
        let own = try await repository { $0.schema = name }
        try await own.commit(try changes("first"))
        try PostgresConnection(server.address).run(
            script: """
                ALTER TABLE \(name).tenant RENAME TO tenant_rows;
                CREATE FUNCTION \(name).passes() RETURNS boolean VOLATILE LANGUAGE plpgsql AS $$
                BEGIN
                  FOR number IN 1..\(times) LOOP
                    -- A lock of the session is kept when its transaction is ended.
                    IF NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
                                   AND classid = 77 AND objid = number) THEN
                      PERFORM pg_advisory_lock(77, number);
                      RAISE EXCEPTION 'canceling statement due to conflict with recovery' USING ERRCODE = '40001';
                    END IF;
                  END LOOP;
                  RETURN true;
                END $$;
                CREATE VIEW \(name).tenant AS SELECT * FROM \(name).tenant_rows WHERE \(name).passes();
                """)
        let request = RecordRequest(.tenant, of: .all)
        if times == 8 {
            let error = await #expect(throws: BillingError.self) { try await own.allRecords(request) }
            #expect(error?.code == .busy && error?.code.retry == .later)
        }
        #expect(try await own.allRecords(request).count == 1)
        await own.close()
    }

    @Test func `a commit that waits too long is told to come later`() async throws {
        let name = "waiting_\(getpid())"
        let patient = try await repository { $0.schema = name }
        let own = try await repository { ($0.schema, $0.timeout) = (name, .seconds(2)) }
        let connection = try PostgresConnection(server.address)
        try connection.run(script: "BEGIN; SELECT * FROM \(name).head FOR UPDATE")
        let error = await #expect(throws: BillingError.self) { try await own.commit(try changes("first")) }
        #expect(error?.code == .busy && error?.code.retry == .later)
        try connection.run(script: "ROLLBACK")
        #expect(try await patient.commit(try changes("first")).revision == Revision(1))
        await own.close()
        await patient.close()
    }

    @Test func `a session that names its tenants sees no others`() async throws {
        let name = "guarded_\(getpid())"
        let own = try await repository { $0.schema = name }
        let (one, other) = (try TenantID("one"), try TenantID("other"))
        try await own.commit(try changes("first", of: one))
        try await own.commit(try changes("second", of: other))
        let connection = try PostgresConnection(server.address)
        try connection.run(
            script: "DROP ROLE IF EXISTS \(name); CREATE ROLE \(name) LOGIN IN ROLE billing_reader")
        let address =
            server.address.replacing("user=postgres", with: "user=\(name)")
            + " options='-c billing.tenants=one'"
        var options = PostgresRepository.Options()
        (options.schema, options.writers, options.preparesTables) = (name, 0, false)
        let guarded = try await PostgresRepository(address, options: options, clock: { Date() })
        let seen = try await guarded.allRecords(RecordRequest(.tenant, of: .all))
        #expect(seen.count == 1)
        await expect(.notFound) {
            try await guarded.allSeries(SeriesRequest(of: .one(other), metrics: [Metric.assets.id]))
        }
        await guarded.close()
        await own.close()
    }

    @Test(arguments: [3, 65_536])
    func `all that is known moves to another repository and back, with every revision`(
        journal: Int
    ) async throws {
        let own = try await repository { $0.journalEntries = journal }
        let day = try LocalDate("2026-02-01")
        for number in 0..<6 {
            var changes = try changes("c\(number)", [Double(number), 2, 3 + Double(number)])
            changes.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("engine"), id: ActionID("a\(number)"),
                    at: now.addingTimeInterval(Double(number)), type: .sendEmail, category: .alert,
                    succeeded: 1,
                    failed: 0, suppressed: 0))
            changes.add(
                ActivityRecord(
                    tenant: acme, kind: .device, subject: try SubjectID("d\(number % 3)"),
                    quarter: try QuarterHour(holding: now.addingTimeInterval(Double(number) * 1_000))))
            changes.add(
                try Coverage(
                    tenant: acme, metric: Metric.actions.id, source: SourceID("engine"),
                    range: now.addingTimeInterval(
                        Double(number) * 90)..<now.addingTimeInterval(Double(number) * 90 + 60)))
            changes.add(
                try Invoice(
                    tenant: acme, number: InvoiceNumber("2026-\(number)"), issuedAt: now, currency: .usd,
                    payable: Money(minorUnits: 100, currency: .usd)))
            try await own.commit(changes)
        }
        try await own.commit(try ChangeSet(id: CommitID("empty")))
        try await own.erase(
            try ErasureRequest(id: CommitID("gone"), .subject(SubjectID("d1"), kind: .device, tenant: acme)))
        try await own.erase(
            try ErasureRequest(
                id: CommitID("floor"), .records(.sample, before: day.adding(days: 1), tenant: acme)))
        let state = try await own.state()
        let memory = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
        try await memory.restore(state)
        let other = try await repository { $0.journalEntries = journal }
        try await other.restore(try await memory.state())
        let moved = try await other.state()
        #expect(try records(moved) == records(state))
        let error = await #expect(throws: BillingError.self) { try await other.restore(state) }
        #expect(error?.code == .conflict)
        // What was committed is known, and the next one makes the next revision.
        let next = try changes("next", [9], of: TenantID("other"))
        let commits = (try await other.commit(next), try await own.commit(next))
        #expect(commits.0 == commits.1)
        for revision in 0...8 {
            let request = SeriesRequest(
                of: .all, metrics: [Metric.assets.id, Metric.actions.id],
                knownAt: .revision(try Revision(Int64(revision))))
            let expected = try await own.allSeries(request)
            #expect(try await other.allSeries(request) == expected)
            #expect(try await memory.allSeries(request) == expected)
        }
        await own.close()
        await other.close()
    }

    @Test func `statements of coverage may begin together in one set, and after a floor`() async throws {
        let (own, now) = (try await repository(), now)
        let memory = InMemoryRepository(clock: { now })
        let start = try LocalDate("2026-02-01")
        func statement(_ hours: Range<Int>) throws -> Coverage {
            let midnight = Date(timeIntervalSince1970: Double(start.dayNumber) * 86_400)
            return try Coverage(
                tenant: acme, metric: Metric.assets.id, source: SourceID("feed"),
                range: midnight.addingTimeInterval(
                    Double(hours.lowerBound) * 3_600)..<midnight.addingTimeInterval(
                        Double(hours.upperBound) * 3_600))
        }
        var first = try changes("first")
        for hours in [5..<6, 5..<7, 20..<30, 10..<30, 24..<31] { first.add(try statement(hours)) }
        let floor = try ErasureRequest(
            id: CommitID("floor"), .records(.sample, before: start.adding(days: 1), tenant: acme))
        for repository in [own, memory] as [any BillingRepository] {
            try await repository.commit(first)
            try await repository.erase(floor)
        }
        let state = try await own.state()
        #expect(try records(state) == records(try await memory.state()))
        // What is alike after the floor is taken over as well.
        let other = try await repository()
        try await other.restore(state)
        #expect(try records(try await other.state()) == records(state))
        await own.close()
        await other.close()
    }

    @Test func `series that a floor emptied are known after a move, however many there are`() async throws {
        let memory = InMemoryRepository(clock: { Date(timeIntervalSince1970: 1_772_000_000) })
        // More series than a row of what a commit asks first holds, of which those in the middle have nothing left.
        let metrics = try [("a", 64), ("b", 64), ("c", 3)].map { id, count in
            (try Metric(id: MetricID(id), unit: "items", kind: .count, cadence: .daily), count)
        }
        func write(_ metric: Metric, _ number: Int, _ date: String, _ value: Double) throws -> SampleWrite {
            SampleWrite(
                SeriesKey(tenant: acme, metric: metric.id, labels: try Labels(("n", "\(number)"))),
                at: .date(try LocalDate(date)), value: value)
        }
        var first = try ChangeSet(id: CommitID("first"))
        first.add(try Tenant(id: acme, name: "Acme", zones: ZoneHistory(.utc), currency: .usd))
        for (metric, count) in metrics {
            first.add(metric, for: acme)
            for number in 0..<count {
                first.add(try write(metric, number, metric.id.text == "b" ? "2026-01-05" : "2026-02-05", 1))
            }
        }
        try await memory.commit(first)
        try await memory.erase(
            try ErasureRequest(
                id: CommitID("floor"), .records(.sample, before: LocalDate("2026-02-01"), tenant: acme)))
        let own = try await repository()
        try await own.restore(try await memory.state())
        for value in [1.0, 2, 2] {
            var next = try ChangeSet(id: CommitID("next \(UInt32.random(in: .min ... .max))"))
            next.add(try write(metrics[1].0, 9, "2026-02-06", value))
            let expected = try await memory.commit(next)
            let made = try await own.commit(next)
            #expect(made.inserted == expected.inserted && made.corrected == expected.corrected)
            #expect(made.unchanged == expected.unchanged)
        }
        await own.close()
    }

    private func records(_ state: RepositoryState) throws -> [String] {
        var records: [String] = []
        try state.list { records.append("\($0)") }
        return records
    }

    @Test func `nodes that come at once make the tables once, and each takes its turn`() async throws {
        let name = "crowd_\(getpid())"
        let nodes = try await withThrowingTaskGroup(of: PostgresRepository.self) { group in
            for _ in 0..<6 { group.addTask { try await repository { $0.schema = name } } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, node) in nodes.enumerated() {
                group.addTask {
                    for number in 0..<5 {
                        let tenant = try TenantID(number % 2 == 0 ? "shared" : "own-\(place)")
                        try await node.commit(
                            try changes("\(place)-\(number)", [Double(place * 10 + number)], of: tenant))
                        // The same again, from another node at the same time as likely as not.
                        try await nodes[(place + 1) % 6].commit(
                            try changes("\(place)-\(number)", [Double(place * 10 + number)], of: tenant))
                    }
                }
            }
            try await group.waitForAll()
        }
        let commits = try await nodes[0].allRecords(RecordRequest(.commit, of: .all))
        let revisions = commits.compactMap {
            if case .commit(let commit) = $0 { commit.revision.number } else { nil }
        }
        #expect(revisions == Array(1...Int64(revisions.count)) && revisions.count <= 30)
        for node in nodes { await node.close() }
    }
}

/// Expects an error of a code.
private func expect(_ code: BillingError.Code, _ work: () async throws -> some Any) async {
    let error = await #expect(throws: BillingError.self) { _ = try await work() }
    #expect(error?.code == code)
}
#endif
