public import BillingReports

extension ConsumptionActions {
    /// The actions as a Vega-Lite 5 specification: a bar for each bucket, stacked by category and type.
    ///
    /// All data stand in the text, and nothing is loaded. It has no expression, so that a name of a host is a text wherever it
    /// stands; equal screens give equal text. `<` is written as `\u003c`, so that a page can hold the text inside a script element.
    ///
    /// A bar is pale if its bucket may still change or is known in part. A bucket that has begun and of which nothing is known has a
    /// grey field instead of a bar; one that was silent has neither. If the outlook that was added is that of a bucket, a dashed outline
    /// leads from what is known to what is expected of it, with a rule from the lower to the upper end of its interval of 80 %; the
    /// outlook of another period is told in the description alone. The time axis is that of the graph: in UTC, where the clock of
    /// the tenant reads it. Two hours of one reading lie on each other.
    ///
    /// - Returns: JSON, in UTF-8, with keys in alphabetical order; a width of `container`.
    /// - Throws: `BillingError` if the buckets are narrower than a day and the system does not know the zone.
    /// - Complexity: O(*n*) for *n* counts.
    public func vegaLite() throws -> String {
        let data = try VegaActionData(self)
        let span = buckets.isEmpty ? "no time" : ScreenText.span(range)
        var view: [String: VegaValue]
        if buckets.isEmpty || (rows.isEmpty && data.gaps.isEmpty) {
            view = VegaMarks.sentence(buckets.isEmpty ? "No time" : "No actions")
        } else {
            let layers = VegaActionLayers(self, data)
            view = [
                "datasets": .object(data.datasets), "height": 220, "layer": .list(layers.all),
                "width": "container",
            ]
        }
        view["$schema"] = VegaMarks.schema
        view["description"] = .text(description(data, span))
        view["title"] = VegaMarks.title(
            "Actions executed", ["\(span), per \(width)", "Clock: \(stamp.zone)"])
        return try VegaValue.object(view).text()
    }

    private func description(_ data: VegaActionData, _ span: String) -> String {
        let totals = zip(data.kinds, rows).map { kind, row in
            "\(kind.name) \(row.total.executed.map(NumberText.whole) ?? NumberText.missing)"
        }
        let bars =
            "Stacked bars over time, \(span), per \(width): "
            + (totals.isEmpty ? "no actions" : VegaMarks.listed(totals))
        return ActionOutlook.sentence(self).map { "\(bars). \($0)" } ?? bars
    }
}
