import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("A transaction is whole, alone in writing, and steady in reading")
struct TransactionTests {
    private struct Refused: Error {}

    private let folder: TemporaryFolder
    private let first: Connection
    private let second: Connection

    init() throws {
        folder = try TemporaryFolder()
        first = try .test(folder.file("store"))
        second = try .test(folder.file("store"))
    }

    @Test("What throws leaves nothing behind, and the connection usable")
    func rollsBack() throws {
        #expect(throws: Refused.self) {
            try first.write {
                try first.run("INSERT INTO words VALUES ('a')")
                throw Refused()
            }
        }
        #expect(!first.isInTransaction)
        try first.add("b")
        #expect(try second.words() == ["b"])
        #expect(first.changes == 1)
        #expect(first.lastRowID == 1)
    }

    @Test("A broken constraint is damage, and undoes all")
    func constraint() throws {
        #expect(
            refusal {
                try first.write {
                    try first.run("INSERT INTO words VALUES ('a')")
                    try first.run("INSERT INTO words VALUES (?)", [.null])
                }
            } == .corruptData)
        #expect(try first.words().isEmpty)
    }

    @Test("A second writer waits for as long as it may, then is told that the file is busy")
    func busy() throws {
        try first.write {
            let clock = ContinuousClock()
            let start = clock.now
            let error = #expect(throws: BillingError.self) { try second.add("b") }
            #expect(error?.code == .busy)
            #expect(error?.detail.contains(folder.file("store")) == true)
            #expect(error?.detail.contains("BEGIN IMMEDIATE") == true)
            #expect(start.duration(to: clock.now) >= .milliseconds(80))
        }
        #expect(!second.isPoisoned)
        try second.add("b")
        #expect(try first.words() == ["b"])
    }

    @Test("A read sees one state, whatever is committed meanwhile")
    func snapshot() throws {
        try first.add("a")
        try second.read {
            #expect(try second.words() == ["a"])
            try first.add("b")
            #expect(try first.words() == ["a", "b"])
            #expect(try second.words() == ["a"])
        }
        #expect(try second.words() == ["a", "b"])
    }

    @Test("A write is not seen before its end")
    func isolation() throws {
        try first.write {
            try first.run("INSERT INTO words VALUES ('a')")
            #expect(try second.words().isEmpty)
        }
        #expect(try second.words() == ["a"])
    }

    @Test("A read that is cancelled ends in the middle of a statement")
    func cancels() throws {
        let cancellation = Cancellation()
        var seen = 0
        #expect(throws: CancellationError.self) {
            try first.read(cancelledBy: cancellation) {
                try first.each(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
                ) { _ in
                    seen += 1
                    if seen == 5 { cancellation.cancel() }
                }
            }
        }
        #expect(seen < 10_000)
        #expect(throws: CancellationError.self) { try first.read(cancelledBy: cancellation) {} }
        // Neither the flag nor the transaction outlives the read.
        try first.add("a")
        #expect(try first.read { try first.words() } == ["a"])
    }

    @Test("A checkpoint moves the log into the file, while a reader goes on")
    func checkpoint() throws {
        for index in 0..<20 { try first.add("word \(index)") }
        #expect(first.logPages >= 20)
        #expect(try first.checkpoint(by: second) == 0)
        try second.read {
            #expect(try second.words().count == 20)
            try first.add("last")
            let copier = try Connection.test(folder.file("store"))
            #expect(refusal { try first.truncateLog(by: copier) } == .busy)
            #expect(try second.words().count == 20)
        }
        try first.truncateLog(by: second)
        #expect(try DatabaseFile(folder.file("store-wal")).stamp().size == 0)
        #expect(try first.words().count == 21)
    }

    @Test("A checkpoint waits for the writer, and keeps others from writing")
    func checkpointIsAlone() throws {
        let copier = try Connection.test(folder.file("store"))
        try second.write {
            #expect(refusal { try first.checkpoint(by: copier) } == .busy)
        }
        #expect(!first.isPoisoned)
        try first.checkpoint(by: copier)
    }

    @Test("After a failed write of the storage, the connection writes no more, though it reads")
    func poisons() throws {
        try first.add("a")
        #expect(
            refusal {
                try first.write {
                    try first.run("INSERT INTO words VALUES ('b')")
                    throw BillingError(.storageFailed, rule: "a disk holds")
                }
            } == .storageFailed)
        let error = #expect(throws: BillingError.self) { try first.add("c") }
        #expect(error?.code == .storageFailed)
        #expect(try first.words() == ["a"])
        try second.add("d")
        #expect(try first.words() == ["a", "d"])
    }

    @Test("A closed connection says so")
    func closes() throws {
        first.close()
        first.close()
        #expect(refusal { try first.words() } == .closed)
        #expect(refusal { try first.write {} } == .closed)
        #expect(refusal { try first.read {} } == .closed)
        #expect(refusal { try second.write { try first.checkpoint(by: second) } } == .closed)
        #expect(try second.words().isEmpty)
    }
}
