import BillingInsights
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A screen that was changed on its way is refused or shown, and never a crash")
struct DecodedScreensTests {
    private let world: World
    private let now: Date

    init() async throws {
        now = try instant("2026-03-20T10:05:00Z")
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            changes.add(messages, for: acme)
            changes.add(try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: acme)
            try changes.cover(messages, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")
            try changes.cover(.actions, "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")
            for date in try days("2026-01-01", "2026-03-20") where date.day % 9 != 0 {
                changes.add(.assets, Double(date.day), on: [date])
                changes.add(.geofences, Double(date.month), on: [date])
                changes.add(.monthlyActiveUsers, Double(date.day), on: [date])
                changes.add(.users, 40, on: [date])
                changes.add(.dailyActiveUsers, Double(date.day % 7), on: [date])
            }
            for (place, region) in ["eu", "us", "jp"].enumerated() {
                let labels = try Labels(("region", region))
                try changes.add(
                    messages, Double(place) + 0.5, at: "2026-03-0\(place + 1)T12:00:00Z", labels: labels
                )
            }
            try changes.activate("a", at: "2026-03-02T00:00:00Z")
            try changes.act("1", at: "2026-03-05T00:00:00Z", category: .alert, succeeded: 5)
            try changes.act("2", at: "2026-03-06T00:00:00Z", category: .automation, failed: 2, suppressed: 4)
            changes.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID("3"),
                    at: instant("2026-03-07T00:00:00Z"), type: .sendSMS, category: .alert,
                    quantity: 12, unit: "segments", workflow: WorkflowID("cold")))
        }
        self.world = world
    }

    private var week: Range<Date> {
        get throws { try instant("2026-03-01T05:00:00Z")..<instant("2026-03-09T04:00:00Z") }
    }

    private var plan: PricePlan {
        get throws {
            try PricePlan(
                id: EntityID("plan"), name: "Plan", currency: .usd,
                charges: [
                    Charge(
                        id: EntityID("runs"), name: "Runs", usage: .actions(ActionSelection()),
                        price: .perUnit(1)),
                    Charge(
                        id: EntityID("users"), name: "Users",
                        usage: .metric(Metric.monthlyActiveUsers.id, .monthEnd), price: .perUnit(2)),
                ])
        }
    }

    private let rounds = Sweep.count(100, part: 40)

    /// Shows each of many damaged forms of a screen that can still be read.
    private func damage<Screen: BillingScreen>(
        _ screen: Screen, _ use: (Screen) throws -> Void = { _ in }
    ) throws {
        let form = try JSONSerialization.jsonObject(with: Data(try screen.json().utf8))
        let seed: UInt64 = 0xDA3A_6E00
        var random = SplitMix64(seed: seed)
        var read = 0
        for _ in 0..<rounds {
            var damaged = form
            for _ in 0...(random.next() % 3) { damaged = Damage.some(damaged, &random) }
            guard
                let data = try? JSONSerialization.data(withJSONObject: damaged, options: .fragmentsAllowed),
                let other = try? JSONDecoder().decode(Screen.self, from: data)
            else { continue }
            read += 1
            for width in [0, 100] { _ = other.text(width: width) }
            _ = try? other.json()
            try use(other)
        }
        #expect(read > Sweep.count(3, part: 0), "seed \(seed)")
    }

    @Test("The graph, its hover, axes and polylines")
    func graph() async throws {
        let week = try week
        let notes = [
            try GraphAnnotation(
                id: GraphAnnotationID("n"), at: instant("2026-03-03T12:00:00Z"), text: "Note"),
            try GraphAnnotation(
                id: GraphAnnotationID("s"), at: instant("2026-02-03T12:00:00Z"),
                until: instant("2026-03-05T12:00:00Z"), text: "Span"),
        ]
        for width in [BucketWidth.day, .month] {
            let graph = try await world.acme.consumptionGraph(
                range: week, width: width, now: now, annotations: notes)
            try damage(graph) { graph in
                _ = graph.known
                _ = graph.axes()
                for hours in stride(from: -48.0, to: 300, by: 29) {
                    _ = graph.hover(at: week.lowerBound + hours * 3_600)
                }
                _ = graph.hover(at: .distantPast)
                _ = graph.hover(at: .distantFuture)
                for line in graph.series {
                    for limit in [-1, 0, 1, 2, 5, .max] {
                        _ = try? graph.polylines(of: line, limit: limit)
                        _ = try? graph.polylines(of: line, limit: limit, drawing: \.mean)
                    }
                }
            }
        }
    }

    @Test("The table and the comparison of periods")
    func table() async throws {
        let breakdown = try LabelBreakdown(group: LabelText("region"), top: 1)
        try damage(try await world.acme.consumptionTable(now: now, breakdown: breakdown))
        for mode in [ComparisonMode.toDate, .perDay] {
            try damage(
                try await world.acme.periodComparison(
                    of: .month(of: day("2026-03-01")), mode: mode, now: now, breakdown: breakdown))
        }
    }

    @Test("Screens that forecasts, insights and attention were added to")
    func joined() async throws {
        let (scope, range) = (
            world.acme, try instant("2026-03-01T05:00:00Z")..<instant("2026-04-01T04:00:00Z")
        )
        let (forecast, insights) = (
            try await scope.forecast(now: now), try await scope.insights(now: now)
        )
        try damage(try await scope.consumptionTable(now: now).adding(forecast).adding(insights))
        let graph = try await scope.consumptionGraph(
            metrics: [.assets, .users], range: range, width: .day, now: now)
        let limits = try [Metric.assets, .users].map { metric in
            try MetricLimit(name: "\(metric.id)", metric: metric.id, quantity: 10, period: .month)
        }
        try damage(try graph.adding(forecast).adding(insights).adding(limits)) { graph in
            _ = try? graph.adding(forecast).adding(insights).adding(limits)
        }
        try damage(try await scope.actions(range: range, width: .day, now: now).adding(forecast)) {
            _ = try? $0.adding(forecast)
        }
        let attention = try await world.repository.fleet.attention(now: now)
        let overview = try await world.repository.fleet.tenantOverview(TenantOverviewRequest(), now: now)
        try damage(try overview.adding(attention)) { _ = try? $0.adding(attention) }
        try damage(attention) { _ = try? overview.adding($0) }
    }

    @Test("What is to come, what is worth a look, limits and alerts")
    func toCome() async throws {
        try damage(try await world.acme.forecast(now: now)) { _ = $0.row(messages) }
        try damage(try await world.acme.insights(since: day("2026-01-01"), plan: plan, now: now)) {
            insights in
            _ = insights.open.map(\.statement) + insights.trends.map(\.statement)
            _ = insights.links.map(\.statement) + insights.changes.map(\.statement)
        }
        try damage(
            try await world.repository.fleet.attention(days: 90, plans: [acme: plan], now: now))
        try damage(try await world.acme.chargeForecast(plan: plan, now: now))
        let limit = try MetricLimit(name: "Limit", metric: Metric.assets.id, quantity: 10, period: .month)
        try damage(try await world.acme.limits([limit], now: now)) { limits in
            _ = limits.rows.map { ($0.left, $0.share, $0.isReached) }
        }
        let rule = try AlertRule(id: AlertRuleID("used"), name: "Used", condition: .used(of: .limit))
        let silent = try AlertRule(id: AlertRuleID("feed"), name: "Feed", condition: .silent(days: 2))
        let odd = try AlertRule(id: AlertRuleID("odd"), name: "Odd", condition: .unusual())
        let watches = try [
            AlertWatch(rule, of: .limit(limit)), AlertWatch(silent, of: .metric(Metric.assets.id)),
            AlertWatch(odd, of: .metric(messages.id)),
        ]
        let alerts = try await world.acme.alerts(watches, now: now)
        var read: [[AlertState]] = []
        try damage(alerts) { read.append($0.states) }
        // A state that was changed on its way is refused or walked on.
        for states in Set(read) where states != alerts.states {
            do {
                let told = try await world.acme.alerts(watches, states: states, now: now)
                _ = told.text()
                _ = try told.json()
            } catch is BillingError {}
        }
    }

    @Test("Actions, with groups and cost, and the tenants")
    func actions() async throws {
        try damage(try await world.acme.actions(range: week, width: .day, now: now))
        try damage(
            try await world.acme.actions(
                range: week, width: .day, now: now, by: [.workflow, .outcome], top: 1, plan: plan))
        try damage(
            try await world.repository.fleet.tenantOverview(
                TenantOverviewRequest(since: day("2026-03-01"), plans: [acme: plan]), now: now))
        try damage(try await world.repository.fleet.inventory(now: now, since: day("2026-03-01")))
    }
}

/// Makes one random change to a JSON value.
private enum Damage {
    private static let numbers: [any Sendable] = [
        0, -1, 1, 2, 7, Int.max, Int.min, 0.5, -0.0, 1e300, -1e300, 1e-300, 9_007_199_254_740_993,
    ]
    private static let texts = [
        "", "0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z", "10000-01-01T00:00:00.000000Z",
        "0001-01-01", "9999-12-31", "gauge", "distinct", "day", "minute", "year", "USD", "-1", "1e127",
        "99999999999999999999999999999999999999", "\u{1B}[2J", "to-date", "rest", "future",
    ]

    static func some(_ value: Any, _ random: inout SplitMix64) -> Any {
        func number(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        if let object = value as? [String: Any], !object.isEmpty, number(12) > 0 {
            var object = object
            let key = object.keys.sorted()[number(object.count)]
            object[key] = number(14) == 0 ? nil : some(object[key] ?? 0, &random)
            return object
        }
        if let list = value as? [Any], !list.isEmpty {
            var list = list
            let place = number(list.count)
            switch number(10) {
            case 0: list.remove(at: place)
            case 1: list.append(list[place])
            case 2: list.reverse()
            case 3: list = []
            case 4: list.swapAt(place, number(list.count))
            case 5: list[place] = NSNull()
            default: list[place] = some(list[place], &random)
            }
            return list
        }
        if value is String { return texts[number(texts.count)] }
        return numbers[number(numbers.count)]
    }
}
