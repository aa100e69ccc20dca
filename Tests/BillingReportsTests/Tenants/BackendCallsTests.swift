import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("What is asked of a backend does not grow with the number of tenants")
struct BackendCallsTests {
    private static let zones = ["America/New_York", "Asia/Tokyo", "Europe/Berlin"]

    /// So many tenants, of which a third each is in one of three zones or all in one.
    private func world(_ count: Int, zones: [String]) async throws -> CountingReader {
        let repository = emptyRepository()
        var changes = ChangeSet(id: try CommitID("all"))
        for index in 0..<count {
            let tenant = try Tenant(
                id: "t\(index)", name: "T", zone: zones[index % zones.count], currency: .usd)
            changes.add(tenant)
            changes.add(.monthlyActiveUsers, 7, on: try days("2026-02-20", "2026-02-28"), of: tenant.id)
            changes.add(.assets, 5, on: try days("2026-02-20", "2026-02-28"), of: tenant.id)
            changes.add(
                try Metric.dailyActiveDevices.derived(from: .activity(of: .device)), for: tenant.id)
            try changes.activate("d", at: "2026-02-21T12:00:00Z", of: tenant.id)
            try changes.cover(.actions, "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z", of: tenant.id)
            try changes.act("a", at: "2026-02-21T12:00:00Z", of: tenant.id)
        }
        try await repository.commit(changes)
        return CountingReader(base: repository)
    }

    private func plan() throws -> PricePlan {
        try PricePlan(
            id: EntityID("plan"), name: "Plan", currency: .usd,
            charges: [
                Charge(
                    id: EntityID("runs"), name: "Runs", usage: .actions(ActionSelection()),
                    price: .perUnit(1)),
                Charge(
                    id: EntityID("billed"), name: "Billed",
                    usage: .actions(ActionSelection(measure: .billed)), price: .perUnit(1)),
                Charge(
                    id: EntityID("users"), name: "Users",
                    usage: .metric(Metric.monthlyActiveUsers.id, .monthEnd), price: .perUnit(2)),
                Charge(
                    id: EntityID("devices"), name: "Devices",
                    usage: .metric(Metric.dailyActiveDevices.id, .peak), price: .perUnit(3)),
            ])
    }

    @Test("For every screen of many tenants, in one zone and in several")
    func calls() async throws {
        let now = try instant("2026-02-28T12:00:00Z")
        let range = try instant("2026-02-20T00:00:00Z")..<instant("2026-02-28T00:00:00Z")
        let plan = try plan()
        let screens: [(String, @Sendable (CountingReader) async throws -> Void)] = [
            (
                "actions",
                { _ = try await $0.fleet.actions(range: range, width: .day, now: now, zone: .utc) }
            ),
            (
                "breakdown",
                {
                    _ = try await $0.fleet.actions(
                        range: range, width: .day, now: now, by: [.workflow], plan: plan, zone: .utc)
                }
            ),
            (
                "graph",
                {
                    _ = try await $0.fleet.consumptionGraph(
                        metrics: [.actions, .assets], range: range, width: .day, now: now, zone: .utc)
                }
            ),
            ("inventory", { _ = try await $0.fleet.inventory(now: now, since: try day("2026-02-20")) }),
            (
                "overview",
                { reader in
                    var request = TenantOverviewRequest(
                        since: try day("2026-02-20"), order: .actions, descending: true)
                    for index in 0..<60 { request.plans[try TenantID("t\(index)")] = plan }
                    _ = try await reader.fleet.tenantOverview(request, now: now)
                }
            ),
        ]
        for zones in [["UTC"], Self.zones] {
            let few = try await world(3, zones: zones)
            let many = try await world(60, zones: zones)
            for (name, screen) in screens {
                try await screen(few)
                try await screen(many)
                let calls = (await few.counter.take(), await many.counter.take())
                #expect(calls.0 == calls.1, "\(name) in \(zones.count) zones")
                // What is used is asked for once, and once more by day; distinct counts of activity once a zone.
                let limit = name == "overview" ? 1 + zones.count : name == "actions" ? 2 : 1
                #expect(calls.1["summaries"] ?? 0 <= limit, "\(name) in \(zones.count) zones: \(calls.1)")
            }
        }
    }

    @Test("A budget of many billing periods, and a comparison of two ranges, are read together")
    func periods() async throws {
        let reader = try await world(1, zones: ["UTC"])
        let (tenant, now) = (try TenantID("t0"), try instant("2026-12-31T12:00:00Z"))
        let plan = try makePlan([
            makeCharge("runs", .actions(ActionSelection()), .perUnit(1)),
            makeCharge("users", .metric(Metric.monthlyActiveUsers.id, .monthEnd), .perUnit(2)),
        ])
        func calls(_ period: BucketWidth) async throws -> [String: Int] {
            let budget = try Budget(
                tenant: tenant, amount: Money(minorUnits: 1, currency: .usd), period: period,
                basis: .chargeToDate)
            _ = try await reader.scope(of: tenant).budget(budget, plan: plan, now: now)
            return await reader.counter.take()
        }
        #expect(try await calls(.month) == calls(.year))
        for mode in [ComparisonMode.previousPeriod, .sameLastYear] {
            _ = try await reader.scope(of: tenant).periodComparison(
                of: .month(of: try day("2026-02-10")), mode: mode, now: now)
            let calls = await reader.counter.take()
            // Ranges that touch are read as one; the days of figures to date are asked for once more.
            #expect(calls["series"] ?? 0 <= 3 && calls["records of kind coverage"] == 1, "\(mode): \(calls)")
        }
    }
}
