import BillingModel
import BillingReports

/// Draws some buckets of a graph: panels below each other on one axis of time.
///
/// `Page/Script/drawing.js` draws the same from the same columns; the checks of pages compare the two byte by byte.
struct GraphDrawing {
    let columns: GraphColumns
    let layout: GraphLayout
    /// The name of each line.
    let names: [String]
    /// The buckets that are drawn.
    let shown: Range<Int>
    /// The lines that are drawn.
    let visible: Set<Int>
    /// What is drawn behind; nil for nothing.
    var earlier: Earlier?
    let width: Double

    /// What each panel is as high as, for what is drawn and around it.
    static let head = 24.0
    private static let foot = 40.0
    static let left = 58.0

    private var right: Double { layout.panels.contains { $0.right != nil } ? 58 : 12 }
    private var plotWidth: Double { width - Self.left - right }

    /// The panels that have a line that is drawn.
    var panels: [GraphLayout.Panel] { layout.panels.filter { $0.lines.contains(where: visible.contains) } }

    /// How high the plot of a panel is.
    private var plotHeight: Double {
        switch panels.count {
        case ...1: 260
        case 2: 190
        case 3...6: 140
        default: 96
        }
    }

    /// How high a panel is.
    var panelHeight: Double { Self.head + plotHeight + Self.foot }

    /// Where an instant lies, in microseconds since the start of the columns.
    func x(_ position: Int64) -> Double {
        let (from, to) = (columns.bounds[shown.lowerBound], columns.bounds[shown.upperBound])
        return Self.left + Double(position - from) / Double(to - from) * plotWidth
    }

    /// The ticks of the axis of time, which all panels have.
    var ticks: [TimeTicks.Tick] {
        TimeTicks.of(columns, shown: shown, width: width) { x(columns.middle($0)) }
    }

    /// Draws a panel with its upper edge at a height.
    func draw(
        _ panel: GraphLayout.Panel, _ ticks: [TimeTicks.Tick], at top: Double, in markup: inout Markup
    ) {
        let plot = Plot(top: top + Self.head, height: plotHeight, left: Self.left, right: width - right)
        plot.drawTime(ticks, in: &markup) { x(columns.middle($0)) }
        var axes: [(scale: ValueScale, lines: [Int])] = []
        // The room between the names of the units.
        var free = (lower: 12.0, upper: width - 12)
        for (axis, isRight) in [(panel.left, false), (panel.right, true)] {
            guard let axis, axis.lines.contains(where: visible.contains) else { continue }
            let lines = axis.lines.filter(visible.contains)
            let unit = Self.unit(axis, isHalf: panel.right != nil && width < 700)
            if isRight {
                free.upper -= Double(unit.columns) * 8
            } else {
                free.lower += Double(unit.columns) * 8
            }
            markup.element(
                "text",
                [
                    .init("class", "u"), .init("x", isRight ? Self.text(width) : "0"),
                    .init("y", Self.text(top + 13)), .init("text-anchor", isRight ? "end" : nil),
                ], unit.text)
            guard let scale = scale(of: axis, lines) else { continue }
            // The grid belongs to one axis.
            if axes.isEmpty { plot.drawGrid(scale, in: &markup) }
            plot.drawValues(scale, isRight: isRight, in: &markup)
            axes.append((scale, lines))
        }
        markup.leaf("path", [.init("class", "x"), .init("d", plot.base)])
        drawNotes(plot, hasRoom: { free.lower < $0 && $0 < free.upper }, in: &markup)
        if axes.isEmpty {
            markup.element(
                "text",
                [
                    .init("x", Self.text(Self.left + plotWidth / 2)),
                    .init("y", Self.text(plot.top + plot.height / 2)),
                    .init("text-anchor", "middle"),
                ], "No data in this time")
        }
        // All that is behind the lines comes first, so that it covers no figure of another line.
        for (scale, lines) in axes {
            for line in lines {
                drawGroup(of: line, in: &markup) {
                    drawEarlier(line, scale, plot, in: &$0)
                    drawLimits(of: line, scale, plot, in: &$0)
                    drawOutlook(of: line, scale, plot, in: &$0)
                }
            }
        }
        for (scale, lines) in axes {
            for line in lines { drawGroup(of: line, in: &markup) { drawLine(line, scale, plot, in: &$0) } }
        }
        for (scale, lines) in axes { drawFindings(of: lines, scale, plot, in: &markup) }
    }

    /// Draws what belongs to a line in its colour; nothing around nothing.
    private func drawGroup(of line: Int, in markup: inout Markup, _ draw: (inout Markup) -> Void) {
        var inner = Markup()
        draw(&inner)
        guard !inner.text.isEmpty else { return }
        markup.element("g", [.init("class", "s\(layout.slots[line] ?? 1)")]) { $0.add(inner) }
    }

    // MARK: Axes

    /// The axis of what is drawn of some lines; nil if that is nothing.
    ///
    /// The outer band and a limit widen it as far as the lines stay easy to read: the band by as much again on each side, a limit to
    /// twice the highest figure.
    private func scale(of axis: GraphLayout.Axis, _ lines: [Int]) -> ValueScale? {
        var (low, high, isWhole) = (Double.infinity, -Double.infinity, true)
        func take(_ value: Double) {
            low = min(low, value)
            high = max(high, value)
        }
        var outer: [GraphColumns.Estimate] = []
        for place in lines {
            let line = columns.lines[place]
            for point in line.points where shown.contains(point.place) {
                take(point.value)
                if point.value != point.value.rounded() { isWhole = false }
            }
            for silence in line.silences where silence.places.overlaps(shown) { take(silence.value) }
            for point in earlierPoints(of: place) { take(point.value) }
            for (step, estimate) in line.outlook.estimates.enumerated()
            where shown.contains(line.outlook.first + step) {
                take(estimate.value)
                take(estimate.low80)
                take(estimate.high80)
                outer.append(estimate)
            }
        }
        guard low <= high else { return nil }
        let (floor, ceiling) = (low - (high - low), high + (high - low))
        let most = high * 2
        for estimate in outer {
            take(max(estimate.low95, floor))
            take(min(estimate.high95, ceiling))
        }
        for line in lines {
            for limit in columns.lines[line].limits where limit.value <= most { take(limit.value) }
        }
        return ValueScale(
            lowest: low, highest: high, fromZero: axis.isFromZero, isWhole: isWhole,
            most: Int(plotHeight / 28))
    }

    /// What happened as flags with numbers, and now.
    private func drawNotes(_ plot: Plot, hasRoom: (Double) -> Bool, in markup: inout Markup) {
        let (from, to) = (columns.bounds[shown.lowerBound], columns.bounds[shown.upperBound])
        if from < columns.now, columns.now < to {
            let now = x(columns.now)
            let x = Self.text(now)
            markup.leaf(
                "path",
                [.init("class", "a"), .init("d", "M\(x) \(Self.text(plot.top))V\(Self.text(plot.bottom))")])
            if hasRoom(now - 12), hasRoom(now + 12), now > plot.left + 12 {
                markup.element(
                    "text",
                    [.init("x", x), .init("y", Self.text(plot.top - 4)), .init("text-anchor", "middle")],
                    "now")
            }
        }
        let notes = notes
        for note in notes {
            guard let end = note.end else { continue }
            let (left, right) = (x(max(note.position, from)), x(min(end, to)))
            markup.element(
                "path",
                [
                    .init("class", "sp"),
                    .init(
                        "d",
                        "M\(Self.text(left)) \(Self.text(plot.top))H\(Self.text(right))V\(Self.text(plot.bottom))H\(Self.text(left))z"
                    ),
                ]
            ) { $0.element("title", note.text) }
        }
        // Flags that would lie on each other are one.
        var flags: [(number: Int, x: Double, texts: [String])] = []
        for (number, note) in notes.enumerated() {
            let x = x(max(note.position, from))
            if let last = flags.last, x - last.x < 17 {
                flags[flags.count - 1].texts.append(note.text)
            } else {
                flags.append((number + 1, x, [note.text]))
            }
        }
        for flag in flags {
            let x = flag.x
            let more = flag.texts.count > 3 ? ["and \(flag.texts.count - 3) more"] : []
            markup.element("g") { group in
                group.element("title", (flag.texts.prefix(3) + more).joined(separator: "; "))
                group.leaf(
                    "path",
                    [
                        .init("class", "a"),
                        .init("d", "M\(Self.text(x)) \(Self.text(plot.top))V\(Self.text(plot.bottom))"),
                    ])
                group.leaf(
                    "circle",
                    [
                        .init("class", "m"), .init("cx", Self.text(x)), .init("cy", Self.text(plot.top - 8)),
                        .init("r", "8"),
                    ])
                group.element(
                    "text",
                    [
                        .init("class", "r"), .init("x", Self.text(x)), .init("y", Self.text(plot.top - 4.5)),
                        .init("text-anchor", "middle"),
                    ], "\(flag.number)")
            }
        }
    }

    /// What happened in the buckets that are drawn.
    var notes: [GraphColumns.Note] {
        let shown = columns.bounds[shown.lowerBound]..<columns.bounds[shown.upperBound]
        return columns.annotations.filter { $0.meets(shown) }
    }

    // MARK: Texts

    /// The unit of an axis, which may be as long as it likes: two of them share a narrow picture.
    static func unit(_ axis: GraphLayout.Axis, isHalf: Bool) -> DisplayText {
        DisplayText(axis.unit).cut(to: isHalf ? 16 : 40)
    }

    /// A length in pixels with at most one decimal.
    static func text(_ length: Double) -> String {
        let tenths = Int((length * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// What a bucket is called.
    func name(of place: Int) -> String { columns.name(of: place) }
}
