public import BillingReports

extension ConsumptionGraph {
    /// The graph as a Vega-Lite 5 specification, for a host that draws with Vega in a front end of its own.
    ///
    /// All data stand in the text, and nothing is loaded. It has no expression, so that a name of a host is a text wherever it
    /// stands; equal graphs give equal text. `<` is written as `\u003c`, so that a page can hold the text inside a script element.
    ///
    /// - A line is broken where a bucket has no figure and where a figure to date begins anew.
    /// - A point is hollow if it may still change or is known in part, and pale if it follows from silence. A hollow diamond is
    ///   the last level known of a line that is silent since.
    /// - A dashed line with two bands is a forecast with its intervals of 80 and 95 %, a triangle a finding, a dashed rule an
    ///   annotation.
    /// - Lines of one unit share a scale unless one of them would lie flat on it. Two scales share a view, left and right; of more, each
    ///   has a view, one below the other.
    ///
    /// A point stands at the start of its bucket. The time axis is in UTC, and on it an instant stands where the clock of the tenant reads
    /// it, so that every reader sees the tenant's dates; two hours of one reading stand at one place, and differ in their names.
    ///
    /// - Returns: JSON, in UTF-8, with keys in alphabetical order; a width of `container`.
    /// - Throws: `BillingError` if the buckets are narrower than a day and the system does not know the zone.
    /// - Complexity: O(*n*) for *n* points.
    public func vegaLite() throws -> String {
        let data = try VegaGraphData(self)
        let panels = GraphLayout(self).panels.enumerated().map { number, panel in
            VegaGraphPanel(panel, number: number + 1, graph: self, data: data)
        }
        let dates = first.flatMap { first in last.map { ScreenText.dates(first, $0) } }
        let span = buckets.isEmpty ? "no time" : dates ?? ScreenText.span(range)
        let names = data.lines.map { "\($0.line) (\($0.unit))" }
        var view: [String: VegaValue]
        var datasets: [String: VegaValue] = [:]
        if panels.isEmpty || buckets.isEmpty {
            view = VegaMarks.sentence(series.isEmpty ? "No metric has data" : "No time")
        } else {
            datasets = [
                "frame": data.times.frameRows, "lines": .rows(data.lines), "places": .rows(data.times.rows),
                "trust": .rows(data.trusts),
            ]
            for panel in panels { datasets.merge(panel.datasets) { first, _ in first } }
            view =
                panels.count == 1
                ? panels[0].view
                : [
                    "resolve": ["scale": ["color": "independent"]],
                    "vconcat": .list(panels.map { .object($0.view) }),
                ]
            view["datasets"] = .object(datasets)
        }
        view["$schema"] = VegaMarks.schema
        view["description"] = .text(
            "Lines over time, \(span), per \(width): " + (names.isEmpty ? "none" : VegaMarks.listed(names)))
        view["title"] = VegaMarks.title("Consumption", ["\(span), per \(width)", "Clock: \(stamp.zone)"])
        return try VegaValue.object(view).text()
    }
}
