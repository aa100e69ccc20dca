public import BillingModel
public import BillingReports
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A tenant's graph at every width between which a reader can move: what a page needs to show months, weeks, days and any stretch
/// between two handles without asking again.
///
/// It is made by `scope.graphExplorer(data:now:)`. The page moves as its ``navigator`` does and reads values as
/// `graph.hover(at:)` does.
public struct GraphExplorer: Hashable, Sendable {
    /// The graph by the day, the week, the month, the quarter and the year, over all the data in whole buckets.
    public let graphs: [ConsumptionGraph]
    /// The graph by the hour, which shows a day: of the last 366 days, with the lines that come as often; nil if none does.
    public let hours: ConsumptionGraph?
    /// How a reader moves.
    public let navigator: GraphNavigator
    /// What is shown at first: the last 13 weeks with what is to come; nil if there is no data.
    public let first: GraphViewport?

    init(
        graphs: [ConsumptionGraph], hours: ConsumptionGraph?, navigator: GraphNavigator, first: GraphViewport?
    ) {
        self.graphs = graphs
        self.hours = hours
        self.navigator = navigator
        self.first = first
    }

    /// How many points of a line are asked for at most: three years by the day.
    static let points = 1_200

    /// The widths between which a reader moves, narrowest first.
    static let widths: [BucketWidth] = [.day, .week, .month, .quarter, .year]

    /// The explorer with what is to come and what is unusual in its lines, and how high these may be: a forecast by the day on the
    /// graph of days, findings and limits on all.
    ///
    /// - Throws: As `graph.adding(_:)`.
    public func adding(
        forecast: UsageForecast? = nil, insights: UsageInsights? = nil, limits: [MetricLimit]? = nil
    ) throws(BillingError) -> GraphExplorer {
        var graphs: [ConsumptionGraph] = []
        var hours = hours
        if let limits { hours = try hours?.adding(limits) }
        for graph in self.graphs {
            var graph = graph
            if let forecast, forecast.width == graph.width { graph = try graph.adding(forecast) }
            if let insights { graph = try graph.adding(insights) }
            if let limits { graph = try graph.adding(limits) }
            graphs.append(graph)
        }
        return GraphExplorer(graphs: graphs, hours: hours, navigator: navigator, first: first)
    }

    /// The graph of a viewport, in the width that its points have; nil if no graph has that width.
    func graph(of view: GraphViewport) -> (graph: ConsumptionGraph, shown: Range<Int>)? {
        if let hours = hours(of: view) { return hours }
        let width = navigator.width(of: view)
        guard let graph = graphs.first(where: { $0.width == width }) else { return nil }
        let range = view.range
        let first = graph.buckets.firstIndex { $0.end > range.lowerBound } ?? graph.buckets.count
        let end = graph.buckets.firstIndex { $0.start >= range.upperBound } ?? graph.buckets.count
        return first < end ? (graph, first..<end) : nil
    }

    /// The hours of a day, if they are known.
    func hours(of view: GraphViewport) -> (graph: ConsumptionGraph, shown: Range<Int>)? {
        guard view.period == .day, let hours,
            let first = hours.buckets.firstIndex(where: { $0.start == view.range.lowerBound }),
            let last = hours.buckets.firstIndex(where: { $0.end == view.range.upperBound })
        else { return nil }
        return (hours, first..<last + 1)
    }
}
