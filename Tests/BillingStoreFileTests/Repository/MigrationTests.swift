import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("A file of format 1 becomes one of this release")
struct MigrationTests {
    private let folder: TemporaryFolder
    private let path: String

    /// The fixture was written by the last release of format 1, with the steps of ``StoredWorld`` that it could take,
    /// and vacuumed into small pages.
    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("billing")
        try Data(contentsOf: Fixtures.file("version-1.billing")).write(to: URL(filePath: path))
    }

    private func version() throws -> Int32 {
        let connection = try stranger(path)
        defer { connection.close() }
        return try connection.userVersion()
    }

    @Test("To read it alone, it has to be opened to write once; nothing in it changes")
    func readOnly() async throws {
        #expect(try version() == 1)
        let before = try Data(contentsOf: URL(filePath: path))
        let path = path
        #expect(await billingError { try await StoredWorld.open(path) }?.code == .unavailable)
        #expect(await billingError { try await FileRepository.verify(at: path) }?.code == .unavailable)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("Opened to write, it answers as one that this release made, and goes on")
    func migrated() async throws {
        let new = folder.file("new")
        let repository = try await StoredWorld.open(path, .readWrite)
        #expect(try version() == Schema.version)
        #expect(try await repository.verify() == [])
        let other = try await StoredWorld.open(new, .create)
        let older = try StoredWorld.steps(isFirstFormat: true)
        for step in older { try await step.run(on: other) }
        #expect(
            try await StoredWorld.answers(of: repository).map { try $0.get() }
                == StoredWorld.answers(of: other).map { try $0.get() })
        // Commits that were made are known, and new ones follow them, also of what format 1 did not have.
        let first = try await repository.revision(.latest)
        for step in older { try await step.run(on: repository) }
        #expect(try await repository.revision(.latest) == first)
        for repository in [repository, other] {
            for step in try StoredWorld.steps() { try await step.run(on: repository) }
        }
        let last = try await repository.revision(.latest)
        #expect(last > first)
        for repository in [repository, other] {
            for number in 0..<3 { try await repository.commit(StoredWorld.later(number)) }
        }
        #expect(
            try await StoredWorld.answers(of: repository).map { try $0.get() }
                == StoredWorld.answers(of: other).map { try $0.get() })
        await repository.close()
        await other.close()
        #expect(try await FileRepository.verify(at: path) == [])
        let reader = try await StoredWorld.open(path)
        #expect(try await reader.revision(.latest).number == last.number + 3)
        await reader.close()
    }

    @Test("The actions of a file of format 4 get runs, and what is damaged in it stays so")
    func runs() async throws {
        let path = folder.file("format-4")
        let options = ConnectionOptions(applicationID: Schema.applicationID)
        for damage in [
            "", "UPDATE action SET succeeded = succeeded + 1 WHERE tenant = 2 AND id = 'action 1'",
        ] {
            try? FileManager.default.removeItem(atPath: path)
            try await StoredWorld.make(path)
            let connection = try Connection.open(path, options)
            try connection.write {
                try connection.runAll(
                    """
                    DROP TABLE action_run; DELETE FROM digest WHERE "table" = 'action_run';
                    CREATE INDEX action_by_id ON action (tenant, source, id);
                    """)
                try Root.build(connection)
                try connection.runAll(damage)
                try connection.setFormat(applicationID: Schema.applicationID, userVersion: 4)
            }
            connection.close()
            let repository = try await StoredWorld.open(path, .readWrite)
            let findings = try await repository.verify().map(\.description)
            if damage.isEmpty {
                #expect(findings == [])
                // Its actions are known by their ids.
                let known = try await repository.commit("again") { changes in
                    changes.void(action: try ActionID("action 2"), of: feed, tenant: acme)
                }
                #expect(known.unchanged == 1)
                let sound = try await StoredWorld.sound.value.answers
                #expect(try await StoredWorld.answers(of: repository).map { try $0.get() } == sound)
            } else {
                #expect(!findings.isEmpty && findings.allSatisfy { $0.contains("bolt") }, "\(findings)")
            }
            await repository.close()
        }
    }

    @Test("The rows of older commits keep their seals; the last one states the root")
    func checksums() async throws {
        func log() throws -> [(sequence: Int64, checksum: Int64, root: Int64?)] {
            let connection = try stranger(path)
            defer { connection.close() }
            let root = try connection.userVersion() > 1 ? "root" : "NULL"
            var rows: [(Int64, Int64, Int64?)] = []
            try connection.each("SELECT sequence, seal, \(root) FROM commit_log ORDER BY sequence") {
                rows.append((try $0.integer(0), try $0.integer(1), try $0.integerOrNil(2)))
            }
            return rows
        }
        let before = try log()
        let repository = try await StoredWorld.open(path, .readWrite)
        await repository.close()
        let after = try log()
        #expect(before.count == after.count)
        #expect(after.dropLast().map(\.checksum) == before.dropLast().map(\.checksum))
        #expect(after.dropLast().allSatisfy { $0.root == nil } && after.last?.root != nil)
        // What is gone is found from now on.
        let connection = try stranger(path)
        try connection.runAll(
            "DELETE FROM entry; DELETE FROM digest WHERE \"table\" = 'entry'")
        connection.close()
        #expect(try await !FileRepository.verify(at: path).isEmpty)
    }
}
