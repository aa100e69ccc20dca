import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Revisions are told as they come, the newest to those who are slow")
struct RevisionsTests {
    private func empty(_ backend: Backend) async throws -> any WatchableRepository {
        try #require(try await backend.makeEmpty() as? any WatchableRepository)
    }

    private func add(_ number: Int, _ repository: any BillingRepository) async throws {
        try await repository.commit("\(number)") { $0.add(write(acme, level, at: number, 1)) }
    }

    @Test(
        "The first is the latest, and each commit that makes a revision is told", arguments: Backend.allCases)
    func each(_ backend: Backend) async throws {
        let repository = try await empty(backend)
        var revisions = repository.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try await repository.addTenants()
        #expect(try await revisions.next()?.number == 1)
        // Neither a repeat nor a set that says nothing new makes a revision.
        try await repository.addTenants()
        try await repository.commit("same") { $0.add(try makeTenant(acme)) }
        try await add(1, repository)
        #expect(try await revisions.next()?.number == 2)
        try await repository.erase(ErasureRequest(id: CommitID("e"), .tenant(bolt)))
        #expect(try await revisions.next()?.number == 3)
        // Whoever begins later begins with the latest.
        var later = repository.revisions.makeAsyncIterator()
        #expect(try await later.next()?.number == 3)
    }

    @Test("One who waits is told when a commit is made", arguments: Backend.allCases)
    func waits(_ backend: Backend) async throws {
        let repository = try await empty(backend)
        let task = Task {
            var seen: [Int64] = []
            for try await revision in repository.revisions {
                seen.append(revision.number)
                if revision.number == 3 { break }
                // Only then is the next one made.
                if revision.number == 0 {
                    try await repository.addTenants()
                } else {
                    try await add(Int(revision.number), repository)
                }
            }
            return seen
        }
        #expect(try await task.value == [0, 1, 2, 3])
    }

    @Test("One who is slow gets the newest, and none of those between", arguments: Backend.allCases)
    func slow(_ backend: Backend) async throws {
        let repository = try await empty(backend)
        var revisions = repository.revisions.makeAsyncIterator()
        _ = try await revisions.next()
        try await repository.addTenants()
        for number in 0..<20 { try await add(number, repository) }
        #expect(try await revisions.next()?.number == 21)
        try await add(20, repository)
        #expect(try await revisions.next()?.number == 22)
    }

    @Test("Each consumer has its own course", arguments: Backend.allCases)
    func several(_ backend: Backend) async throws {
        let repository = try await empty(backend)
        let revisions = repository.revisions
        var quick = revisions.makeAsyncIterator()
        var slow = revisions.makeAsyncIterator()
        #expect(try await quick.next()?.number == 0)
        try await repository.addTenants()
        #expect(try await quick.next()?.number == 1)
        try await add(1, repository)
        #expect(try await quick.next()?.number == 2)
        #expect(try await slow.next()?.number == 2)
        // Many at once, of which each sees an ascending course to the last.
        let last: Int64 = 30
        let seen = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var seen: [Int64] = []
                    for try await revision in revisions {
                        seen.append(revision.number)
                        if revision.number == last { break }
                    }
                    return seen
                }
            }
            for number in 2..<Int(last) { try await add(number, repository) }
            return try await group.reduce(into: [[Int64]]()) { $0.append($1) }
        }
        for course in seen {
            #expect(course.last == last && zip(course, course.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test(
        "A task that is cancelled is at the end at once, whether it waits or not", arguments: Backend.allCases
    )
    func cancelled(_ backend: Backend) async throws {
        let repository = try await empty(backend)
        let (told, tell) = AsyncStream.makeStream(of: Int64.self)
        let waiting = Task {
            for try await revision in repository.revisions { tell.yield(revision.number) }
            return "ended"
        }
        for await number in told {
            #expect(number == 0)
            break
        }
        waiting.cancel()
        #expect(try await waiting.value == "ended")
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            var revisions = repository.revisions.makeAsyncIterator()
            return try await revisions.next()
        }
        late.cancel()
        #expect(try await late.value == nil)
        // Others go on.
        try await repository.addTenants()
        var others = repository.revisions.makeAsyncIterator()
        #expect(try await others.next()?.number == 1)
    }

    @Test("A state that was taken over is told")
    func restored() async throws {
        let source = InMemoryRepository(clock: { minute(0) })
        try await source.addTenants()
        let target = InMemoryRepository(clock: { minute(0) })
        var revisions = target.revisions.makeAsyncIterator()
        #expect(try await revisions.next() == .zero)
        try await target.restore(try await source.state())
        #expect(try await revisions.next()?.number == 1)
    }

    @Test("It ends, after the newest, when nobody holds the repository any more")
    func letGo() async throws {
        var repository: InMemoryRepository? = InMemoryRepository(clock: { minute(0) })
        let revisions = try #require(repository?.revisions)
        var consumer = revisions.makeAsyncIterator()
        _ = try await repository?.addTenants()
        repository = nil
        #expect(try await consumer.next()?.number == 1)
        #expect(try await consumer.next() == nil)
        #expect(try await consumer.next() == nil)
    }

    @Test("A feed of a backend hands out what ascends, until its end")
    func feed() async throws {
        let feed = RevisionFeed(latest: try Revision(4))
        var revisions = feed.revisions.makeAsyncIterator()
        #expect(try await revisions.next()?.number == 4)
        for number: Int64 in [7, 5, 6] { feed.publish(try Revision(number)) }
        #expect(try await revisions.next()?.number == 7)
        feed.end()
        feed.publish(try Revision(9))
        #expect(try await revisions.next() == nil)
    }
}
