import BillingReports

/// The layers of the specification of actions.
struct VegaActionLayers {
    private let screen: ConsumptionActions
    private let data: VegaActionData

    init(_ screen: ConsumptionActions, _ data: VegaActionData) {
        self.screen = screen
        self.data = data
    }

    /// From the back to the front.
    var all: [VegaValue] {
        [data.times.frame, gaps] + (data.kinds.isEmpty ? [] : [bars])
            + (data.estimates.isEmpty ? [] : [outline, interval])
    }

    private var gaps: VegaValue {
        [
            "data": ["name": "gaps"],
            "encoding": [
                "tooltip": VegaMarks.tooltip([("name", "Time"), ("state", "Not known")]),
                "x": data.times.channel, "x2": ["field": "end"],
            ],
            "mark": ["aria": false, "color": "gray", "opacity": 0.2, "type": "rect", "x2Offset": -1],
            "transform": [VegaMarks.lookup("b", in: "places", ["end", "name", "state", "time"])],
        ]
    }

    private var bars: VegaValue {
        [
            "data": ["name": "counts"],
            "encoding": [
                "color": VegaMarks.colour("kind", data.kinds.map(\.name), symbol: "square"),
                "fillOpacity": [
                    "field": "trust", "legend": .null,
                    "scale": ["domain": [0, 2], "range": [1, 0.45], "type": "ordinal"], "type": "ordinal",
                ],
                "tooltip": VegaMarks.tooltip([
                    ("name", "Time"), ("category", "Category"), ("type", "Type"), ("v", "Executed"),
                    ("state", "Completeness"),
                ]),
                "x": data.times.channel, "x2": ["field": "end"], "y": executed("lower"),
                "y2": ["field": "upper"],
            ],
            // The picture is described as a whole: hundreds of bars one by one tell nobody anything.
            "mark": ["aria": false, "type": "rect", "x2Offset": -1],
            "transform": [
                [
                    "as": ["lower", "upper"], "groupby": ["b"],
                    "sort": [["field": "r", "order": "ascending"]], "stack": "v",
                ],
                VegaMarks.lookup("b", in: "places", ["end", "name", "state", "time", "trust"]),
                VegaMarks.lookup("r", in: "kinds", ["category", "kind", "type"]),
            ],
        ]
    }

    // MARK: What is expected

    /// From what is known to what is expected; the pointer finds it although nothing is to be seen inside.
    private var outline: VegaValue {
        estimate(
            ["x": data.times.channel, "x2": ["field": "end"], "y": executed("lower"), "y2": ["field": "v"]],
            [
                "aria": false, "color": "gray", "fillOpacity": 0, "stroke": "gray", "strokeDash": [4, 3],
                "type": "rect", "x2Offset": -1,
            ])
    }

    private var interval: VegaValue {
        estimate(
            ["x": data.times.channel(of: "middle"), "y": executed("low80"), "y2": ["field": "high80"]],
            ["aria": false, "color": "gray", "size": 2, "type": "rule"])
    }

    private func estimate(_ ends: [String: VegaValue], _ mark: VegaValue) -> VegaValue {
        var encoding = ends
        encoding["tooltip"] = .list([
            ["field": "name", "title": "Time", "type": "nominal"], VegaMarks.whole("v", "Expected"),
            VegaMarks.whole("low80", "80 % from"), VegaMarks.whole("high80", "80 % to"),
        ])
        return [
            "data": ["name": "estimates"], "encoding": .object(encoding), "mark": mark,
            "transform": [VegaMarks.lookup("b", in: "places", ["end", "name", "time"])],
        ]
    }

    /// The channel of counts, on the scale that bars share with what is expected.
    private func executed(_ field: String) -> VegaValue {
        let counts = screen.buckets.compactMap(\.executed).map(Double.init)
        let expected = data.estimates.flatMap { [$0.v, $0.high80] }
        var axis: [String: VegaValue] = ["tickMinStep": 1, "title": "actions"]
        axis["format"] = VegaMarks.format(upTo: (counts + expected).max() ?? 0)
        return ["axis": .object(axis), "field": .text(field), "title": "Executed", "type": "quantitative"]
    }
}
