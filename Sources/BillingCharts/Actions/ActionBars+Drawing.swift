import BillingModel
import BillingReports

extension ActionBars {
    /// How many pieces of bars say what they are; of more, each bar says it all at once, so that a picture stays small.
    private static let most = 1_000

    /// Draws the axes and the bars.
    func draw(in markup: inout Markup) {
        drawAxes(in: &markup)
        let stacks = bars.map(tops)
        let pieces = bars.reduce(0) { sum, bar in
            sum + columns.kinds.count { $0.count(at: bar.place) > 0 }
        }
        let isTitled = pieces <= Self.most
        for (slot, kind) in columns.kinds.enumerated() {
            drawKind(kind, slot, stacks, isTitled: isTitled, in: &markup)
        }
        drawSeams(stacks, in: &markup)
        drawUnsure(stacks, isTitled: isTitled, in: &markup)
        drawUnknown(in: &markup)
        markup.leaf("path", [.init("class", "x"), .init("d", plot.base)])
        if !isTitled { drawTitles(in: &markup) }
        drawOutlook(stacks, in: &markup)
    }

    private func drawAxes(in markup: inout Markup) {
        markup.element(
            "text", [.init("class", "u"), .init("x", "0"), .init("y", GraphDrawing.text(plot.top - 11))],
            "executions")
        plot.drawGrid(scale, in: &markup)
        plot.drawValues(scale, in: &markup)
        let ticks = TimeTicks.of(columns, shown: 0..<columns.count, width: plot.right, x: middle)
        plot.drawTime(ticks, in: &markup, x: middle)
    }

    private static func text(_ length: Double) -> String { GraphDrawing.text(length) }

    private func box(_ bar: Bar, from low: Double, to high: Double, inset: Double = 0) -> String {
        let (left, top) = (Self.text(bar.left + inset), Self.text(high + inset))
        return "M\(left) \(top)H\(Self.text(bar.right - inset))V\(Self.text(low - inset))H\(left)z"
    }

    private func isUnsure(_ bar: Bar) -> Bool { columns.states[bar.place].certainty == .unsure }

    /// Draws the pieces of one colour: paler where the time is not over or not known in full.
    private func drawKind(
        _ kind: ActionColumns.Kind, _ slot: Int, _ stacks: [[Double]], isTitled: Bool,
        in markup: inout Markup
    ) {
        var paths = ["", ""]
        markup.element("g", [.init("class", kind.style)]) { group in
            for (bar, tops) in zip(bars, stacks) {
                guard let text = kind.text(at: bar.place), kind.count(at: bar.place) > 0 else { continue }
                let low = slot > 0 ? tops[slot - 1] : plot.bottom
                // The others are hollow, and a stroke lies on both sides of its line.
                let isHollow = slot == ActionColumns.most && bar.isWide && low - tops[slot] >= 3
                let path = box(bar, from: low, to: tops[slot], inset: isHollow ? 0.5 : 0)
                guard isTitled else {
                    paths[isUnsure(bar) ? 1 : 0] += path
                    continue
                }
                group.element(
                    "path",
                    [
                        .init("class", (isUnsure(bar) ? "y v" : "y") + (isHollow ? " zo" : "")),
                        .init("d", path),
                    ]
                ) {
                    let state = columns.states[bar.place].text
                    $0.element("title", "\(text), \(columns.name(of: bar.place)), \(state)")
                }
            }
            for (path, style) in zip(paths, ["y", "y v"]) where !path.isEmpty {
                group.leaf("path", [.init("class", style), .init("d", path)])
            }
        }
    }

    /// Draws a line between pieces that lie on each other.
    private func drawSeams(_ stacks: [[Double]], in markup: inout Markup) {
        var path = ""
        for (bar, tops) in zip(bars, stacks) where bar.isWide {
            for slot in tops.indices.dropLast() {
                let low = slot > 0 ? tops[slot - 1] : plot.bottom
                guard low - tops[slot] >= 3, tops[slot] - (tops.last ?? 0) >= 3 else { continue }
                path += "M\(Self.text(bar.left)) \(Self.text(tops[slot]))H\(Self.text(bar.right))"
            }
        }
        if !path.isEmpty { markup.leaf("path", [.init("class", "t"), .init("d", path)]) }
    }

    /// Draws a dashed outline around what may still change, and around nothing where that may change.
    private func drawUnsure(_ stacks: [[Double]], isTitled: Bool, in markup: inout Markup) {
        var outlines = ""
        for (bar, tops) in zip(bars, stacks) where isUnsure(bar) {
            guard let total = columns.totals[bar.place], !columns.isAhead[bar.place] else { continue }
            if total == 0 {
                let path =
                    bar.isWide
                    ? box(bar, from: plot.bottom, to: plot.bottom - 6)
                    : "M\(Self.text(bar.middle)) \(Self.text(plot.bottom))v-6"
                markup.element("path", [.init("class", "z zd"), .init("d", path)]) {
                    guard isTitled else { return }
                    let state = columns.states[bar.place].text
                    $0.element("title", "none so far: 0, \(columns.name(of: bar.place)), \(state)")
                }
            } else if bar.isWide {
                outlines += box(bar, from: plot.bottom, to: tops.last ?? plot.bottom)
            }
        }
        if !outlines.isEmpty { markup.leaf("path", [.init("class", "z zd"), .init("d", outlines)]) }
    }

    /// The stretches of bars of which nothing is known, although they have begun.
    var unknown: [ArraySlice<Bar>] {
        var stretches: [ArraySlice<Bar>] = []
        for (index, bar) in bars.enumerated()
        where columns.totals[bar.place] == nil && !columns.isAhead[bar.place] {
            if let last = stretches.last, last.endIndex == index {
                stretches[stretches.count - 1] = bars[last.startIndex...index]
            } else {
                stretches.append(bars[index...index])
            }
        }
        return stretches
    }

    /// Draws dotted boxes at the base, since nothing known is no zero.
    private func drawUnknown(in markup: inout Markup) {
        for stretch in unknown {
            guard let first = stretch.first, let last = stretch.last else { continue }
            let whole = Bar(place: first.place, left: first.left, width: last.right - first.left)
            markup.element(
                "path",
                [.init("class", "z q"), .init("d", box(whole, from: plot.bottom, to: plot.bottom - 10))]
            ) { $0.element("title", "not known: \(name(from: first.place, to: last.place))") }
        }
    }

    private func name(from first: Int, to last: Int) -> String {
        if first == last { return columns.name(of: first) }
        return columns.naming == .instant
            ? "\(columns.name(of: first)) to \(columns.name(of: last))"
            : ScreenText.dates(columns.dates[first], columns.lastDates[last])
    }

    /// Draws what is expected on top of the bucket in progress, with a whisker where it will lie in four of five cases.
    private func drawOutlook(_ stacks: [[Double]], in markup: inout Markup) {
        guard let outlook = columns.outlook,
            let index = bars.firstIndex(where: { $0.place == outlook.place })
        else { return }
        let bar = bars[index]
        let known = stacks[index].last ?? plot.bottom
        let (top, x) = (plot.y(outlook.value, scale), Self.text(bar.middle))
        let (low, high) = (plot.y(outlook.low, scale), plot.y(outlook.high, scale))
        markup.element("g") { group in
            group.element(
                "title",
                "expected: \(ActionOutlook.text(outlook.value)), \(columns.name(of: outlook.place)), 80 %: "
                    + "\(ActionOutlook.text(outlook.low)) to \(ActionOutlook.text(outlook.high))")
            group.leaf(
                "path",
                [.init("class", "z c"), .init("d", box(bar, from: max(known, top), to: min(known, top)))])
            let cap = min(4, bar.width / 2)
            let caps = [high, low].map {
                "M\(Self.text(bar.middle - cap)) \(Self.text($0))h\(Self.text(2 * cap))"
            }
            group.leaf(
                "path",
                [
                    .init("class", "zw"),
                    .init("d", "M\(x) \(Self.text(high))V\(Self.text(low))" + caps.joined()),
                ])
        }
    }

    /// Lays a strip over each bar that says all that ran.
    private func drawTitles(in markup: inout Markup) {
        markup.element("g", [.init("class", "zt")]) { group in
            for bar in bars {
                guard columns.totals[bar.place] != nil else { continue }
                let texts = columns.kinds.compactMap { $0.text(at: bar.place) }
                if texts.isEmpty, !isUnsure(bar) { continue }
                let place = "\(columns.name(of: bar.place)), \(columns.states[bar.place].text)"
                group.element(
                    "path", [.init("d", box(bar, from: plot.bottom, to: plot.top))]
                ) { $0.element("title", "\(place): \(texts.isEmpty ? "0" : texts.joined(separator: ", "))") }
            }
        }
    }
}
