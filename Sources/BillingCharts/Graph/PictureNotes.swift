import BillingReports

/// Lines of text below a picture, such as what its flags mean.
struct PictureNotes {
    private static let most = 12
    private let lines: [String]

    /// The numbered annotations of a graph, a line each.
    init(_ graph: ConsumptionGraph, width: Double) {
        var lines = graph.annotations.prefix(Self.most).enumerated().map { number, mark in
            "\(number + 1)  \(ScreenText.clock(GraphColumns.time(of: mark.annotation)))  \(mark.annotation.text)"
        }
        if graph.annotations.count > Self.most {
            lines.append("and \(graph.annotations.count - Self.most) more")
        }
        self.lines = lines.map { DisplayText($0).cut(to: Self.columns(width)).text }
    }

    /// Sentences, broken between words.
    init(_ sentences: [String], width: Double) {
        var lines: [String] = []
        for sentence in sentences {
            var line = ""
            for word in DisplayText(sentence).text.split(separator: " ") {
                let longer = line.isEmpty ? String(word) : line + " " + word
                if !line.isEmpty, DisplayText(longer).columns > Self.columns(width) {
                    lines.append(line)
                    line = String(word)
                } else {
                    line = longer
                }
            }
            lines.append(DisplayText(line).cut(to: Self.columns(width)).text)
        }
        self.lines = lines
    }

    /// How many columns of a terminal fit a width.
    private static func columns(_ width: Double) -> Int { Int(width / 7) }

    var height: Double { lines.isEmpty ? 0 : Double(lines.count) * 18 + 8 }

    func draw(at top: Double, in markup: inout Markup) {
        for (place, line) in lines.enumerated() {
            markup.element(
                "text", [.init("x", "0"), .init("y", GraphDrawing.text(top + Double(place) * 18 + 14))], line)
        }
    }
}
