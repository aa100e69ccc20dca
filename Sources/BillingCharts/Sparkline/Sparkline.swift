import BillingReports
import BillingTime

/// A line without axes, as small as a word: how some figures went, for the row of a table.
struct Sparkline {
    /// One figure.
    struct Point {
        /// Where it stands between the ends of the line, from zero on.
        let position: Int64
        let value: Double
        /// Whether no line leads from the point before to this one.
        let isFirst: Bool
    }

    /// What is known, from left to right; values are finite.
    let points: [Point]
    /// The positions of the first and the last figure, known or not.
    let ends: ClosedRange<Int64>
    /// From where to where the line may go; nil for the lowest and the highest of the figures.
    var scale: ClosedRange<Double>?
    /// Whether the last figure is not complete.
    var isOpen = false
    /// What the title begins with; empty for nothing.
    var name = ""
    var size: (width: Double, height: Double) = (120, 28)

    /// The room that a dot at an end needs.
    private static let margin = 4.0

    /// The picture, for a page that has the style of pictures.
    var markup: Markup {
        var markup = Markup()
        markup.element("svg", attributes) { draw(in: &$0) }
        return markup
    }

    /// The picture with its colours.
    var document: String {
        var markup = Markup()
        markup.element("svg", attributes) { svg in
            svg.element("style") { $0.add(raw: PictureStyle.standalone) }
            draw(in: &svg)
        }
        return markup.text
    }

    private var attributes: [Markup.Attribute] {
        PictureFrame.attributes(width: size.width, height: size.height, label: summary)
    }

    private func draw(in markup: inout Markup) {
        markup.element("title", summary)
        let shown = thinned
        guard let last = shown.last else { return }
        var path = ""
        // To a point between two gaps no line leads.
        var alone: [Point] = []
        for (index, point) in shown.enumerated() {
            let place = "\(GraphDrawing.text(x(point))) \(GraphDrawing.text(y(point.value)))"
            let isStart = index == 0 || point.isFirst
            let isEnd = index + 1 == shown.count || shown[index + 1].isFirst
            if isStart, isEnd { alone.append(point) } else { path += (isStart ? "M" : "L") + place }
        }
        if !path.isEmpty { markup.leaf("path", [.init("class", "i"), .init("d", path)]) }
        // The last point has a dot of its own.
        for point in alone where point.position != last.position {
            markup.leaf(
                "circle",
                [
                    .init("class", "id"), .init("cx", GraphDrawing.text(x(point))),
                    .init("cy", GraphDrawing.text(y(point.value))), .init("r", "2"),
                ])
        }
        markup.leaf(
            "circle",
            [
                .init("class", isOpen ? "i io" : "i id"), .init("cx", GraphDrawing.text(x(last))),
                .init("cy", GraphDrawing.text(y(last.value))), .init("r", "2.5"),
            ])
    }

    private func x(_ point: Point) -> Double {
        let length = Double(ends.upperBound) - Double(ends.lowerBound)
        let share = length > 0 ? (Double(point.position) - Double(ends.lowerBound)) / length : 0.5
        return Self.margin + share * (size.width - 2 * Self.margin)
    }

    private func y(_ value: Double) -> Double {
        let values = points.map(\.value)
        let low = scale?.lowerBound ?? values.min() ?? 0
        let high = scale?.upperBound ?? values.max() ?? 0
        // Halves, because the span of two numbers may be beyond a Double.
        let span = high / 2 - low / 2
        let share = span > 0 ? min(max((value / 2 - low / 2) / span, 0), 1) : 0.5
        return size.height - Self.margin - share * (size.height - 2 * Self.margin)
    }

    /// The points to draw, real ones all: no more than the width can show.
    private var thinned: [Point] {
        GraphDrawing.thinned(points, to: Int(size.width)) { ($0.position, $0.value, $0.isFirst) }
    }

    /// The line in words: its first, last, lowest and highest figure.
    private var summary: String {
        let start = name.isEmpty ? "" : name + ": "
        guard let first = points.first, let last = points.last else { return start + "not known" }
        let values = points.map(\.value)
        let ending = isOpen ? " (not complete)" : ""
        return
            "\(start)first \(NumberText.number(first.value)), last \(NumberText.number(last.value))\(ending), "
            + "lowest \(NumberText.number(values.min() ?? first.value)), "
            + "highest \(NumberText.number(values.max() ?? first.value))"
    }
}

/// How some figures went, as a picture of 120 by 28 pixels for the row of a table.
///
/// - Parameters:
///   - figures: One for each of some periods of equal length; nil where it is not known, which is a gap in the line.
///   - scale: From where to where the line may go, so that rows can share it; nil for the lowest and the highest of the figures.
///   - isOpen: Whether the last figure that is known is not complete, so that its dot is hollow.
///   - name: What the title begins with; empty for nothing.
/// - Returns: The picture, for a page that has the style of pictures.
func sparkline(
    _ figures: [Double?], scale: ClosedRange<Double>? = nil, isOpen: Bool = false, name: String = ""
) -> Markup {
    var points: [Sparkline.Point] = []
    var isBroken = true
    for (place, figure) in figures.enumerated() {
        guard let figure, figure.isFinite else {
            isBroken = true
            continue
        }
        points.append(.init(position: Int64(place), value: figure, isFirst: isBroken))
        isBroken = false
    }
    return Sparkline(
        points: points, ends: 0...Int64(max(0, figures.count - 1)), scale: scale, isOpen: isOpen, name: name
    ).markup
}
