extension Plot {
    /// Draws a line at each tick of an axis.
    func drawGrid(_ scale: ValueScale, in markup: inout Markup) {
        let path = scale.ticks.map { tick in
            "M\(GraphDrawing.text(left)) \(GraphDrawing.text(y(tick.value, scale)))H\(GraphDrawing.text(right))"
        }
        markup.leaf("path", [.init("class", "g"), .init("d", path.joined())])
    }

    /// Writes the numbers of an axis beside the plot.
    func drawValues(_ scale: ValueScale, isRight: Bool = false, in markup: inout Markup) {
        for tick in scale.ticks {
            markup.element(
                "text",
                [
                    .init("x", GraphDrawing.text(isRight ? right + 6 : left - 6)),
                    .init("y", GraphDrawing.text(y(tick.value, scale) + 4)),
                    .init("text-anchor", isRight ? nil : "end"),
                ], tick.text)
        }
    }

    /// Writes dates below the plot, in the middle of their buckets.
    func drawTime(_ ticks: [TimeTicks.Tick], in markup: inout Markup, x: (Int) -> Double) {
        for tick in ticks {
            let x = GraphDrawing.text(x(tick.place))
            markup.leaf("path", [.init("class", "x"), .init("d", "M\(x) \(GraphDrawing.text(bottom))v4")])
            markup.element(
                "text",
                [.init("x", x), .init("y", GraphDrawing.text(bottom + 17)), .init("text-anchor", "middle")],
                tick.text)
            guard !tick.more.isEmpty else { continue }
            markup.element(
                "text",
                [
                    .init("x", x), .init("y", GraphDrawing.text(bottom + 31)), .init("class", "k"),
                    .init("text-anchor", "middle"),
                ], tick.more)
        }
    }
}
