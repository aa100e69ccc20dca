/// Rows of cells as aligned text for a terminal.
///
/// A table that is wider than its terminal breaks the titles above numbers into lines, shortens its names, narrows its
/// gaps, and at last falls into parts that begin with the key columns again. Numbers and dates are never cut.
struct TextTable: Sendable {
    typealias Alignment = ReportTable.Column.Alignment
    typealias Cell = ShownCell

    struct Column: Hashable, Sendable {
        let title: DisplayText
        let alignment: Alignment
        /// How wide a title above numbers may be, which may hold names of a host, and how wide a word of it.
        private static let limits = (title: 48, word: 24)

        init(_ title: String, _ alignment: Alignment) {
            self.title = DisplayText(title).cut(to: alignment == .right ? Self.limits.title : .max)
            self.alignment = alignment
        }

        /// The title in lines of at most so many columns, or as wide as its widest word.
        func lines(of room: Int) -> [DisplayText] {
            let words = title.text.split(separator: " ").map {
                DisplayText(String($0)).cut(to: Self.limits.word)
            }
            let room = words.reduce(room) { max($0, $1.columns) }
            var lines: [DisplayText] = []
            for word in words {
                if let last = lines.last, last.columns + 1 + word.columns <= room {
                    lines[lines.count - 1] = DisplayText(last.text + " " + word.text)
                } else {
                    lines.append(word)
                }
            }
            return lines
        }

    }

    /// How many columns lie between two of the table, wide and narrow.
    private static let gaps = [2, 1]
    /// How far a name is shortened before the table breaks.
    private static let shortest = 12

    let columns: [Column]
    /// How many leading columns say what a row is about.
    let keys: Int
    private(set) var rows: [[Cell]] = []

    init(keys: Int = 1, _ columns: [Column]) {
        self.columns = columns
        self.keys = min(max(keys, 0), columns.count)
    }

    /// Makes a table of rows.
    init(keys: Int = 1, _ columns: [Column], rows: [[Cell]]) {
        self.init(keys: keys, columns)
        for row in rows { add(row) }
    }

    /// A table as people see it; nil if there is nothing to show.
    init?(_ table: ReportTable) {
        guard let shown = ShownTable(table) else { return nil }
        self.init(
            keys: shown.keys, shown.columns.map { Column($0.heading ?? "", $0.alignment) }, rows: shown.rows)
    }

    /// The table with a course behind each row, in the room that a line of so many columns leaves.
    func drawn(_ courses: [ReportBlock.Course], width: Int) -> TextTable {
        let room = min(40, max(12, width - self.width - 2))
        return TextTable(
            keys: keys, columns + [Column("Course", .fixed)],
            rows: zip(rows, courses).map { row, course in
                row + [Cell(PlotText.line(course.figures, columns: room, scale: course.scale))]
            })
    }

    /// Adds a row; what it lacks is empty, what it has too much is dropped.
    mutating func add(_ cells: [Cell]) {
        let missing = max(0, columns.count - cells.count)
        rows.append(Array(cells.prefix(columns.count)) + Array(repeating: .empty, count: missing))
    }

    /// The marks of all figures, which a legend explains.
    var marks: FigureMarks { rows.marks }

    /// Whether a figure is missing.
    var hasGaps: Bool { rows.hasGaps }

    /// The table with as many decimals for all numbers of a column as one of them has.
    var aligned: TextTable {
        var table = self
        table.rows = rows.withAlignedDecimals
        return table
    }

    /// How many columns of a terminal the table takes if nothing is shortened or broken.
    var width: Int { aligned.fullWidth }

    private var fullWidth: Int {
        total(widths(columns.map { [$0.title] }, markWidths), gap: Self.gaps[0])
    }

    /// How many columns of a terminal are kept free behind the figures of each column for their signs, so that digits stay aligned.
    private var markWidths: [Int] {
        columns.indices.map { column in rows.reduce(0) { max($0, $1[column].marks.count) } }
    }

    /// The table as lines without trailing spaces, each ended by a line feed.
    ///
    /// Lines are at most `width` columns wide, except where the keys and one further column need more.
    func text(width: Int) -> String { aligned.lines(width: width) }

    private func lines(width: Int) -> String {
        let width = max(0, width)
        guard !columns.isEmpty else { return "" }
        let marks = markWidths
        var titles = columns.map { [$0.title] }
        if total(widths(titles, marks), gap: Self.gaps[0]) > width { titles = wrappedTitles }
        for gap in Self.gaps {
            var widths = widths(titles, marks)
            shorten(&widths, to: width, gap: gap)
            if total(widths, gap: gap) <= width {
                return lines(
                    of: Array(columns.indices), titles: titles, widths: widths, marks: marks, gap: gap)
            }
        }
        let gap = Self.gaps[0]
        var widths = widths(titles, marks)
        shorten(&widths, to: width, gap: gap)
        return parts(widths, width: width, gap: gap).map { part in
            lines(of: part, titles: titles, widths: widths, marks: marks, gap: gap)
        }.joined(separator: "\n")
    }

    private var wrappedTitles: [[DisplayText]] {
        columns.indices.map { column in
            guard columns[column].alignment == .right else { return [columns[column].title] }
            return columns[column].lines(of: rows.reduce(0) { max($0, $1[column].text.columns) })
        }
    }

    private func widths(_ titles: [[DisplayText]], _ marks: [Int]) -> [Int] {
        columns.indices.map { column in
            let title = titles[column].reduce(0) { max($0, $1.columns) }
            let widest = rows.reduce(title) { max($0, $1[column].text.columns) }
            return widest + marks[column]
        }
    }

    private func total(_ widths: some Collection<Int>, gap: Int) -> Int {
        widths.reduce(0, +) + max(0, widths.count - 1) * gap
    }

    /// Takes what is too wide from the widest names.
    private func shorten(_ widths: inout [Int], to limit: Int, gap: Int) {
        var excess = total(widths, gap: gap) - limit
        while excess > 0 {
            let texts = columns.indices.filter {
                columns[$0].alignment == .left && widths[$0] > Self.shortest
            }
            guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { return }
            let second = texts.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.shortest
            let step = min(excess, max(1, widths[widest] - second))
            widths[widest] -= step
            excess -= step
        }
    }

    /// The columns of each part, of which every part begins with the keys.
    private func parts(_ widths: [Int], width: Int, gap: Int) -> [[Int]] {
        let leading = Array(0..<keys)
        var parts: [[Int]] = []
        var part = leading
        for column in keys..<columns.count {
            let next = part + [column]
            if part.count > keys, total(next.map { widths[$0] }, gap: gap) > width {
                parts.append(part)
                part = leading + [column]
            } else {
                part = next
            }
        }
        return parts + [part]
    }

    private func lines(
        of part: [Int], titles: [[DisplayText]], widths: [Int], marks: [Int], gap: Int
    ) -> String {
        let gap = String(repeating: " ", count: gap)
        func line(_ cells: [Cell]) -> String {
            var line = ""
            for (place, column) in part.enumerated() {
                if place > 0 { line += gap }
                let width = widths[column] - marks[column]
                let text = cells[column].text.cut(to: width)
                let padding = String(repeating: " ", count: max(0, width - text.columns))
                line += columns[column].alignment == .right ? padding + text.text : text.text + padding
                if marks[column] > 0 {
                    line += cells[column].marks.signs
                    line += String(repeating: " ", count: marks[column] - cells[column].marks.count)
                }
            }
            return Self.trimmed(line) + "\n"
        }
        let rule = part.map { String(repeating: "─", count: widths[$0]) }.joined(separator: gap)
        let height = part.reduce(0) { max($0, titles[$1].count) }
        let heading = (0..<height).map { place in
            // Shorter titles stand on the rule.
            line(
                titles.map { lines in
                    let index = place - height + lines.count
                    return lines.indices.contains(index) ? Cell(title: lines[index]) : .empty
                })
        }
        return heading.joined() + rule + "\n" + rows.map { line($0) }.joined()
    }

    /// Scalars, because a space and a mark that follows it are one `Character`.
    private static func trimmed(_ line: String) -> String {
        var scalars = Substring(line).unicodeScalars
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }
}

extension ShownCell {
    fileprivate init(title: DisplayText) {
        self.init(text: title, marks: [], number: nil, showsPlus: false, lastKnown: nil)
    }
}
