import BillingReports

extension GraphDrawing {
    /// Draws the limits of a line that lie on its axis; the others are told in the legend alone.
    func drawLimits(of line: Int, _ scale: ValueScale, _ plot: Plot, in markup: inout Markup) {
        for limit in columns.lines[line].limits where scale.holds(limit.value) {
            let height = Self.text(plot.y(limit.value, scale))
            markup.element(
                "path",
                [
                    .init("class", "l lm"),
                    .init("d", "M\(Self.text(plot.left)) \(height)H\(Self.text(plot.right))"),
                ]
            ) { $0.element("title", "\(names[line]): \(limit.text)") }
        }
    }
}
