import Foundation
import InauroBilling
import Testing

@Suite("The guides to pictures and mails are true")
final class PicturesGuideTests: ExamplePage {
    private let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
    // The end of 7 March 2026 in Sydney.
    private let now = Date(timeIntervalSince1970: 1_772_888_400)

    private func fill(_ name: String = "Acme") async throws -> Tenant {
        let acme = try Tenant(id: "acme", name: name, zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("march"))
        changes.add(acme)
        for day in 1...7 {
            changes.add(
                try DailyUsage(
                    tenant: acme.id, date: LocalDate("2026-03-0\(day)"),
                    counts: [.assets: 118 + day / 3, .users: 8 + day % 2]))
        }
        try await repository.commit(changes)
        return acme
    }

    @Test("Pictures, pages and an overview")
    func pictures() async throws {
        let acme = try await fill()
        // Documentation/Guides/pictures.md begins here.
        let scope = repository.scope(of: acme.id)
        let week = now.addingTimeInterval(-7 * 86_400)..<now
        let graph = try await scope.consumptionGraph(range: week, width: .day, now: now)
        let picture = try graph.svg(title: "Acme, last week", width: 640)
        print(picture.hasPrefix("<svg"))  // true

        let weekBefore = now.addingTimeInterval(-14 * 86_400)..<now.addingTimeInterval(-7 * 86_400)
        let before = try await scope.consumptionGraph(range: weekBefore, width: .day, now: now)
        print(try graph.svg(before: before).count > picture.count)  // true

        let assets = graph.series[0].id
        let users = try graph.svg(showing: [graph.series[1].id])
        let course = try graph.sparkline(of: assets, width: 96, height: 24)
        print(course.count < picture.count, users.contains("Assets"))  // true false

        let actions = try await scope.actions(range: week, width: .day, now: now)
        let bars = try actions.svg(title: "Acme, what ran")
        let budget = try Budget(
            tenant: acme.id, amount: Money("500.00", .aud), period: .month, basis: .payable)
        let spent = try await scope.budget(budget, now: now).svg()
        print(bars.contains("No actions known"), spent.contains("500.00"))  // true true
        let specification = try graph.vegaLite()
        print(specification.contains("<"))  // false

        let table = try await scope.consumptionTable(now: now).html()
        print(table.hasPrefix("<section class=\"screen\">"))  // true
        let explorer = try await scope.graphExplorer(now: now)
            .adding(forecast: scope.forecast(now: now), insights: scope.insights(now: now))
        let page = try TenantPage(
            inventory: await scope.inventory(now: now), invoices: await scope.invoices(now: now),
            graph: graph,
            explorer: explorer, table: await scope.consumptionTable(now: now), actions: actions, dueAfter: 30)
        print(page.html(overview: "../index.html").hasPrefix("<!DOCTYPE html>"))  // true
        let overview = try await repository.fleet.tenantOverview(now: now)
        let index = try FleetPage(overview).html()
        print(index.contains(FleetPage.path(of: acme.id)))  // true
        // Documentation/Guides/pictures.md ends here.
        try expectPrinted("Documentation/Guides/pictures.md")
    }

    @Test("A mail with a table and a page")
    func mail() async throws {
        let acme = try await fill()
        // Documentation/Guides/mail.md begins here.
        let scope = repository.scope(of: acme.id)
        let month = now.addingTimeInterval(-30 * 86_400)..<now
        let table = try await scope.consumptionTable(now: now)
        let page = try TenantPage(
            inventory: await scope.inventory(now: now), invoices: await scope.invoices(now: now),
            graph: await scope.consumptionGraph(range: month, width: .day, now: now),
            explorer: await scope.graphExplorer(now: now), table: table,
            actions: await scope.actions(range: month, width: .day, now: now))
        let message = ReportMail(subject: "\(acme.name), March 2026", screen: table, page: page).message()
        print(message.components(separatedBy: "\r\n")[0])  // Subject: =?utf-8?B?QWNtZSwgTWFyY2ggMjAyNg==?=
        // Documentation/Guides/mail.md ends here.
        try expectPrinted("Documentation/Guides/mail.md")
        #expect(try parts(of: message).map(\.type) == ["text/plain", "text/html", "text/html"])
        let parts = try parts(of: message).map(\.content)
        #expect(parts[0] == Data(table.text().utf8) && parts[2] == Data(page.html().utf8))
        let body = String(decoding: parts[1], as: UTF8.self)
        #expect(body.contains(table.html()) && !body.contains("<svg") && !body.contains("<script"))
    }

    @Test("A mail carries a picture, and no name adds a header or ends a part")
    func hostileMail() async throws {
        let name = "東京運輸 \r\nBcc: all@example.org\r\n--=_mixed--" + String(repeating: "ü", count: 60)
        let acme = try await fill(name)
        let scope = repository.scope(of: acme.id)
        let day = now - 86_400..<now
        let table = try await scope.consumptionTable(now: now)
        let page = try TenantPage(
            inventory: await scope.inventory(now: now), invoices: await scope.invoices(now: now),
            graph: await scope.consumptionGraph(range: day, width: .day, now: now), table: table,
            actions: await scope.actions(range: day, width: .day, now: now))
        let png = Data((0...255).map { UInt8($0) })
        let message = ReportMail(
            subject: name, screen: table, page: page, picture: (png, "\"><script>")
        ).message()
        let lines = message.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
        let words = try #require(message.firstMatch(of: /Subject: ((?:=\?[^\r]*\r\n ?)+)/)).1
        let subject = try words.matches(of: /=\?utf-8\?B\?([^?]*)\?=/).map { word in
            String(decoding: try #require(Data(base64Encoded: String(word.1))), as: UTF8.self)
        }
        #expect(subject.joined() == name)
        let parts = try parts(of: message)
        #expect(parts.map(\.type) == ["text/plain", "text/html", "image/png", "text/html"])
        #expect(parts[2].content == png && parts[3].content == Data(page.html().utf8))
        let body = String(decoding: parts[1].content, as: UTF8.self)
        #expect(body.contains("src=\"cid:picture\"") && !body.contains("<script"))
    }

    /// The parts that hold something, in their order.
    private func parts(of message: String) throws -> [(type: String, content: Data)] {
        var parts: [(String, Data)] = []
        for part in message.components(separatedBy: "\r\n--=_") {
            guard part.contains("Content-Transfer-Encoding: base64"),
                let type = part.firstMatch(of: /Content-Type: ([a-z\/]+)/),
                let head = part.range(of: "\r\n\r\n")
            else { continue }
            let text = part[head.upperBound...].replacingOccurrences(of: "\r\n", with: "")
            parts.append((String(type.1), try #require(Data(base64Encoded: text))))
        }
        return parts
    }
}
