/// What the specifications of graphs and actions have in common.
enum VegaMarks {
    static let schema: VegaValue = "https://vega.github.io/schema/vega-lite/v5.json"

    /// What a data set says of a key.
    static func lookup(_ key: String, in name: String, _ fields: [String]) -> VegaValue {
        [
            "from": [
                "data": ["name": .text(name)], "fields": .list(fields.map(VegaValue.text)), "key": .text(key),
            ],
            "lookup": .text(key),
        ]
    }

    /// What is shown of a row at the pointer: fields, and what they are called; numbers with all their digits.
    static func tooltip(_ fields: [(field: String, title: String)]) -> VegaValue {
        .list(fields.map { ["field": .text($0.field), "title": .text($0.title), "type": "nominal"] })
    }

    /// What a tooltip says of a field whose numbers are estimates of counts: whole ones.
    static func whole(_ field: String, _ title: String) -> VegaValue {
        ["field": .text(field), "format": ",.0f", "title": .text(title), "type": "quantitative"]
    }

    /// The channel of colours, with a legend of names in their order.
    static func colour(_ field: String, _ names: [String], symbol: String) -> VegaValue {
        [
            "field": .text(field),
            "legend": [
                "columns": 2, "labelLimit": 260, "orient": "bottom",
                "symbolLimit": .number(Double(max(1, names.count))), "symbolOpacity": 1,
                "symbolStrokeWidth": 3, "symbolType": .text(symbol), "title": .null,
            ],
            "scale": ["domain": .list(names.map(VegaValue.text))], "title": "Line", "type": "nominal",
        ]
    }

    /// Digits for what is small enough, else `1.5M`: an axis has no room for sixteen of them.
    static func format(upTo greatest: Double) -> VegaValue? { greatest >= 1e6 ? "~s" : nil }

    /// A title above the picture, from its left edge on.
    static func title(_ text: String, _ lines: [String]) -> VegaValue {
        ["anchor": "start", "subtitle": .list(lines.map(VegaValue.text)), "text": .text(text)]
    }

    /// A picture of a sentence, where there is nothing to draw.
    static func sentence(_ text: String) -> [String: VegaValue] {
        [
            "data": ["values": [["b": 0]]], "encoding": ["text": ["value": .text(text)]],
            "mark": ["align": "center", "type": "text"], "height": 60, "width": "container",
        ]
    }

    /// A list of names that ends after eight.
    static func listed(_ names: [String]) -> String {
        let shown = names.prefix(8).joined(separator: "; ")
        return names.count > 8 ? "\(shown); and \(names.count - 8) more" : shown
    }
}
