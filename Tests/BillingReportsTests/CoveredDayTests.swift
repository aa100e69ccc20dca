import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Averages of covered days, and the highest day")
struct CoveredDayTests {
    private static let now = constant { try instant("2024-03-01T00:00:00Z") }

    @Test("What lies beside the covered part of a day is no average of it")
    func partly() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            // A minute of the 10th, and the 12th and 13th whole.
            try changes.cover(messages, "2024-02-10T23:59:00Z", "2024-02-11T00:00:00Z")
            try changes.cover(messages, "2024-02-12T00:00:00Z", "2024-02-14T00:00:00Z")
            try changes.add(messages, 1_000, at: "2024-02-10T10:00:00Z")
            try changes.add(messages, 6, at: "2024-02-12T10:00:00Z")
        }
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [messages])
        let window = try #require(table.row(messages)).windows[0]
        #expect(window.value == 1_006 && window.average == 3)
        let comparison = try await world.acme.periodComparison(
            of: .month(of: try day("2024-02-01")), mode: .perDay, now: Self.now, metrics: [messages])
        #expect(comparison.rows[0].figures[0].period.value == 3)
    }

    @Test("A day in progress counts as the part that has passed, if all of it is covered")
    func inProgress() async throws {
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            try changes.cover(messages, "2024-02-28T00:00:00Z", "2024-02-29T06:00:00Z")
            try changes.add(messages, 8, at: "2024-02-28T10:00:00Z")
            try changes.add(messages, 2, at: "2024-02-29T03:00:00Z")
        }
        for (now, average) in [("06:00:00", 8.0), ("12:00:00", 8)] {
            let table = try await world.acme.consumptionTable(
                now: try instant("2024-02-29T\(now)Z"), metrics: [messages])
            let progress = try #require(table.row(messages)).progress
            // 10 in a day and a quarter; later that day its quarter says nothing of it.
            #expect(progress.value == 10 && progress.average == average)
        }
    }

    @Test("The highest day of a level is that with the highest level at its end, as it is charged")
    func peak() async throws {
        let level = try Metric(id: MetricID("level"), unit: "litres", kind: .gauge)
        var world = try await World()
        try await world.commit { changes in
            changes.add(level, for: acme)
            try changes.cover(level, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")
            for (region, value, time) in [("a", 100.0, "10"), ("a", 1, "11"), ("b", 1, "11")] {
                try changes.add(
                    level, value, at: "2024-02-05T\(time):00:00Z", labels: Labels(("r", region)))
            }
        }
        let table = try await world.acme.consumptionTable(now: Self.now, metrics: [level])
        #expect(try #require(table.row(level)).windows[0].peak?.value == 2)
        let a = try Labels(("r", "a"))
        #expect(try #require(table.row(level, labels: a)).windows[0].peak?.value == 1)
        let plan = try makePlan([
            makeCharge("a", .metric(level.id, .peak, labels: try LabelSelection(("r", ["a"]))), .perUnit(1))
        ])
        let charge = try await world.acme.chargeToDate(
            plan: plan, holding: instant("2024-02-01T00:00:00Z"), now: Self.now)
        #expect(charge.total.minorUnits == 1_00)
    }
}
