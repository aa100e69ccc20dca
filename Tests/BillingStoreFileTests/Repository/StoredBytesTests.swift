import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingStoreFile

/// The bytes that the commits of ``StoredWorld`` leave in a file, as digests in a fixture: what a later release reads
/// is what this one writes.
///
/// With `INAURO_PINS` naming a folder, the rows are written there with the fixture that they make, for a look at the
/// difference, and to be put in place where a change of the format is meant.
@Suite("The rows of a file are those that every release of its format writes")
struct StoredBytesTests {
    private static let fixture = "stored-bytes.pins"
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("Rows of all tables, and what an archive takes of them, have the digests of the fixture")
    func rows() async throws {
        var texts: [(name: String, text: String)] = []
        for (name, bounds) in [("usual", PackingLimits()), ("small", Self.small)] {
            let path = folder.file(name)
            let repository = try await write(path, bounds)
            texts.append(("\(name) state", try await state(of: repository)))
            texts += try tables(of: path).map { ("\(name) \($0.name)", $0.text) }
            try await repository.compact()
            texts += try tables(of: path).map { ("\(name) compacted \($0.name)", $0.text) }
            await repository.close()
            #expect(try await FileRepository.verify(at: path) == [])
        }
        let memory = InMemoryRepository(clock: { StoredWorld.day(100) })
        for step in try Self.steps() { try await step.run(on: memory) }
        texts.append(("memory state", try await state(of: memory)))
        try check(texts)
    }

    /// Bounds by which the few samples of the test fill chunks, pages and histories.
    private static var small: PackingLimits {
        var bounds = PackingLimits()
        (bounds.chunk, bounds.history, bounds.historyRow, bounds.page) = (4, 6, 3, 2)
        (bounds.entries, bounds.entriesOfLane, bounds.rows) = (8, 4, 3)
        return bounds
    }

    /// The steps of the world, then samples of instants and dates that are corrected, and what an erasure takes.
    private static func steps() throws -> [StoredWorld.Step] {
        var steps = try StoredWorld.steps()
        for number in 0..<6 { steps.append(.commit(try StoredWorld.later(number))) }
        for round in 0..<4 {
            var changes = ChangeSet(id: try CommitID("samples \(round)"))
            for index in 0..<12 {
                let key = SeriesKey(
                    tenant: bolt, metric: level.id,
                    labels: try Labels(("site", "\(index % 2)")))
                let isGone = (index + round) % 5 == 4
                changes.add(
                    SampleWrite(
                        key, at: .instant(StoredWorld.day(index + round)),
                        value: isGone ? nil : Double(index * 7 + round) / 10,
                        // The versions of the last round lose against those of the one before it.
                        version: (index + round) % 3 == 0 ? Int64(round % 3 * 20 + index) : nil))
            }
            for day in 1...9 {
                let date = try LocalDate("2026-03-0\(day)")
                for tenant in [bolt, acme] {
                    changes.add(
                        try DailyUsage(
                            tenant: tenant, date: date,
                            counts: [.users: day + round, .monthlyActiveUsers: day * 3]))
                }
            }
            steps.append(.commit(changes))
        }
        let id = { (number: Int) in try CommitID("erasure \(number)") }
        steps.append(
            .erase(
                ErasureRequest(
                    id: try id(1),
                    try .records(.action, before: LocalDate("2026-01-15"), tenant: acme))))
        steps.append(
            .erase(
                ErasureRequest(
                    id: try id(2),
                    try .records(.invoice, before: LocalDate("2026-01-10"), tenant: bolt))))
        var passing = ChangeSet(id: try CommitID("passing"))
        passing.add(try Tenant(id: "passing", name: "Passing", zone: "Etc/UTC", currency: .aud))
        steps += [.commit(passing), .erase(ErasureRequest(id: try id(3), try .tenant(TenantID("passing"))))]
        return steps
    }

    private func write(_ path: String, _ bounds: PackingLimits) async throws -> FileRepository {
        let repository = try await FileRepository(at: path, bounds: bounds) { StoredWorld.day(100) }
        for step in try Self.steps() { try await step.run(on: repository) }
        return repository
    }

    private func state(of repository: any ArchivableRepository) async throws -> String {
        try json(await repository.state())
    }

    /// The rows of each table as text, in the order of its columns.
    private func tables(of path: String) throws -> [(name: String, text: String)] {
        let connection = try stranger(path)
        defer { connection.close() }
        var names: [String] = ["sqlite_schema"]
        try connection.each("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
            names.append(try $0.text(0))
        }
        return try names.map { name in
            // Where SQLite puts the root page of a table is no part of the format.
            let columns = try columns(of: name, connection).filter { $0 != "rootpage" }
            let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            var lines: [String] = []
            try connection.each("SELECT \(list) FROM \(name) ORDER BY \(list)") { row in
                var fields: [String] = []
                for column in columns.indices { fields.append(Self.text(try row.value(column))) }
                lines.append(fields.joined(separator: "\t"))
            }
            return (name, lines.joined(separator: "\n"))
        }
    }

    private func columns(of table: String, _ connection: Connection) throws -> [String] {
        var columns: [String] = []
        try connection.each("SELECT name FROM pragma_table_info(?)", [.text(table)]) {
            columns.append(try $0.text(0))
        }
        return columns
    }

    private static func text(_ value: SQLValue) -> String {
        switch value {
        case .null: "null"
        case .integer(let number): "integer \(number)"
        case .real(let number): "real \(number.bitPattern)"
        case .text(let text): "text \(text.debugDescription)"
        case .bytes(let bytes): "bytes \(SHA256.hexadecimal(bytes))"
        }
    }

    private func check(_ texts: [(name: String, text: String)]) throws {
        let lines = texts.map { "\(SHA256.hexadecimal(Array($0.text.utf8)))  \($0.name)" }
        if let folder = ProcessInfo.processInfo.environment["INAURO_PINS"] {
            let folder = URL(filePath: folder).appending(path: "stored-bytes")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (name, text) in texts { try Data(text.utf8).write(to: folder.appending(path: name)) }
            try Data((lines.joined(separator: "\n") + "\n").utf8)
                .write(to: folder.appending(path: Self.fixture))
        }
        let pinned = try Fixtures.lines(Self.fixture)
        let changed = Set(lines).symmetricDifference(pinned).map { String($0.dropFirst(66)) }
        #expect(Set(changed).sorted() == [], "stored bytes that changed")
        #expect(lines.count == pinned.count)
    }
}
