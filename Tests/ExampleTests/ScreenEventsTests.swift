import BillingStore
import BillingTime
import Foundation
import InauroBilling
import Testing

@testable import FleetExample

@Suite("The events of the guide are sent as it says")
struct ScreenEventsTests {
    private let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
    private let instant = try! Date("2026-03-02T00:00:30Z", strategy: .iso8601)
    private let acme = try! TenantID("acme")

    /// Events of a table, where nothing rests and no beat disturbs unless a test says so.
    private func events(
        _ request: WebRequest = WebRequest(path: "/table"), of tenant: TenantID? = nil,
        in repository: (any WatchableRepository)? = nil, beat: Duration = .seconds(3_600),
        clock: (@Sendable () -> Date)? = nil
    ) -> ScreenEvents {
        let repository = repository ?? self.repository
        return ScreenEvents(
            of: AnswerCache(handler: ScreenHandler(repository: repository)), in: repository, for: request,
            of: tenant ?? acme, pace: .init(rest: .zero, beat: beat, retry: .milliseconds(1_500)),
            clock: clock ?? { [instant] in instant })
    }

    private func commit(_ id: String, _ tenant: String = "acme", assets: Int) async throws {
        var changes = ChangeSet(id: try CommitID(id))
        changes.add(try Tenant(id: tenant, name: tenant, zone: "Australia/Sydney", currency: .aud))
        changes.add(
            try DailyUsage(
                tenant: TenantID(tenant), date: LocalDate("2026-03-01"), counts: [.assets: assets]))
        try await repository.commit(changes)
    }

    private func table() async -> WebResponse {
        await ScreenHandler(repository: repository).respond(
            to: WebRequest(path: "/table"), of: acme, at: instant)
    }

    /// What the table is, as a stream says it.
    private func sent() async throws -> String {
        let answer = await table()
        return "id: \(try #require(answer.headers["etag"]))\nevent: screen\ndata: \(answer.body)\n\n"
    }

    @Test("A client gets the screen, and each that differs")
    func changes() async throws {
        try await commit("1", assets: 120)
        let events = events()
        #expect(await events.refusal() == nil)
        var iterator = events.makeAsyncIterator()
        #expect(await iterator.next() == "retry: 1500\n\n")
        let first = try await sent()
        #expect(await iterator.next() == first)
        try await commit("2", assets: 121)
        let second = try await sent()
        #expect(second != first && second.contains("\"revision\":2"))
        #expect(await iterator.next() == second)
    }

    @Test("What is committed for others sends nothing")
    func others() async throws {
        try await commit("1", assets: 120)
        var iterator = events().makeAsyncIterator()
        _ = await iterator.next()
        _ = await iterator.next()
        for number in 0..<20 { try await commit("other \(number)", "bolt", assets: number) }
        // The next that comes is of the next commit for this tenant, though revisions of others came before it.
        async let next = iterator.next()
        try await Task.sleep(for: .milliseconds(50))
        try await commit("2", assets: 121)
        let expected = try await sent()
        #expect(expected.contains("\"revision\":22"))
        #expect(await next == expected)
    }

    @Test("A client that is slow gets the newest, and none of those between")
    func slow() async throws {
        try await commit("1", assets: 120)
        var iterator = events().makeAsyncIterator()
        _ = await iterator.next()
        _ = await iterator.next()
        for number in 2...30 { try await commit("\(number)", assets: 120 + number) }
        let newest = try await sent()
        #expect(await iterator.next() == newest)
        try await commit("31", assets: 300)
        let last = try await sent()
        #expect(await iterator.next() == last)
    }

    @Test("A client that comes again with what it has gets nothing anew")
    func again() async throws {
        try await commit("1", assets: 120)
        let tag = try #require(await table().headers["etag"])
        let known = WebRequest(path: "/table", headers: ["last-event-id": tag])
        var iterator = events(known, beat: .milliseconds(40)).makeAsyncIterator()
        #expect(await iterator.next() == "retry: 1500\n\n")
        #expect(await iterator.next() == ":\n\n")
        try await commit("2", assets: 121)
        let second = try await sent()
        #expect(await iterator.next() == second)
        // And one that has another gets what is.
        var late = events(known).makeAsyncIterator()
        _ = await late.next()
        #expect(await late.next() == second)
    }

    @Test("It beats while nothing happens")
    func beats() async throws {
        try await commit("1", assets: 120)
        var iterator = events(beat: .milliseconds(20)).makeAsyncIterator()
        _ = await iterator.next()
        _ = await iterator.next()
        for _ in 0..<5 { #expect(await iterator.next() == ":\n\n") }
    }

    @Test("A screen that time alone changes is sent without a commit")
    func time() async throws {
        try await commit("1", assets: 120)
        let now = Lock(instant)
        let range = ["from": "2026-02-28T13:00:00Z", "to": "2026-03-31T13:00:00Z"]
        var iterator = events(
            WebRequest(path: "/graph", query: range), beat: .milliseconds(20),
            clock: { now.withLock { $0 } }
        ).makeAsyncIterator()
        _ = await iterator.next()
        let first = try #require(await iterator.next())
        now.withLock { $0 += 86_400 }
        var next = await iterator.next()
        while next == ":\n\n" { next = await iterator.next() }
        #expect(next?.hasPrefix("id: W/") == true && next?.prefix(80) != first.prefix(80))
    }

    @Test("It ends when its task is cancelled, when it is told to, and with the repository")
    func ends() async throws {
        try await commit("1", assets: 120)
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try await FileRepository(at: path, clock: { Date() })
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .aud))
        try await file.commit(changes)

        /// A client that has got the screen, and counts what comes after it.
        func client(of events: ScreenEvents) async -> Task<Int, Never> {
            let (shown, showing) = AsyncStream.makeStream(of: String.self)
            let client = Task {
                var count = -2
                for await text in events {
                    showing.yield(text)
                    count += 1
                }
                return count
            }
            for await text in shown where text.hasPrefix("id: ") { break }
            return client
        }
        let (told, watching) = (events(), events(in: file))
        let clients = [await client(of: events()), await client(of: told), await client(of: watching)]
        clients[0].cancel()
        told.end()
        await file.close()
        for client in clients { #expect(await client.value == 0) }
        // One that was told to end before it began says nothing of a screen.
        let late = events()
        late.end()
        #expect(await late.reduce(into: []) { $0.append($1) } == ["retry: 1500\n\n"])
    }

    @Test("Where nothing is to come, that is the answer")
    func refusals() async throws {
        try await commit("1", assets: 120)
        #expect(await events(of: try TenantID("bolt")).refusal()?.status == 404)
        #expect(await events(WebRequest(path: "/nowhere")).refusal()?.status == 404)
        #expect(await events(WebRequest(path: "/graph")).refusal()?.status == 400)
        #expect(await events(WebRequest(method: "POST", path: "/table")).refusal()?.status == 405)
        let tag = try #require(await table().headers["etag"])
        #expect(
            await events(WebRequest(path: "/table", headers: ["last-event-id": tag])).refusal() == nil)
    }

    private static func failure(_ code: String, _ rule: String) -> String {
        "event: failure\ndata: {\"code\":\"\(code)\",\"rule\":\"\(rule)\"}\n\n"
    }

    @Test("A failure is told without data of a customer, once, and the screen comes after it")
    func failures() async throws {
        try await commit("1", assets: 120)
        let broken = FailingRepository(repository)
        var iterator = events(in: broken, beat: .milliseconds(20)).makeAsyncIterator()
        _ = await iterator.next()
        let screen = try await sent()
        #expect(await iterator.next() == screen)
        broken.failure.withLock {
            $0 = BillingError(.unavailable, rule: "a server answers", detail: "acme")
        }
        #expect(await iterator.next() == Self.failure("unavailable", "a server answers"))
        #expect(await iterator.next() == ":\n\n")
        broken.failure.withLock { $0 = nil }
        var next = await iterator.next()
        while next == ":\n\n" { next = await iterator.next() }
        #expect(next == screen)
        // What a later try does not help with ends it.
        broken.failure.withLock { $0 = BillingError(.corruptData, rule: "rows fit together", detail: "acme") }
        next = await iterator.next()
        while next == ":\n\n" { next = await iterator.next() }
        #expect(next == Self.failure("corruptData", "rows fit together"))
        #expect(await iterator.next() == nil)
    }

    @Test(
        "Each line of a text is a line of data",
        arguments: [
            ("", "data: \n"),
            ("one", "data: one\n"),
            ("one\ntwo", "data: one\ndata: two\n"),
            ("one\rtwo\r\nthree", "data: one\ndata: two\ndata: three\n"),
            ("\n\none\n", "data: \ndata: \ndata: one\ndata: \n"),
            (" one\n:two\n\ndata: x", "data:  one\ndata: :two\ndata: \ndata: data: x\n"),
            ("one\u{2028}two\u{85}three\u{b}four", "data: one\u{2028}two\u{85}three\u{b}four\n"),
            ("one\n\u{301}two", "data: one\ndata: \u{301}two\n"),
        ])
    func lines(text: String, data: String) {
        let event = ServerSentEvent(id: "7", name: "screen", data: text)
        #expect(Array(event.text.utf8) == Array("id: 7\nevent: screen\n\(data)\n".utf8))
        #expect(
            Array(ServerSentEvent(name: "failure", data: text).text.utf8)
                == Array("event: failure\n\(data)\n".utf8))
    }
}

/// Fails where it is told to.
private final class FailingRepository: WatchableRepository {
    let base: InMemoryRepository
    let failure = Lock<BillingError?>(nil)

    init(_ base: InMemoryRepository) { self.base = base }

    var revisions: Revisions { base.revisions }

    private func check() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    func revision(_ knownAt: KnownAt) async throws -> Revision {
        try check()
        return try await base.revision(knownAt)
    }

    func records(_ request: RecordRequest) async throws -> RecordPage {
        try check()
        return try await base.records(request)
    }

    func series(_ request: SeriesRequest) async throws -> SeriesPage { try await base.series(request) }
    func activity(_ request: ActivityRequest) async throws -> ActivityPage {
        try await base.activity(request)
    }
    func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        try await base.summaries(request)
    }
    func commit(withID id: CommitID) async throws -> CommitRecord? { try await base.commit(withID: id) }
    func invoice(
        _ number: InvoiceNumber, of tenant: TenantID, at revision: Revision
    ) async throws -> Invoice? {
        try await base.invoice(number, of: tenant, at: revision)
    }
    func commit(_ changes: ChangeSet) async throws -> CommitRecord { try await base.commit(changes) }
    func erase(_ request: ErasureRequest) async throws -> CommitRecord { try await base.erase(request) }
}
