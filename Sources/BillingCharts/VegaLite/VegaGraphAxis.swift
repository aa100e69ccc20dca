import BillingModel
import BillingReports

/// The lines of one axis of a panel, as layers on one scale.
struct VegaGraphAxis {
    private let axis: GraphLayout.Axis
    private let side: String
    /// What tells the names of its data sets from those of other axes.
    private let set: String
    /// The names of all lines of the panel, in the order of their colours.
    private let names: [String]
    private let title: String
    private let data: VegaGraphData
    /// The lowest and the highest of its lines.
    private let bounds: (lower: Double, upper: Double)
    /// Whether points are so many that each is no larger than its line is wide.
    private let isDense: Bool

    init(
        axis: GraphLayout.Axis, side: String, set: String, names: [String], title: String,
        graph: ConsumptionGraph, data: VegaGraphData
    ) {
        self.axis = axis
        self.side = side
        self.set = set
        self.names = names
        self.title = title
        self.data = data
        let found = graph.axes(of: Set(axis.lines.map { graph.series[$0].id })).first
        bounds = (found?.lower ?? 0, found?.upper ?? 0)
        isDense = graph.buckets.count > 100
    }

    private typealias Field = (field: String, title: String)

    private var points: [VegaGraphData.Point] { axis.lines.flatMap { data.rows[$0].points } }
    private var known: [VegaGraphData.Known] { axis.lines.flatMap { data.rows[$0].known } }
    private var estimates: [VegaGraphData.Estimate] { axis.lines.flatMap { data.rows[$0].estimates } }
    private var findings: [VegaGraphData.Finding] { axis.lines.flatMap { data.rows[$0].findings } }
    /// The limits that do not press the lines flat.
    private var limits: [VegaGraphData.Limit] {
        axis.lines.flatMap { data.rows[$0].limits }.filter { $0.v <= 2 * bounds.upper }
    }

    /// The rows by the names of their sets; none that is empty but that of points.
    var datasets: [String: VegaValue] {
        var sets: [String: VegaValue] = ["points-\(set)": .rows(points)]
        if !known.isEmpty { sets["known-\(set)"] = .rows(known) }
        if !estimates.isEmpty { sets["estimates-\(set)"] = .rows(estimates) }
        if !findings.isEmpty { sets["findings-\(set)"] = .rows(findings) }
        if !limits.isEmpty { sets["limits-\(set)"] = .rows(limits) }
        return sets
    }

    /// The layers, from the back to the front, with the colours and the time that they have in common.
    var view: VegaValue {
        [
            "encoding": [
                "color": VegaMarks.colour("line", names, symbol: "stroke"), "x": data.times.channel,
            ],
            "layer": .list(forecast + ceilings + lines + silences + marks),
        ]
    }

    // MARK: Layers

    private var forecast: [VegaValue] {
        let rows = estimates
        guard !rows.isEmpty else { return [] }
        var layers: [VegaValue] = []
        for (share, opacity) in [("95", 0.12), ("80", 0.2)] {
            let ends: [String: VegaValue] = [
                "y": value("low\(share)"), "y2": ["field": .text("high\(share)")],
            ]
            layers.append(layer("estimates", ["opacity": .number(opacity), "type": "area"], ends))
            // A band needs two estimates.
            if rows.contains(where: { $0.alone == true }) {
                layers.append(
                    layer(
                        "estimates", ["opacity": .number(3 * opacity), "size": 4, "type": "rule"], ends,
                        filter: ["equal": true, "field": "alone"]))
            }
        }
        let told: [Field] = [
            ("v", "Forecast"), ("unit", "Unit"), ("low80", "80 % from"), ("high80", "80 % to"),
            ("low95", "95 % from"), ("high95", "95 % to"),
        ]
        let mark: VegaValue = [
            "point": ["filled": false, "size": isDense ? 4 : 12], "strokeDash": [4, 3], "type": "line",
        ]
        return layers + [layer("estimates", mark, ["tooltip": tooltip(told), "y": value("v")])]
    }

    private var ceilings: [VegaValue] {
        guard !limits.isEmpty else { return [] }
        let told = VegaMarks.tooltip([("name", "Limit"), ("line", "Line"), ("v", "Value"), ("unit", "Unit")])
        return [
            [
                "data": ["name": .text("limits-\(set)")],
                "encoding": ["tooltip": told, "x2": ["field": "end"], "y": value("v")],
                "mark": ["size": 1.5, "strokeDash": [10, 3, 2, 3], "type": "rule"],
                "transform": [VegaMarks.lookup("s", in: "lines", ["line", "unit"])],
            ]
        ]
    }

    private var lines: [VegaValue] {
        let pale: VegaValue = [
            "field": "trust", "legend": .null,
            "scale": ["domain": [0, 1], "range": [1, 0.45], "type": "ordinal"], "type": "ordinal",
        ]
        return [
            layer(
                "points", ["type": "line"],
                ["detail": ["field": "r", "type": "nominal"], "y": value("v")]),
            layer(
                "points", ["filled": true, "size": isDense ? 8 : 24, "type": "point"],
                ["opacity": pale, "y": value("v")], filter: ["field": "trust", "oneOf": [0, 1]]),
            layer(
                "points", ["filled": false, "size": 36, "type": "point"], ["y": value("v")],
                filter: ["equal": 2, "field": "trust"]),
        ] + targets
    }

    /// What the pointer finds, which is larger than what is drawn.
    private var targets: [VegaValue] {
        let told: [Field] = [("v", "Value"), ("unit", "Unit"), ("state", "Completeness")]
        let mark: VegaValue = ["aria": false, "filled": true, "opacity": 0, "size": 90, "type": "point"]
        func target(_ fields: [Field], _ filter: VegaValue?) -> VegaValue {
            layer("points", mark, ["tooltip": tooltip(fields), "y": value("v")], filter: filter)
        }
        guard points.contains(where: { $0.lowest != nil }) else { return [target(told, nil)] }
        let hasExtremes: VegaValue = ["field": "lowest", "valid": true]
        return [
            target(told, ["not": hasExtremes]),
            target(told + [("lowest", "Lowest"), ("highest", "Highest")], hasExtremes),
        ]
    }

    private var silences: [VegaValue] {
        guard !known.isEmpty else { return [] }
        return [
            layer(
                "known", ["filled": false, "shape": "diamond", "size": 60, "type": "point"],
                ["tooltip": tooltip([("text", "Silent"), ("unit", "Unit")]), "y": value("v")])
        ]
    }

    private var marks: [VegaValue] {
        let mark: VegaValue = [
            "filled": true, "shape": "triangle-down", "size": 90, "type": "point", "yOffset": -9,
        ]
        let told = tooltip([("text", "Unusual")])
        let isValue: VegaValue = ["field": "v", "valid": true]
        var layers: [VegaValue] = []
        if findings.contains(where: { $0.v != nil }) {
            layers.append(layer("findings", mark, ["tooltip": told, "y": value("v")], filter: isValue))
        }
        // At the upper edge where the line has no value.
        if findings.contains(where: { $0.v == nil }) {
            layers.append(
                layer(
                    "findings", mark, ["tooltip": told, "y": ["value": 9]], filter: ["not": isValue]))
        }
        return layers
    }

    // MARK: Their parts

    private func layer(
        _ kind: String, _ mark: VegaValue, _ encoding: [String: VegaValue], filter: VegaValue? = nil
    ) -> VegaValue {
        var transform = [
            VegaMarks.lookup("b", in: "places", ["name", "time"]),
            VegaMarks.lookup("s", in: "lines", ["line", "unit"]),
        ]
        if kind == "points" { transform.append(VegaMarks.lookup("q", in: "trust", ["state", "trust"])) }
        if let filter { transform.append(["filter": filter]) }
        return [
            "data": ["name": .text("\(kind)-\(set)")], "encoding": .object(encoding), "mark": mark,
            "transform": .list(transform),
        ]
    }

    private func tooltip(_ fields: [Field]) -> VegaValue {
        VegaMarks.tooltip([("name", "Time"), ("line", "Line")] + fields)
    }

    /// The channel of a value, on the scale that all layers of the axis share.
    private func value(_ field: String) -> VegaValue {
        let (lower, upper) = bounds
        // Levels that lie far from zero and close to each other show how they differ.
        let fromZero = axis.isFromZero || (lower <= upper / 2 && upper >= lower / 2)
        var drawn: [String: VegaValue] = [
            "grid": .flag(side == "left"), "orient": .text(side), "title": .text(title), "titleLimit": 220,
        ]
        if let format = VegaMarks.format(upTo: max(abs(lower), abs(upper))) { drawn["format"] = format }
        return [
            "axis": .object(drawn), "field": .text(field), "scale": ["zero": .flag(fromZero)],
            "title": "Value", "type": "quantitative",
        ]
    }
}
