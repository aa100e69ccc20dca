import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Lines of one unit share an axis")
struct GraphAxesTests {
    @Test("whose bounds are the figures drawn, and a host's own metric has one too")
    func axes() async throws {
        let graph = try await GraphFixture.graph([
            (.devicesLinked, [40, nil, 44]), (.users, [7, 7, 7]), (.devicesReporting, [38, 39, nil]),
            (GraphFixture.engineHours, [nil, 12.5, -1]), (.assets, [nil, nil, nil]),
        ])
        let own = try #require(graph.series(GraphFixture.engineHours))
        #expect(own.name == "Engine hours")
        #expect(own.points.map(\.value) == [nil, 12.5, -1])
        let axes = graph.axes()
        #expect(axes.map(\.unit) == ["devices", "users", "h", "assets"])
        #expect(axes.map(\.lower) == [38, 7, -1, nil])
        #expect(axes.map(\.upper) == [44, 7, 12.5, nil])
        #expect(
            axes.map { $0.series.map(\.metric.text) } == [
                ["devices.linked", "devices.reporting"], ["users"], ["engine-hours"], ["assets"],
            ])
        let linked = try #require(graph.series(.devicesLinked)).id
        let shown = graph.axes(of: [linked, own.id])
        #expect(shown.map(\.unit) == ["devices", "h"])
        #expect(shown.map(\.lower) == [40, -1])
        #expect(graph.axes(of: []).isEmpty)
        #expect(try roundTrip(axes) == axes)
    }

    @Test("A host's metric appears without being asked for, beside those of the platform")
    func everyMetric() async throws {
        let recorded = Metric.platform.filter { $0.source == .recorded }
        var world = try await World()
        try await world.commit { changes in
            changes.add(GraphFixture.engineHours, for: acme)
            for metric in recorded + [GraphFixture.engineHours] {
                changes.add(metric, 3, on: try days("2026-01-01", "2026-01-02"))
            }
            try changes.cover(.actions, "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z")
            try changes.act("1", at: "2026-01-01T05:00:00Z")
        }
        let graph = try await world.acme.consumptionGraph(
            range: try instant("2026-01-01T00:00:00Z")..<instant("2026-01-03T00:00:00Z"), width: .day,
            now: GraphFixture.now)
        #expect(recorded.count == 14)
        #expect(
            Set(graph.series.map(\.metric))
                == Set((recorded + [.actions, GraphFixture.engineHours]).map(\.id)))
        let units = Set(graph.axes().map(\.unit))
        #expect(units.isSuperset(of: ["assets", "devices", "users", "groups", "actions", "h"]))
        #expect(graph.axes().flatMap(\.series).count == graph.series.count)
    }

    @Test("A distinct count of days in wider buckets is drawn from its lowest to its highest day")
    func distinctDays() async throws {
        let graph = try await GraphFixture.graph(
            [(.dailyActiveUsers, [4, 9, 1, nil, 5, nil, nil]), (.monthlyActiveUsers, [2, 4, 5, 6])],
            width: .week, visible: try instant("2025-12-29T00:00:00Z")..<instant("2026-01-05T00:00:00Z"))
        // The week from 29 December holds four dates with values, and the first of a month.
        #expect(graph.series.flatMap(\.points).map(\.value) == [nil, nil])
        #expect(graph.series[1].points[0].parts.map(\.value) == [nil, 6])
        #expect(graph.axes().map(\.lower) == [1])
        #expect(graph.axes().map(\.upper) == [9])
    }

    @Test("Units are compared byte by byte")
    func bytes() async throws {
        // One is composed, the other decomposed; Swift's strings take them for equal.
        let units = ["m\u{E9}tres", "me\u{301}tres"]
        let metrics = try units.enumerated().map {
            try Metric(id: MetricID("m\($0)"), unit: $1, kind: .gauge, cadence: .daily)
        }
        var world = try await World()
        try await world.commit { changes in
            for metric in metrics {
                changes.add(metric, for: acme)
                changes.add(metric, 1, on: [try day("2026-01-01")])
            }
        }
        let graph = try await world.acme.consumptionGraph(
            metrics: metrics, range: try instant("2026-01-01T00:00:00Z")..<instant("2026-01-02T00:00:00Z"),
            width: .day, now: GraphFixture.now)
        #expect(units[0] == units[1])
        #expect(graph.axes().map { Array($0.unit.utf8) } == units.map { Array($0.utf8) })
    }
}
