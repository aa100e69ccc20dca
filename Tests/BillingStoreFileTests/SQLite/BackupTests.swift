import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("A backup is one state of the database, whole or not there")
struct BackupTests {
    private struct Refused: Error {}

    private let folder: TemporaryFolder
    private let writer: Connection
    private let reader: Connection

    init() throws {
        folder = try TemporaryFolder()
        let writer = try Connection.test(folder.file("store"))
        self.writer = writer
        try writer.write {
            for _ in 0..<3_000 { try writer.run("INSERT INTO words VALUES ('a word, and some more')") }
        }
        reader = try .open(folder.file("store"), .test(.readOnly))
    }

    @Test("Commits go on meanwhile, and are not in it")
    func goesOn() throws {
        var steps: [(Int, Int)] = []
        try reader.backup(to: folder.file("copy"), step: 1) { done, total in
            steps.append((done, total))
            try writer.add("later")
        }
        #expect(steps.count > 5)
        #expect(steps.map(\.0) == Array(1...steps.count))
        #expect(steps.allSatisfy { $0.1 == steps.count })
        #expect(try folder.names() == ["copy", "store", "store-shm", "store-wal"])
        #expect(folder.mode("copy") == 0o600)
        let copy = try Connection.open(folder.file("copy"), .test(.readWrite))
        #expect(try copy.words().count == 3_000)
        #expect(try copy.first("PRAGMA integrity_check") { try $0.text(0) } == "ok")
        #expect(try copy.first("PRAGMA page_size") { try $0.integer(0) } == 16_384)
        try copy.add("own")
        #expect(try writer.words().count == 3_000 + steps.count)
    }

    @Test("A copy that is stopped leaves nothing")
    func stops() throws {
        #expect(throws: Refused.self) {
            try reader.backup(to: folder.file("copy"), step: 1) { done, _ in if done == 3 { throw Refused() }
            }
        }
        #expect(try folder.names() == ["store", "store-shm", "store-wal"])
        #expect(!reader.isInTransaction)
    }

    @Test("A file in the place of the copy stays as it is")
    func occupied() throws {
        try Connection.test(folder.file("copy")).add("precious")
        #expect(
            refusal {
                try reader.backup(to: folder.file("copy")) { _, _ in }
            } == .conflict)
        #expect(try Connection.test(folder.file("copy")).words() == ["precious"])
        #expect(
            refusal {
                try reader.backup(to: folder.file("store")) { _, _ in }
            } == .conflict)
        #expect(
            refusal {
                try reader.backup(to: folder.file("missing/copy")) { _, _ in }
            } == .notFound)
    }
}
