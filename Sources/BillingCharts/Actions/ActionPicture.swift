import BillingModel
import BillingReports
import BillingTime

/// A screen of actions and its bars.
struct ActionPicture {
    let screen: ConsumptionActions
    let columns: ActionColumns
    let width: Double

    init(_ screen: ConsumptionActions, width: Double) {
        self.screen = screen
        self.width = width
        columns = ActionColumns(screen)
    }

    /// Whether there is anything to draw: an action, or time of which it is not known whether there was one.
    private var isEmpty: Bool { columns.kinds.isEmpty }

    private func drawNothing(at y: Double, in markup: inout Markup) {
        markup.element(
            "text",
            [
                .init("x", GraphDrawing.text(width / 2)), .init("y", GraphDrawing.text(y)),
                .init("text-anchor", "middle"),
            ], nothing)
    }

    private var nothing: String { screen.completeness.isComplete ? "No actions" : "No actions known" }

    /// The picture with its legends; with a title it stands alone.
    func picture(title: String?) -> Markup {
        let bars = ActionBars(columns, width: width)
        let legends =
            isEmpty
            ? []
            : [
                PictureLegend(sums, width: width), PictureLegend(kinds, width: width),
                PictureLegend(states(bars), width: width),
            ]
        let notes = PictureNotes(sentences(bars), width: width)
        let legendHeight = legends.reduce(0) { $0 + $1.height }
        return PictureFrame.picture(
            title: title, subtitle: "\(ScreenText.span(screen.range)), per \(screen.width)", summary: summary,
            width: width, height: (isEmpty ? 80 : legendHeight + ActionBars.height) + notes.height
        ) { svg, head in
            var top = head
            if isEmpty {
                drawNothing(at: head + 44, in: &svg)
                top += 80
            } else {
                for legend in legends {
                    legend.draw(at: top, in: &svg)
                    top += legend.height
                }
                ActionBars(columns, width: width, top: top).draw(in: &svg)
                top += ActionBars.height
            }
            notes.draw(at: top, in: &svg)
        }
    }

    // MARK: Texts

    private typealias Legend = [PictureLegend.Text]

    /// What ran in all, in words.
    private var sums: Legend {
        [
            ("executed", screen.total.executed), ("failed", screen.total.failed),
            ("suppressed", screen.total.suppressed),
        ].map { name, count in
            .init(.words("k"), name, count.map(NumberText.whole) ?? NumberText.missing)
        }
    }

    private var kinds: Legend {
        columns.kinds.map { kind in
            let share = kind.share.flatMap { NumberText.share(of: $0, in: 1) }.map { "(\($0))" } ?? ""
            return .init(
                .box("\(kind.style) \(kind.style == "s0" ? "zo" : "y")"), kind.name,
                "\(NumberText.whole(kind.executed))", share)
        }
    }

    /// What outlines mean, of those that there are.
    private func states(_ bars: ActionBars) -> Legend {
        var legend: Legend = []
        let isUnsure = bars.bars.contains { bar in
            columns.totals[bar.place] != nil && columns.states[bar.place].certainty == .unsure
                && !columns.isAhead[bar.place]
        }
        if isUnsure { legend.append(.init(.box("s0 y v z zd"), "pale, dashed: not complete")) }
        if !bars.unknown.isEmpty { legend.append(.init(.box("z q"), "dotted: not known")) }
        if columns.outlook != nil {
            legend.append(.init(.box("z c"), "expected, with its interval of 80 %"))
        }
        return legend
    }

    private func sentences(_ bars: ActionBars) -> [String] {
        var sentences = ActionOutlook.sentence(screen).map { [$0] } ?? []
        if bars.bucketsPerBar > 1 {
            sentences.append(
                "There are more buckets than pixels: each bar is the highest of up to \(bars.bucketsPerBar) buckets."
            )
        }
        return sentences
    }

    /// The picture in words, for those who do not see it.
    var summary: String {
        let span = "\(ScreenText.span(screen.range)), per \(screen.width)"
        guard !isEmpty else { return "\(span); \(nothing)" }
        var parts = [span, "executed: \(screen.total.executed.map(NumberText.whole) ?? NumberText.missing)"]
        parts += columns.kinds.map { kind in
            let share = kind.share.flatMap { NumberText.share(of: $0, in: 1) }.map { "(\($0))" } ?? ""
            return "\(kind.name): \(NumberText.whole(kind.executed))\(share)"
        }
        if let highest = columns.totals.compactMap({ $0 }).max(), highest > 0,
            let place = columns.totals.firstIndex(of: highest)
        {
            parts.append("most in one: \(NumberText.whole(highest)), \(columns.name(of: place))")
        }
        let unknown = zip(columns.totals, columns.isAhead).count { $0 == nil && !$1 }
        if unknown > 0 { parts.append("not known: \(NumberText.whole(unknown)) of \(columns.count)") }
        return parts.joined(separator: "; ")
    }
}
