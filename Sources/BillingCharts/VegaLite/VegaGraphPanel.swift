import BillingModel
import BillingReports

/// One panel of the specification of a graph: lines of one unit, or of two with a scale on either side.
struct VegaGraphPanel {
    private let number: Int
    private let axes: [VegaGraphAxis]
    private let times: VegaTimes
    /// What happened to all lines, or to one of the panel.
    private let notes: [VegaGraphData.Note]

    init(_ panel: GraphLayout.Panel, number: Int, graph: ConsumptionGraph, data: VegaGraphData) {
        self.number = number
        times = data.times
        let names = panel.lines.map { data.lines[$0].line }
        let sides = [(panel.left, "left")] + (panel.right.map { [($0, "right")] } ?? [])
        axes = sides.map { axis, side in
            // Of two axes, each says whose it is.
            let lines = axis.lines.map { data.lines[$0].line }.joined(separator: ", ")
            return VegaGraphAxis(
                axis: axis, side: side, set: "\(number)-\(side)", names: names,
                title: sides.count == 1 ? axis.unit : "\(axis.unit): \(lines)", graph: graph, data: data)
        }
        let metrics = Set(panel.lines.map { graph.series[$0].metric })
        notes = data.notes.filter { $0.metric.map(metrics.contains) ?? true }.map(\.note)
    }

    /// The rows of the panel, by the names of their sets.
    var datasets: [String: VegaValue] {
        let own: [String: VegaValue] = notes.isEmpty ? [:] : ["notes-\(number)": .rows(notes)]
        return axes.reduce(own) { sets, axis in sets.merging(axis.datasets) { first, _ in first } }
    }

    /// The layers of the panel, from the back to the front.
    var view: [String: VegaValue] {
        var view: [String: VegaValue] = [
            "height": 220, "layer": .list([times.frame] + rules + axes.map(\.view)),
            "width": "container",
        ]
        if axes.count > 1 { view["resolve"] = ["scale": ["y": "independent"]] }
        return view
    }

    /// A field for what lasted, and a line for what happened at an instant.
    private var rules: [VegaValue] {
        let lasts: VegaValue = ["field": "end", "valid": true]
        var layers: [VegaValue] = []
        if notes.contains(where: { $0.end != nil }) {
            layers.append(
                rule(["color": "gray", "opacity": 0.15, "type": "rect"], ["x2": ["field": "end"]], lasts))
        }
        if notes.contains(where: { $0.end == nil }) {
            layers.append(
                rule(
                    ["color": "gray", "size": 1.5, "strokeDash": [2, 2], "type": "rule"], [:], ["not": lasts])
            )
        }
        return layers
    }

    private func rule(
        _ mark: VegaValue, _ encoding: [String: VegaValue], _ filter: VegaValue
    ) -> VegaValue {
        let own: [String: VegaValue] = [
            "tooltip": VegaMarks.tooltip([("at", "At (UTC)"), ("kind", "Kind"), ("text", "What")]),
            "x": times.channel,
        ]
        return [
            "data": ["name": .text("notes-\(number)")],
            "encoding": .object(own.merging(encoding) { first, _ in first }), "mark": mark,
            "transform": [["filter": filter]],
        ]
    }
}
