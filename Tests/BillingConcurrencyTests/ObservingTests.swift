import BillingModel
import BillingStore
import BillingStoreFile
import BillingTestSupport
import Foundation
import Testing

@Suite("Observers and watchers see all of what happens at once")
struct ObservingTests {
    enum Backend: CaseIterable { case memory, file }

    private static let writers = 4
    private static let commits = 10

    private let folder: TemporaryFolder
    private let observer = RecordingObserver(namesTenants: true)

    init() throws { folder = try TemporaryFolder() }

    private func repository(_ backend: Backend) async throws -> any WatchableRepository {
        guard backend == .file else {
            return InMemoryRepository(clock: { minute(0) }, observer: observer)
        }
        var options = FileRepository.Options()
        options.durability = .process
        options.readers = 2
        options.observer = observer
        options.lookInterval = .milliseconds(1)
        return try await FileRepository(at: folder.file("store"), options: options) { minute(0) }
    }

    @Test(
        "Each call is told once, and each watcher comes to the last revision, while others are cancelled",
        arguments: Backend.allCases)
    func all(_ backend: Backend) async throws {
        let repository = try await repository(backend)
        try await repository.addTenants()
        let last = Int64(Self.writers * Self.commits + 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<Self.writers {
                group.addTask {
                    for number in 0..<Self.commits {
                        try await repository.commit("\(writer) \(number)") { changes in
                            changes.add(write(acme, level, at: number * Self.writers + writer, 1))
                        }
                        _ = try await repository.revision(.latest)
                    }
                }
            }
            for _ in 0..<3 {
                group.addTask {
                    var seen: Int64 = -1
                    for try await revision in repository.revisions {
                        #expect(revision.number > seen)
                        seen = revision.number
                        if seen == last { break }
                    }
                    #expect(seen == last)
                }
                // Comes and goes without pause.
                group.addTask {
                    for _ in 0..<20 {
                        let watcher = Task {
                            for try await _ in repository.revisions { await Task.yield() }
                        }
                        await Task.yield()
                        watcher.cancel()
                        try await watcher.value
                    }
                }
            }
            try await group.waitForAll()
        }
        let told = observer.take().filter { $0.operation != .open && $0.operation != .checkpoint }
        let calls = Self.writers * Self.commits
        #expect(told.count == 1 + 2 * calls)
        #expect(told.filter { $0.tenants == .set([acme]) && $0.records == 1 }.count == calls)
        #expect(told.allSatisfy { $0.outcome == .succeeded && $0.queued <= $0.duration })
    }

    @Test("Whoever waits while the file is closed is at the end")
    func closing() async throws {
        let repository = try #require(try await repository(.file) as? FileRepository)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for try await _ in repository.revisions {} } }
            group.addTask { await repository.close() }
            try await group.waitForAll()
        }
    }
}
