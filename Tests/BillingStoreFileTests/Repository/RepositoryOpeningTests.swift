import BillingModel
import BillingStore
import BillingTestSupport
import Dispatch
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("A repository is opened as it should be, or the file is refused by name")
struct RepositoryOpeningTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("billing") }

    init() throws { folder = try TemporaryFolder() }

    /// Expects one code from each access.
    private func expect(
        _ code: BillingError.Code?, _ path: String,
        _ accesses: [FileRepository.Access] = [
            .create, .readWrite, .readOnly,
        ], sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        for access in accesses {
            do {
                let repository = try await StoredWorld.open(path, access)
                await repository.close()
                #expect(code == nil, "\(access)", sourceLocation: sourceLocation)
            } catch {
                let error = error as? BillingError
                #expect(
                    error != nil && error?.code == code, "\(access): \(String(reflecting: error))",
                    sourceLocation: sourceLocation)
                #expect(error?.detail.contains(path) == true, "\(access)", sourceLocation: sourceLocation)
                #expect(error?.rule.contains(path) == false, "\(access)", sourceLocation: sourceLocation)
            }
        }
    }

    /// Changes a closed file as another release might have written it.
    private func alter(_ sql: String) throws {
        let connection = try Connection(opening: path, path: path, flags: 0x2 | 0x4, wait: 0)
        try connection.runAll(sql)
        connection.close()
    }

    @Test("A new file is empty, belongs to its owner alone, and is closed without a log")
    func new() async throws {
        let repository = try await StoredWorld.open(path, .create)
        #expect(try await repository.revision(.latest) == .zero)
        #expect(try await repository.fleet.reader.allRecords(RecordRequest(.tenant, of: .all)).isEmpty)
        #expect(try await repository.verify().isEmpty)
        #expect(repository.path == path)
        for name in try folder.names() { #expect(folder.mode(name) == 0o600, "\(name)") }
        await repository.close()
        #expect(try folder.names() == ["billing"])
        await expect(nil, path)
    }

    @Test("What was committed is there again, for each access")
    func existing() async throws {
        try await StoredWorld.make(path)
        #expect(try folder.names() == ["billing"])
        var answers: [[Answer]] = []
        for access in [FileRepository.Access.create, .readWrite, .readOnly] {
            let repository = try await StoredWorld.open(path, access)
            answers.append(try await StoredWorld.answers(of: repository).map { try $0.get() })
            await repository.close()
        }
        #expect(Set(answers).count == 1)
        #expect(answers[0].allSatisfy { !$0.rows.isEmpty })
    }

    @Test("The answers are those of a repository in memory")
    func memory() async throws {
        let memory = InMemoryRepository(clock: { StoredWorld.day(100) })
        try await StoredWorld.make(path) { index, file in
            try await StoredWorld.steps()[index].run(on: memory)
            // At each revision, and at those before it.
            let answers = try await StoredWorld.answers(of: file)
            for (answer, expected) in zip(answers, try await StoredWorld.answers(of: memory)) {
                switch (answer, expected) {
                case (.success(let answer), .success(let expected)): #expect(answer == expected)
                case (.failure(let error), .failure(let expected)):
                    #expect((error as? BillingError)?.code == (expected as? BillingError)?.code)
                default: Issue.record("\(answer), \(expected)")
                }
            }
        }
    }

    @Test("A missing file, a missing folder, a folder in its place")
    func places() async throws {
        await expect(.notFound, path, [.readWrite, .readOnly])
        await expect(.notFound, folder.file("missing/billing"))
        await expect(.invalidValue, folder.path)
        #expect(try folder.names().isEmpty)
    }

    @Test(
        "A later release's file is refused by name and left as it is",
        arguments: [Int(Schema.version) + 1, 1_000, -1])
    func newer(_ version: Int) async throws {
        try await StoredWorld.make(path)
        try alter("PRAGMA user_version = \(version)")
        let before = try Data(contentsOf: URL(filePath: path))
        await expect(.newerFormat, path)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("A file of format 0 is brought up to date by whoever opens it to write")
    func older() async throws {
        try alter("PRAGMA application_id = \(Schema.applicationID)")
        await expect(.unavailable, path, [.readOnly])
        await expect(nil, path, [.readWrite, .readOnly])
    }

    @Test("Another program's database, a text, no bytes at all")
    func strangers() async throws {
        try alter("CREATE TABLE t (a)")
        await expect(.malformed, path)
        try Data(repeating: 65, count: 40_000).write(to: URL(filePath: path))
        await expect(.corruptData, path)
        try Data().write(to: URL(filePath: path))
        await expect(.malformed, path, [.readWrite, .readOnly])
        // It may be what a crash left of a file that was about to be made.
        await expect(nil, path)
    }

    @Test("A file without a table of its format is damaged")
    func incomplete() async throws {
        try await StoredWorld.make(path)
        try alter("DROP TABLE commit_log")
        await expect(.corruptData, path)
    }

    @Test("The number of readers keeps to its bounds", arguments: [Int.min, 0, 1, 65, Int.max])
    func readers(_ count: Int) async throws {
        let repository = try await StoredWorld.open(path, .create, readers: count)
        #expect(try await repository.revision(.latest) == .zero)
        await repository.close()
    }
}

@Suite("Handles of one file, and what ends them")
struct RepositoryHandleTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("billing") }

    init() throws { folder = try TemporaryFolder() }

    private func tenant(_ id: String) throws -> ChangeSet {
        var changes = ChangeSet(id: try CommitID("tenant \(id)"))
        changes.add(try Tenant(id: id, name: id, zone: "Etc/UTC", currency: .usd))
        return changes
    }

    @Test("A second handle sees each commit of the first at once, and the other way round")
    func handles() async throws {
        let first = try await StoredWorld.open(path, .create)
        let second = try await StoredWorld.open(path, .readWrite)
        let reader = try await StoredWorld.open(path, .readOnly)
        for number in 1...20 {
            let (writer, other) = number.isMultiple(of: 2) ? (first, second) : (second, first)
            try await writer.commit(tenant("\(number)"))
            for handle in [writer, other, reader] {
                #expect(try await handle.revision(.latest).number == Int64(number))
                let known = try await handle.allRecords(RecordRequest(.tenant, of: .all))
                #expect(known.count == number)
            }
        }
        await first.close()
        #expect(try await second.revision(.latest).number == 20)
        await second.close()
        #expect(try await reader.revision(.latest).number == 20)
        await reader.close()
        // Who only reads cannot clean up; the next one who writes does.
        await (try StoredWorld.open(path, .readWrite)).close()
        #expect(try folder.names() == ["billing"])
    }

    @Test("After the close every call fails by name, and a second close does nothing")
    func closed() async throws {
        let repository = try await StoredWorld.open(path, .create)
        let changes = try tenant("acme")
        try await repository.commit(changes)
        await repository.close()
        await repository.close()
        let copy = folder.file("copy")
        let calls: [@Sendable () async throws -> Void] = [
            { _ = try await repository.commit(changes) },
            { _ = try await repository.erase(ErasureRequest(id: CommitID("e"), .tenant(acme))) },
            { _ = try await repository.revision(.latest) },
            { _ = try await repository.records(RecordRequest(.tenant, of: .all)) },
            { _ = try await repository.series(SeriesRequest(of: .all)) },
            { _ = try await repository.activity(ActivityRequest(of: .all, kind: .device)) },
            { _ = try await repository.verify() },
            { try await repository.compact() },
            { _ = try await repository.backup(to: copy) },
        ]
        for call in calls { #expect(await billingError(call)?.code == .closed) }
        #expect(try folder.names() == ["billing"])
    }

    @Test("Calls that were made before the close are finished")
    func finishing() async throws {
        let repository = try await StoredWorld.open(path, .create)
        let sets = try (0..<20).map { try tenant("\($0)") }
        await withTaskGroup(of: Void.self) { group in
            for changes in sets {
                group.addTask { _ = try? await repository.commit(changes) }
            }
            // Each is either whole or refused.
            await repository.close()
        }
        let again = try await StoredWorld.open(path)
        let count = try await again.allRecords(RecordRequest(.tenant, of: .all)).count
        #expect(try await again.revision(.latest).number == Int64(count))
        await again.close()
    }

    @Test("A handle that reads takes no commits")
    func readOnly() async throws {
        try await StoredWorld.make(path)
        let repository = try await StoredWorld.open(path)
        let changes = try tenant("new")
        #expect(await billingError { try await repository.commit(changes) }?.code == .readOnly)
        #expect(
            await billingError {
                try await repository.erase(ErasureRequest(id: CommitID("e"), .tenant(acme)))
            }?.code == .readOnly)
        #expect(await billingError { try await repository.compact() }?.code == .readOnly)
        await repository.close()
    }

    @Test("While another holds the file a commit waits for so long, and reads wait for nothing")
    func busy() async throws {
        let repository = try await StoredWorld.open(path, .create, wait: .milliseconds(200))
        try await repository.commit(tenant("acme"))
        let other = try Connection(opening: path, path: path, flags: 0x2, wait: 0)
        try other.run("BEGIN IMMEDIATE")
        try other.run("INSERT INTO digest VALUES (99, 'x', 0, 0, 0)")
        let start = ContinuousClock.now
        let changes = try tenant("bolt")
        #expect(await billingError { try await repository.commit(changes) }?.code == .busy)
        #expect(ContinuousClock.now - start >= .milliseconds(200))
        #expect(await billingError { try await repository.compact() }?.code == .busy)
        #expect(try await repository.revision(.latest).number == 1)
        let copy = folder.file("copy")
        try await repository.backup(to: copy)
        #expect(try await repository.verify().isEmpty)
        // Opening waits for nothing either.
        for access in [FileRepository.Access.create, .readWrite, .readOnly] {
            let more = try await StoredWorld.open(path, access, wait: .zero)
            #expect(try await more.revision(.latest).number == 1)
            await more.close()
        }
        try other.run("ROLLBACK")
        try await repository.commit(changes)
        #expect(try await repository.revision(.latest).number == 2)
        other.close()
        await repository.close()
    }

    @Test("A task that is cancelled gets its error, before the read and in the middle of it")
    func cancelled() async throws {
        try await StoredWorld.make(path)
        let repository = try await StoredWorld.open(path, .readWrite)
        let before = Task {
            withUnsafeCurrentTask { task in task?.cancel() }
            _ = try await repository.verify()
        }
        await #expect(throws: CancellationError.self) { try await before.value }
        let never = try tenant("never")
        let commit = Task {
            withUnsafeCurrentTask { task in task?.cancel() }
            try await repository.commit(never)
        }
        await #expect(throws: CancellationError.self) { try await commit.value }
        // In the middle: the work waits where it is told how far it is, until the task is cancelled.
        let copy = folder.file("copy")
        typealias Progress = @Sendable (Int, Int) -> Void
        let works: [@Sendable (@escaping Progress) async throws -> Void] = [
            { _ = try await repository.verify(progress: $0) },
            { try await repository.backup(to: copy, progress: $0) },
        ]
        for work in works {
            let (begun, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            let task = Task {
                try await work { _, _ in
                    begun.signal()
                    gate.wait()
                }
            }
            await Self.wait(for: begun)
            task.cancel()
            for _ in 0..<100 { gate.signal() }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(try !folder.names().contains { $0.hasPrefix("copy") })
        #expect(try await repository.revision(.latest).number > 0)
        await repository.close()
    }

    /// Waits on a thread that no task needs.
    private static func wait(for semaphore: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                semaphore.wait()
                continuation.resume()
            }
        }
    }

    @Test("Tasks of the host go on while all readers are at work")
    func pool() async throws {
        let repository = try await StoredWorld.open(path, .create, readers: 2)
        try await repository.commit(tenant("acme"))
        // Each holds a thread of the repository until all of them have begun.
        let gate = DispatchSemaphore(value: 0)
        let running = (0..<16).map { _ in
            Task { try await repository.verify { done, _ in if done == 1 { gate.wait() } } }
        }
        // With a thread of the pool behind each, none would be left for these.
        for _ in 0..<200 { await Task.yield() }
        let value = await Task { 7 }.value
        #expect(value == 7)
        #expect(try await repository.revision(.latest).number == 1)
        for _ in running { gate.signal() }
        for task in running { #expect(try await task.value.isEmpty) }
        await repository.close()
    }
}
