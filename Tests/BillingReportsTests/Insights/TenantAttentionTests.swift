import BillingInsights
import BillingModel
import BillingRating
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What findings cost, and who needs attention")
struct TenantAttentionTests {
    private static let now = constant { try instant("2024-03-13T16:00:00Z") }
    private static let sale = constant { try day("2024-03-06") }

    /// Orders at 0.10 up to 1,000 in a month, and 0.01 beyond.
    private static let plan = constant {
        try makePlan([
            makeCharge(
                "orders", .metric(orders.id, .sum),
                .graduated([
                    PriceTier(upTo: 1_000, unitPrice: decimal("0.10")),
                    PriceTier(upTo: nil, unitPrice: decimal("0.01")),
                ])),
            makeCharge("base", .period, .flat(99)),
        ])
    }

    /// Three tenants with orders by the week, and days that differ.
    private func world(in zones: [String] = ["UTC", "UTC", "UTC"], _ days: [Double?]) async throws -> World {
        let ids = try ["acme", "bolt", "calm"].map { try TenantID($0) }
        var world = try await World(zip(ids, zones).map { try makeTenant($0, name: $0.text, zone: $1) })
        var random = SplitMix64(seed: 21)
        try await world.commit { changes in
            for (place, id) in ids.enumerated() {
                changes.add(orders, for: id)
                changes.add(orders, on: try BillingTestSupport.days("2023-09-01", "2024-03-12"), of: id) {
                    date in
                    let usual = weekly(date) + Double(Int.random(in: -6...6, using: &random))
                    return date == Self.sale ? days[place] ?? usual : usual
                }
            }
        }
        return world
    }

    @Test("A finding costs what the month costs with it less what it would cost without")
    func cost() async throws {
        let scope = try await world([400, nil, nil]).acme
        let insights = try await scope.insights(plan: Self.plan, now: Self.now)
        let finding = try #require(insights.findings.first)
        let peak = try #require(finding.peak)
        // To 12 March by the tiers, with the sale and without what it had on top.
        let reader = try await scope.forecast(metrics: [orders], now: Self.now)
        let march = try #require(reader.row(orders)?.end?.soFar)
        func price(_ quantity: Double) -> Double {
            0.1 * min(quantity, 1_000) + 0.01 * max(quantity - 1_000, 0)
        }
        let expected = price(march) - price(march - peak.difference)
        let cost = try #require(finding.cost)
        #expect(abs(Double(cost.minorUnits) / 100 - expected) < 0.011 && cost.currency == .usd)
        #expect(finding.statement.hasSuffix("; +\(cost.amountText) USD"))
        // What is worth less is not told; what has no price in the currency is.
        for (least, count) in [("1.00", 1), ("500.00", 0)] {
            let told = try await scope.insights(
                plan: Self.plan, leastCost: Money(least, .usd), now: Self.now)
            #expect(told.findings.count == count)
        }
        let euros = try await scope.insights(plan: Self.plan, leastCost: Money("500.00", .eur), now: Self.now)
        #expect(euros.findings.count == 1)
        try expectStableForms(insights)
    }

    @Test("Tenants come by what their findings cost, each on its own clock; the quiet ones are counted")
    func fleet() async throws {
        let world = try await world(in: ["America/New_York", "Asia/Tokyo", "UTC"], [300, 700, nil])
        let fleet = world.repository.fleet
        let plans = Dictionary(
            uniqueKeysWithValues: try ["acme", "bolt"].map { (try TenantID($0), Self.plan) })
        let attention = try await fleet.attention(days: 10, plans: plans, now: Self.now)
        #expect(
            attention.rows.map(\.name) == ["bolt", "acme"] && attention.quiet == 1 && attention.tenants == 3)
        #expect(attention.rows.allSatisfy { $0.findings.count == 1 && $0.findings[0].first == Self.sale })
        // As each tenant's own screen tells them.
        for row in attention.rows {
            let own = try await world.repository.scope(of: row.tenant).insights(
                since: day("2024-03-04"), plan: Self.plan, now: Self.now)
            #expect(own.findings == row.findings)
        }
        #expect(attention.text().contains("1 of 3 tenants have nothing unusual in the last 10 days"))
        try expectStableForms(attention)
        // Without a price by the rarity, and a marked one needs no attention.
        let plain = try await fleet.attention(days: 10, now: Self.now)
        #expect(Set(plain.rows.map(\.name)) == ["acme", "bolt"] && plain.rows.allSatisfy { $0.cost == nil })
        let mark = FindingMark(.expected, of: attention.rows[0].findings[0])
        let marked = try await fleet.attention(
            days: 10, plans: plans, marks: [attention.rows[0].tenant: [mark]], limit: 1, now: Self.now)
        #expect(marked.rows.map(\.name) == ["acme"] && marked.quiet == 2)
        try expectStableForms(plain)
        let late = try await fleet.attention(days: 1, now: Self.now)
        #expect(late.rows.isEmpty && late.quiet == 3)
        for (days, limit) in [(0, 1), (401, 1), (7, 0)] {
            let error = await billingError {
                try await fleet.attention(days: days, limit: limit, now: Self.now)
            }
            #expect(error?.code == .invalidValue)
        }
    }
}
