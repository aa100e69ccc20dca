import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Forecasts, insights and attention stand on the screens they are joined to")
struct JoinedScreensTests {
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }
    private static let sale = constant { try day("2024-03-06") }
    private static let bolt = constant { try TenantID("bolt") }
    private static let month = constant {
        try instant("2024-03-01T00:00:00Z")..<instant("2024-04-01T00:00:00Z")
    }

    /// Orders of two sites by the week with a sale, assets that grow, and actions of two types; of each of some tenants.
    private func world(_ tenants: [TenantID] = [acme]) async throws -> World {
        var world = try await World(tenants.map { try makeTenant($0, name: $0.text) })
        var random = SplitMix64(seed: 11)
        try await world.commit { changes in
            let dates = try days("2023-11-01", "2024-03-12")
            for tenant in tenants {
                changes.add(orders, for: tenant)
                for site in ["north", "south"] {
                    changes.add(orders, on: dates, labels: try Labels(("site", site)), of: tenant) { date in
                        let usual = weekly(date) + Double(Int.random(in: -6...6, using: &random))
                        return date == Self.sale && site == "north" ? 500 : usual
                    }
                }
                changes.add(.assets, on: dates, of: tenant) { Double($0.dayNumber) - 19_600 }
                try changes.cover(.actions, "2023-11-01T00:00:00Z", "2024-03-13T00:00:00Z", of: tenant)
                for date in dates.suffix(40) {
                    try changes.act("m-\(date)", at: "\(date)T10:00:00Z", succeeded: 3, of: tenant)
                    try changes.act(
                        "s-\(date)", at: "\(date)T11:00:00Z", type: .sendSMS, succeeded: 2, of: tenant)
                }
            }
        }
        return world
    }

    private func columns(_ report: some TabularReport, _ table: String) -> [String] {
        report.tables.first { $0.name == table }?.columns.compactMap(\.name) ?? []
    }

    // MARK: The table

    @Test(
        "A row of a metric as a whole, and of a series, says where its month will end and where it is going")
    func table() async throws {
        let scope = try await world().acme
        let (forecast, insights) = (
            try await scope.forecast(now: Self.now), try await scope.insights(now: Self.now)
        )
        let plain = try await scope.consumptionTable(now: Self.now)
        let table = try plain.adding(forecast).adding(insights)
        #expect(table.rows.count == plain.rows.count && table.rows.contains { $0.part == .group })
        for row in table.rows {
            let isTold = row.part == .whole || row.part == .series
            let end = forecast.rows.first { $0.metric == row.metric && $0.labels == row.labels }?.end
            let trend = insights.trends.first { $0.metric == row.metric && $0.labels == row.labels }
            #expect(row.outlook == (isTold ? end : nil) && row.trend == (isTold ? trend : nil))
        }
        #expect(table.row(orders)?.outlook != nil && table.row(.assets)?.trend?.direction == .growing)
        try expectStableForms(table)
        // What was there before stays as it was.
        #expect(!(try plain.json().contains("outlook")) && !columns(plain, "progress").contains("trend"))
        let added = columns(table, "progress").filter { !columns(plain, "progress").contains($0) }
        #expect(
            added == [
                "outlook", "outlook_lo80", "outlook_hi80", "outlook_lo95", "outlook_hi95", "outlook_basis",
                "trend", "slope", "slope_from", "slope_to", "growth", "growth_from", "growth_to",
            ])
        let text = table.text(width: 160)
        #expect(text.contains("Outlook") && text.contains("80 % from"))
        let statement = try #require(table.row(.assets)?.trend?.statement)
        #expect(text.contains(statement) && !plain.text().contains("80 %"))
        // Each by itself, in either order, and again.
        #expect(try plain.adding(insights).adding(forecast) == table)
        #expect(try table.adding(forecast) == table)
        #expect(columns(try plain.adding(insights), "progress").contains("outlook") == false)
    }

    @Test("A whole that filters leave a part of has neither outlook nor trend")
    func filters() async throws {
        let scope = try await world().acme
        let forecast = try await scope.forecast(now: Self.now)
        let insights = try await scope.insights(now: Self.now)
        let north = LabelBreakdown.Filter(name: try LabelText("site"), values: [try LabelText("north")])
        let table = try await scope.consumptionTable(
            now: Self.now, breakdown: LabelBreakdown(filters: [north])
        )
        .adding(forecast).adding(insights)
        #expect(table.row(orders)?.outlook == nil && table.row(orders)?.trend == nil)
        let labels = try Labels(("site", "north"))
        #expect(table.row(orders, labels: labels)?.outlook == forecast.row(orders, labels: labels)?.end)
        try expectStableForms(table)
        let groups = try await scope.consumptionTable(
            now: Self.now, breakdown: LabelBreakdown(group: LabelText("site"))
        ).adding(forecast)
        #expect(groups.rows.filter { $0.outlook != nil }.allSatisfy { $0.part == .whole })
        try expectStableForms(groups)
    }

    // MARK: The graph

    @Test("A graph goes on with the steps of the forecast, and marks what is unusual")
    func graph() async throws {
        let scope = try await world().acme
        let forecast = try await scope.forecast(horizon: 40, now: Self.now)
        let insights = try await scope.insights(now: Self.now)
        let plain = try await scope.consumptionGraph(range: Self.month, width: .day, now: Self.now)
        let graph = try plain.adding(forecast).adding(insights)
        for line in graph.series {
            let row = try #require(
                forecast.rows.first { $0.metric == line.metric && $0.labels == line.labels })
            let outlook = graph.outlook.first { $0.id == line.id }
            #expect(outlook?.estimates ?? [] == row.steps.prefix(19).map(\.estimate))
            #expect(row.steps.isEmpty || outlook?.index == 12)
        }
        let outlook = try #require(graph.outlook(orders))
        #expect(graph.buckets[outlook.index].firstDate == (try day("2024-03-13")))
        #expect(!graph.findings.isEmpty && graph.findings.map(\.finding) == insights.findings)
        #expect(graph.findings.allSatisfy { $0.index == 5 && $0.finding.peak?.date == Self.sale })
        try expectStableForms(graph)
        #expect(!(try plain.json().contains("outlook")) && plain.outlook.isEmpty && plain.findings.isEmpty)
        #expect(try graph.text(width: 400).contains(#require(insights.findings.first).statement))
        let table = try #require(graph.tables.first { $0.name == "outlook" })
        #expect(table.rows.count == graph.outlook.reduce(0) { $0 + $1.estimates.count })
        // The cursor reads what is known, as before.
        let cursor = Self.month.lowerBound + 14.5 * 86_400
        #expect(graph.hover(at: cursor) == plain.hover(at: cursor) && graph.axes() == plain.axes())
        #expect(try plain.adding(insights).adding(forecast) == graph)
        #expect(try graph.adding(forecast).adding(insights) == graph)
    }

    @Test("What lies beyond the range, in a bucket that it cuts, or in no line is left out")
    func cut() async throws {
        let scope = try await world().acme
        let insights = try await scope.insights(now: Self.now)
        let (start, end) = (
            try instant("2024-03-07T00:00:00Z"), try instant("2024-03-19T12:00:00Z")
        )
        func graph(
            _ range: Range<Date>, _ width: BucketWidth, _ metrics: [Metric] = [orders]
        ) async throws -> ConsumptionGraph {
            try await scope.consumptionGraph(metrics: metrics, range: range, width: width, now: Self.now)
        }
        // Noon of 19 March cuts that day, and the sale was before.
        let days = try await graph(start..<end, .day).adding(
            try await scope.forecast(now: Self.now)
        ).adding(insights)
        #expect(days.outlook(orders)?.index == 6 && days.outlook(orders)?.estimates.count == 6)
        #expect(days.findings.isEmpty)
        try expectStableForms(days)
        // The week of 11 March is the first that is not known; that of 25 March is cut.
        let weekly = try await scope.forecast(width: .week, horizon: 9, now: Self.now)
        let weeks = try await graph(Self.month, .week).adding(weekly).adding(insights)
        #expect(weeks.outlook(orders)?.index == 2)
        #expect(weeks.outlook(orders)?.estimates == weekly.row(orders)?.steps.prefix(3).map(\.estimate))
        #expect(weeks.findings.first?.index == 1)
        let nothing = try await graph(start..<start, .day).adding(
            try await scope.forecast(now: Self.now)
        ).adding(insights)
        #expect(nothing.outlook.isEmpty && nothing.findings.isEmpty)
        // The month of the sale, cut on the day after it: the point is not about the sale.
        let rest = try await graph(start..<Self.month.upperBound, .month).adding(insights)
        #expect(rest.findings.isEmpty)
        let all = try await graph(Self.month, .month).adding(insights)
        #expect(all.findings.map(\.index) == all.findings.map { _ in 0 } && !all.findings.isEmpty)
        try expectStableForms(all)
    }

    @Test("On hours a finding stands at the first of its day")
    func hours() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            try changes.cover(.actions, "2023-11-01T04:00:00Z", "2024-03-13T04:00:00Z")
            for date in try days("2023-11-01", "2024-03-12") {
                try changes.act("\(date)", at: "\(date)T20:00:00Z", succeeded: date == Self.sale ? 90 : 3)
            }
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [.actions],
            range: instant("2024-03-05T05:00:00Z")..<instant("2024-03-08T05:00:00Z"), width: .hour,
            now: Self.now
        ).adding(await world.acme.insights(metrics: [.actions], now: Self.now))
        let lines = Set(graph.findings.map(\.id.line))
        #expect(!graph.findings.isEmpty && lines.count == graph.findings.count)
        #expect(graph.findings.allSatisfy { $0.index == 24 })
        try expectStableForms(graph)
        #expect(
            await billingError { try graph.adding(await world.acme.forecast(now: Self.now)) }?.code
                == .unsupported)
    }

    // MARK: Actions and tenants

    @Test("Actions say how many will have run, by type and in total")
    func actions() async throws {
        let scope = try await world().acme
        let forecast = try await scope.forecast(metrics: [.actions], now: Self.now)
        let plain = try await scope.actions(range: Self.month, width: .day, now: Self.now)
        let screen = try plain.adding(forecast)
        let outlook = try #require(screen.outlook)
        #expect(outlook.label == "2024-03" && outlook.total?.estimate.value == 155)
        #expect(outlook.types.map(\.type) == [.sendEmail, .sendSMS])
        #expect(outlook.types.map(\.end.estimate.value) == [93, 62])
        try expectStableForms(screen)
        #expect(screen.text().contains("Executed at the end of 2024-03"))
        #expect(!(try plain.json().contains("outlook")) && !plain.text().contains("at the end"))
        // What says nothing of actions adds nothing.
        #expect(try plain.adding(await scope.forecast(metrics: [orders], now: Self.now)) == plain)
        let none = try await scope.actions(
            range: Self.month.lowerBound..<Self.month.lowerBound, width: .day, now: Self.now
        ).adding(forecast)
        #expect(none.outlook?.types.isEmpty == true && none.outlook?.total?.estimate.value == 155)
        try expectStableForms(none)
    }

    @Test("Tenants have as many findings as need attention, and none is not unknown")
    func tenants() async throws {
        let calm = try TenantID("calm")
        var world = try await world([acme, Self.bolt])
        try await world.commit { $0.add(try makeTenant(calm, name: "calm")) }
        let fleet = world.repository.fleet
        let plans = [
            Self.bolt: try makePlan([makeCharge("orders", .metric(orders.id, .sum), .perUnit(2))])
        ]
        let attention = try await fleet.attention(days: 10, plans: plans, now: Self.now)
        let plain = try await fleet.tenantOverview(TenantOverviewRequest(), now: Self.now)
        let overview = try plain.adding(attention)
        for row in overview.rows {
            let told = attention.rows.first { $0.tenant == row.id }
            #expect(row.attention?.findings == told?.findings.count ?? 0)
            #expect(row.attention?.cost == told?.cost)
        }
        #expect(
            overview.row(calm)?.attention?.findings == 0 && overview.row(Self.bolt)?.attention?.cost != nil)
        try expectStableForms(overview)
        let text = overview.text(width: 200)
        #expect(text.contains("Findings") && text.contains("At stake"))
        #expect(!(try plain.json().contains("attention")) && !plain.text().contains("Findings"))
        // With one row of two, nothing is known of whom it does not name.
        let cut = try await fleet.attention(days: 10, plans: plans, limit: 1, now: Self.now)
        let part = try plain.adding(cut)
        #expect(part.rows.compactMap { $0.attention?.findings } == [attention.rows[0].findings.count])
        #expect(part.row(Self.bolt)?.attention != nil && part.row(calm)?.attention == nil)
        try expectStableForms(part)
        let page = try await fleet.tenantOverview(TenantOverviewRequest(limit: 1), now: Self.now)
        #expect(try page.adding(attention).rows == Array(overview.rows.prefix(1)))
        let fewer = try await world.repository.scope(of: [acme, calm]).attention(days: 10, now: Self.now)
        #expect(await billingError { try plain.adding(fewer) }?.code == .invalidValue)
    }

    // MARK: What cannot be joined

    @Test("Another revision, tenant, clock or instant is refused, and so is another period or width")
    func refused() async throws {
        var world = try await world([acme, Self.bolt])
        let (scope, other) = (world.acme, world.repository.scope(of: Self.bolt))
        let fleet = world.repository.fleet
        let tokyo = try ZoneID("Asia/Tokyo")
        let table = try await scope.consumptionTable(now: Self.now)
        let graph = try await scope.consumptionGraph(range: Self.month, width: .day, now: Self.now)
        let actions = try await scope.actions(range: Self.month, width: .day, now: Self.now)
        let overview = try await fleet.tenantOverview(TenantOverviewRequest(), now: Self.now)
        func refusals(_ forecast: UsageForecast, _ insights: UsageInsights) async -> [BillingError.Code?] {
            [
                await billingError { try table.adding(forecast) }?.code,
                await billingError { try table.adding(insights) }?.code,
                await billingError { try graph.adding(forecast) }?.code,
                await billingError { try graph.adding(insights) }?.code,
                await billingError { try actions.adding(forecast) }?.code,
            ]
        }
        let later = Self.now + 1
        for (scope, now, zone) in [(other, Self.now, nil), (scope, later, nil), (scope, Self.now, tokyo)] {
            let codes = await refusals(
                try await scope.forecast(metrics: [orders], now: now, zone: zone),
                try await scope.insights(metrics: [orders], now: now, zone: zone))
            #expect(codes == Array(repeating: .invalidValue, count: 5))
        }
        let quarter = try await scope.forecast(
            metrics: [orders], of: .quarter, on: day("2024-05-01"), now: Self.now)
        #expect(await billingError { try table.adding(quarter) }?.code == .unsupported)
        let weeks = try await scope.forecast(metrics: [orders], width: .week, now: Self.now)
        #expect(await billingError { try graph.adding(weeks) }?.code == .unsupported)
        let forecast = try await scope.forecast(metrics: [orders], now: Self.now)
        let insights = try await scope.insights(metrics: [orders], now: Self.now)
        // Lines and actions of several tenants are nobody's, also where the graph was read back.
        let wide = try await fleet.consumptionGraph(range: Self.month, width: .day, now: Self.now)
        for graph in [wide, try roundTrip(wide)] {
            #expect(await billingError { try graph.adding(forecast) }?.code == .unsupported)
            #expect(await billingError { try graph.adding(insights) }?.code == .unsupported)
        }
        let all = try await fleet.actions(range: Self.month, width: .day, now: Self.now)
        #expect(await billingError { try all.adding(forecast) }?.code == .unsupported)
        #expect(try roundTrip(graph).adding(forecast) == graph.adding(forecast))
        for attention in [
            try await fleet.attention(now: later), try await fleet.attention(now: Self.now, zone: tokyo),
        ] {
            #expect(await billingError { try overview.adding(attention) }?.code == .invalidValue)
        }
        try await world.commit { $0.add(.users, 1, on: [Self.sale]) }
        let codes = await refusals(
            try await scope.forecast(metrics: [orders], now: Self.now),
            try await scope.insights(metrics: [orders], now: Self.now))
        #expect(codes == Array(repeating: .invalidValue, count: 5))
        let error = await billingError { try table.adding(try await scope.insights(now: Self.now)) }
        #expect(error?.rule == "screens that are joined were read at one revision, for one instant")
        #expect(
            await billingError { try overview.adding(try await fleet.attention(now: Self.now)) }?.code
                == .invalidValue)
    }

    // MARK: Two readings

    @Test("A correction moves what is joined, with its cause")
    func comparison() async throws {
        var world = try await world()
        let before = try await world.repository.revision(.latest)
        try await world.commit { changes in
            changes.add(orders, 900, on: [try day("2024-03-11")], labels: try Labels(("site", "south")))
            try changes.act("late", at: "2024-03-10T00:00:00Z", succeeded: 400)
        }
        let scope = world.acme
        func told(
            _ read: @escaping @Sendable (BillingScope) async throws -> any TabularReport
        ) async throws -> [ScreenComparison.Cell] {
            let told = try await scope.comparison(since: .revision(before), of: read)
            try expectStableForms(told)
            return told.cells
        }
        let now = Self.now
        let table = try await told { scope in
            let table = try await scope.consumptionTable(now: now)
            return try table.adding(await scope.forecast(now: now)).adding(await scope.insights(now: now))
        }
        let outlook = try #require(
            table.first {
                $0.place.figure == "outlook" && $0.place.metric == orders.id && $0.place.labels.isEmpty
            })
        #expect(outlook.causes == [.corrected] && outlook.old != outlook.new && outlook.old != nil)
        #expect(!table.contains { $0.place.metric == Metric.assets.id })
        let range = Self.month
        let graph = try await told { scope in
            let graph = try await scope.consumptionGraph(range: range, width: .day, now: now)
            return try graph.adding(await scope.forecast(now: now)).adding(await scope.insights(now: now))
        }
        #expect(graph.contains { $0.place.table == "outlook" && $0.causes == [.corrected] })
        #expect(graph.contains { $0.place.table == "findings" && $0.old == nil })
        let actions = try await told { scope in
            let actions = try await scope.actions(range: range, width: .day, now: now)
            return try actions.adding(await scope.forecast(metrics: [.actions], now: now))
        }
        #expect(actions.contains { $0.place.table == "outlook" })
        let fleet = try await world.repository.fleet.comparison(since: .revision(before)) { scope in
            try await scope.tenantOverview(TenantOverviewRequest(), now: now)
                .adding(await scope.attention(now: now))
        }
        #expect(fleet.cells.contains { $0.place.figure == "findings" && !$0.causes.isEmpty })
    }
}
