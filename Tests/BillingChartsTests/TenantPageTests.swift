import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts

@Suite struct TenantPageTests {
    /// The page of a tenant in a state.
    static func page(
        of world: PictureWorld, dueAfter: Int? = nil, budget: BudgetReport? = nil
    ) async throws -> TenantPage {
        let (scope, now) = (world.scope, world.now)
        let range = world.start..<max(now, world.start + 86_400)
        return try TenantPage(
            inventory: try await scope.inventory(now: now, since: LocalDate("2026-02-18")),
            invoices: try await scope.invoices(now: now),
            graph: try await scope.consumptionGraph(range: range, width: .month, now: now),
            explorer: try await scope.graphExplorer(now: now, annotations: world.annotations),
            table: try await scope.consumptionTable(now: now),
            actions: try await scope.actions(range: range, width: .month, now: now),
            forecast: try await scope.forecast(now: now),
            insights: try await scope.insights(now: now), budget: budget, dueAfter: dueAfter)
    }

    /// The tiles of a page: title, figure with its unit, and what else is said.
    static func tiles(
        _ page: TenantPage
    ) throws -> [String: (figure: String, details: [String], styles: [String])] {
        let list = try HTMLTree.read(page.html()).first("ul", "tiles")
        return Dictionary(
            try list.all("li").map { tile in
                let details = tile.all("span").filter { $0.styles == ["detail"] }.map(\.text)
                return (
                    try tile.first("span", "title").text,
                    (try tile.first("span", "figure").text, details, tile.styles)
                )
            }
        ) { first, _ in first }
    }

    @Test func `a page of every state is well formed, harmless and the same each time`() async throws {
        let worlds = [
            try await PictureWorld.year(), try await .noData(), try await .deadFeed(),
            try await .twoCurrencies(),
            try await .longName(), try await .rightToLeft(), try await .hostile(),
        ]
        for world in worlds {
            let page = try await Self.page(of: world, dueAfter: 30)
            let html = page.html()
            #expect(html == page.html())
            let root = try HTMLTree.read(html)
            root.expectHarmless(world.name)
            #expect(root.attributes["lang"] == "en" && root.all("h1").count == 1, "\(world.name)")
            // Each link of the page leads to an element, and each element is named once.
            func ids(_ element: HTMLTree) -> [String] {
                [element.attributes["id"]].compactMap(\.self) + element.children.flatMap(ids)
            }
            let names = ids(root)
            #expect(Set(names).count == names.count, "\(world.name)")
            let links = root.all("a").compactMap { $0.attributes["href"] }
            #expect(links.count > 5 && links.allSatisfy { names.contains(String($0.dropFirst())) })
        }
    }

    @Test func `the policy allows the style that is inside, and nothing else`() async throws {
        let html = try await Self.page(of: PictureWorld.onePoint()).html()
        let root = try HTMLTree.read(html)
        let policy = try #require(
            root.all("meta").first { $0.attributes["http-equiv"] == "Content-Security-Policy" }?
                .attributes["content"])
        let rules = policy.split(separator: "; ").map(String.init)
        #expect(rules.contains("default-src 'none'") && rules.contains("base-uri 'none'"))
        #expect(rules.contains("form-action 'none'") && !policy.contains("unsafe") && !policy.contains("*"))
        let style = try #require(html.firstMatch(of: /(?s)<style>(.*?)<\/style>/)).output.1
        let source = try #require(policy.firstMatch(of: /style-src 'sha256-([^']*)'/)).output.1
        let digest = try #require(Data(base64Encoded: String(source)))
        #expect(
            digest.map { String(format: "%02x", $0) }.joined()
                == SHA256.hexadecimal(Array(String(style).utf8)))
        #expect(!style.contains("url(") && !style.contains("@import") && !style.contains("<"))
        // The policy stands before all that it is about.
        let place = try #require(html.range(of: "Content-Security-Policy")).lowerBound
        #expect(try place < #require(html.range(of: "<style>")).lowerBound)
    }

    @Test func `an overdue invoice is told with a word, and one that is not yet due is`() async throws {
        let world = try await PictureWorld.overdueInvoice()
        let late = try Self.tiles(await Self.page(of: world, dueAfter: 30))
        #expect(late["Overdue"]?.figure == "USD 1,300.00" && late["Overdue"]?.details == ["one invoice"])
        #expect(late["Overdue"]?.styles.contains("bad") == true && late["Due"] == nil)
        // Issued on 2 November, reported at the end of 18 March: that is the 137th day after it.
        #expect(try Self.tiles(await Self.page(of: world, dueAfter: 136))["Overdue"] != nil)
        let due = try Self.tiles(await Self.page(of: world, dueAfter: 137))
        #expect(due["Overdue"] == nil && due["Due"]?.figure == "USD 1,300.00")
        #expect(try Self.tiles(await Self.page(of: world))["Overdue"] == nil)
    }

    @Test func `an overdue invoice is told above the list by the rule of its tile, which leads there`()
        async throws
    {
        func notes(_ page: TenantPage) throws -> [String] {
            let section = try #require(
                try HTMLTree.read(page.html()).all("section").first { $0.attributes["id"] == "invoices" })
            return section.all("li").map(\.text)
        }
        let world = try await PictureWorld.overdueInvoice()
        // Issued on 2 November, so due on 17 March; the report is made as 19 March begins.
        let page = try await Self.page(of: world, dueAfter: 135)
        #expect(try notes(page) == ["2025-10: 1,300.00 USD overdue for 2 days (due 2026-03-17)"])
        let link = try HTMLTree.read(page.html()).first("li", "bad").first("a")
        #expect(link.attributes["href"] == "#invoices" && link.text == "Overdue")
        #expect(
            try notes(await Self.page(of: world, dueAfter: 136))
                == ["2025-10: 1,300.00 USD overdue for 1 day (due 2026-03-18)"])
        #expect(try notes(await Self.page(of: world, dueAfter: 137)) == [])
        #expect(try notes(await Self.page(of: world, dueAfter: 36_500)) == [])
        #expect(try notes(await Self.page(of: world)) == [])
    }

    @Test func `currencies are told apart, and what is paid is not due`() async throws {
        let tiles = try Self.tiles(await Self.page(of: PictureWorld.twoCurrencies(), dueAfter: 10))
        #expect(tiles["Overdue"]?.figure == "EUR 98.40" && tiles["Due"] == nil)
        let year = try Self.tiles(await Self.page(of: PictureWorld.year(), dueAfter: 30))
        #expect(year["Due"]?.figure == "USD 251.00")
    }

    @Test func `amounts that cannot be added up are still due`() async throws {
        let now = try instant("2026-03-18T00:00:00Z")
        let repository = emptyRepository(at: now.timeIntervalSince1970)
        try await repository.commit("first") { changes in
            changes.add(try makeTenant(acme))
            for number in ["A-1", "A-2"] {
                changes.add(
                    try Invoice(
                        tenant: acme, number: InvoiceNumber(number),
                        issuedAt: instant("2026-03-02T00:00:00Z"),
                        currency: .usd, payable: Money("3.21", .usd), totalPaid: Money("0.00", .usd)))
            }
        }
        let scope = repository.scope(of: acme)
        let invoices = try read(
            InvoiceList.self,
            json(await scope.invoices(now: now)).replacing("3.21", with: "92233720368547758.07")
                .replacing(/"totals":\[[^\]]*\]/, with: "\"totals\":[]"))
        func page(dueAfter: Int) async throws -> TenantPage {
            try TenantPage(
                inventory: try await scope.inventory(now: now), invoices: invoices,
                graph: try await scope.consumptionGraph(range: now - 1..<now, width: .month, now: now),
                table: try await scope.consumptionTable(now: now),
                actions: try await scope.actions(range: now - 1..<now, width: .month, now: now),
                dueAfter: dueAfter)
        }
        let due = try #require(try Self.tiles(await page(dueAfter: 30))["Due"])
        #expect(due.figure == "USD –" && due.details == ["2 invoices", "too large to be added up"])
        let late = try Self.tiles(await page(dueAfter: 3))
        #expect(late["Overdue"]?.figure == "USD –" && late["Due"] == nil)
    }

    @Test func `counts that no store has harm no page`() async throws {
        let now = try instant("2026-03-01T00:00:00Z")
        let repository = emptyRepository(at: now.timeIntervalSince1970)
        let range = try instant("2026-01-01T00:00:00Z")..<now
        try await repository.commit("first") { changes in
            changes.add(try makeTenant(acme))
            for metric in [Metric.actions, .actionsFailed, .actionsSuppressed] {
                changes.add(try Coverage(tenant: acme, metric: metric.id, source: feed, range: range))
            }
            for (id, month) in [(5_551, "01"), (6_661, "02")] {
                changes.add(
                    try ActionRecord(
                        tenant: acme, source: feed, id: ActionID(month),
                        at: instant("2026-\(month)-03T10:00:00Z"),
                        type: .sendEmail, category: .alert, succeeded: id, failed: 0, suppressed: 0))
            }
        }
        let scope = repository.scope(of: acme)
        let screen = try await scope.actions(range: range, width: .month, now: now)
        let actions = try read(
            ConsumptionActions.self,
            json(screen).replacing("12212", with: "9223372036854775806").replacing("5551", with: "-1")
                .replacing("6661", with: "9223372036854775807"))
        #expect(actions.buckets.map(\.executed) == [-1, .max])
        let page = try TenantPage(
            inventory: try await scope.inventory(now: now), invoices: try await scope.invoices(now: now),
            graph: try await scope.consumptionGraph(range: range, width: .month, now: now),
            table: try await scope.consumptionTable(now: now), actions: actions)
        let told = try #require(try Self.tiles(page)["Actions"])
        #expect(told.details.contains { $0.hasPrefix("+9.2") }, "\(told)")
        _ = try BillingChartsTests.read(actions.svg())
    }

    @Test func `without data each section says what will be there`() async throws {
        let root = try HTMLTree.read(await Self.page(of: PictureWorld.noData()).html())
        let none = root.all("p").filter { $0.styles == ["none"] }
        #expect(none.count == 5 && none.allSatisfy { $0.text.hasPrefix("No data yet: ") })
        #expect(root.all("ul").filter { $0.styles == ["tiles"] }.isEmpty)
    }

    @Test func `a feed that went silent shows what was known last as such`() async throws {
        let tiles = try Self.tiles(await Self.page(of: PictureWorld.deadFeed()))
        let assets = try #require(tiles["Assets"])
        #expect(assets.figure == "114" && assets.styles.contains("warn"))
        #expect(assets.details == ["last known on 2026-01-17"])
    }

    @Test func `what came yesterday is no reason to worry today`() async throws {
        // At noon of 19 March nothing of the day has come.
        let tiles = try Self.tiles(await Self.page(of: PictureWorld.unfinishedMonth()))
        let assets = try #require(tiles["Assets"])
        #expect(assets.figure == "124" && assets.styles == ["tile"])
        #expect(assets.details == ["on 2026-03-18"])
    }

    @Test func `a level has its change, and a budget its share`() async throws {
        let world = try await PictureWorld.year()
        let budget = try await world.scope.budget(
            Budget(
                tenant: world.tenant, amount: Money("200.00", .usd), period: .month, basis: .payable),
            now: world.now)
        let tiles = try Self.tiles(await Self.page(of: world, budget: budget))
        let assets = try #require(tiles["Assets"])
        #expect(assets.details.last == "since 2026-02-18" && assets.details[0].hasSuffix(" %)"))
        let used = try #require(tiles["Budget used"])
        #expect(used.figure == "125.5 %*" && used.details == ["of USD 200.00", "overspent"])
        #expect(used.styles.contains("bad"))
    }

    @Test func `an overview is linked where there is one`() async throws {
        let page = try await Self.page(of: PictureWorld.onePoint())
        #expect(!page.html().contains("All tenants"))
        let links = try HTMLTree.read(page.html(overview: "../index.html\"><b>")).all("a")
        #expect(links.contains { $0.attributes["href"] == "../index.html\"><b>" && $0.text == "All tenants" })
    }

    @Test func `screens of other instants, tenants or days are refused`() async throws {
        let world = try await PictureWorld.onePoint()
        let (scope, now) = (world.scope, world.now)
        let range = world.start..<now
        func page(
            _ other: Date? = nil, in scopes: BillingScope? = nil, dueAfter: Int? = nil
        ) async throws -> TenantPage {
            try TenantPage(
                inventory: try await (scopes ?? scope).inventory(now: now),
                invoices: try await scope.invoices(now: other ?? now),
                graph: try await scope.consumptionGraph(range: range, width: .month, now: now),
                table: try await scope.consumptionTable(now: now),
                actions: try await scope.actions(range: range, width: .month, now: now), dueAfter: dueAfter)
        }
        _ = try await page()
        #expect(await billingError { try await page(now - 1) }?.code == .invalidValue)
        #expect(await billingError { try await page(dueAfter: -1) }?.code == .invalidValue)
        #expect(await billingError { try await page(dueAfter: 36_501) }?.code == .invalidValue)
        let nobody = try emptyRepository().scope(of: TenantID("nobody"))
        #expect(await billingError { try await page(in: nobody) } != nil)
    }
}

extension PictureWorld {
    /// Whose state it is.
    fileprivate var tenant: TenantID { get throws { try TenantID("acme") } }
}
