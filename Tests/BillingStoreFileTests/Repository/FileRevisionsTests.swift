import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("Revisions of a file are told whoever commits, until it is closed")
struct FileRevisionsTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("billing") }

    init() throws { folder = try TemporaryFolder() }

    private func open(
        _ access: FileRepository.Access = .create, every interval: Duration = .milliseconds(5),
        observer: (any StoreObserver)? = nil
    ) async throws -> FileRepository {
        var options = FileRepository.Options()
        options.durability = .process
        options.lookInterval = interval
        options.observer = observer
        return try await FileRepository(at: path, access: access, options: options) { minute(0) }
    }

    @Test(
        "Commits of another process are told, to a reader and to a writer",
        arguments: [FileRepository.Access.readOnly, .readWrite])
    func otherProcess(_ access: FileRepository.Access) async throws {
        #expect(try WriterProcess(path, writer: "acme", first: 0, count: 1).finish().status == 0)
        let repository = try await open(access)
        var seen: [Int64] = []
        var process: WriterProcess?
        for try await revision in repository.revisions {
            seen.append(revision.number)
            if process == nil { process = try WriterProcess(path, writer: "acme", first: 1, count: 50) }
            if revision.number == 51 { break }
        }
        #expect(seen.first == 1 && seen.last == 51)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try process?.finish().status == 0)
        await repository.close()
    }

    @Test("Its own commits are told at once, however seldom it looks")
    func ownCommits() async throws {
        let repository = try await open(every: .seconds(3_600))
        var revisions = repository.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try await repository.addTenants()
        #expect(try await revisions.next()?.number == 1)
        await repository.close()
    }

    @Test("Of a file that lay still in no one's hands, a later commit is told too")
    func frozen() async throws {
        let maker = try await open()
        try await maker.addTenants()
        await maker.close()
        let reader = try await open(.readOnly)
        var revisions = reader.revisions.makeAsyncIterator()
        #expect(try await revisions.next()?.number == 1)
        let writer = try await open(.readWrite)
        try await writer.commit("more") { $0.add(write(acme, level, at: 0, 1)) }
        #expect(try await revisions.next()?.number == 2)
        await writer.close()
        await reader.close()
    }

    @Test(
        "Nobody looks while nobody wants to know, and what was published meanwhile is not handed out as news")
    func looksWhileWatched() async throws {
        let repository = try await open(every: .seconds(3_600))
        #expect(!repository.feed.isLooking)
        do {
            var first: Revisions.Iterator? = repository.revisions.makeAsyncIterator()
            let second = repository.revisions.makeAsyncIterator()
            _ = try await first?.next()
            #expect(repository.feed.isLooking)
            first = nil
            #expect(repository.feed.isLooking)
            withExtendedLifetime(second) {}
        }
        #expect(!repository.feed.isLooking)
        try await repository.addTenants()
        let other = try await open()
        try await other.commit("more") { $0.add(write(acme, level, at: 0, 1)) }
        await other.close()
        var later = repository.revisions.makeAsyncIterator()
        #expect(try await later.next()?.number == 2)
        await repository.close()
    }

    @Test("It ends when the repository is closed, for one who waits and for whoever comes later")
    func closed() async throws {
        let repository = try await open()
        let (told, tell) = AsyncStream.makeStream(of: Int64.self)
        let waiting = Task {
            for try await revision in repository.revisions { tell.yield(revision.number) }
            return "ended"
        }
        for await _ in told { break }
        await repository.close()
        #expect(try await waiting.value == "ended")
        var late = repository.revisions.makeAsyncIterator()
        #expect(try await late.next() == nil)
        #expect(!repository.feed.isLooking)
        // The connection that looked is closed too, and no log is left.
        #expect(try folder.names() == ["billing"])
    }

    @Test("A file that was replaced ends it with an error, once")
    func replaced() async throws {
        let repository = try await open()
        var revisions = repository.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try FileManager.default.moveItem(atPath: path, toPath: folder.file("moved"))
        let error = await billingError { try await revisions.next() }
        #expect(error?.code == .replaced)
        #expect(try await revisions.next() == nil)
        #expect(!repository.feed.isLooking)
        await repository.close()
    }

    @Test("Looks are not told to an observer")
    func unobserved() async throws {
        let observer = RecordingObserver()
        let repository = try await open(every: .milliseconds(1), observer: observer)
        var revisions = repository.revisions.makeAsyncIterator()
        _ = try await revisions.next()
        try await Task.sleep(for: .milliseconds(20))
        #expect(observer.take().map(\.line) == ["open succeeded 0"])
        await repository.close()
    }
}
