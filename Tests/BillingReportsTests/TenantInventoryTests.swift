import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("The inventory tells the level of each gauge in force, at a glance")
struct TenantInventoryTests {
    static let coda = constant { try TenantID("coda") }

    /// Three tenants in three zones: it is 15 June at 22:00 in Kiritimati, 04:00 in New York and 08:00 in UTC.
    private func world() async throws -> World {
        try await World([
            Tenant(id: "coda", name: "Coda", zone: "Pacific/Kiritimati", currency: .usd),
            Tenant(id: "acme", name: "Acme", zone: "America/New_York", currency: .usd),
            Tenant(id: "bolt", name: "Bolt", zone: "UTC", currency: .eur),
        ])
    }

    private static let now = constant { try instant("2013-06-15T08:00:00Z") }

    @Test("A value is told with its date, as long as the staleness limit lets it hold")
    func staleness() async throws {
        var world = try await World()
        try await world.commit { changes in
            // A week after the 8th is the 15th.
            changes.add(.assets, 5, on: [try day("2013-06-07"), try day("2013-06-08")])
            changes.add(.users, 6, on: [try day("2013-06-07")])
            changes.add(.workflows, 7, on: [try day("2013-06-15"), try day("2013-06-16")])
            changes.add(.dashboards, 2, on: [try day("2013-06-14")])
            for metric in [Metric.assets, .users] {
                try changes.cover(metric, "2013-06-01T00:00:00Z", "2013-06-16T00:00:00Z")
            }
        }
        let screen = try await world.acme.inventory(now: Self.now)
        #expect(screen.columns.map(\.metric.text).first == "assets")
        #expect(screen.columns.count == 9)
        let row = try #require(screen.rows.first)
        #expect(screen.rows.count == 1)
        let assets = try #require(row.counts.first { $0.metric == Metric.assets.id })
        #expect(assets.value == 5)
        #expect(try assets.asof == .date(day("2013-06-08")))
        #expect(assets.completeness.origin == .filled)
        #expect(assets.completeness.coverage == 1)
        #expect(assets.lastKnown == nil)
        let users = try #require(row.counts.first { $0.metric == Metric.users.id })
        #expect(users.value == nil)
        #expect(try users.asof == .date(day("2013-06-07")))
        #expect(users.completeness.origin == .missing && users.completeness.coverage == 0)
        #expect(try users.lastKnown == LastKnown(value: 6, time: .date(day("2013-06-07"))))
        // Yesterday's value would hold, but nothing says that it was not changed.
        let dashboards = try #require(row.counts.first { $0.metric == Metric.dashboards.id })
        #expect(dashboards.value == nil)
        #expect(try dashboards.lastKnown == LastKnown(value: 2, time: .date(day("2013-06-14"))))
        let workflows = try #require(row.counts.first { $0.metric == Metric.workflows.id })
        #expect(workflows.value == 7)
        #expect(try workflows.asof == .date(day("2013-06-15")))
        #expect(workflows.completeness.origin == .observed)
        #expect(workflows.completeness.coverage == 1)
        #expect(workflows.completeness.phase == .inProgress)
        let geofences = try #require(row.counts.first { $0.metric == Metric.geofences.id })
        #expect(geofences.value == nil)
        #expect(geofences.asof == nil)
        #expect(try roundTrip(screen) == screen)
        // The same as a record.
        let inventory = try #require(try screen.inventory(of: acme))
        #expect(inventory[.assets] == 5)
        #expect(inventory[.users] == nil)
        #expect(inventory.at == Self.now)
    }

    @Test("A gauge of instants is read before now, and holds for its staleness limit")
    func instants() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(World.level, for: acme)
            try changes.add(World.level, 3, at: "2013-06-15T06:00:00Z")
            try changes.add(World.level, 9, at: "2013-06-15T08:00:00Z")
            try changes.cover(World.level, "2013-06-15T06:30:00Z", "2013-06-15T12:00:00Z")
        }
        func count(_ now: String) async throws -> TenantInventory.Count? {
            try await world.acme.inventory(now: try instant(now), metrics: [World.level]).rows.first?.counts
                .first
        }
        let before = try #require(try await count("2013-06-15T08:00:00Z"))
        #expect(before.value == 3)
        #expect(try before.asof == .instant(instant("2013-06-15T06:00:00Z")))
        #expect(try await count("2013-06-15T08:00:00.000001Z")?.value == 9)
        #expect(try await count("2013-06-15T10:00:00Z")?.value == 9)
        let stale = try #require(try await count("2013-06-15T10:00:00.000001Z"))
        #expect(stale.value == nil)
        #expect(try stale.asof == .instant(instant("2013-06-15T08:00:00Z")))
        #expect(try stale.lastKnown == LastKnown(value: 9, time: .instant(instant("2013-06-15T08:00:00Z"))))
        // A sample stands at its own instant, and is carried only where the time is covered.
        #expect(try await count("2013-06-15T06:00:00.000001Z")?.value == 3)
        #expect(try await count("2013-06-15T06:00:00.000002Z")?.value == nil)
        #expect(try await count("2013-06-15T07:00:00Z")?.value == 3)
    }

    @Test("Each tenant's own date decides what is read, unless a zone is given")
    func zones() async throws {
        var world = try await world()
        try await world.commit { changes in
            for tenant in [acme, bolt, Self.coda] {
                changes.add(.assets, 1, on: [try day("2013-06-14")], of: tenant)
                changes.add(.assets, 2, on: [try day("2013-06-15")], of: tenant)
                changes.add(.assets, 3, on: [try day("2013-06-16")], of: tenant)
            }
        }
        // 15 June 11:00 in UTC is 16 June 01:00 in Kiritimati; 03:00 is 14 June 23:00 in New York.
        func values(_ now: String, zone: String? = nil) async throws -> [Double?] {
            let zone = try zone.map { try ZoneID($0) }
            return try await world.repository.fleet.inventory(
                now: try instant(now), metrics: [.assets], zone: zone
            ).rows.map { $0.counts[0].value }
        }
        #expect(try await values("2013-06-15T11:00:00Z") == [2, 2, 3])
        #expect(try await values("2013-06-15T03:00:00Z") == [1, 2, 2])
        #expect(try await values("2013-06-15T03:00:00Z", zone: "America/New_York") == [1, 1, 1])
        // The first instant of a day does not yet read it.
        #expect(try await values("2013-06-15T00:00:00Z") == [1, 1, 2])
        let screen = try await world.repository.fleet.inventory(now: Self.now)
        #expect(screen.stamp.zone == .utc)
        #expect(screen.rows.map(\.zone.name) == ["America/New_York", "UTC", "Pacific/Kiritimati"])
        #expect(Set(screen.rows.map(\.digest)).count == 3)
    }

    @Test("Rows are sorted by id, or by any count with missing ones last and equal ones by id")
    func order() async throws {
        var world = try await world()
        try await world.commit { changes in
            changes.add(.assets, 4, on: [try day("2013-06-15")], of: acme)
            changes.add(.assets, 4, on: [try day("2013-06-15")], of: Self.coda)
            changes.add(.users, 1, on: [try day("2013-06-15")], of: bolt)
            changes.add(.users, 2, on: [try day("2013-06-15")], of: acme)
        }
        func ids(_ sort: Metric?, descending: Bool) async throws -> [String] {
            try await world.repository.fleet.inventory(now: Self.now, sortedBy: sort, descending: descending)
                .rows.map(\.tenant.text)
        }
        #expect(try await ids(nil, descending: false) == ["acme", "bolt", "coda"])
        #expect(try await ids(nil, descending: true) == ["coda", "bolt", "acme"])
        #expect(try await ids(.assets, descending: true) == ["acme", "coda", "bolt"])
        #expect(try await ids(.assets, descending: false) == ["acme", "coda", "bolt"])
        #expect(try await ids(.users, descending: false) == ["bolt", "acme", "coda"])
        #expect(try await ids(.users, descending: true) == ["acme", "bolt", "coda"])
        await #expect(throws: BillingError.self) { try await ids(.deviceConnectors, descending: true) }
    }

    @Test("A change is told from the end of a date, and totals add what is known")
    func change() async throws {
        var world = try await world()
        try await world.commit { changes in
            changes.add(.assets, 10, on: [try day("2013-05-31")], of: acme)
            changes.add(.assets, 12, on: [try day("2013-06-01"), try day("2013-06-14")], of: acme)
            changes.add(.assets, 0, on: [try day("2013-05-30")], of: bolt)
            changes.add(.assets, 3, on: [try day("2013-06-15")], of: bolt)
            for tenant in [acme, bolt] {
                for metric in [Metric.assets, .users] {
                    try changes.cover(
                        metric, "2013-05-01T00:00:00Z", "2013-06-16T00:00:00Z", of: tenant)
                }
            }
            // Stale by the end of May.
            changes.add(.users, 8, on: [try day("2013-05-20"), try day("2013-06-14")], of: acme)
        }
        let screen = try await world.repository.fleet.inventory(
            now: Self.now, since: try day("2013-05-31"), metrics: [.assets, .users])
        let first = try #require(screen.row(acme))
        #expect(first.counts[0].change?.difference == 2)
        #expect(first.counts[0].change?.percent == 20)
        #expect(first.counts[1].value == 8)
        #expect(first.counts[1].change == nil)
        let second = try #require(screen.row(bolt))
        #expect(second.counts[0].change?.difference == 3)
        #expect(second.counts[0].change?.percent == nil)
        let total = screen.totals[0]
        #expect(total.value == 15)
        #expect(total.members == 3)
        #expect(total.reporting == 2)
        #expect(total.shared)
        #expect(total.change?.difference == 5)
        #expect(total.change?.base == 10)
        #expect(screen.totals[1].change == nil)
        #expect(try roundTrip(screen) == screen)
    }

    @Test("Labelled series are added, and the earliest date is told")
    func labels() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 4, on: [try day("2013-06-15")], labels: try Labels(("region", "eu")))
            changes.add(.assets, 6, on: [try day("2013-06-13")], labels: try Labels(("region", "us")))
            changes.add(.assets, 9, on: [try day("2013-06-01")], labels: try Labels(("region", "za")))
            try changes.cover(.assets, "2013-06-01T00:00:00Z", "2013-06-16T00:00:00Z")
        }
        let count = try #require(
            try await world.acme.inventory(now: Self.now, metrics: [.assets]).rows.first?.counts.first)
        #expect(count.value == 10)
        #expect(count.members == 3)
        #expect(count.reporting == 2)
        #expect(try count.asof == .date(day("2013-06-01")))
        #expect(try count.lastKnown == LastKnown(value: 19, time: .date(day("2013-06-01"))))
        #expect(count.completeness.origin == .filled && count.completeness.coverage == 0)
    }

    @Test("Only recorded gauges are counted", arguments: [Metric.dailyActiveUsers, .actions, messages])
    func kinds(metric: Metric) async throws {
        let world = try await World()
        await #expect(throws: BillingError.self) {
            try await world.acme.inventory(now: Self.now, metrics: [.assets, metric])
        }
    }

    @Test("A scope of nobody has no rows")
    func nobody() async throws {
        let world = try await World()
        let screen = try await world.repository.scope(of: Set<TenantID>()).inventory(
            now: Self.now, since: try day("2013-05-31"))
        #expect(screen.rows.isEmpty)
        #expect(screen.totals.count == 9)
        #expect(screen.totals[0].value == nil)
        #expect(screen.totals[0].completeness == nil)
    }

    @Test("A date beyond now is taken as now, and the ends of the calendar do no harm")
    func limits() async throws {
        var world = try await World()
        try await world.commit { $0.add(.assets, 4, on: [.min, try day("2013-06-15"), .max]) }
        let ahead = try await world.acme.inventory(now: Self.now, since: .max, metrics: [.assets])
        #expect(ahead.rows.first?.counts.first?.change?.difference == 0)
        let last = try await world.acme.inventory(
            now: try instant("9999-12-31T23:59:59Z"), since: .min, metrics: [.assets])
        #expect(last.rows.first?.counts.first?.value == 4)
        #expect(last.rows.first?.counts.first?.change?.difference == 0)
    }

    @Test(
        "A month before the last day of a month is the last day of the month before",
        arguments: [
            ("2026-02-28", "2026-01-31"), ("2024-02-28", "2024-01-28"), ("2024-02-29", "2024-01-31"),
            ("2025-12-31", "2025-11-30"), ("2026-03-30", "2026-02-28"), ("2026-03-15", "2026-02-15"),
        ])
    func monthBefore(date: String, before: String) throws {
        #expect(try LocalDate(date).monthBefore?.description == before)
        #expect(LocalDate.min.monthBefore == nil)
    }
}
