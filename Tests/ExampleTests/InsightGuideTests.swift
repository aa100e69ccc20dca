import Foundation
import InauroBilling
import Testing

@Suite("The guide to insights is true")
final class InsightGuideTests: ExamplePage {
    @Test("Where the month will end, what is worth a look, and who needs attention")
    func insights() async throws {
        // Documentation/Guides/insights.md begins here.
        let repository = InMemoryRepository(clock: { Date() })
        let tenant = try Tenant(id: "acme", name: "Acme Logistics", zone: "Australia/Sydney", currency: .aud)
        let orders = try Metric(
            id: MetricID("orders"), name: "Orders", unit: "orders", kind: .count, cadence: .daily)
        var changes = ChangeSet(id: try CommitID("half-a-year"))
        changes.add(tenant)
        changes.add(orders, for: tenant.id)
        let first = try LocalDate("2025-09-01")
        for day in 0..<196 {
            let usual = [120.0, 130, 125, 115, 110, 60, 40][day % 7] + Double(day * 7 % 5)
            let date = try first.adding(days: day)
            let series = SeriesKey(tenant: tenant.id, metric: orders.id)
            changes.add(SampleWrite(series, at: .date(date), value: day == 190 ? 400 : usual))
        }
        try await repository.commit(changes)
        // At the start of 16 March in Sydney.
        let now = try Date("2026-03-15T13:00:00Z", strategy: .iso8601)
        let acme = repository.scope(of: tenant.id)

        let forecast = try await acme.forecast(now: now)
        if let end = forecast.row(orders)?.end {
            print(end.basis.rawValue, end.soFar ?? 0, end.estimate.value)  // total 1811.0 3475.0
            print(end.known, end.missing, end.ahead)  // 15 0 16
        }
        let weeks = try await acme.forecast(width: .week, horizon: 3, now: now)
        print(weeks.row(orders)?.steps.count ?? 0)  // 3

        let insights = try await acme.insights(now: now)
        for finding in insights.open {
            print(finding.kind.rawValue, finding.first, finding.peak?.value ?? 0)  // spike 2026-03-10 400.0
        }
        print(insights.trends[0].direction.rawValue)  // steady

        // A person says what it was, and it is no news any more.
        let mark = FindingMark(.event, of: insights.open[0], note: "the sale")
        let known = try await acme.insights(marks: [mark], now: now)
        print(known.open.count, known.findings.count)  // 0 1

        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .aud,
            charges: [
                Charge(
                    id: EntityID("orders"), name: "Orders", usage: .metric(orders.id, .sum),
                    price: .perUnit(2))
            ])
        let attention = try await repository.fleet.attention(plans: [tenant.id: plan], now: now)
        for row in attention.rows {
            print(row.name, row.cost?.description ?? "")  // Acme Logistics 534.00 AUD
        }
        // Documentation/Guides/insights.md ends here.
        try expectPrinted("Documentation/Guides/insights.md")
    }

    @Test("The examples beside the calls")
    func comments() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let tenant = try Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .aud)
        var changes = ChangeSet(id: try CommitID("tenant"))
        changes.add(tenant)
        try await repository.commit(changes)
        let (acme, now) = (repository.scope(of: tenant.id), Date(timeIntervalSince1970: 1_772_323_200))
        let plans: [TenantID: PricePlan] = [:]
        let forecast = try await acme.forecast(now: now)
        #expect(forecast.row(.actions)?.end?.estimate.interval80 == nil)
        let insights = try await acme.insights(now: now)
        for finding in insights.open { print(finding.statement) }
        let attention = try await repository.fleet.attention(plans: plans, now: now)
        for row in attention.rows { print(row.name, row.cost?.description ?? "", row.findings[0].statement) }
        #expect(printed.isEmpty)
    }
}
