import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A level tells on how many dates it changed")
struct StepsTests {
    private static let now = constant { try instant("2013-06-15T16:00:00Z") }

    private func steps(_ row: ConsumptionTable.Row?) throws -> [String] {
        try #require(row).windows.map { window in
            window.steps.map { "\($0.days) dates, \($0.net)" } ?? "none"
        }
    }

    @Test("A date counts that differs from the last level known before, and the first level known does not")
    func dates() async throws {
        var world = try await World(zone: "America/New_York")
        try await world.commit { changes in
            // Known since January: 5, from 20 February 7, from 1 March 6, from 10 April 9, on 12 April 8, then 9.
            changes.add(.workflows, 5, on: try days("2013-01-10", "2013-02-19"))
            changes.add(.workflows, 7, on: try days("2013-02-20", "2013-02-28"))
            changes.add(.workflows, 6, on: try days("2013-03-01", "2013-04-09"))
            changes.add(.workflows, 9, on: try days("2013-04-10", "2013-04-11"))
            changes.add(.workflows, 8, on: try days("2013-04-12", "2013-04-12"))
            changes.add(.workflows, 9, on: try days("2013-04-13", "2013-05-31"))
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        // From March on: 7 to 6 on the first date, 6 to 9, 9 to 8, 8 to 9; before that only 5 to 7.
        #expect(
            try steps(table.row(.workflows)) == ["4 dates, 2.0", "5 dates, 4.0", "5 dates, 4.0"])
        // The change is from the level just before the window, so the steps add up to it.
        #expect(table.row(.workflows)?.windows[0].change?.difference == 2)
        let text = """

            Configuration: dates on which it changed, and the net change
            Metric     3 months  net  6 months   net   12 months   net
            ─────────  ────────  ───  ─────────  ────  ──────────  ────
            Workflows         4   +2         5~   +4~          5~   +4~

            """
        #expect(table.text().contains(text), "\(table.text())")
        try expectStableForms(table)
    }

    @Test("A change in a gap counts on the date that ends it, however long it was, and a gap itself is none")
    func gaps() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.geofences, 5, on: [try day("2012-11-10")])
            changes.add(.geofences, 5, on: [try day("2013-03-20")])
            changes.add(.geofences, 8, on: [try day("2013-05-20")])
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(try steps(table.row(.geofences)) == ["1 dates, 3.0", "1 dates, 3.0", "1 dates, 3.0"])
    }

    @Test("Only levels have steps, and none where no value is known")
    func others() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.dashboards, 5, on: [try day("2012-08-10")])
            changes.add(.monthlyActiveUsers, 5, on: [try day("2013-05-31")])
            try changes.cover(.actions, "2013-01-01T00:00:00Z", "2013-07-01T00:00:00Z")
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(try steps(table.row(.dashboards)) == ["none", "none", "0 dates, 0.0"])
        for metric in [Metric.monthlyActiveUsers, .actions] {
            #expect(try steps(table.row(metric)) == ["none", "none", "none"])
        }
    }

    @Test("Of several series a date counts once, and one that falls silent is no change")
    func members() async throws {
        let (eu, us) = (try Labels(("region", "eu")), try Labels(("region", "us")))
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assetGroups, 4, on: try days("2013-03-01", "2013-03-31"), labels: eu)
            changes.add(.assetGroups, 6, on: try days("2013-04-01", "2013-05-31"), labels: eu)
            changes.add(.assetGroups, 1, on: try days("2013-03-01", "2013-03-31"), labels: us)
            changes.add(.assetGroups, 2, on: try days("2013-04-01", "2013-04-20"), labels: us)
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(try steps(table.row(.assetGroups))[0] == "1 dates, 3.0")
        #expect(try steps(table.row(.assetGroups, labels: us))[0] == "1 dates, 1.0")
    }

    @Test("A level of instants changes by its last value of a local date")
    func instants() async throws {
        var world = try await World(zone: "Asia/Tokyo")
        try await world.commit { changes in
            let load = try Metric(id: MetricID("load"), unit: "kW", kind: .gauge)
            changes.add(load, for: acme)
            try changes.cover(load, "2013-01-01T00:00:00Z", "2013-06-10T00:00:00Z")
            try changes.add(load, 1, at: "2013-04-01T00:00:00Z")
            // Up and down again on 2 April in Tokyo, up for good at 15:00 UTC, when 3 April begins.
            try changes.add(load, 5, at: "2013-04-02T03:00:00Z")
            try changes.add(load, 1, at: "2013-04-02T14:00:00Z")
            try changes.add(load, 2, at: "2013-04-02T15:00:00Z")
        }
        let table = try await world.acme.consumptionTable(now: Self.now)
        #expect(try steps(table.rows.first)[0] == "1 dates, 1.0")
    }
}
