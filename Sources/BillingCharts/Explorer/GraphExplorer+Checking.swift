import BillingModel
package import BillingReports
package import BillingTime

// What the script of a page draws and says, told in Swift, so that checks can hold the two against each other.

extension GraphExplorer {
    /// The panels of a graph of one viewport, as the page draws them; nil if it has other lines than the explorer.
    package func panels(of view: ConsumptionGraph, width: Int) -> String? {
        let drawn = (view.width == .hour ? hours : nil) ?? graphs.first
        guard let days = graphs.first, view.series.map(\.id) == drawn?.series.map(\.id) else { return nil }
        return GraphPicture(view, as: days, zone: navigator.zone, width: Double(width))
            .panels.map(\.text).joined()
    }

    /// How wide the points of a viewport are in the page: hours of one day, as far as these are known.
    package func width(of view: GraphViewport) -> BucketWidth {
        hours(of: view)?.graph.width ?? navigator.width(of: view)
    }

    /// What the page says of the lines of a graph at a cursor, by their names: the figure, when it was true, and how complete it is.
    package static func reading(
        _ hover: ConsumptionGraph.Hover, of graph: ConsumptionGraph
    ) -> [String: [String]] {
        let texts = zip(graph.series, hover.values).map { line, value in
            let figure = line.hasDaysOnly ? value.point?.mean : value.value
            // A mean of days has no time but the bucket's.
            let time = figure == nil || line.hasDaysOnly ? nil : value.time
            return (
                DisplayText(line.title).text,
                [
                    figure.map { NumberText.exact($0) } ?? NumberText.missing,
                    time.map { ScreenText.time($0) } ?? "",
                    value.point.map { PointState($0, of: line).text } ?? "",
                ]
            )
        }
        return Dictionary(texts) { first, _ in first }
    }
}
