import Foundation
import InauroBilling
import Testing

@testable import FleetExample

@Suite("The web handler of the guide answers as it says")
struct ScreenHandlerTests {
    private let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
    private let acme = try! TenantID("acme")
    private let instant = try! Date("2026-03-02T00:00:30Z", strategy: .iso8601)

    private func commit(_ id: String, assets: Int) async throws {
        var changes = ChangeSet(id: try CommitID(id))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud))
        changes.add(
            try DailyUsage(tenant: acme, date: LocalDate("2026-03-01"), counts: [.assets: assets]))
        try await repository.commit(changes)
    }

    private func get(_ request: WebRequest, _ instant: Date? = nil) async -> WebResponse {
        await ScreenHandler(repository: repository)
            .respond(to: request, of: acme, at: instant ?? self.instant)
    }

    private static let march = ["from": "2026-02-28T13:00:00Z", "to": "2026-03-31T13:00:00Z"]

    @Test("Every path gives the JSON of its screen, with a tag")
    func screens() async throws {
        try await commit("1", assets: 120)
        for path in ["/inventory", "/invoices", "/table", "/graph", "/actions"] {
            let answer = await get(WebRequest(path: path, query: Self.march))
            #expect(answer.status == 200, "\(path)")
            #expect(answer.headers["etag"]?.wholeMatch(of: /W\/"[0-9a-f]{64}"/) != nil)
            #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
            #expect(answer.body.contains("\"revision\":1"))
        }
        let answer = await get(WebRequest(path: "/inventory"), instant - 86_400)
        let inventory = try JSONDecoder().decode(TenantInventory.self, from: Data(answer.body.utf8))
        #expect(inventory.row(acme)?.counts.first?.value == 120)
    }

    @Test("A screen comes as a picture or as markup, and all of them as a page, with a policy of its own")
    func forms() async throws {
        try await commit("1", assets: 120)
        for (path, type, begin) in [
            ("/graph.svg", "image/svg+xml", "<svg"), ("/actions.svg", "image/svg+xml", "<svg"),
            ("/table.html", "text/html", "<section"), ("/page.html", "text/html", "<!DOCTYPE html>"),
        ] {
            let request = WebRequest(path: path, query: Self.march)
            let answer = await get(request)
            #expect(answer.status == 200 && answer.body.hasPrefix(begin), "\(path)")
            #expect(answer.headers["content-type"] == "\(type); charset=utf-8")
            #expect(answer.headers["content-security-policy"]?.isEmpty == false)
            var known = request
            known.headers["if-none-match"] = answer.headers["etag"]
            let again = await get(known, instant + 3_600)
            #expect(again.status == 304 && again.body.isEmpty, "\(path)")
        }
        for path in ["/table.svg", "/graph.png", "/graph.svg.svg", "/.svg", "/page.svg", ""] {
            #expect(await get(WebRequest(path: path, query: Self.march)).status == 404, "\(path)")
        }
        let first = await get(WebRequest(path: "/page.html")).headers["etag"]
        try await commit("2", assets: 121)
        #expect(await get(WebRequest(path: "/page.html")).headers["etag"] != first)
    }

    @Test(
        "A known tag is answered without a body until the answer differs",
        arguments: ["/inventory", "/invoices", "/table", "/graph", "/actions"])
    func tags(path: String) async throws {
        try await commit("1", assets: 120)
        let first = await get(WebRequest(path: path, query: Self.march))
        let tag = try #require(first.headers["etag"])
        func asked(_ known: String, after seconds: Double = 0) async -> WebResponse {
            let request = WebRequest(path: path, query: Self.march, headers: ["if-none-match": known])
            return await get(request, instant.addingTimeInterval(seconds))
        }
        for known in [tag, String(tag.dropFirst(2)), "\"other\", " + tag] {
            let again = await asked(known)
            #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag)
        }
        #expect(await asked("\"other\"").status == 200)
        // Neither a later minute of the day nor what is committed for others changes the answer.
        #expect(await asked(tag, after: 30).status == 304)
        #expect(await asked(tag, after: 3 * 3_600).status == 304)
        var others = ChangeSet(id: try CommitID("others"))
        others.add(try Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .aud))
        try await repository.commit(others)
        #expect(await asked(tag).status == 304)
        guard ["/inventory", "/table", "/graph"].contains(path) else { return }
        try await commit("2", assets: 121)
        let changed = await asked(tag)
        #expect(changed.status == 200 && changed.headers["etag"] != tag)
    }

    @Test("A tenant that is not there is not found, whatever tag comes along")
    func missing() async throws {
        try await commit("1", assets: 120)
        let tag = try #require(await get(WebRequest(path: "/table")).headers["etag"])
        for known in [tag, "*"] {
            let answer = await ScreenHandler(repository: repository).respond(
                to: WebRequest(path: "/table", headers: ["if-none-match": known]), of: try TenantID("bolt"),
                at: instant)
            #expect(answer.status == 404 && answer.headers["etag"] == nil)
        }
    }

    @Test("Errors become a status, and tell the rule but no data")
    func errors() async throws {
        let unknown = await get(WebRequest(path: "/table"))
        #expect(unknown.status == 404 && unknown.body.contains("notFound") && !unknown.body.contains("acme"))
        try await commit("1", assets: 120)
        #expect(await get(WebRequest(path: "/nowhere")).status == 404)
        #expect(await get(WebRequest(method: "POST", path: "/table")).headers["allow"] == "GET")
        #expect(await get(WebRequest(path: "/graph")).status == 400)
        let backwards = ["from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"]
        #expect(await get(WebRequest(path: "/graph", query: backwards)).status == 400)
        let width = Self.march.merging(["width": "fortnight"]) { $1 }
        #expect(await get(WebRequest(path: "/actions", query: width)).status == 400)
        // A daily metric has no hours, but nothing was asked for by name.
        let hours = Self.march.merging(["width": "hour"]) { $1 }
        #expect(await get(WebRequest(path: "/graph", query: hours)).status == 200)
        let minutes = [
            "from": "0001-01-01T00:00:00Z", "to": "9999-12-31T00:00:00Z", "width": "minute",
        ]
        #expect(await get(WebRequest(path: "/actions", query: minutes)).status == 400)
    }

    @Test("A closed file is an error of the server")
    func closed() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try await FileRepository(at: path, clock: { Date() })
        await file.close()
        let answer = await ScreenHandler(repository: file)
            .respond(to: WebRequest(path: "/table"), of: acme, at: instant)
        #expect(answer.status == 500 && answer.body.contains("closed"))
    }

    @Test("Kept answers are those of the handler, and a commit or a minute makes them anew")
    func cache() async throws {
        try await commit("1", assets: 120)
        let handler = ScreenHandler(repository: repository)
        let cache = AnswerCache(handler: handler, limit: 4)
        var tag: String?
        for step in 0..<3 {
            if step == 1 { try await commit("2", assets: 121) }
            let instant = instant + Double(step / 2) * 60
            for path in ["/inventory", "/actions", "/actions.svg", "/page.html", "/nowhere"] {
                for known in [nil, tag] {
                    var request = WebRequest(path: path, query: Self.march)
                    request.headers["if-none-match"] = known
                    let expected = await handler.respond(to: request, of: acme, at: instant)
                    #expect(await cache.respond(to: request, of: acme, at: instant) == expected)
                    #expect(await cache.respond(to: request, of: acme, at: instant) == expected)
                    tag = expected.headers["etag"] ?? tag
                }
            }
            let other = WebRequest(path: "/table")
            #expect(await cache.respond(to: other, of: try TenantID("bolt"), at: instant).status == 404)
        }
        var request = WebRequest(path: "/table")
        request.method = "POST"
        #expect(await cache.respond(to: request, of: acme, at: instant).status == 405)
    }
}
