import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Dispatch
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("An observer is told what a file costs: pages, packing, locks, the log, damage")
struct FileObserverTests {
    private let folder: TemporaryFolder
    private let observer = RecordingObserver()
    private var path: String { folder.file("billing") }

    init() throws { folder = try TemporaryFolder() }

    private func open(
        _ access: FileRepository.Access = .create, wait: Duration = .seconds(10),
        bounds: PackingLimits = PackingLimits(), at path: String? = nil
    ) async throws -> FileRepository {
        var options = FileRepository.Options()
        options.durability = .process
        options.wait = wait
        options.readers = 1
        options.observer = observer
        return try await FileRepository(
            at: path ?? self.path, access: access, options: options, bounds: bounds
        ) { minute(0) }
    }

    /// A connection of another program.
    private func other() throws -> Connection {
        try Connection(opening: path, path: path, flags: 0x2, wait: 0)
    }

    /// Waits on a thread that no task runs on.
    private func thread(_ wait: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                wait()
                continuation.resume()
            }
        }
    }

    @Test(
        "A commit tells the pages that it wrote, a read those that it read and those that were in the cache")
    func pages() async throws {
        let repository = try await open()
        _ = observer.take()
        try await repository.addTenants()
        let commit = try #require(observer.take().first?.pages)
        #expect(commit.size == 16_384)
        // At least the commit, the tenants and the metrics, each in a table of its own.
        #expect(commit.written >= 3 && commit.written < 100)
        #expect(commit.bytesWritten == commit.written * 16_384)
        // A reader that has seen nothing yet reads, and once more it finds the same pages in its cache.
        for isCached in [false, true] {
            _ = try await repository.records(RecordRequest(.tenant, of: .all))
            let read = try #require(observer.take().first?.pages)
            #expect(isCached ? read.misses == 0 && read.hits > 0 : read.misses > 0)
            #expect(read.written == 0 && read.bytesRead == read.misses * 16_384)
        }
        await repository.close()
    }

    @Test("A commit that finds the journal long tells how many samples it packed")
    func packing() async throws {
        var bounds = PackingLimits()
        (bounds.entries, bounds.entriesOfLane, bounds.moved) = (4, 4, 1)
        let repository = try await open(bounds: bounds)
        try await repository.addTenants()
        _ = observer.take()
        for start in [0, 3] {
            try await repository.commit("samples \(start)") { changes in
                for at in start..<(start + 3) { changes.add(write(acme, level, at: at, Double(at))) }
            }
        }
        // Three are short enough; six are more than four, and all of the one series goes into a chunk.
        #expect(observer.take().map(\.packed) == [0, 6])
        await repository.close()
    }

    @Test("A commit that waits for another process tells how long and how often it tried")
    func locked() async throws {
        let (clock, began) = (Lock(0), DispatchSemaphore(value: 0))
        var options = FileRepository.Options()
        options.durability = .process
        options.observer = observer
        // However slow the machine is.
        options.wait = .seconds(3_600)
        let repository = try await FileRepository(at: path, options: options) {
            if clock.withLock({
                $0 += 1
                return $0 == 1
            }) {
                began.signal()
            }
            return minute(0)
        }
        _ = observer.take()
        let other = try other()
        try other.run("BEGIN IMMEDIATE")
        let commit = Task { try await repository.addTenants() }
        // The clock is read before the lock is asked for.
        await thread { began.wait() }
        try await Task.sleep(for: .milliseconds(100))
        try other.run("COMMIT")
        _ = try await commit.value
        let event = try #require(observer.take().first)
        #expect(event.outcome == .succeeded && event.retries > 0)
        #expect(event.locked > .zero && event.locked <= event.duration)
        // The next one does not wait, nor does it tell of the wait of the one before.
        try await repository.commit("next") { $0.add(write(acme, level, at: 0, 1)) }
        let next = try #require(observer.take().first)
        #expect(next.retries == 0 && next.locked == .zero)
        other.close()
        await repository.close()
    }

    @Test("A commit that waited in vain is told as busy")
    func busy() async throws {
        let repository = try await open(wait: .milliseconds(20))
        _ = observer.take()
        let other = try other()
        try other.run("BEGIN IMMEDIATE")
        #expect(await billingError { try await repository.addTenants() }?.code == .busy)
        let event = try #require(observer.take().first)
        #expect(event.line == "commit busy 0" && event.retries > 0)
        #expect(event.locked > .zero && event.locked <= event.duration)
        try other.run("COMMIT")
        other.close()
        await repository.close()
    }

    @Test("A commit tells how long it stood behind others of its process")
    func queued() async throws {
        let gate = DispatchSemaphore(value: 0)
        var options = FileRepository.Options()
        options.durability = .process
        options.observer = observer
        let repository = try await FileRepository(at: path, options: options) {
            gate.wait()
            return minute(0)
        }
        _ = observer.take()
        let before = observer.calls
        let first = Task { try await repository.addTenants() }
        let second = Task { try await repository.commit("next") { $0.add(try makeTenant(acme, name: "B")) } }
        while observer.calls < before + 2 { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(20))
        gate.signal()
        gate.signal()
        _ = try await (first.value, second.value)
        let events = observer.take()
        #expect(events.count == 2 && events.allSatisfy { $0.queued <= $0.duration })
        // Whichever came second waited for the first one's clock.
        #expect(events.contains { $0.queued > .milliseconds(1) && $0.locked == .zero })
        await repository.close()
    }

    @Test("An erasure is followed by a checkpoint, and compacting is told with the pages of the new file")
    func checkpoint() async throws {
        let repository = try await open()
        try await repository.addTenants()
        _ = observer.take()
        try await repository.erase(ErasureRequest(id: CommitID("erase"), .tenant(bolt)))
        // Behind what runs between commits.
        try await repository.commit("next") { $0.add(write(acme, level, at: 0, 1)) }
        var events = observer.take()
        #expect(
            events.map(\.line) == ["erase succeeded 1", "checkpoint succeeded 0", "commit succeeded 1"])
        #expect(try #require(events[1].pages).written > 0)
        try await repository.compact()
        events = observer.take()
        #expect(events.map(\.line) == ["checkpoint succeeded 0", "compact succeeded 0"])
        await repository.close()
        let size = try #require(
            try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        let pages = try #require(events.last?.pages)
        #expect(pages.bytesWritten >= size && pages.bytesWritten <= 2 * size)
    }

    @Test("A checkpoint that a reader holds up is told as busy")
    func heldLog() async throws {
        let repository = try await open()
        try await repository.addTenants()
        let reader = try other()
        try reader.run("BEGIN")
        try reader.run("SELECT count(*) FROM tenant")
        _ = observer.take()
        try await repository.erase(ErasureRequest(id: CommitID("erase"), .tenant(bolt)))
        try await repository.commit("next") { $0.add(write(acme, level, at: 0, 1)) }
        #expect(observer.take().contains { $0.line == "checkpoint busy 0" })
        try reader.run("COMMIT")
        reader.close()
        await repository.close()
    }

    @Test("Damage is told by the call that met it, and by a verification with the number of findings")
    func damage() async throws {
        let repository = try await open()
        try await repository.addTenants()
        await repository.close()
        let other = try other()
        try other.runAll("UPDATE tenant_version SET name = 'B'")
        other.close()
        _ = observer.take()
        let damaged = try await open()
        _ = await billingError { try await damaged.records(RecordRequest(.tenant, of: .all)) }
        let findings = try await damaged.verify()
        await damaged.close()
        #expect(!findings.isEmpty)
        #expect(
            observer.take().map(\.line) == [
                "open succeeded 0", "records_tenant corruptData 0", "verify succeeded \(findings.count)",
            ])
    }

    @Test("A file that cannot be opened is told with its code")
    func opening() async throws {
        let missing = folder.file("missing")
        _ = await billingError { try await open(.readWrite, at: missing) }
        try Data("This is no database, though it is as long as a page header.".utf8).write(
            to: URL(filePath: path))
        let error = try #require(await billingError { try await open() })
        #expect(observer.take().map(\.line) == ["open notFound 0", "open \(error.code) 0"])
    }

    @Test("What a file that is only read refuses is told too")
    func readOnly() async throws {
        let writer = try await open()
        try await writer.addTenants()
        await writer.close()
        let reader = try await open(.readOnly)
        _ = observer.take()
        _ = await billingError { try await reader.compact() }
        _ = await billingError { try await reader.addTenants() }
        try await reader.backup(to: folder.file("copy"))
        await reader.close()
        _ = await billingError { try await reader.revision(.latest) }
        #expect(
            observer.take().map(\.line) == [
                "compact readOnly 0", "commit readOnly 0", "backup succeeded 0", "revision closed 0",
            ])
    }
}
