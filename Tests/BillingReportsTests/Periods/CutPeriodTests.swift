import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A compared range counts what lies in it, covered in part or whole")
struct CutPeriodTests {
    private static let april = constant { try instant("2026-04-01T00:00:00Z") }

    @Test("Per day, a day that the range cuts counts as the part inside")
    func perDay() async throws {
        let hours = try Metric(id: MetricID("hours"), unit: "h", kind: .count, cadence: .daily)
        var world = try await World()
        try await world.commit { changes in
            changes.add(messages, for: acme)
            changes.add(hours, for: acme)
            try changes.cover(messages, "2026-03-01T00:00:00Z", "2026-03-20T00:00:00Z")
            try changes.add(messages, 24, at: "2026-03-10T13:00:00Z")
            try changes.add(messages, 12, at: "2026-03-09T13:00:00Z")
            changes.add(hours, 6, on: try days("2026-03-01", "2026-03-20"))
        }
        func figures(_ start: String, _ end: String) async throws -> [Double?] {
            let comparison = try await world.acme.periodComparison(
                of: .instants(instant(start)..<instant(end)), mode: .perDay, now: Self.april,
                metrics: [messages, hours])
            return comparison.rows.flatMap { row in
                row.figures.flatMap { [$0.period.value, $0.base.value] }
            }
        }
        // Half of two days is one day; a value of a date is of the whole date.
        #expect(
            try await figures("2026-03-10T12:00:00Z", "2026-03-11T12:00:00Z") == [24, 12, 6, 6])
        #expect(try await figures("2026-03-10T12:00:00Z", "2026-03-10T18:00:00Z") == [96, 0, 6, 6])
        // Of 36 hours, and as many before.
        #expect(
            try await figures("2026-03-10T00:00:00Z", "2026-03-11T12:00:00Z") == [16, 8, 6, 6])
    }

    @Test("Where any of the range is covered, no active subject is none")
    func distinct() async throws {
        let daily = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        var world = try await World()
        try await world.commit { changes in
            changes.add(daily, for: acme)
            try changes.cover(daily, "2026-03-02T00:00:00Z", "2026-03-20T00:00:00Z")
        }
        let first = try day("2026-03-01")
        let comparison = try await world.acme.periodComparison(
            of: .dates(first...day("2026-03-07")), mode: .previousPeriod, now: Self.april, metrics: [daily])
        let pair = try #require(comparison.row(daily)?.figure(.distinct))
        #expect(pair.period.value == 0 && pair.period.completeness.coverage == 0)
        #expect(pair.base.value == nil && pair.change == nil)
        // As the graph has it of one bucket over the same time.
        let graph = try await world.acme.consumptionGraph(
            metrics: [daily], range: instant("2026-03-01T00:00:00Z")..<Self.april, width: .month,
            now: Self.april)
        #expect(graph.series[0].points[0].value == 0)
    }
}
