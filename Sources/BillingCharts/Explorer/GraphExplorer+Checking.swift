import BillingModel
package import BillingReports
package import BillingTime

// What the script of a page draws and says, told in Swift, so that checks can hold the two against each other.

extension GraphExplorer {
    /// The panels of a graph of one viewport, over that of the time before if there is one, as the page draws them; nil if it has other
    /// lines than the explorer.
    package func panels(
        of view: ConsumptionGraph, before: ConsumptionGraph? = nil, width: Int
    ) -> String? {
        let drawn = (view.width == .hour ? hours : nil) ?? graphs.first
        guard let days = graphs.first, view.series.map(\.id) == drawn?.series.map(\.id) else { return nil }
        return GraphPicture(view, as: days, before: before, zone: navigator.zone, width: Double(width))
            .panels.map(\.text).joined()
    }

    /// How wide the points of a viewport are in the page: hours of one day, as far as these are known.
    package func width(of view: GraphViewport) -> BucketWidth {
        hours(of: view)?.graph.width ?? navigator.width(of: view)
    }

    /// What the page says of the lines of a graph at a cursor, by their names: the figure, when it was true, how complete it is, and the
    /// figure at a cursor of an earlier graph with the change since.
    package static func reading(
        _ hover: ConsumptionGraph.Hover, of graph: ConsumptionGraph, before: ConsumptionGraph.Hover? = nil
    ) -> [String: [String]] {
        let texts = graph.series.indices.map { place in
            let (line, value) = (graph.series[place], hover.values[place])
            let figure = line.figure(of: value.point)
            // A mean of days has no time but the bucket's.
            let time = figure == nil || line.hasDaysOnly ? nil : value.time
            return (
                DisplayText(line.title).text,
                [
                    figure.map { NumberText.exact($0) } ?? NumberText.missing,
                    time.map { ScreenText.time($0) } ?? "",
                    value.point.map { PointState($0, of: line).text } ?? "",
                    before.map { line.change(from: $0[line.id]?.point, to: value.point) } ?? "",
                ]
            )
        }
        return Dictionary(texts) { first, _ in first }
    }
}

extension ConsumptionGraph.Series {
    fileprivate func figure(of point: ConsumptionGraph.Point?) -> Double? {
        hasDaysOnly ? point?.mean : point?.value
    }

    /// The earlier figure, and the change since if both are complete: what is still counted has no growth.
    fileprivate func change(from old: ConsumptionGraph.Point?, to new: ConsumptionGraph.Point?) -> String {
        guard let old, let before = figure(of: old) else { return NumberText.missing }
        let text = NumberText.exact(before)
        let isSure = [old, new].allSatisfy { point in
            point.map { PointState($0, of: self).certainty != .unsure } ?? false
        }
        guard isSure, let figure = figure(of: new),
            let percent = NumberText.percent(of: figure - before, base: before)
        else { return text }
        return "\(text) (\(percent))"
    }
}
