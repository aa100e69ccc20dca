import BillingModel
import BillingReports
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The course of the first line over all the data, in a picture that takes any width.
enum Overview {
    private static let size = (width: 1_000.0, height: 40.0)

    static func picture(of graph: ConsumptionGraph, over data: Range<Date>) -> Markup {
        var markup = Markup()
        let course = graph.series.first.map { path(of: $0, in: graph, over: data) } ?? ""
        markup.element(
            "svg",
            [
                .init("class", "ib s1"),
                .init("viewBox", "0 0 \(GraphDrawing.text(size.width)) \(GraphDrawing.text(size.height))"),
                .init("preserveAspectRatio", "none"), .init("aria-hidden", "true"),
            ]
        ) {
            $0.leaf(
                "path",
                [.init("class", "l"), .init("d", course), .init("vector-effect", "non-scaling-stroke")])
        }
        return markup
    }

    private static func path(
        of line: ConsumptionGraph.Series, in graph: ConsumptionGraph, over data: Range<Date>
    ) -> String {
        guard let polylines = try? graph.polylines(of: line, limit: 400), let bounds = line.bounds else {
            return ""
        }
        let scale = ValueScale(
            lowest: bounds.lowerBound, highest: bounds.upperBound, fromZero: false, isWhole: false, most: 2)
        let length = data.upperBound.timeIntervalSince(data.lowerBound)
        return polylines.map { points in
            let places = points.compactMap { point -> String? in
                guard let value = point.value, graph.buckets.indices.contains(point.index) else { return nil }
                let share = graph.buckets[point.index].start.timeIntervalSince(data.lowerBound) / length
                let x = min(max(share, 0), 1) * size.width
                let y = 2 + (1 - min(max(scale.share(of: value), 0), 1)) * (size.height - 4)
                return "\(GraphDrawing.text(x)) \(GraphDrawing.text(y))"
            }
            return places.isEmpty ? "" : "M" + places.joined(separator: "L") + (places.count == 1 ? "h0" : "")
        }.joined()
    }
}
