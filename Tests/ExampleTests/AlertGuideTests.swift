import Foundation
import InauroBilling
import Testing

@Suite("The guide to alerts and limits is true")
final class AlertGuideTests: ExamplePage {
    @Test("A limit is reached on a date, and each change is told once")
    func alertsAndLimits() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme Logistics", zone: "Australia/Sydney", currency: .aud)
        // Documentation/Guides/alerts-and-limits.md begins here.
        func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
        let orders = try Metric(
            id: MetricID("orders"), name: "Orders", unit: "orders", kind: .count, cadence: .daily)
        let week: [Double] = [120, 130, 125, 115, 110, 60, 40]
        var changes = ChangeSet(id: try CommitID("orders"))
        changes.add(acme)
        changes.add(orders, for: acme.id)
        for day in 0..<72 {
            let date = try LocalDate("2024-01-01").adding(days: day)
            changes.add(
                SampleWrite(
                    SeriesKey(tenant: acme.id, metric: orders.id), at: .date(date), value: week[day % 7]))
        }
        try await repository.commit(changes)
        let now = try instant("2024-03-13T05:00:00Z")
        let scope = repository.scope(of: acme.id)
        let limit = try MetricLimit(
            name: "Orders of a month", metric: orders.id, quantity: 2_000, period: .month)
        let report = try await scope.limits([limit], now: now)
        let row = report.rows[0]
        print(row.used ?? 0, row.left ?? 0)  // 1160.0 840.0
        print(row.expected?.description ?? "not this month")  // 2024-03-21
        print(row.estimate?.value ?? 0, row.probability ?? 0)  // 3010.0 1.0
        let used = try AlertRule(
            id: AlertRuleID("orders"), name: "Orders used", condition: .used([0.5, 0.8, 1], of: .limit))
        let silent = try AlertRule(
            id: AlertRuleID("feed"), name: "Silent feed", condition: .silent(days: 2))
        let watches = try [
            AlertWatch(used, of: .limit(limit)), AlertWatch(silent, of: .metric(orders.id)),
        ]
        var states: [AlertState] = []
        for moment in try [now, now, instant("2024-03-16T05:00:00Z")] {
            let alerts = try await scope.alerts(watches, states: states, now: moment)
            for told in alerts.told {
                print(told.title, told.transition.to)  // Orders of a month firing, then Orders firing
            }
            states = alerts.states
        }
        // Documentation/Guides/alerts-and-limits.md ends here.
        try expectPrinted("Documentation/Guides/alerts-and-limits.md")
        #expect(states.count == 2)
    }

    @Test("The examples of the calls")
    func calls() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        var changes = ChangeSet(id: try CommitID("tenant"))
        changes.add(try Tenant(id: "acme", name: "Acme", zone: "Etc/UTC", currency: .usd))
        changes.add(
            try DailyUsage(tenant: TenantID("acme"), date: LocalDate("2026-03-01"), counts: [.assets: 120]))
        try await repository.commit(changes)
        let acme = repository.scope(of: try TenantID("acme"))
        let now = try Date("2026-03-01T12:00:00Z", strategy: .iso8601)
        let limits = [
            try MetricLimit(name: "Assets", metric: Metric.assets.id, quantity: 100, period: .month)
        ]
        do {
            let report = try await acme.limits(limits, now: now)
            for row in report.rows {
                print(row.limit.name, row.share ?? 0, row.expected?.description ?? "not this month")
            }
        }
        let rule = try AlertRule(id: AlertRuleID("used"), name: "Used", condition: .used(of: .limit))
        let watches = [try AlertWatch(rule, of: .limit(limits[0]))]
        var states: [AlertState] = []
        func send(_ statement: String, id: String) { print(statement) }
        let report = try await acme.alerts(watches, states: states, now: now)
        for told in report.told { send(told.statement, id: told.transition.id) }
        states = report.states
        #expect(printed.count == 5 && states.count == 1)
        #expect(printed[0] == "Assets 1.2 not this month")
        #expect(printed[4] == "Assets: 100 % of the limit is used since 2026-03-01: 120 %.")
    }
}
