import BillingModel
import BillingReports
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts

@Suite struct SparklineTests {
    private func path(_ figures: [Double?], scale: ClosedRange<Double>? = nil) throws -> String? {
        try read(sparkline(figures, scale: scale).text).elements("i").first?["d"]
    }

    /// Where small dots stand.
    private func dots(_ figures: [Double?]) throws -> [[String]] {
        try read(sparkline(figures).text).elements("id").map { [$0["cx"], $0["cy"]].compactMap(\.self) }
    }

    @Test func `a line goes from the lowest to the highest figure`() throws {
        // 112 pixels between margins of 4, and 20 from top to bottom.
        #expect(try path([0, 5, 10]) == "M4 24L60 14L116 4")
        #expect(try path([10, 0]) == "M4 4L116 24")
        #expect(try path([0, 5, 10], scale: 0...20) == "M4 24L60 19L116 14")
        #expect(try path([7, 7]) == "M4 14L116 14")
        #expect(try path([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == "M4 24L116 4")
    }

    @Test func `a gap is a gap, and a figure between two gaps a point`() throws {
        #expect(try path([0, 10, nil, 10, 0]) == "M4 24L32 4M88 4L116 24")
        #expect(try path([nil, 0, 10]) == "M60 24L116 4")
        for figures in [[0, nil, 5, nil, 10], [0, .nan, 10], [nil, nil], []] as [[Double?]] {
            #expect(try path(figures) == nil)
        }
        #expect(try dots([0, nil, 5, nil, 10]) == [["4", "24"], ["60", "14"]])
        #expect(try dots([0, nil, 5, 10, nil, 0, nil]) == [["4", "24"]])
        // The last figure has the dot at the end, and no other.
        #expect(try dots([nil, 7]) == [] && dots([0, 10]) == [])
        #expect(try path([0, 10, nil, 5]) == "M4 24L41.3 4")
    }

    @Test func `the last figure is a dot, hollow if it is not complete`() throws {
        let whole = try read(sparkline([0, 10], name: "Assets").text)
        #expect(whole.elements("i id").first?["cx"] == "116" && whole.elements("i id").first?["cy"] == "4")
        #expect(whole.elements[0].title == "Assets: first 0, last 10, lowest 0, highest 10")
        let open = try read(sparkline([3, -1, 12], isOpen: true).text)
        #expect(open.elements("i io").count == 1)
        #expect(open.elements[0].title == "first 3, last 12 (not complete), lowest −1, highest 12")
        // What has not begun is a gap behind the figure in progress.
        #expect(try read(sparkline([3, 12, nil], isOpen: true).text).elements("i io").count == 1)
        #expect(try read(sparkline([nil]).text).elements[0].title == "not known")
    }

    @Test func `the line of a graph is told with its name`() async throws {
        var other: ConsumptionGraph.Series.ID?
        for world in [try await PictureWorld.hostile(), try await PictureWorld.unfinishedMonth()] {
            let graph = try await world.scope.consumptionGraph(
                range: world.start..<world.now, width: .day, now: world.now)
            for line in graph.series {
                let svg = try graph.sparkline(of: line.id)
                #expect(try graph.sparkline(of: line.id) == svg)
                let picture = try read(svg)
                let last = try #require(line.points.last { $0.value != nil || $0.mean != nil })
                let name = GraphPicture.name(of: line)
                #expect(picture.elements[0].title?.hasPrefix("\(name): first ") == true)
                #expect(picture.elements[0]["width"] == "120" && picture.elements[0]["height"] == "28")
                let isOpen = !last.completeness.isComplete || last.reporting < line.members
                #expect(picture.elements(isOpen ? "i io" : "i id").count == 1)
            }
            if let other { #expect(throws: BillingError.self) { try graph.sparkline(of: other) } }
            other = graph.series.first { $0.metric != Metric.assets.id }?.id
            for (width, height) in [(23, 28), (120, 15), (4_097, 28), (120, .max)] {
                #expect(throws: BillingError.self) {
                    try graph.sparkline(of: graph.series[0].id, width: width, height: height)
                }
            }
        }
    }

    @Test func `many figures are thinned to real ones`() throws {
        let figures = (0..<10_000).map { Double($0 * 7_919 % 1_000) }
        let text = sparkline(figures).text
        #expect(text.utf8.count < 3_000)
        #expect(text.contains(" 4L") && text.contains(" 24L"))
    }
}
