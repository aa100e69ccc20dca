import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The mean of a level that several series or tenants make up")
struct GraphCombinedMeanTests {
    private static let now = constant { try instant("2024-04-01T00:00:00Z") }
    private static let march = constant {
        try instant("2024-03-01T00:00:00Z")..<instant("2024-04-01T00:00:00Z")
    }

    private func region(_ name: String) throws -> Labels { try Labels(("region", name)) }

    @Test("is that of their sum over the time in which any holds, as in table and comparison")
    func labels() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 3, on: try days("2024-03-01", "2024-03-31"), labels: try region("a"))
            // On the last 11 of the 31 days: 93 and 44 over 31.
            changes.add(.assets, 4, on: try days("2024-03-21", "2024-03-31"), labels: try region("b"))
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [.assets], range: Self.march, width: .month, now: Self.now)
        let whole = try #require(graph.series(.assets)).points[0]
        #expect(whole.value == 7 && whole.mean == 137.0 / 31)
        // What two series had lowest need not have been at one time.
        #expect(whole.minimum == nil && whole.maximum == nil)
        #expect(try graph.series(.assets, labels: region("b"))?.points[0].mean == 4)
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [.assets])
        #expect(table.row(.assets)?.windows[0].average == 137.0 / 31)
        let comparison = try await world.acme.periodComparison(
            of: .month(of: try day("2024-03-15")), mode: .previousPeriod, now: Self.now, metrics: [.assets])
        #expect(comparison.row(.assets)?.figure(.mean)?.period.value == 137.0 / 31)
        let byDay = try await world.acme.consumptionGraph(
            metrics: [.assets], range: Self.march, width: .day, now: Self.now)
        let daily = [Double](repeating: 3, count: 20) + [Double](repeating: 7, count: 11)
        #expect(byDay.series(.assets)?.points.map(\.mean) == daily)
        try expectStableForms(graph)
    }

    @Test("is over the time in which any tenant's holds, and none where nothing does")
    func tenants() async throws {
        var world = try await World([
            Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .usd),
        ])
        try await world.commit { changes in
            for tenant in [acme, bolt] { changes.add(World.level, for: tenant) }
            try changes.cover(World.level, "2024-03-01T00:00:00Z", "2024-03-01T04:00:00Z", of: acme)
            try changes.cover(World.level, "2024-03-01T00:00:00Z", "2024-03-01T04:00:00Z", of: bolt)
            // 2 holds from 0:00 to 2:00, 6 from 1:30 to 3:30: 4 hours at 2 and 6 hours at 6 in 3.5 hours.
            try changes.add(World.level, 2, at: "2024-03-01T00:00:00Z", of: acme)
            try changes.add(World.level, 6, at: "2024-03-01T01:30:00Z", of: bolt)
        }
        let range = try instant("2024-03-01T00:00:00Z")..<instant("2024-03-02T00:00:00Z")
        let day = try await world.repository.fleet.consumptionGraph(
            metrics: [World.level], range: range, width: .day, now: Self.now)
        #expect(day.series(World.level)?.points.map(\.mean) == [16 / 3.5])
        let hours = try await world.repository.fleet.consumptionGraph(
            metrics: [World.level], range: range, width: .hour, now: Self.now)
        let means = try #require(hours.series(World.level)).points.map(\.mean)
        #expect(means == [2, 5, 6, 6] + [Double?](repeating: nil, count: 20))
    }
}
