import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("What is sound but of another time, or of another file, is found by reads and by a verification")
struct RootTests {
    private let folder: TemporaryFolder
    private let path: String
    /// The file as it was ten commits ago, and as it is.
    private let old: [UInt8]
    private let new: [UInt8]
    private let answers: [Answer]
    private let revision: Revision
    /// What it answered ten commits ago.
    private let oldAnswers: [Answer]
    private static let pageSize = 16_384

    /// Both states of the file, made once for all tests.
    private static let made = Task { () -> [(bytes: [UInt8], answers: [Answer])] in
        let folder = try TemporaryFolder()
        let path = folder.file("file")
        try await StoredWorld.make(path)
        var states: [(bytes: [UInt8], answers: [Answer])] = []
        for numbers in [0..<3, 3..<13] {
            try await commit(path, numbers)
            states.append((try bytes(path), try await answers(path)))
        }
        return states
    }

    init() async throws {
        folder = try TemporaryFolder()
        path = folder.file("file")
        let made = try await Self.made.value
        (old, oldAnswers) = made[0]
        (new, answers) = made[1]
        revision = try Revision(Int64(StoredWorld.steps().count + 13))
        try Data(new).write(to: URL(filePath: path))
    }

    private static func answers(_ path: String) async throws -> [Answer] {
        let repository = try await StoredWorld.open(path)
        let answers = try await StoredWorld.answers(of: repository).map { try $0.get() }
        await repository.close()
        return answers
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }

    private static func commit(_ path: String, _ numbers: Range<Int>, value: Double = 1) async throws {
        let repository = try await StoredWorld.open(path, .readWrite)
        for number in numbers { try await repository.commit(StoredWorld.later(number, value: value)) }
        await repository.close()
    }

    /// The pages of each table with its indexes, from 0.
    private func pages(_ bytes: [UInt8]) throws -> [String: Set<Int>] {
        try Data(bytes).write(to: URL(filePath: path))
        let connection = try stranger(path)
        defer { connection.close() }
        var pages: [String: Set<Int>] = [:]
        try connection.each(
            """
            SELECT coalesce(s.tbl_name, d.name), d.pageno FROM dbstat AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name
            """
        ) { pages[try $0.text(0), default: []].insert(Int(try $0.integer(1)) - 1) }
        return pages
    }

    /// Whether SQLite was built with the table that tells which page belongs to what.
    private static var knowsPages: Bool {
        guard let connection = try? Connection(inMemory: "test") else { return false }
        return (try? connection.run("SELECT * FROM dbstat LIMIT 0")) != nil
    }

    /// Expects that no read gives a wrong answer, and that what is wrong is told.
    private func expectFound(_ what: String) async throws {
        // Where all that holds the list of commits is old, the file is an older one that is damaged, as its host can tell.
        let outcome = try await Outcome(path, seen: revision)
        #expect(outcome.wrong(answers) == [], "\(what)")
        let blind = try await Outcome(path)
        let (old, new) = (blind.wrong(oldAnswers), blind.wrong(answers))
        #expect(old.isDisjoint(with: new), "\(what)")
        #expect(!blind.findings.isEmpty || !blind.isOpen, "\(what)")
        #expect(!outcome.findings.isEmpty || !outcome.errors.isEmpty, "\(what)")
        // A verification never says less than the reads.
        #expect(!outcome.findings.isEmpty || !outcome.isOpen, "\(what)")
        for error in outcome.errors where error.code != .corruptData {
            #expect(error.code == .rolledBack, "\(what): \(error)")
        }
    }

    @Test("Pages of ten commits ago, of any tables", .enabled(if: knowsPages, "SQLite has no dbstat"))
    func stalePages() async throws {
        let (before, after) = (try pages(old), try pages(new))
        let tables = before.keys.filter { $0 != "sqlite_schema" }.sorted()
        var subsets: [Set<String>] = tables.map { [$0] }
        subsets += [
            ["lane_state", "journal"], ["lane_state", "journal", "lane"],
            ["lane_state", "journal", "digest"], ["lane_state", "journal", "digest", "root"],
            ["action", "digest"], ["invoice", "entry", "digest"], ["commit_log", "digest"],
            ["commit_log", "digest", "root"], ["digest", "root"], ["coverage", "subject", "digest", "root"],
            Set(tables).subtracting(["commit_log"]), Set(tables).subtracting(["root"]),
            Set(tables).subtracting(["lane_state", "journal"]), Set(tables).subtracting(["action"]),
        ]
        var random = SplitMix64(seed: 21)
        for _ in 0..<20 { subsets.append(Set(tables.filter { _ in random.below(2) == 0 })) }
        var changed = 0
        for subset in Sweep.cases(subsets, every: 3) {
            var bytes = new
            for table in subset {
                for page in (before[table] ?? []).intersection(after[table] ?? []) {
                    let place = (page * Self.pageSize)..<((page + 1) * Self.pageSize)
                    bytes.replaceSubrange(place, with: old[place])
                }
            }
            guard bytes != new else { continue }
            changed += 1
            try Data(bytes).write(to: URL(filePath: path))
            try await expectFound(subset.sorted().joined(separator: ", "))
        }
        #expect(changed > Sweep.count(25, part: 8))
    }

    @Test(
        "Rows that are gone with their digests, and digests that were made to fit",
        arguments: [
            "DELETE FROM action WHERE tenant = 1; DELETE FROM digest WHERE tenant = 1 AND \"table\" = 'action'",
            "DELETE FROM invoice WHERE tenant = 2; DELETE FROM digest WHERE tenant = 2 AND \"table\" = 'invoice'",
            """
            DELETE FROM action WHERE tenant = 1 AND at >= 1769904000000000 AND at < 1772323200000000;
            DELETE FROM digest WHERE tenant = 1 AND "table" = 'action' AND month = 24313
            """,
            "DELETE FROM floor; DELETE FROM digest WHERE \"table\" = 'floor'",
            "DELETE FROM subject; DELETE FROM digest WHERE \"table\" = 'subject'",
            """
            UPDATE digest SET count = count - 1, hash = (hash | s.seal) - (hash & s.seal)
            FROM (SELECT seal FROM action WHERE tenant = 1 AND id = 'action 12') AS s
            WHERE tenant = 1 AND "table" = 'action' AND month =
              (SELECT 24312 + (at - 1767225600000000) / 2678400000000 FROM action WHERE tenant = 1 AND id = 'action 12');
            DELETE FROM action WHERE tenant = 1 AND id = 'action 12'
            """,
            "DELETE FROM tenant WHERE number = 2; DELETE FROM digest WHERE tenant = 0 AND \"table\" = 'tenant'",
            """
            DELETE FROM journal WHERE tenant = 1 AND number = (SELECT max(number) FROM journal WHERE tenant = 1);
            DELETE FROM lane_state WHERE tenant = 2
            """,
            "DELETE FROM lane_state; DELETE FROM lane; DELETE FROM journal; DELETE FROM chunk; DELETE FROM chunk_index; DELETE FROM history",
            "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'tenant'",
            "UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'lane'",
            "DELETE FROM root", "DELETE FROM root WHERE level = 0 AND number = 1",
            "UPDATE root SET hash = hash + 1 WHERE level = 1",
            "INSERT INTO root VALUES (1, 7, 5)", "INSERT INTO root VALUES (0, 7, 5)",
        ])
    func vanished(_ change: String) async throws {
        let connection = try stranger(path)
        try connection.runAll("BEGIN; " + change + "; COMMIT")
        connection.close()
        try await expectFound(change)
    }

    @Test("The last commits, gone from the list with its digest")
    func commits() async throws {
        let connection = try stranger(path)
        try connection.runAll(
            """
            BEGIN; DELETE FROM commit_log WHERE sequence > 12;
            UPDATE digest SET count = 12, hash = 0 WHERE tenant = 0 AND "table" = 'commit_log'; COMMIT
            """)
        connection.close()
        try await expectFound("commits")
    }

    @Test("Tables of another file that had the same commits with other values")
    func swapped() async throws {
        let other = folder.file("other")
        try await StoredWorld.make(other)
        try await Self.commit(other, 0..<3)
        try await Self.commit(other, 3..<13, value: 2)
        for tables in [
            ["action", "digest"], ["lane_state", "journal"],
            ["lane_state", "journal", "lane", "chunk", "chunk_index", "history"],
            Tables.ofTenants.map(\.name) + ["digest"],
            Tables.ofTenants.map(\.name) + ["digest", "lane_state", "journal", "lane"],
            ["digest", "root"], ["commit_log", "digest"],
        ] {
            try Data(new).write(to: URL(filePath: path))
            let connection = try stranger(path)
            try connection.runAll("ATTACH '\(other)' AS other; BEGIN")
            for table in tables {
                try connection.runAll(
                    "DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM other.\(table)")
            }
            try connection.runAll("COMMIT; DETACH other")
            connection.close()
            try await expectFound("\(tables)")
        }
    }

    @Test("A commit on a state that is not that of the last one is refused")
    func commit() async throws {
        let connection = try stranger(path)
        try connection.runAll(
            "DELETE FROM action WHERE tenant = 1; DELETE FROM digest WHERE tenant = 1 AND \"table\" = 'action'"
        )
        connection.close()
        let repository = try await StoredWorld.open(path, .readWrite)
        let next = try StoredWorld.later(20)
        #expect(await billingError { try await repository.commit(next) }?.code == .corruptData)
        // Another tenant goes on.
        var changes = ChangeSet(id: try CommitID("bolt"))
        changes.add(
            SampleWrite(
                key(bolt, level),
                at: .instant(StoredWorld.day(40)), value: 1))
        try await repository.commit(changes)
        // Damage does not keep a tenant from being erased, after which the file is sound.
        try await repository.erase(ErasureRequest(id: CommitID("away"), .tenant(acme)))
        #expect(try await repository.verify() == [])
        await repository.close()
    }

    @Test("An older whole file is refused to a host that has seen more")
    func older() async throws {
        try Data(old).write(to: URL(filePath: path))
        let before = try Revision(revision.number - 10)
        for access in [FileRepository.Access.readOnly, .readWrite, .create] {
            let repository = try await StoredWorld.open(path, access, seen: before)
            #expect(try await repository.revision(.latest) == before)
            await repository.close()
            let seen = try before.next()
            let path = path
            #expect(
                await billingError { try await StoredWorld.open(path, access, seen: seen) }?.code
                    == .rolledBack)
        }
        let findings = try await FileRepository.verify(at: path, seen: revision)
        #expect(findings.map(\.place) == ["table commit_log"])
        #expect(try await FileRepository.verify(at: path) == [])
    }

    @Test("Totals that are not those of the actions, and presence without a subject, are found")
    func derived() async throws {
        // As if the release that wrote the file had got it wrong: all checksums, digests and the root fit.
        let repository = try await StoredWorld.open(path, .readWrite)
        await repository.close()
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.access = .readWrite
        for change in [
            "UPDATE action SET succeeded = succeeded + 1 WHERE tenant = 1 AND id = 'action 12'",
            "DELETE FROM subject WHERE tenant = 1 AND number = (SELECT max(number) FROM subject WHERE tenant = 1)",
            "DELETE FROM invoice WHERE tenant = 1 AND number = 'INV-0'",
        ] {
            try Data(new).write(to: URL(filePath: path))
            let connection = try Connection.open(path, options)
            try connection.write {
                try connection.run(change)
                for table in Tables.ofTenants {
                    for values in try Self.rows(table, connection) where table.name == "action" {
                        try connection.run(
                            "UPDATE action SET seal = ? WHERE tenant = ? AND source = ? AND id = ? AND revision = ?",
                            [.integer(table.checksum(values)), values[0], values[1], values[2], values[13]])
                    }
                    try connection.run("DELETE FROM digest WHERE \"table\" = ?", [.text(table.name)])
                    let digests = DigestChanges()
                    try table.checksums("", [], connection) { digests.toggle($0, $1, count: 1) }
                    try digests.write(connection)
                }
                try Root.build(connection)
            }
            connection.close()
            let findings = try await FileRepository.verify(at: path).map(\.description)
            #expect(findings.count == 1, "\(change): \(findings)")
            #expect(findings.allSatisfy { $0.contains("acme") }, "\(findings)")
        }
    }

    /// The rows of a table, whether their checksums hold or not.
    private static func rows(_ table: ChecksummedTable, _ connection: Connection) throws -> [[SQLValue]] {
        var rows: [[SQLValue]] = []
        let columns = table.columns.map { "\"\($0)\"" }.joined(separator: ", ")
        try connection.each("SELECT \(columns) FROM \(table.name)") { row in
            rows.append(try table.columns.indices.map { try row.value($0) })
        }
        return rows
    }
}
