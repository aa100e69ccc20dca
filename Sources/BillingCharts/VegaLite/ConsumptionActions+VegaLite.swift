public import BillingReports

extension ConsumptionActions {
    /// The actions as a Vega-Lite 5 specification: a bar for each bucket, stacked by category and type.
    ///
    /// All data stand in the text, and nothing is loaded. It has no expression, so that a name of a host is a text wherever it
    /// stands; equal screens give equal text. `<` is written as `\u003c`, so that a page can hold the text inside a script element.
    ///
    /// A bar is pale if its bucket may still change or is known in part. A bucket that has begun and of which nothing is known has a
    /// grey field instead of a bar; one that was silent has neither. The time axis is that of the graph: in UTC, where the clock of
    /// the tenant reads it. Two hours of one reading lie on each other.
    ///
    /// - Returns: JSON, in UTF-8, with keys in alphabetical order; a width of `container`.
    /// - Throws: `BillingError` if the buckets are narrower than a day and the system does not know the zone.
    /// - Complexity: O(*n*) for *n* counts.
    public func vegaLite() throws -> String {
        let data = try VegaActionData(self)
        let span = buckets.isEmpty ? "no time" : ScreenText.span(range)
        let totals = zip(data.kinds, rows).map { kind, row in
            "\(kind.name) \(row.total.executed.map(NumberText.whole) ?? NumberText.missing)"
        }
        var view: [String: VegaValue]
        if buckets.isEmpty || (rows.isEmpty && data.gaps.isEmpty) {
            view = VegaMarks.sentence(buckets.isEmpty ? "No time" : "No actions")
        } else {
            view = [
                "datasets": [
                    "counts": .rows(data.counts), "frame": data.times.frameRows, "gaps": .rows(data.gaps),
                    "kinds": .rows(data.kinds),
                    "places": .rows(data.times.rows),
                ],
                "height": 220,
                "layer": .list([data.times.frame, gaps(data)] + (rows.isEmpty ? [] : [bars(data)])),
                "width": "container",
            ]
        }
        view["$schema"] = VegaMarks.schema
        view["description"] = .text(
            "Stacked bars over time, \(span), per \(width): "
                + (totals.isEmpty ? "no actions" : VegaMarks.listed(totals)))
        view["title"] = VegaMarks.title(
            "Actions executed", ["\(span), per \(width)", "Clock: \(stamp.zone)"])
        return try VegaValue.object(view).text()
    }

    private func gaps(_ data: VegaActionData) -> VegaValue {
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

    private func bars(_ data: VegaActionData) -> VegaValue {
        var axis: [String: VegaValue] = ["tickMinStep": 1, "title": "actions"]
        axis["format"] = VegaMarks.format(upTo: Double(buckets.compactMap(\.executed).max() ?? 0))
        return [
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
                "x": data.times.channel, "x2": ["field": "end"],
                "y": [
                    "axis": .object(axis), "field": "lower", "title": "Executed", "type": "quantitative",
                ],
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
}
