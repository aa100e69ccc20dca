import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Growth in percent compares averages per covered day")
struct GrowthTests {
    static let now = constant { try instant("2026-03-01T05:00:00Z") }

    /// Ten a day from 2024 on, at noon UTC, sent at instants and as increases of a reading, and run as actions.
    private func world(_ zone: String, covered: [(String, String)]) async throws -> World {
        var world = try await World(zone: zone)
        let meter = try Metric(id: MetricID("meter"), unit: "h", kind: .cumulative)
        try await world.commit { changes in
            changes.add(messages, for: acme)
            changes.add(meter, for: acme)
            for (start, end) in covered {
                for metric in [messages, meter, .actions] { try changes.cover(metric, start, end) }
            }
            for (place, date) in try days("2024-02-01", "2026-02-28").enumerated() {
                try changes.add(messages, 10, at: "\(date)T12:00:00Z")
                try changes.add(meter, Double(place * 10), at: "\(date)T12:00:00Z")
                try changes.act("\(date)", at: "\(date)T12:00:00Z", succeeded: 10)
            }
        }
        return world
    }

    @Test(
        "Constant use shows none, in months of unlike lengths and days of unlike hours",
        arguments: ["UTC", "America/New_York"])
    func constantUse(zone: String) async throws {
        let world = try await world(zone, covered: [("2024-01-01T00:00:00Z", "2026-04-01T00:00:00Z")])
        let meter = try MetricID("meter")
        let table = try await world.acme.consumptionTable(now: Self.now)
        let counted = [messages.id, meter, Metric.actions.id]
        for row in table.rows where counted.contains(row.metric) {
            for window in row.windows {
                #expect(window.change?.percent == 0, "\(row.metric), \(window.months) months")
                #expect(
                    window.change?.daily == FigureChange.Daily(average: 10, base: 10, difference: 0),
                    "\(row.metric)")
            }
        }
        // 90 days from December to February, and 91 from September to November.
        let three = try #require(table.row(messages)).windows[0]
        #expect(three.change?.difference == -10 && three.change?.base == 910)
        for mode in [ComparisonMode.previousPeriod, .sameLastYear, .equalLength, .perDay] {
            let compared = try await world.acme.periodComparison(
                of: .month(of: try day("2026-02-10")), mode: mode, now: Self.now)
            for row in compared.rows where counted.contains(row.metric) {
                for figure in row.figures {
                    #expect(figure.change?.percent == 0, "\(row.metric), \(mode)")
                }
            }
        }
        let month = try await world.acme.periodComparison(
            of: .month(of: try day("2026-02-10")), mode: .previousPeriod, now: Self.now)
        #expect(month.row(messages)?.figure(.sum)?.change?.difference == -30)
        let start = zone == "UTC" ? "T00:00:00Z" : "T05:00:00Z"
        let actions = try await world.acme.actions(
            range: try instant("2026-02-01\(start)")..<instant("2026-03-01\(start)"), width: .month,
            now: Self.now)
        #expect(actions.total.change?.difference == -30)
        #expect(actions.total.change?.percent == 0)
        #expect(actions.total.change?.daily == FigureChange.Daily(average: 10, base: 10, difference: 0))
        #expect(try roundTrip(actions) == actions && roundTrip(table) == table)
    }

    @Test("Days without coverage count neither as use nor as days")
    func partialCoverage() async throws {
        // Half of February is covered, and none of the rest since December.
        let world = try await world(
            "UTC",
            covered: [
                ("2024-01-01T00:00:00Z", "2025-12-01T00:00:00Z"),
                ("2025-12-05T00:00:00Z", "2025-12-11T00:00:00Z"),
                ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
                ("2026-02-01T00:00:00Z", "2026-02-15T00:00:00Z"),
            ])
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [messages])
        let three = try #require(table.row(messages)).windows[0]
        #expect(three.change?.percent == 0)
        #expect(three.change?.completeness.coverage == 0)
        // The samples outside coverage are in the sums.
        #expect(three.change?.difference == -10)
    }

    @Test("A level is compared with the one in force just before the window")
    func levels() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(.assets, 8, on: try days("2025-10-01", "2025-11-30"))
            changes.add(.assets, 12, on: try days("2025-12-01", "2026-02-28"))
        }
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [.assets])
        let three = try #require(table.row(.assets)).windows[0]
        #expect(three.change?.base == 8 && three.change?.difference == 4 && three.change?.percent == 50)
        #expect(three.change?.daily == nil)
    }
}
