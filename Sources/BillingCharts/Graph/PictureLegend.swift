import BillingReports

/// What the strokes and colours of a picture stand for, in rows above it.
struct PictureLegend {
    /// What stands before a text.
    enum Sample {
        /// A stroke, by its classes.
        case line(String)
        /// A small box, by its classes.
        case box(String)
        /// A small filled shape, by its path from the middle of its lower end.
        case mark(String)
        /// Nothing: words alone, by their class.
        case words(String)

        fileprivate var width: Double {
            switch self {
            case .line: 22
            case .box, .mark: 17
            case .words: 0
            }
        }

        /// The class of the text.
        fileprivate var style: String {
            if case .words(let style) = self { style } else { "k" }
        }
    }

    /// What a sample stands for: a name, and the figures behind it if there are any.
    typealias Text = (sample: Sample, name: String, figures: String)

    private static let row = 18.0

    private struct Entry {
        let sample: Sample
        let name: String
        let figures: String
        let x: Double
        let row: Int
    }

    private let entries: [Entry]

    /// Lays entries out in rows of a width.
    ///
    /// - Parameters:
    ///   - texts: What each sample stands for: a name, which is cut if it has to be, and the figures behind it.
    ///   - width: How long a row is.
    init(_ texts: [Text], width: Double) {
        var entries: [Entry] = []
        var (x, row) = (0.0, 0)
        for entry in texts {
            // A column of a terminal is as wide as a wide letter of this size.
            let room = Int((width - entry.sample.width) / 7) - DisplayText(entry.figures).columns
            let name = DisplayText(entry.name).cut(to: max(4, room))
            let columns = name.columns + DisplayText(entry.figures).columns
            let needed = entry.sample.width + 8 + Double(columns) * 7 + 16
            if x > 0, x + needed > width {
                (x, row) = (0, row + 1)
            }
            entries.append(
                Entry(sample: entry.sample, name: name.text, figures: entry.figures, x: x, row: row))
            x += needed
        }
        self.entries = entries
    }

    /// The lines of a panel, with what each says last, and when if that is long ago.
    init(_ panel: GraphLayout.Panel, of graph: ConsumptionGraph, _ drawing: GraphDrawing) {
        var texts: [Text] = []
        for line in panel.lines where drawing.visible.contains(line) {
            let last = drawing.columns.lines[line].points.last { drawing.shown.contains($0.place) }
            let isRight = panel.right?.lines.contains(line) ?? false
            let remarks = [last.flatMap { Self.date(of: $0, drawing) }, isRight ? "right" : nil]
                .compactMap(\.self)
            texts.append(
                (
                    .line("l s\(drawing.layout.slots[line] ?? 1)"), drawing.names[line],
                    [
                        last.map { NumberText.number($0.value) },
                        remarks.isEmpty ? nil : "(\(remarks.joined(separator: ", ")))",
                    ].compactMap(\.self).joined(separator: " ")
                ))
        }
        self.init(texts, width: drawing.width)
    }

    /// The name of the last bucket with a figure; nil unless a later one that is drawn is over, so that the figure might be taken for
    /// that of now.
    private static func date(of last: GraphColumns.Point, _ drawing: GraphDrawing) -> String? {
        let next = last.place + 1
        guard drawing.shown.contains(next), drawing.columns.bounds[next + 1] <= drawing.columns.now else {
            return nil
        }
        return drawing.name(of: last.place)
    }

    var height: Double { entries.isEmpty ? 0 : Double((entries.last?.row ?? 0) + 1) * Self.row + 6 }

    func draw(at top: Double, in markup: inout Markup) {
        for entry in entries {
            let y = top + Double(entry.row) * Self.row + 10
            switch entry.sample {
            case .line(let style):
                markup.leaf(
                    "path",
                    [
                        .init("class", style),
                        .init("d", "M\(GraphDrawing.text(entry.x)) \(GraphDrawing.text(y))h16"),
                    ])
            case .box(let style):
                // Half pixels, so that the stroke of a box is sharp.
                let corner = "\(GraphDrawing.text(entry.x + 0.5)) \(GraphDrawing.text(y - 5.5))"
                markup.leaf("path", [.init("class", style), .init("d", "M\(corner)h11v11h-11z")])
            case .mark(let path):
                let start = "\(GraphDrawing.text(entry.x + 6)) \(GraphDrawing.text(y + 4))"
                markup.leaf("path", [.init("class", "zf"), .init("d", "M\(start)\(path)")])
            case .words: break
            }
            markup.element(
                "text",
                [
                    .init("class", entry.sample.style),
                    .init("x", GraphDrawing.text(entry.x + entry.sample.width)),
                    .init("y", GraphDrawing.text(y + 4)),
                ]
            ) { text in
                // What is written from right to left keeps its place.
                text.element("tspan", entry.name)
                guard !entry.figures.isEmpty else { return }
                text.element("tspan", [.init("class", "j"), .init("dx", "6")], entry.figures)
            }
        }
    }
}
