import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Dispatch
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("Copies, long transactions, folders that cannot be written, and logs that a crash left")
struct RepositorySharingTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("billing") }

    init() throws { folder = try TemporaryFolder() }

    private func answers(_ path: String) async throws -> [Answer] {
        let repository = try await StoredWorld.open(path)
        let answers = try await StoredWorld.answers(of: repository).map { try $0.get() }
        #expect(try await repository.verify().isEmpty)
        await repository.close()
        return answers
    }

    @Test("A copy holds what was committed when it began, while others go on committing")
    func backup() async throws {
        try await StoredWorld.make(path)
        let before = try await answers(path)
        let repository = try await StoredWorld.open(path, .readWrite)
        let copy = folder.file("copy")
        let (begun, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let backup = Task {
            try await repository.backup(to: copy) { _, _ in
                begun.signal()
                gate.wait()
            }
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                begun.wait()
                continuation.resume()
            }
        }
        var changes = ChangeSet(id: try CommitID("meanwhile"))
        changes.add(try Tenant(id: "new", name: "New", zone: "Etc/UTC", currency: .usd))
        try await repository.commit(changes)
        for _ in 0..<100 { gate.signal() }
        try await backup.value
        #expect(try await answers(copy) == before)
        #expect(folder.mode("copy") == 0o600)
        // The copy is a repository of its own, and takes no other file's place.
        let other = try await StoredWorld.open(copy, .readWrite)
        try await other.commit(changes)
        await other.close()
        #expect(await billingError { try await repository.backup(to: copy) }?.code == .conflict)
        let missing = folder.file("missing/copy")
        #expect(await billingError { try await repository.backup(to: missing) }?.code == .notFound)
        await repository.close()
        #expect(try await answers(path) != before)
        #expect(try !folder.names().contains { $0.contains("partial") })
    }

    @Test("Reads do not wait for a long transaction that writes, and see none of it")
    func longWrite() async throws {
        try await StoredWorld.make(path)
        let before = try await answers(path)
        let repository = try await StoredWorld.open(path, .readWrite, readers: 2)
        let other = try Connection(opening: path, path: path, flags: 0x2, wait: 0)
        try other.run("BEGIN IMMEDIATE")
        try other.run("DELETE FROM action")
        try other.run("UPDATE tenant SET id = id || 'x'")
        // A read that waited would get no answer: the transaction ends only after it.
        for _ in 0..<3 {
            #expect(try await StoredWorld.answers(of: repository).map { try $0.get() } == before)
        }
        try other.run("ROLLBACK")
        other.close()
        await repository.close()
    }

    @Test("A reader in a folder that it cannot write opens the file again once somebody wrote it")
    func stale() async throws {
        try await StoredWorld.make(path)
        // As it is opened where nothing can be made beside it; the superuser may always do that.
        let path = path
        let stamped = try DatabaseFile(path)
        let session = try Self.frozen(stamped)
        #expect(try session.connection.read { try session.latestRevision().number } > 0)
        let writer = try await StoredWorld.open(path, .readWrite)
        let late = try await writer.commit("late") {
            $0.add(try Tenant(id: "late", name: "Late", zone: "Etc/UTC", currency: .usd))
        }
        #expect(session.connection.isStale)
        // A pool whose first session is such a one.
        let opened = Lock(0)
        let pool = ReaderPool<Session>(count: 1, label: "test") {
            let count = opened.withLock { count in
                count += 1
                return count
            }
            return try count == 1 ? Self.frozen(stamped) : Session(Self.reading(path))
        }
        let reopening: @Sendable () throws -> Session = {
            opened.withLock { $0 += 1 }
            return Session(try Self.reading(path))
        }
        let revision = try await FileRepository.read(pool, reopening) { session, _ in
            try session.latestRevision()
        }
        #expect(revision == late.revision)
        #expect(opened.withLock { $0 } == 2)
        await pool.close { $0.connection.close() }
        await writer.close()
    }

    private static func frozen(_ file: DatabaseFile) throws -> Session {
        let connection = try Connection(
            opening: file.immutableURI, path: file.path, flags: 0x1 | 0x40, wait: 0)
        connection.frozen = (file, try file.stamp())
        return Session(connection)
    }

    private static func reading(_ path: String) throws -> Connection {
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.access = .readOnly
        return try Connection.open(path, options)
    }

    @Test("A log that a crash left, with flipped bits or cut short, gives some first commits or an error")
    func log() async throws {
        // What the file answers after each commit.
        var states: [[Answer]] = []
        let crashed = folder.file("crashed")
        try await StoredWorld.make(path) { index, repository in
            let answers = try await StoredWorld.answers(of: repository)
            states.append(answers.compactMap { try? $0.get() })
            // Before the first erasure, which cuts the log.
            if index == 2 {
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: crashed + suffix)
                }
            }
        }
        let (file, log) = (
            try Data(contentsOf: URL(filePath: crashed)),
            try Data(contentsOf: URL(filePath: crashed + "-wal"))
        )
        #expect(log.count > 20 * 16_384)
        var random = SplitMix64(seed: 9)
        var found: [Int: Int] = [:]
        for round in 0..<Sweep.count(120, part: 30) {
            var damaged = log
            if round.isMultiple(of: 2) {
                damaged[random.below(log.count)] ^= 1 << UInt8(random.below(8))
            } else {
                damaged = damaged.prefix(random.below(log.count))
            }
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: crashed + suffix)
            }
            try file.write(to: URL(filePath: crashed))
            try damaged.write(to: URL(filePath: crashed + "-wal"))
            do {
                let repository = try await StoredWorld.open(crashed, .create)
                let answers = try await StoredWorld.answers(of: repository).compactMap { try? $0.get() }
                let revision = Int(try await repository.revision(.latest).number)
                #expect(revision == 0 || answers == states[revision - 1], "round \(round)")
                #expect(try await repository.verify().isEmpty)
                found[revision, default: 0] += 1
                await repository.close()
            } catch {
                #expect(error is BillingError, "round \(round): \(error)")
                found[-1, default: 0] += 1
            }
        }
        #expect(found.count > 2, "\(found)")
    }
}
