import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A count of activity tells where it takes in a whole quarter hour")
struct GraphWidenedTests {
    private static func graph(now: String) async throws -> ConsumptionGraph {
        let devices = try Metric(
            id: Metric.dailyActiveDevices.id, unit: "devices", kind: .distinct,
            source: .activity(of: .device))
        let month = try Metric.monthlyActiveDevices.derived(from: .activity(of: .device))
        var world = try await World()
        try await world.commit { changes in
            changes.add(devices, for: acme)
            changes.add(month, for: acme)
            try changes.cover(devices, "2026-03-01T00:00:00Z", "2026-03-04T00:00:00Z")
            try changes.activate("a", at: "2026-03-01T10:00:00Z")
            try changes.activate("b", at: "2026-03-02T10:07:00Z")
            changes.add(.assets, 4, on: try days("2026-03-01", "2026-03-03"))
        }
        return try await world.acme.consumptionGraph(
            metrics: [devices, month, .assets],
            range: try instant("2026-03-01T00:00:00Z")..<instant("2026-03-04T00:00:00Z"), width: .day,
            now: try instant(now))
    }

    @Test("in the union over several tenants too")
    func union() async throws {
        var world = try await World([
            Tenant(id: "acme", name: "Acme", zone: "UTC", currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .usd),
        ])
        let users = try Metric(
            id: Metric.dailyActiveUsers.id, unit: "users", kind: .distinct, source: .activity(of: .user),
            identity: .shared)
        try await world.commit { changes in
            for tenant in [acme, bolt] {
                changes.add(users, for: tenant)
                try changes.cover(users, "2026-03-01T00:00:00Z", "2026-03-04T00:00:00Z", of: tenant)
            }
            try changes.activate("x", at: "2026-03-02T10:05:00Z", kind: .user, of: acme)
            try changes.activate("x", at: "2026-03-02T10:20:00Z", kind: .user, of: bolt)
        }
        for (now, widened) in [("2026-03-02T10:10:00Z", true), ("2026-03-02T10:30:00Z", false)] {
            let graph = try await world.repository.fleet.consumptionGraph(
                metrics: [users],
                range: instant("2026-03-01T00:00:00Z")..<instant("2026-03-04T00:00:00Z"), width: .day,
                now: instant(now))
            #expect(graph.series[0].points.map(\.widened) == [false, widened, false], "\(now)")
            #expect(graph.series[0].points.map(\.value) == [0, 1, nil], "\(now)")
        }
    }

    @Test("because the instant of the report cuts it")
    func cutByNow() async throws {
        let graph = try await Self.graph(now: "2026-03-02T10:10:00Z")
        #expect(graph.series(.dailyActiveDevices)?.points.map(\.widened) == [false, true, false])
        #expect(graph.series(.monthlyActiveDevices)?.points.map(\.widened) == [false, true, false])
        #expect(graph.series(.assets)?.points.map(\.widened) == [false, false, false])
        #expect(graph.series(.dailyActiveDevices)?.points.map(\.value) == [1, 1, nil])
        let named = "dad: a quarter hour that the range or the report cuts counts as a whole\n"
        #expect(graph.text().contains(named))
        let whole = try await Self.graph(now: "2026-03-02T10:15:00Z")
        #expect(whole.series.flatMap(\.points).allSatisfy { !$0.widened })
        #expect(!whole.text().contains("quarter hour"))
    }
}
