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

    /// What a sample stands for.
    struct Text {
        let sample: Sample
        /// It is cut if it has to be.
        let name: String
        /// What stands in bold behind it.
        let figures: String
        /// What stands behind that.
        let remarks: String

        init(_ sample: Sample, _ name: String, _ figures: String = "", _ remarks: String = "") {
            (self.sample, self.name, self.figures, self.remarks) = (sample, name, figures, remarks)
        }
    }

    private static let row = 18.0

    private struct Entry {
        let text: Text
        let name: String
        let x: Double
        let row: Int
    }

    private let entries: [Entry]

    /// Lays entries out in rows of a width.
    ///
    /// - Parameters:
    ///   - texts: What each sample stands for.
    ///   - width: How long a row is.
    init(_ texts: [Text], width: Double) {
        var entries: [Entry] = []
        var (x, row) = (0.0, 0)
        for entry in texts {
            // A column of a terminal is as wide as a wide letter of this size.
            let behind = DisplayText("\(entry.figures) \(entry.remarks)").columns
            let room = Int((width - entry.sample.width) / 7) - behind
            let name = DisplayText(entry.name).cut(to: max(4, room))
            let needed = entry.sample.width + 8 + Double(name.columns + behind) * 7 + 16
            if x > 0, x + needed > width {
                (x, row) = (0, row + 1)
            }
            entries.append(Entry(text: entry, name: name.text, x: x, row: row))
            x += needed
        }
        self.entries = entries
    }

    /// The lines of a panel, with what each says last, and when if that is long ago; the lowest and the highest that is drawn, and
    /// how high it may be.
    init(_ panel: GraphLayout.Panel, of graph: ConsumptionGraph, _ drawing: GraphDrawing) {
        var texts: [Text] = []
        for place in panel.lines where drawing.visible.contains(place) {
            let line = drawing.columns.lines[place]
            let points = line.points.filter { drawing.shown.contains($0.place) }
            let values = points.map(\.value)
            var remarks: [String] = []
            if let last = points.last, let date = Self.date(of: last, drawing) { remarks.append(date) }
            if let low = values.min(), let high = values.max(), low < high {
                remarks.append("\(NumberText.number(low)) to \(NumberText.number(high))")
            }
            remarks += line.limits.map { "limit \(NumberText.number($0.value))" }
            if panel.right?.lines.contains(place) ?? false { remarks.append("right") }
            texts.append(
                Text(
                    .line("l s\(drawing.layout.slots[place] ?? 1)"), drawing.names[place],
                    values.last.map { NumberText.number($0) } ?? "",
                    remarks.isEmpty ? "" : "(\(remarks.joined(separator: "; ")))"))
        }
        if let earlier = drawing.earlier, let first = earlier.places.first, let last = earlier.places.last,
            panel == drawing.panels.first
        {
            let time = [first, last].map { earlier.columns.name(of: $0) }
            texts.append(Text(.line("l ea s0"), "thin: \(time[0]) to \(time[1])"))
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
            switch entry.text.sample {
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
                    .init("class", entry.text.sample.style),
                    .init("x", GraphDrawing.text(entry.x + entry.text.sample.width)),
                    .init("y", GraphDrawing.text(y + 4)),
                ]
            ) { text in
                // What is written from right to left keeps its place.
                text.element("tspan", entry.name)
                for (style, part) in [("j", entry.text.figures), (nil, entry.text.remarks)]
                where !part.isEmpty {
                    text.element("tspan", [.init("class", style), .init("dx", "6")], part)
                }
            }
        }
    }
}
