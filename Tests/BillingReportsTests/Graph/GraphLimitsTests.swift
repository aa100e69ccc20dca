import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A graph is held against limits where its figures are what is limited")
struct GraphLimitsTests {
    private static let now = constant { try instant("2026-03-20T12:00:00Z") }
    private static let quarter = constant {
        try instant("2026-01-01T00:00:00Z")..<instant("2026-04-01T00:00:00Z")
    }
    private static let meter = constant {
        try Metric(id: MetricID("meter"), unit: "h", kind: .cumulative)
    }
    private static let north = constant { try Labels(("site", "north")) }
    private static let bolt = constant { try TenantID("bolt") }

    /// A metric of each kind, of which orders are split in two.
    private func world(_ tenants: [TenantID] = [acme]) async throws -> World {
        var world = try await World(tenants.map { try makeTenant($0, name: "\($0)", zone: "UTC") })
        try await world.commit { changes in
            let dates = try days("2026-01-01", "2026-03-19")
            for tenant in tenants {
                changes.add(orders, for: tenant)
                changes.add(Self.meter, for: tenant)
                changes.add(.assets, 80, on: dates, of: tenant)
                changes.add(.monthlyActiveUsers, 12, on: dates, of: tenant)
                changes.add(.dailyActiveUsers, 5, on: dates, of: tenant)
                changes.add(orders, 30, on: dates, labels: Self.north, of: tenant)
                changes.add(orders, 20, on: dates, labels: try Labels(("site", "south")), of: tenant)
            }
            for date in dates { try changes.add(Self.meter, Double(date.dayNumber), at: "\(date)T10:00:00Z") }
        }
        return world
    }

    private func limit(
        _ metric: Metric, per period: BucketWidth, _ quantity: Double = 100, labels: Labels = .none,
        called name: String? = nil
    ) throws -> MetricLimit {
        try MetricLimit(
            name: name ?? "\(metric.id) \(period)", metric: metric.id, labels: labels, quantity: quantity,
            period: period)
    }

    private func graph(_ world: World, _ width: BucketWidth) async throws -> ConsumptionGraph {
        try await world.acme.consumptionGraph(range: Self.quarter, width: width, now: Self.now)
    }

    @Test("Levels up to the width of the period, totals at that width alone, means of days never")
    func widths() async throws {
        let world = try await world()
        let cycle = try BucketWidth.billingCycle(anchorDay: 15)
        let periods: [BucketWidth] = [.day, .week, .month, cycle, .quarter, .year]
        let metrics = [Metric.assets, .monthlyActiveUsers, orders, Self.meter, .dailyActiveUsers]
        var limits: [MetricLimit] = []
        for metric in metrics { for period in periods { limits.append(try limit(metric, per: period)) } }
        // Months and cycles are equally wide.
        let levels: [(width: BucketWidth, periods: [BucketWidth])] = [
            (.day, periods), (.week, [.week, .month, cycle, .quarter, .year]),
            (.month, [.month, cycle, .quarter, .year]), (cycle, [.month, cycle, .quarter, .year]),
            (.quarter, [.quarter, .year]), (try .year(startingIn: 7), [.year]),
        ]
        for (width, periods) in levels {
            let graph = try await graph(world, width)
            #expect(graph.series.count == 7)
            let held = try graph.adding(limits)
            var names: [String] = []
            for metric in [Metric.assets, .monthlyActiveUsers] {
                names += periods.map { "\(metric.id) \($0)" }
            }
            // A year from July is none from January.
            if width != (try .year(startingIn: 7)) {
                names += [orders, Self.meter].map { "\($0.id) \(width)" }
            }
            #expect(held.limits.map(\.name) == names, "\(width)")
            try expectStableForms(held)
        }
    }

    @Test("Below a day only levels have any")
    func hours() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(World.level, for: acme)
            changes.add(messages, for: acme)
            try changes.add(World.level, 8, at: "2026-03-19T10:00:00Z")
            try changes.add(messages, 3, at: "2026-03-19T10:00:00Z")
        }
        let graph = try await world.acme.consumptionGraph(
            range: instant("2026-03-19T00:00:00Z")..<instant("2026-03-20T00:00:00Z"), width: .minutes(15),
            now: Self.now)
        let limits = try [limit(messages, per: .day), limit(World.level, per: .day)]
        #expect(try graph.adding(limits).limits == [limits[1]])
    }

    @Test("What has no line is left out, the order is kept, and others take their place")
    func lines() async throws {
        let world = try await world()
        let graph = try await graph(world, .month)
        let limits = try [
            limit(orders, per: .month, labels: Labels(("site", "west")), called: "west"),
            limit(orders, per: .month, labels: Self.north, called: "north"),
            limit(.dashboards, per: .month), limit(orders, per: .month, called: "all"),
            limit(.assets, per: .month, labels: Self.north, called: "assets of the north"),
            limit(.assets, per: .month, called: "a"),
        ]
        let held = try graph.adding(limits)
        #expect(held.limits.map(\.name) == ["north", "all", "a"])
        #expect(try held.adding([limits[5]]).limits == [limits[5]])
        #expect(try held.adding([]) == graph && graph.limits.isEmpty)
        // Nothing but what is told of limits is another.
        #expect(held.series == graph.series && held.axes() == graph.axes())
        #expect(!(try graph.json().contains("limits")))
        let forecast = try await world.acme.forecast(width: .month, now: Self.now)
        #expect(try held.adding(forecast).limits == held.limits)
        #expect(try held.adding(forecast) == graph.adding(forecast).adding(limits))
    }

    @Test("The text says each limit, and a table has the lines that they are of")
    func forms() async throws {
        let graph = try await graph(world(), .month).adding([
            limit(orders, per: .month, 50_000, called: "Orders of a month"),
            limit(orders, per: .month, 0.5, labels: Self.north, called: "\u{1B}[2J\n=1+1"),
            limit(.assets, per: .year, 100, called: "Assets"),
            limit(.monthlyActiveUsers, per: .month, 1e300, called: "Users"),
        ])
        try expectStableForms(graph)
        let text = graph.text(width: 200)
        for line in [
            "Limit 'Orders of a month': 50,000 orders per month", "': 0.50 orders per month",
            "Limit 'Assets': 100 assets", "Limit 'Users': 1e+300 users",
        ] {
            #expect(text.contains("\(line)\n"), "\(line)")
        }
        let table = try #require(graph.tables.first { $0.name == "limits" })
        func column(_ name: String) -> [String]? { table[name]?.map(\.text) }
        #expect(
            table.columns.compactMap(\.name) == [
                "metric", "labels", "name", "title", "unit", "kind", "width", "quantity", "zone", "now",
                "revision",
            ])
        #expect(column("title") == ["Orders", "Orders", "Assets", "Monthly active users"])
        #expect(column("unit") == ["orders", "orders", "assets", "users"])
        #expect(column("width") == ["month", "month", "year", "month"])
        #expect(
            table["quantity"]?.map(\.value) == [.number(50_000), .number(0.5), .number(100), .number(1e300)])
        #expect(table["labels"]?.map(\.value) == [.empty, .labels(Self.north), .empty, .empty])
    }

    @Test("Limits that were changed on their way are checked by themselves, and told without a line")
    func decoded() async throws {
        let graph = try await graph(world(), .month).adding([limit(orders, per: .month, called: "Orders")])
        let json = try graph.json()
        let form = #"{"metric":"orders","name":"Orders","period":"month","quantity":100}"#
        #expect(json.contains("\"limits\":[\(form)]"))
        func decoded(_ other: String) throws -> ConsumptionGraph {
            try read(ConsumptionGraph.self, json.replacingOccurrences(of: form, with: other))
        }
        let others = try decoded(#"{"metric":"x","name":"X","period":"day","quantity":7},\#(form),\#(form)"#)
        #expect(others.limits.count == 3 && others.text().contains("Limit 'X': 7 per day\n"))
        #expect(others.tables.last?.rows.count == 3)
        #expect(refusal { try others.adding(others.limits) } == .invalidValue)
        #expect(refusal { try decoded(form.replacingOccurrences(of: "100", with: "-1")) } == .invalidValue)
        #expect(
            refusal { try decoded(form.replacingOccurrences(of: "month", with: "hour")) } == .invalidValue)
    }

    @Test("Two of one name are refused, and so is a graph of several tenants")
    func refused() async throws {
        let world = try await world([acme, Self.bolt])
        let graph = try await graph(world, .month)
        let twice = try [limit(orders, per: .month, called: "x"), limit(.dashboards, per: .day, called: "x")]
        let error = await billingError { try graph.adding(twice) }
        #expect(error?.code == .invalidValue && error?.rule == "no two limits of a tenant have one name")
        let wide = try await world.repository.fleet.consumptionGraph(
            range: Self.quarter, width: .month, now: Self.now)
        let forecast = try await world.acme.forecast(width: .month, now: Self.now)
        for graph in [wide, try roundTrip(wide)] {
            let error = await billingError { try graph.adding([]) }
            #expect(error?.code == .unsupported)
            #expect(error?.rule == "forecasts, findings and limits are joined to a screen of one tenant")
            let joining = await billingError { try graph.adding(forecast) }
            #expect(error.map { "\($0)" } == joining.map { "\($0)" } && error?.detail == joining?.detail)
        }
    }
}
