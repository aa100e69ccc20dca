import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("A file that is renamed, removed or replaced while it is open takes no commit that would be gone")
struct PlaceTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("billing") }

    init() throws { folder = try TemporaryFolder() }

    static let changes = [
        "rename", "remove", "replace by a copy", "replace by another", "remove the log", "replace the log",
        "remove the shared memory",
    ]

    private func make(_ change: String) throws {
        let files = FileManager.default
        func replace(_ name: String, with bytes: Data) throws {
            try bytes.write(to: URL(filePath: folder.file("incoming")))
            _ = rename(folder.file("incoming"), folder.file(name))
        }
        switch change {
        case "rename": try files.moveItem(atPath: path, toPath: folder.file("elsewhere"))
        case "remove": try files.removeItem(atPath: path)
        case "replace by a copy": try replace("billing", with: Data(contentsOf: URL(filePath: path)))
        case "replace by another":
            try replace("billing", with: Data(contentsOf: URL(filePath: folder.file("other"))))
        case "remove the log": try files.removeItem(atPath: path + "-wal")
        case "replace the log": try replace("billing-wal", with: Data())
        default: try files.removeItem(atPath: path + "-shm")
        }
    }

    /// A file of other content: the log of one file beside a second with equal rows would make a sound file of the two.
    private func makeAnother() async throws {
        let path = folder.file("other")
        try await StoredWorld.make(path)
        let repository = try await StoredWorld.open(path, .readWrite)
        try await repository.commit(StoredWorld.later(7, value: 5))
        try await repository.compact()
        await repository.close()
    }

    @Test("Nothing is acknowledged, and reads end with an error", arguments: changes)
    func moved(_ change: String) async throws {
        try await makeAnother()
        try await StoredWorld.make(path)
        let repository = try await StoredWorld.open(path, .readWrite)
        let reader = try await StoredWorld.open(path)
        _ = try await reader.revision(.latest)
        try await repository.commit(StoredWorld.later(0))
        try make(change)
        for number in 1...3 {
            let next = try StoredWorld.later(number)
            #expect(await billingError { try await repository.commit(next) }?.code == .replaced)
        }
        for open in [repository, reader] {
            #expect(await billingError { try await open.revision(.latest) }?.code == .replaced)
            #expect(
                await billingError { try await open.records(RecordRequest(.invoice, of: .all)) }?.code
                    == .replaced)
        }
        await reader.close()
        await repository.close()
        // Whoever opens the path again finds whole commits, or that there is no file, or that the log beside it is of another one.
        let path = path
        if change == "replace by another" {
            let findings = try? await FileRepository.verify(at: path)
            let again = try? await StoredWorld.open(path)
            #expect(findings != [] || again == nil)
            await again?.close()
        } else if FileManager.default.fileExists(atPath: path) {
            let again = try await StoredWorld.open(path, .readWrite)
            try await again.commit(StoredWorld.later(1))
            #expect(try await again.verify() == [])
            await again.close()
        } else {
            #expect(await billingError { try await StoredWorld.open(path, .readWrite) }?.code == .notFound)
        }
    }

    @Test("A file that is replaced while a commit runs is not acknowledged either")
    func during() throws {
        let connection = try Connection.test(path)
        try connection.add("a")
        #expect(
            refusal {
                try connection.write {
                    try connection.run("INSERT INTO words VALUES ('b')")
                    try make("replace by a copy")
                }
            } == .replaced)
        #expect(refusal { try connection.add("c") } == .replaced)
        connection.close()
        // What was not acknowledged may be there; what came later is not.
        #expect(try ["a", "b"].starts(with: Connection.test(path).words()))
    }

    @Test("A file that lay still when it was opened, and was replaced, is told as well")
    func still() async throws {
        try await StoredWorld.make(folder.file("other"))
        try await StoredWorld.make(path)
        let reader = try await StoredWorld.open(path)
        #expect(try await reader.revision(.latest).number > 0)
        try make("replace by another")
        #expect(await billingError { try await reader.revision(.latest) }?.code == .replaced)
        await reader.close()
    }

    @Test("An older copy that is written over the open file is found when it is opened again")
    func overwritten() async throws {
        try await StoredWorld.make(path)
        let copy = try Data(contentsOf: URL(filePath: path))
        for moves in [false, true] {
            try? FileManager.default.removeItem(atPath: path)
            try copy.write(to: URL(filePath: path))
            let repository = try await StoredWorld.open(path, .readWrite)
            for number in 0..<5 { try await repository.commit(StoredWorld.later(number)) }
            // Once the log was moved into the file, what is written over is lost.
            if moves { try await repository.compact() }
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try file.write(contentsOf: copy)
            try file.close()
            for number in 5..<8 { _ = try? await repository.commit(StoredWorld.later(number)) }
            await repository.close()
            let seen = try Revision(Int64(StoredWorld.steps().count + 8))
            var isSound = false
            if let again = try? await StoredWorld.open(path, .readWrite, seen: seen) {
                let found = try? await again.invoices(of: .one(acme), at: again.revision(.latest))
                isSound = found?.count == 11
                await again.close()
            }
            // None if it is too damaged to be looked at.
            let findings = try? await FileRepository.verify(at: path, seen: seen)
            #expect(isSound || findings != [], "\(moves)")
        }
    }
}
