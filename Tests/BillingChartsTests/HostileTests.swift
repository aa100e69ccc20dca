import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingCharts

/// What a host may write, as bad as it may be.
@Suite struct HostileTests {
    static let texts = [
        "]]>", "\"'`", "\u{2028}\u{2029}", "\u{301}\u{301}", "&lt;&#0;&#x0;%00\\0\\u0000", "</script>",
        "\u{600}</script><b>", "\u{D4E}<!--<script>", "</title></style></desc><x y=z>",
        String(repeating: "x", count: 4_096), String(repeating: "é", count: 2_048),
        "e" + String(repeating: "\u{301}", count: 2_000), String(repeating: "👩‍👩‍👧‍👦", count: 160),
        String(repeating: "\u{202E}", count: 1_300), "\u{FEFF}", "\u{200B}", "\u{E0001}", " ", "\t", "\n\r",
        "-->",
        "\u{FFFE}\u{FFFF}\u{1FFFE}", "🏳️‍🌈🇩🇪", "{{x}}${y}", "\u{7F}\u{85}\u{9B}", "a: b, c", "<", "&amp;",
    ]

    @Test(arguments: texts)
    func `any text of a host leaves pictures and pages whole`(text: String) async throws {
        let now = try instant("2026-03-05T12:00:00Z")
        let repository = emptyRepository(at: now.timeIntervalSince1970)
        let id = try MetricID(text.utf8.count <= 255 ? text : "long")
        let metric = try Metric(id: id, name: text, unit: text, kind: .gauge, cadence: .daily)
        let tenant = try TenantID(text.utf8.count <= 255 ? text : "long")
        try await repository.commit("first") { changes in
            changes.add(try Tenant(id: tenant, name: text, zones: ZoneHistory(.utc), currency: .usd))
            changes.add(metric, for: tenant)
            for day in 1...4 {
                changes.add(
                    SampleWrite(key(tenant, metric), at: .date(try LocalDate("2026-03-0\(day)")), value: 3))
                changes.add(
                    try ActionRecord(
                        tenant: tenant, source: SourceID("engine"), id: ActionID("\(day)"),
                        at: instant("2026-03-0\(day)T10:00:00Z"),
                        type: ActionType(text.utf8.count <= 255 ? text : "long"),
                        category: ActionCategory(text.utf8.count <= 255 ? text : "long"), succeeded: day,
                        failed: 0, suppressed: 0))
            }
        }
        let annotation = try GraphAnnotation(id: GraphAnnotationID("a"), at: now - 86_400, text: text)
        let scope = repository.scope(of: tenant)
        let range = try instant("2026-03-01T00:00:00Z")..<now
        let graph = try await scope.consumptionGraph(
            range: range, width: .day, now: now, annotations: [annotation])
        let actions = try await scope.actions(range: range, width: .day, now: now)
        for svg in [
            try graph.svg(title: text, width: 240), try actions.svg(title: text, width: 240),
            try graph.sparkline(of: try #require(graph.series.first).id),
        ] {
            let picture = try read(svg)
            #expect(!svg.contains("<x") && !svg.contains("<b>"))
            #expect(picture.elements.allSatisfy { !$0.classes.isEmpty || $0.attributes["class"] == nil })
        }
        for vega in [try graph.vegaLite(), try actions.vegaLite()] {
            #expect(!vega.unicodeScalars.contains("<"))
            #expect(try JSONSerialization.jsonObject(with: Data(vega.utf8)) is [String: Any])
        }
        let page = try await Self.page(scope, range, now: now, annotations: [annotation])
        let root = try HTMLTree.read(page)
        root.expectHarmless(text)
        #expect(!page.contains("<x") && !page.contains("<b>") && !page.contains("<script><!--"))
        // Data and a program, and nothing else, are in scripts.
        #expect(page.matches(of: /<script/).count == 2 && page.matches(of: /<\/script/).count == 2)
        let data = try #require(page.firstMatch(of: /(?s)id="graph-data">(.*?)<\/script>/)).output.1
        #expect(try JSONSerialization.jsonObject(with: Data(data.utf8)) is [String: Any])
        let overview = try await repository.fleet.tenantOverview(now: now)
        let fleet = try HTMLTree.read(try FleetPage(overview).html())
        fleet.expectHarmless(text)
        let links = fleet.all("a").compactMap { $0.attributes["href"] }.filter { !$0.hasPrefix("#") }
        #expect(Set(links) == [FleetPage.path(of: tenant)])
    }

    static func page(
        _ scope: BillingScope, _ range: Range<Date>, now: Date, annotations: [GraphAnnotation] = []
    ) async throws -> String {
        try TenantPage(
            inventory: try await scope.inventory(now: now), invoices: try await scope.invoices(now: now),
            graph: try await scope.consumptionGraph(
                range: range, width: .month, now: now, annotations: annotations),
            explorer: try await scope.graphExplorer(data: range, now: now, annotations: annotations),
            table: try await scope.consumptionTable(now: now),
            actions: try await scope.actions(range: range, width: .month, now: now),
            forecast: try await scope.forecast(now: now), insights: try await scope.insights(now: now),
            dueAfter: 30
        ).html(overview: "../index.html")
    }

    @Test func `whole weeks and months of data are told to the microsecond up to the end of the calendar`()
        throws
    {
        for (zone, first, last) in [("UTC", "9999-12-01", "9999-12-31"), ("UTC", "2600-03-01", "2600-04-30")]
        {
            let zone = try ZoneDatabase.system.zone(ZoneID(zone))
            let (start, end) = (try LocalDate(first), try LocalDate(last))
            let data = zone.start(of: start)..<zone.interval(of: end).upperBound
            let months = try GraphExplorer.range(of: data, in: zone, .month)
            #expect(months == data)
            let days = try GraphExplorer.range(of: data, in: zone, .day)
            let week = try zone.bucket(holding: zone.start(of: end), width: .week)
            #expect(days.upperBound == week.end && days.lowerBound <= data.lowerBound)
            #expect(
                try GraphExplorer.range(of: data, in: zone, .year).upperBound.timeIntervalSince(
                    data.upperBound) < 366 * 86_400)
        }
    }

    @Test(arguments: [
        ("0001-01-01", "0001-01-03"), ("1969-12-31", "1970-01-01"), ("2011-12-29", "2011-12-31"),
    ])
    func `data of a few days or an instant have a page`(first: String, last: String) async throws {
        for (zone, hours) in [("UTC", 0.0), ("Pacific/Apia", 12), ("Pacific/Apia", 24)] {
            let from = try instant("\(first)T00:00:00Z")
            let now = try instant("\(last)T00:00:00Z") + min(hours * 3_600, 86_399)
            let repository = emptyRepository()
            try await repository.commit("first") { changes in
                changes.add(try makeTenant(acme, zone: zone))
                changes.add(level, for: acme)
                changes.add(messages, for: acme)
                for time in [from, now - 1] {
                    changes.add(SampleWrite(key(acme, level), at: .instant(time), value: 3))
                    changes.add(SampleWrite(key(acme, messages), at: .instant(time), value: 1))
                }
            }
            let scope = repository.scope(of: acme)
            try HTMLTree.read(await Self.page(scope, from..<now, now: now)).expectHarmless("\(first) \(zone)")
            // Nothing is known before the data.
            let early = from + 1
            try HTMLTree.read(await Self.page(scope, from..<early, now: early)).expectHarmless("early")
            for width in [BucketWidth.hour, .day, .week, .month, .year] {
                _ = try read(
                    try await scope.consumptionGraph(range: from..<now, width: width, now: now).svg())
            }
        }
    }
}
