import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts

/// The graphs that a reader moves between.
@Suite struct GraphExplorerTests {
    @Test func `every width covers the data in whole buckets, with the same lines`() async throws {
        let explorer = try await PictureWorld.year().explorer()
        #expect(explorer.graphs.map(\.width) == [.day, .week, .month, .quarter, .year])
        for graph in explorer.graphs {
            #expect(graph.series.map(\.id) == explorer.graphs[0].series.map(\.id))
            #expect(graph.buckets.allSatisfy { !$0.isClipped })
            #expect(graph.buckets[0].start <= explorer.navigator.data.lowerBound)
            #expect(try #require(graph.buckets.last).end >= explorer.navigator.data.upperBound)
        }
        #expect(explorer.hours == nil)
    }

    @Test func `what is shown first ends with the data, and leads to the last day that is known`()
        async throws
    {
        let world = try await PictureWorld.year()
        let explorer = try await world.explorer()
        let view = try #require(explorer.first)
        #expect(view.range.upperBound >= explorer.navigator.data.upperBound)
        let day = try #require(explorer.navigator.view(of: .day, insteadOf: view))
        #expect(day.range.contains(world.now - 1) && day.range.upperBound == world.now)
    }

    @Test func `a day is shown by the hour where lines come as often`() async throws {
        let explorer = try await PictureWorld.hours().explorer()
        let hours = try #require(explorer.hours)
        #expect(hours.series.allSatisfy { $0.metric == Metric.actions.id })
        // The clock goes forward on 8 March 2026.
        let day = try #require(explorer.navigator.view(of: .day, on: try LocalDate("2026-03-08")))
        let (graph, shown) = try #require(explorer.graph(of: day))
        #expect(graph.width == .hour && shown.count == 23)
        let week = try #require(explorer.navigator.view(of: .week, on: try LocalDate("2026-03-08")))
        #expect(try #require(explorer.graph(of: week)).graph.width == .day)
    }

    @Test func `without a range it is found: from the first value to the end of the month`() async throws {
        let world = try await PictureWorld.onePoint()
        let explorer = try await world.scope.graphExplorer(now: world.now)
        let zone = explorer.navigator.zone
        #expect(explorer.navigator.data.lowerBound == zone.start(of: try LocalDate("2026-02-21")))
        #expect(explorer.navigator.data.upperBound == zone.start(of: try LocalDate("2026-04-01")))
        let none = try await PictureWorld.noData()
        let empty = try await none.scope.graphExplorer(now: none.now)
        #expect(empty.graphs.isEmpty && empty.first == nil)
        #expect(try empty.figure() == nil)
    }

    @Test func `the data of a page cannot end their element`() async throws {
        let markup = try #require(try await PictureWorld.hostile().explorer().figure())
        let data = try #require(markup.text.components(separatedBy: "id=\"graph-data\">").last)
        #expect(data.components(separatedBy: "</").count == 2 && data.hasSuffix("</script>"))
        #expect(!data.dropLast(9).contains("<"))
        let json = try JSONSerialization.jsonObject(with: Data(data.dropLast(9).utf8)) as? [String: Any]
        #expect((json?["levels"] as? [Any])?.count == 5)
    }
}
