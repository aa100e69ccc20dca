import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("Damage to a row is found by the reads that meet it, and by a verification")
struct DamageTests {
    private let folder: TemporaryFolder
    /// A file without damage, and what it answers.
    private let sound: String
    private let answers: [Answer]

    init() async throws {
        folder = try TemporaryFolder()
        sound = folder.file("sound")
        let made = try await StoredWorld.sound.value
        answers = made.answers
        try made.bytes.write(to: URL(filePath: sound))
    }

    @Test("Without damage nothing is found, and every read has rows")
    func undamaged() async throws {
        #expect(try await FileRepository.verify(at: sound).isEmpty)
        for answer in answers { #expect(!answer.rows.isEmpty, "\(answer.request)") }
    }

    /// A connection that does what another program may do to a file.
    private func other(_ path: String) throws -> Connection {
        let connection = try Connection(opening: path, path: path, flags: 0x2, wait: 0)
        try connection.run("PRAGMA synchronous = OFF")
        return connection
    }

    /// Changes a copy of the file, and expects the damage to be found.
    ///
    /// - Parameters:
    ///   - name: What the errors of reads and the findings name.
    ///   - change: The SQL that does the damage.
    ///   - isRead: Whether a read meets it.
    /// - Returns: Whether the table allows the change.
    private func expectFound(
        _ name: [String], _ change: String, isRead: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Bool {
        let path = folder.file("damaged")
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: sound, toPath: path)
        let connection = try other(path)
        let isAllowed = refusal { try connection.runAll(change) } == nil && connection.changes > 0
        connection.close()
        guard isAllowed else { return false }
        var errors: [BillingError] = []
        func met(_ error: any Error) throws {
            let error = try #require(error as? BillingError, "\(change): \(error)")
            #expect(error.code == .corruptData, "\(change): \(String(reflecting: error))")
            errors.append(error)
        }
        do {
            let repository = try await StoredWorld.open(path)
            for (found, answer) in zip(try await StoredWorld.answers(of: repository), answers) {
                switch found {
                case .success(let found):
                    #expect(found == answer, "\(change)", sourceLocation: sourceLocation)
                case .failure(let error): try met(error)
                }
            }
            let findings = try await repository.verify()
            let isNamed = findings.contains { finding in
                name.allSatisfy { "\(finding)".contains($0) }
            }
            #expect(isNamed, "\(change): \(findings)", sourceLocation: sourceLocation)
            await repository.close()
        } catch {
            // Opening reads the last commit.
            try met(error)
        }
        guard isRead else { return true }
        let isNamed = errors.contains { error in name.allSatisfy { error.detail.contains($0) } }
        #expect(
            isNamed, "\(change): \(errors.map { String(reflecting: $0) })", sourceLocation: sourceLocation)
        return true
    }

    /// The columns of a table, with the types that they hold.
    private func columns(_ table: String) throws -> [(name: String, type: String)] {
        let connection = try other(sound)
        defer { connection.close() }
        var columns: [(String, String)] = []
        try connection.each("SELECT name, type FROM pragma_table_info(?)", [.text(table)]) {
            columns.append((try $0.text(0), try $0.text(1)))
        }
        return columns
    }

    /// How rows are told apart in SQL.
    private static func key(_ table: String) -> String {
        switch table {
        case "tenant_version": "(tenant, revision)"
        case "metric": "(tenant, id, revision)"
        case "invoice": "(tenant, number)"
        case "entry": "(tenant, id)"
        case "subject": "(tenant, kind, number)"
        case "floor": "(tenant, kind)"
        case "plan_term": "(tenant, date, revision)"
        case "budget": "(tenant, revision)"
        case "digest": "(tenant, \"table\", month)"
        case "chunk_index": "(lane, start)"
        case "history": "(lane, start, kind, part)"
        case "journal": "(tenant, number)"
        default: "rowid"
        }
    }

    /// A row of a table, from the first or the last one on.
    private static func row(_ table: String, _ place: Int, fromEnd: Bool) -> String {
        let key = key(table)
        let columns = key.filter { $0 != "(" && $0 != ")" }
        let order = columns.split(separator: ", ").map { $0 + (fromEnd ? " DESC" : "") }
            .joined(separator: ", ")
        return "\(key) = (SELECT \(columns) FROM \(table) ORDER BY \(order) LIMIT 1 OFFSET \(place))"
    }

    static let plain = Tables.all.map(\.name)
    /// What is kept in columns; not all of it is read by the requests of these tests.
    static let packed = ["lane_state", "lane", "chunk_index", "chunk", "history", "journal"]
    /// What commits read, and no request does.
    private static let ofCommits = ["action_run"]
    /// Numbers that only say where a row lies, or in which order.
    private static let rowIDs = [
        "action_run.page", "action.sequence", "coverage.sequence", "chunk.number", "history.part",
    ]

    private static func isRead(_ table: String) -> Bool {
        plain.contains(table) && !ofCommits.contains(table)
    }

    /// What errors and findings say of a row of a table.
    private func names(_ table: String) throws -> [String] {
        guard Self.plain.contains(table) else { return ["tenant "] }
        return ["table \(table)"]
    }

    @Test("Each column of a row is sealed", arguments: plain + packed)
    func columns(_ table: String) async throws {
        let isRead = Self.isRead(table)
        for (column, type) in Sweep.cases(try columns(table), every: 2)
        where !Self.rowIDs.contains("\(table).\(column)") {
            let change =
                switch type {
                case "INTEGER": "coalesce(\"\(column)\", 0) + 1"
                case "TEXT": "coalesce(\"\(column)\", '') || 'x'"
                default: "CAST(\"\(column)\" || X'00' AS BLOB)"
                }
            for fromEnd in Sweep.cases([false, true], every: 2) {
                let row = Self.row(table, 0, fromEnd: fromEnd)
                var isAllowed = try await expectFound(
                    names(table), "UPDATE \(table) SET \"\(column)\" = \(change) WHERE \(row)",
                    isRead: isRead)
                if !isAllowed, type == "INTEGER" {
                    // The next number was taken.
                    isAllowed = try await expectFound(
                        names(table), "UPDATE \(table) SET \"\(column)\" = 99 WHERE \(row)", isRead: isRead)
                }
                #expect(isAllowed, "\(table).\(column)")
            }
        }
    }

    @Test("No row vanishes", arguments: plain + packed)
    func vanished(_ table: String) async throws {
        for (place, fromEnd) in Sweep.cases([(0, false), (0, true), (1, true)], every: 2) {
            let row = Self.row(table, place, fromEnd: fromEnd)
            let isAllowed = try await expectFound(
                names(table), "DELETE FROM \(table) WHERE \(row)", isRead: Self.isRead(table))
            #expect(isAllowed || place > 0)
        }
    }

    @Test("No row is put in twice, or under another key", arguments: plain)
    func inserted(_ table: String) async throws {
        let columns = try columns(table).map(\.name)
        var changes = 0
        // The first column whose change makes the key another one.
        for column in columns where column != "seal" && column != "tenant" {
            let values = columns.map { name in
                if Self.rowIDs.contains("\(table).\(name)") { return "NULL" }
                return name == column ? "\"\(name)\" || 9" : "\"\(name)\""
            }
            let row = Self.row(table, 0, fromEnd: true)
            let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            let change =
                "INSERT INTO \(table) (\(names)) SELECT \(values.joined(separator: ", ")) FROM \(table) WHERE \(row)"
            if try await expectFound(self.names(table), change, isRead: Self.isRead(table)) { changes += 1 }
        }
        #expect(changes > 0 || table == "tenant" || table == "commit_log")
        if table == "action" || table == "coverage" {
            let names = columns.dropFirst().map { "\"\($0)\"" }.joined(separator: ", ")
            let isAllowed = try await expectFound(
                self.names(table), "INSERT INTO \(table) (\(names)) SELECT \(names) FROM \(table) LIMIT 1")
            #expect(isAllowed)
        }
    }

    @Test("No row passes to another tenant, also under its own seal", arguments: Tables.ofTenants.map(\.name))
    func moved(_ table: String) async throws {
        let row = Self.row(table, 0, fromEnd: false)
        var isAllowed = false
        for tenant in [2, 3] {
            let change = "UPDATE \(table) SET tenant = \(tenant) WHERE \(row)"
            if try await expectFound(names(table), change, isRead: Self.isRead(table)) { isAllowed = true }
        }
        #expect(isAllowed)
        // As if what computed the checksum had been fooled too: the digests of both tenants tell.
        let connection = try other(sound)
        defer { connection.close() }
        let sealed = try #require(Tables.ofTenants.first { $0.name == table })
        var values = try #require(try sealed.first("ORDER BY tenant LIMIT 1", [], connection))
        let old = sealed.checksum(values)
        values[0] = .integer(2)
        let isFound = try await expectFound(
            [table, "tenant 'acme'"],
            "UPDATE OR REPLACE \(table) SET tenant = 2, seal = \(sealed.checksum(values)) WHERE seal = \(old)",
            isRead: Self.isRead(table))
        #expect(isFound)
    }

    @Test("A digest that was changed or lost is told by its table and tenant")
    func digests() async throws {
        let connection = try other(sound)
        defer { connection.close() }
        var digests: [(tenant: Int64, table: String, month: Int64)] = []
        try connection.each("SELECT tenant, \"table\", month FROM digest WHERE tenant < 2") { row in
            digests.append((try row.integer(0), try row.text(1), try row.integer(2)))
        }
        #expect(digests.count > 10)
        for (tenant, table, month) in Sweep.cases(digests, every: 2) {
            var names = ["table \(table)"]
            if tenant > 0 { names.append(tenant == 1 ? "tenant 'acme'" : "tenant 'bolt'") }
            if month > 0 { names.append(Month.name(month)) }
            let place = "FROM digest WHERE tenant = \(tenant) AND \"table\" = '\(table)' AND month = \(month)"
            let update = place.replacing("FROM digest", with: "")
            // The list of commits is held together by its sequence, whose end the count tells.
            let isRead = table != "commit_log"
            for change in [
                "DELETE \(place)", "UPDATE digest SET count = 9223372036854775807 \(update)",
                "UPDATE digest SET hash = ~hash \(update)",
            ] {
                #expect(try await expectFound(names, change, isRead: isRead || change.contains("count")))
            }
            for key in [
                "tenant = 77", "\"table\" = 'x'", "month = -9223372036854775808",
            ] {
                #expect(try await expectFound(Array(names.prefix(2)), "UPDATE digest SET \(key) \(update)"))
            }
        }
    }

    @Test("A row is named by its tenant and month")
    func places() async throws {
        #expect(
            try await expectFound(
                ["table action", "tenant 'acme'", "2026-02"],
                "UPDATE action SET failed = 3 WHERE tenant = 1 AND id = 'action 4'"))
        // Out of sight of a reader of a few days, who finds it all the same.
        #expect(
            try await expectFound(
                ["table action", "tenant 'acme'", "2026-01"],
                "UPDATE action SET at = at + 86400000000 * 15 WHERE tenant = 1 AND id = 'action 1'"))
        #expect(
            try await expectFound(
                ["table invoice", "tenant 'bolt'", "2026-01"],
                "DELETE FROM invoice WHERE tenant = 2 AND number = 'INV-0'"))
        #expect(
            try await expectFound(
                ["table commit_log"], "DELETE FROM commit_log WHERE sequence = 4", isRead: true))
        #expect(
            try await expectFound(
                ["table subject", "tenant 'acme'"], "UPDATE subject SET revision = 99 WHERE number = 2"))
    }

    @Test("A commit that is missing keeps its id from being taken again")
    func missingCommit() async throws {
        let path = folder.file("missing")
        try FileManager.default.copyItem(atPath: sound, toPath: path)
        let connection = try other(path)
        try connection.run("DELETE FROM commit_log WHERE sequence = 5")
        connection.close()
        let repository = try await StoredWorld.open(path, .readWrite)
        let step = try StoredWorld.steps()[4]
        #expect(await billingError { try await step.run(on: repository) }?.code == .corruptData)
        // One that is known is answered as ever.
        let first = try StoredWorld.steps()[0]
        #expect(await billingError { try await first.run(on: repository) }?.code == nil)
        await repository.close()
    }

    @Test(
        "A commit takes no tenant, metric or floor for unknown that is only lost",
        arguments: [
            "DELETE FROM tenant WHERE id = 'acme'",
            "DELETE FROM tenant_version WHERE tenant = 1 AND revision > 1",
            "DELETE FROM metric WHERE tenant = 1 AND id = 'level'", "DELETE FROM floor WHERE tenant = 1",
        ])
    func commits(_ change: String) async throws {
        let path = folder.file("lost")
        try FileManager.default.copyItem(atPath: sound, toPath: path)
        let connection = try other(path)
        try connection.run(change)
        connection.close()
        let repository = try await StoredWorld.open(path, .readWrite)
        var changes = ChangeSet(id: try CommitID("new"))
        changes.add(
            SampleWrite(
                SeriesKey(tenant: acme, metric: level.id),
                at: .instant(StoredWorld.day(0)),
                value: 1))
        let set = changes
        #expect(await billingError { try await repository.commit(set) }?.code == .corruptData)
        await repository.close()
    }

    @Test("A table, an index or a view that was altered is found")
    func schema() async throws {
        for change in [
            "DROP VIEW tenants", "DROP INDEX action_run_by_place", "CREATE TABLE other (a)",
            "CREATE TRIGGER t AFTER INSERT ON action BEGIN DELETE FROM action; END",
        ] {
            let path = folder.file("schema")
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: sound, toPath: path)
            let connection = try other(path)
            try connection.runAll(change)
            connection.close()
            let repository = try await StoredWorld.open(path)
            #expect(try await repository.verify().count == 1, "\(change)")
            await repository.close()
        }
    }
}
