import BillingModel
import BillingStore
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("Damage to a lane is found, whichever row it is in")
struct SeriesDamageTests {
    /// A table of stored series, its columns, and how a row is named.
    private struct Table {
        let name: String
        let columns: [(name: String, isBlob: Bool)]
        let key: [String]
    }

    private static let tables = [
        Table(
            name: "lane_state",
            columns: columns(
                "tenant generation lanes lanes_hash journal journal_hash journal_entries first seal"),
            key: ["tenant"]),
        Table(
            name: "lane",
            columns: columns("number tenant kind name labels timing pages pages_hash last moved seal"),
            key: ["number"]),
        Table(name: "chunk_index", columns: columns("lane start seal body"), key: ["lane", "start"]),
        Table(name: "chunk", columns: columns("lane start body"), key: ["lane", "start"]),
        Table(
            name: "history", columns: columns("lane start kind part body"),
            key: ["lane", "start", "kind", "part"]),
        Table(name: "journal", columns: columns("tenant number revision body"), key: ["tenant", "number"]),
    ]

    private static func columns(_ names: String) -> [(name: String, isBlob: Bool)] {
        names.split(separator: " ").map { (String($0), $0 == "body") }
    }

    private struct Undo: Error {}

    private let file: SeriesFile
    private var world = SeriesWorld(seed: 11)

    init() throws {
        file = try SeriesFile(.tiny)
        for _ in 0..<70 {
            try file.write { try world.commit(1, $0, sizes: [2, 6]) }
        }
        while try file.count("journal") < 3 {
            try file.write { try world.commit(1, $0, sizes: [1]) }
        }
    }

    /// What a new store says of the file after a statement, which is undone.
    private func outcome(
        _ sql: String, _ values: [SQLValue] = []
    ) throws -> (read: BillingError.Code?, findings: [String]) {
        var outcome: (read: BillingError.Code?, findings: [String]) = (nil, [])
        do {
            try file.connection.write {
                try file.connection.run(sql, values)
                outcome.read = refusal { try world.readAll(1, fresh()) }
                let store = fresh()
                try store.verifier.verify(1) { outcome.findings.append("\($0): \($1)") }
                try store.verifier.verifyStrays { outcome.findings.append("\($0): \($1)") }
                throw Undo()
            }
        } catch is Undo {}
        return outcome
    }

    private func fresh() -> SeriesStore {
        let store = SeriesStore(file.connection, .tiny)
        store.begin(nil)
        return store
    }

    /// Some rows of a table, the first and the last among them.
    private mutating func rows(_ table: Table) throws -> [[SQLValue]] {
        var rows: [[SQLValue]] = []
        let columns = table.key.joined(separator: ", ")
        try file.connection.each("SELECT \(columns) FROM \(table.name) ORDER BY \(columns)") { row in
            rows.append(try table.key.indices.map { try row.value($0) })
        }
        guard let first = rows.first, let last = rows.last else { return [] }
        return [first, rows[world.random.below(rows.count)], rows[world.random.below(rows.count)], last]
    }

    @Test("A file that is whole reads and verifies; it has rows in every table")
    func whole() throws {
        let outcome = try outcome("DELETE FROM tenant WHERE number = 2")
        #expect(outcome.read == nil && outcome.findings == [])
        for table in Self.tables { #expect(try file.count(table.name) > 0, "\(table.name)") }
        #expect(try file.count("history WHERE part > 0") > 0)
    }

    @Test("A row that vanished is found by the read that needs it, and by verification")
    mutating func vanished() throws {
        for table in Self.tables {
            let key = table.key.map { "\($0) = ?" }.joined(separator: " AND ")
            for row in try rows(table) {
                let outcome = try outcome("DELETE FROM \(table.name) WHERE \(key)", row)
                #expect(outcome.read == .corruptData, "\(table.name) \(row)")
                #expect(!outcome.findings.isEmpty, "\(table.name) \(row)")
            }
        }
    }

    @Test("A column with another content is found by the read that needs it, and by verification")
    mutating func altered() throws {
        for table in Self.tables {
            let key = table.key.map { "\($0) = ?" }.joined(separator: " AND ")
            for row in try rows(table) {
                for column in table.columns {
                    var bound = row
                    var content = "CASE typeof(\(column.name)) WHEN 'text' THEN \(column.name) || 'x' "
                    content += "WHEN 'null' THEN 5 ELSE \(column.name) + 1 END"
                    if column.isBlob {
                        let place = "WHERE \(key)"
                        guard
                            var body = try file.connection.first(
                                "SELECT body FROM \(table.name) \(place)", row, { try $0.bytes(0) })
                        else { continue }
                        body[world.random.below(body.count)] ^= 1 << UInt8(world.random.below(8))
                        content = "?"
                        bound.insert(.bytes(body), at: 0)
                    }
                    let outcome = try outcome(
                        "UPDATE OR REPLACE \(table.name) SET \(column.name) = \(content) WHERE \(key)", bound)
                    #expect(outcome.read == .corruptData, "\(table.name).\(column.name) \(row)")
                    #expect(!outcome.findings.isEmpty, "\(table.name).\(column.name) \(row)")
                }
            }
        }
    }

    @Test(
        "Sound rows in each other's places are found",
        arguments: ["chunk", "chunk_index", "journal", "history WHERE kind = 'replaced'"])
    func swapped(_ table: String) throws {
        let name = table.split(separator: " ")[0]
        let key = name == "journal" ? "number" : "lane || '/' || start"
        let outcome = try outcome(
            """
            UPDATE \(name) SET body = (SELECT body FROM \(table) ORDER BY \(key) DESC LIMIT 1)
            WHERE \(key) = (SELECT \(key) FROM \(table) ORDER BY \(key) LIMIT 1)
            """)
        #expect(outcome.read == .corruptData)
        #expect(!outcome.findings.isEmpty)
    }

    @Test(
        "Rows that no directory names are found by verification",
        arguments: [
            "INSERT INTO chunk (lane, start, body) VALUES (1, -77, x'00')",
            "INSERT INTO chunk (lane, start, body) VALUES (99, 0, x'00')",
            "INSERT INTO chunk_index (lane, start, seal, body) VALUES (99, 0, 0, x'00')",
            "INSERT INTO history (lane, start, kind, part, body) VALUES (1, -77, 'versions', 0, x'00')",
            "INSERT INTO history (lane, start, kind, part, body) VALUES (99, 0, 'versions', 0, x'00')",
            "INSERT INTO journal (tenant, number, revision, body) VALUES (7, 0, 1, x'00')",
            "INSERT INTO lane_state SELECT 7, 0, 0, 0, 0, 0, 0, 0, NULL",
        ])
    func strays(_ sql: String) throws {
        #expect(try !outcome(sql).findings.isEmpty)
    }
}

extension SeriesWorld {
    /// Reads all there is of a tenant, at several revisions.
    func readAll(_ tenant: Int64, _ store: SeriesStore) throws {
        for (name, columns) in model[tenant] ?? [:] {
            guard let stored = try store.stored(name, tenant) else {
                throw BillingError(.notFound, rule: "a lane is there", detail: "\(name)")
            }
            for number in stride(from: revision.number, through: 0, by: -20) {
                let window = SampleWindow(
                    range: .min ..< .max, includesPrevious: false, revision: try Revision(number), limit: .max
                )
                if name.hasValues {
                    _ = try store.reader.read(window, stored, tenant)
                } else {
                    _ = try store.reader.positions(window, stored, tenant)
                }
            }
            let known = columns.positions + columns.replaced.map(\.position)
            let positions = (known + columns.versioned.map(\.position)).sorted()
            _ = try store.reader.columns(name, tenant, at: positions)
        }
    }
}
