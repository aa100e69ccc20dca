import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts

@Suite struct TenantPageCourseTests {
    /// The page of a tenant in UTC with some records, whose graph has a line for each metric over some months.
    private static func page(
        from start: String, at now: String, movesThroughDays: Bool = true,
        _ fill: (inout ChangeSet) throws -> Void
    ) async throws -> (page: TenantPage, graph: ConsumptionGraph) {
        let (start, now) = (try instant(start), try instant(now))
        let repository = emptyRepository(at: now.timeIntervalSince1970)
        try await repository.commit("first") { changes in
            changes.add(try makeTenant(acme))
            try fill(&changes)
        }
        let scope = repository.scope(of: acme)
        let graph = try await scope.consumptionGraph(range: start..<now, width: .month, now: now)
        let page = try TenantPage(
            inventory: try await scope.inventory(now: now), invoices: try await scope.invoices(now: now),
            graph: graph, explorer: movesThroughDays ? try await scope.graphExplorer(now: now) : nil,
            table: try await scope.consumptionTable(now: now),
            actions: try await scope.actions(range: start..<now, width: .month, now: now))
        return (page, graph)
    }

    /// The course of each row of the table of the last months, by the words of its picture.
    private static func courses(_ page: TenantPage) throws -> [String: String] {
        let root = try HTMLTree.read(page.html())
        let section = try #require(root.all("section").first { $0.attributes["id"] == "months" })
        var courses: [String: String] = [:]
        for row in try section.first("tbody").all("tr") {
            guard let picture = row.all("svg").first else { continue }
            let isHollow = picture.all("circle").contains { $0.styles == ["i", "io"] }
            let text = try picture.first("title").text
            #expect(isHollow == text.contains("not complete"))
            courses[try row.first("th").text] = text
        }
        return courses
    }

    /// Orders of 100 a day in December, 200 in January, 300 in February and 400 in March, up to a date.
    private static func orders(
        from start: String = "2025-12-01T00:00:00Z", through last: String
    ) async throws -> [String: String] {
        let orders = try Metric(
            id: MetricID("orders"), name: "Orders", unit: "orders", kind: .count, cadence: .daily)
        return try courses(
            await page(from: start, at: "2026-03-11T00:00:00Z") { changes in
                changes.add(orders, for: acme)
                var date = try LocalDate("2025-12-01")
                while try date <= LocalDate(last) {
                    let value = Double(date.month % 12 + 1) * 100
                    changes.add(SampleWrite(key(acme, orders), at: .date(date), value: value))
                    date = try date.adding(days: 1)
                }
            }.page)
    }

    @Test func `a course ends with the last whole month, hollow if that is not complete`() async throws {
        // 31 · 100, 31 · 200 and 28 · 300; ten days of March are no month.
        let whole = try await Self.orders(through: "2026-03-10")
        #expect(whole == ["Orders": "first 3,100, last 8,400, lowest 3,100, highest 8,400"])
        let cut = try await Self.orders(through: "2026-02-27")
        #expect(cut == ["Orders": "first 3,100, last 8,100 (not complete), lowest 3,100, highest 8,100"])
        // What the range cuts is no month either, and one month alone no course.
        let late = try await Self.orders(from: "2025-12-02T00:00:00Z", through: "2026-03-10")
        #expect(late == ["Orders": "first 6,200, last 8,400, lowest 6,200, highest 8,400"])
        #expect(try await Self.orders(from: "2026-01-02T00:00:00Z", through: "2026-03-10").isEmpty)
    }

    @Test func `the course of who is active in a day is that of the mean of days`() async throws {
        for movesThroughDays in [true, false] {
            // Ten take turns: each month has seen all of them, each day one, and each of February two.
            let (page, graph) = try await Self.page(
                from: "2025-12-01T00:00:00Z", at: "2026-03-11T00:00:00Z", movesThroughDays: movesThroughDays
            ) { changes in
                let metric = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
                changes.add(metric, for: acme)
                try changes.cover(metric, "2025-12-01T00:00:00Z", "2026-03-11T00:00:00Z")
                for day in 0..<100 {
                    let date = try LocalDate("2025-12-01").adding(days: day)
                    for turn in 0..<(date.month == 2 ? 2 : 1) {
                        try changes.activate("device-\((day + turn) % 10)", at: "\(date)T12:00:00Z")
                    }
                }
            }
            let line = try #require(graph.series(.dailyActiveDevices))
            #expect(line.points.map(\.value) == [10, 10, 10, 10])
            // Without the days nothing else stands in their place.
            let told = movesThroughDays ? "first 1, last 2, lowest 1, highest 2" : nil
            #expect(try Self.courses(page)[line.name] == told)
        }
    }

    @Test func `a level is old more than two days before the report`() async throws {
        // As 19 March begins, the 18th is the last day; at noon it is the 19th.
        let reports: [(now: String, last: String, isOld: Bool)] = [
            ("2026-03-19T00:00:00Z", "2026-03-17", false), ("2026-03-19T00:00:00Z", "2026-03-16", false),
            ("2026-03-19T00:00:00Z", "2026-03-15", true), ("2026-03-19T12:00:00Z", "2026-03-18", false),
            ("2026-03-19T12:00:00Z", "2026-03-17", false), ("2026-03-19T12:00:00Z", "2026-03-16", true),
        ]
        for (now, last, isOld) in reports {
            let page = try await Self.page(from: "2026-03-01T00:00:00Z", at: now) { changes in
                changes.add(
                    try DailyUsage(tenant: acme, date: LocalDate(last), counts: [.assets: 1_240]))
            }.page
            let tile = try #require(try TenantPageTests.tiles(page)["Assets"])
            #expect(tile.figure == "1,240" && tile.styles == (isOld ? ["tile", "warn"] : ["tile"]))
            #expect(tile.details == [(isOld ? "last known " : "") + "on \(last)"], "\(now)")
        }
    }
}
