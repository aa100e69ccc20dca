import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A bucket that crosses a reset of a figure to date")
struct GraphResetTests {
    /// The month of February 2024 ends inside the week of Monday the 26th.
    private static let week = constant {
        try instant("2024-02-26T00:00:00Z")..<instant("2024-03-04T00:00:00Z")
    }

    private func point(
        isDerived: Bool, covered: (String, String), now: String
    ) async throws -> ConsumptionGraph.Point {
        var world = try await World()
        let metric =
            isDerived
            ? try Metric.monthlyActiveDevices.derived(from: .activity(of: .device)) : .monthlyActiveDevices
        try await world.commit { changes in
            if isDerived {
                changes.add(metric, for: acme)
                try changes.activate("a", at: "2024-02-27T09:00:00Z")
            } else {
                changes.add(metric, 1, on: [try day("2024-02-27")])
            }
            try changes.cover(metric, covered.0, covered.1)
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: [metric], range: Self.week, width: .week, now: try instant(now))
        return try #require(graph.series(metric)?.points.first)
    }

    @Test("is in progress, and as far known as its elapsed time is covered", arguments: [false, true])
    func inProgress(isDerived: Bool) async throws {
        let now = "2024-02-28T10:00:00Z"
        let whole = try await point(
            isDerived: isDerived, covered: ("2024-02-01T00:00:00Z", "2024-03-04T00:00:00Z"), now: now)
        #expect(whole.value == nil && whole.parts.map(\.value) == [1, nil])
        #expect(whole.parts.map(\.completeness.phase) == [.inProgress, .future])
        #expect(whole.completeness.phase == .inProgress && whole.completeness.coverage == 1)
        #expect(whole.completeness.origin == whole.parts[0].completeness.origin)
        #expect(whole.completeness.samples == 1)
        let part = try await point(
            isDerived: isDerived, covered: ("2024-02-27T00:00:00Z", "2024-03-04T00:00:00Z"), now: now)
        // Of 58 hours, the last 34.
        #expect(part.completeness.coverage == 34.0 / 58)
    }

    @Test("that has ended is as far known as its time is covered", arguments: [false, true])
    func ended(isDerived: Bool) async throws {
        let point = try await point(
            isDerived: isDerived, covered: ("2024-02-01T00:00:00Z", "2024-03-02T00:00:00Z"),
            now: "2024-05-01T00:00:00Z")
        #expect(point.completeness.phase == .settled && point.completeness.coverage == 5.0 / 7)
    }

    @Test("that has not begun is in the future", arguments: [false, true])
    func future(isDerived: Bool) async throws {
        let point = try await point(
            isDerived: isDerived, covered: ("2024-02-01T00:00:00Z", "2024-03-04T00:00:00Z"),
            now: "2024-02-26T00:00:00Z")
        #expect(point.completeness.phase == .future && point.completeness.coverage == 0)
        #expect(point.completeness.origin == .missing && point.completeness.samples == 0)
    }
}
