import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingCharts

@Suite struct FleetPageTests {
    private static let hostile = [
        "../../x", "..", ".", "/", "CON", "con", "Con", "nul.html", "a/b", "a\\b", "a:b", "a b", "é",
        "e\u{301}",
        "-", "--", String(repeating: "x", count: 255), String(repeating: "é", count: 127), "東京", "\u{202E}x",
        "x\u{7}\n", "<script>", "acme", "Acme", "ACME", "acme ", "acme.", "%2e%2e", "~", "$(x)", "index",
    ]

    @Test func `the path of a tenant is safe in any file system, and no two share one`() throws {
        let paths = try Self.hostile.map { FleetPage.path(of: try TenantID($0)) }
        for path in paths {
            #expect(path.wholeMatch(of: /tenants\/[a-z0-9]([a-z0-9-]*[a-z0-9])?\.html/) != nil, "\(path)")
            #expect(path.utf8.count <= 68)
        }
        #expect(Set(paths).count == paths.count)
        // Who bookmarked a page finds it again.
        #expect(
            try FleetPage.path(of: TenantID("Acme-7 West")) == "tenants/acme-7-west-0d7cd85ed49477572f73.html"
        )
        #expect(try FleetPage.path(of: TenantID("東京")) == "tenants/130016b2599bf7e5978c.html")
    }

    /// A page of tenants with some names, of which the first two have assets.
    private static func page(_ ids: [String]) async throws -> (page: FleetPage, overview: TenantOverview) {
        let repository = emptyRepository(at: 1_800_000_000)
        try await repository.commit("tenants") { changes in
            for (place, id) in ids.enumerated() {
                let tenant = try makeTenant(TenantID(id), name: "Name <i>\(place)</i>")
                changes.add(tenant)
                guard place < 2 else { continue }
                for day in ["2026-01-31", "2026-02-28"] {
                    changes.add(
                        try DailyUsage(
                            tenant: tenant.id, date: LocalDate(day),
                            counts: [.init(metric: Metric.assets.id, count: 1_000 * (place + 1))]))
                }
            }
        }
        let now = try instant("2026-03-01T00:00:00Z")
        let overview = try await repository.fleet.tenantOverview(
            TenantOverviewRequest(since: LocalDate("2026-01-31")), now: now)
        let attention = try await repository.fleet.attention(now: now)
        return (try FleetPage(overview, attention: attention), overview)
    }

    @Test func `each tenant has a row that leads to its page and can be sorted`() async throws {
        let (page, overview) = try await Self.page(["acme", "../../x", "<b>"])
        let root = try HTMLTree.read(page.html())
        root.expectHarmless("fleet")
        let table = try root.first("table", "sortable")
        let rows = try table.first("tbody").all("tr")
        #expect(rows.count == 3)
        for (row, tenant) in zip(rows, overview.rows) {
            let link = try row.first("th").first("a")
            #expect(link.attributes["href"] == FleetPage.path(of: tenant.id))
            #expect(link.text == "\(tenant.id) \(tenant.inventory.name)")
        }
        let heads = try table.first("thead").all("th").map(\.text)
        let assets = try #require(heads.firstIndex(of: "Assets"))
        #expect(
            rows.map { $0.children[assets].attributes["data-v"] }.compactMap(\.self).sorted() == [
                "1000.0", "2000.0",
            ])
        #expect(rows.contains { $0.children[assets].attributes["data-v"] == nil })
        #expect(try table.first("tfoot").all("tr").map { $0.children[assets].text } == ["3,000~"])
        #expect(heads.contains("Findings"))
        #expect(root.all("caption").map(\.text).contains("Change since the end of 2026-01-31"))
    }

    @Test func `what the text shows of tenants is on the page`() async throws {
        let (page, overview) = try await Self.page(["acme", "bolt", "core"])
        let shown = try HTMLTree.read(page.html()).all("table").flatMap { $0.all("td") + $0.all("th") }
        let texts = Set(shown.map(\.text))
        for case .table(let table) in overview.blocks {
            let rows = try #require(ShownTable(table)).rows
            for cell in rows.joined() {
                #expect(texts.contains(cell.text.text + cell.marks.signs), "\(cell.text.text)")
            }
        }
    }

    @Test func `the policy allows the style and the script that are inside`() async throws {
        let html = try await Self.page(["acme"]).page.html()
        let script = try #require(html.firstMatch(of: /(?s)<script>(.*?)<\/script>/)).output.1
        let source = try #require(html.firstMatch(of: /script-src 'sha256-([^']*)';/)).output.1
        let digest = try #require(Data(base64Encoded: String(source)))
        #expect(
            digest.map { String(format: "%02x", $0) }.joined()
                == SHA256.hexadecimal(Array(String(script).utf8)))
        #expect(script.contains("No tenant matches") && script.contains("tFoot.hidden"))
        #expect(!script.contains("innerHTML") && !script.contains("eval") && !script.contains("fetch"))
    }

    @Test func `without tenants a page says what will be there`() async throws {
        let root = try HTMLTree.read(await Self.page([]).page.html())
        #expect(try root.first("p", "none").text == "No data yet: a row for each tenant.")
        #expect(root.all("table").isEmpty)
    }
}
