import BillingModel
import BillingReports
import BillingTime

/// A table of a screen as HTML: the columns that people see, rows with a heading, and totals at the foot.
struct TableMarkup {
    let table: ReportTable
    let shown: ShownTable
    /// How the cells of each column stand.
    private let styles: [String?]
    /// What the table is called where it has no title.
    let name: String
    /// The course behind each row; none for a table without courses.
    var courses: [ReportBlock.Course] = []
    /// Whether each row is a card of its own where a window is narrow, so that nothing is out of sight.
    var isOfCards = false
    /// Whether readers can sort the rows.
    var isSortable = false
    /// Where the heading of a row leads; nil for nowhere.
    var link: (ReportTable.Cell) -> String? = { _ in nil }

    /// Takes what people see of a table; nil if there is nothing to show.
    init?(_ table: ReportTable, name: String) {
        guard let shown = ShownTable(table) else { return nil }
        self.table = table
        self.shown = shown
        styles = shown.columns.indices.map { Self.style(of: $0, in: shown) }
        self.name = name
    }

    /// The column whose cell is the heading of its row: the first of the keys.
    private var heading: Int? {
        shown.columns.firstIndex { $0.role == .key || $0.role == .columnKey }
    }

    /// The table in a region that scrolls by itself where it is too wide.
    ///
    /// One of many columns falls into parts, which begin with the keys again, so that it fits on paper.
    var markup: Markup {
        var markup = Markup()
        let parts = parts
        for (place, part) in parts.enumerated() {
            let label =
                parts.count > 1
                ? "\(table.title ?? name), part \(place + 1) of \(parts.count)" : table.title ?? name
            markup.element(
                "div",
                [
                    .init("class", "scroll"), .init("role", "region"), .init("tabindex", 0),
                    .init("aria-label", label),
                ]
            ) { region in
                let hasCaption = table.title != nil && place == 0
                region.element(
                    "table",
                    [
                        .init("class", isSortable ? sortedStyle : isOfCards ? "cards" : nil),
                        .init("aria-label", hasCaption ? nil : label),
                    ]
                ) { table in
                    if hasCaption, let title = self.table.title {
                        table.element("caption") { caption in caption.element("span") { $0.add(name: title) }
                        }
                    }
                    add(part, isLast: place + 1 == parts.count, to: &table)
                }
            }
        }
        return markup
    }

    /// One that is sorted stays whole, however many columns it has.
    private var sortedStyle: String { shown.columns.count > 10 ? "sortable many" : "sortable" }

    /// How many columns a part has beside its keys.
    private static let most = 8

    /// The columns of each part.
    private var parts: [[Int]] {
        let keys = (shown.columns.lastIndex { $0.role == .key || $0.role == .columnKey } ?? -1) + 1
        let rest = Array(shown.columns.indices.dropFirst(keys))
        // Rows that are sorted stay whole.
        guard rest.count > Self.most, !isSortable else { return [Array(shown.columns.indices)] }
        return stride(from: 0, to: rest.count, by: Self.most).map { start in
            Array(0..<keys) + rest[start..<min(start + Self.most, rest.count)]
        }
    }

    /// Adds the head, the rows and the totals of a part; courses stand behind the last one.
    private func add(_ part: [Int], isLast: Bool, to markup: inout Markup) {
        add(head: part, isLast: isLast, to: &markup)
        let totals = shown.rows.count - table.totals
        markup.element("tbody") { body in
            for row in 0..<totals { add(row, part, isLast: isLast, to: &body) }
        }
        if totals < shown.rows.count {
            markup.element("tfoot") { foot in
                for row in totals..<shown.rows.count { add(row, part, isLast: isLast, to: &foot) }
            }
        }
    }

    private func add(head part: [Int], isLast: Bool, to markup: inout Markup) {
        markup.open("thead")
        markup.open("tr")
        for place in part {
            markup.element("th", [.init("scope", "col"), .init("class", styles[place])]) {
                $0.add(name: shown.columns[place].heading ?? "")
            }
        }
        if isLast, !courses.isEmpty {
            markup.element("th", [.init("scope", "col"), .init("class", "course")], "Course")
        }
        markup.close("tr")
        markup.close("thead")
    }

    private func add(_ row: Int, _ part: [Int], isLast: Bool, to markup: inout Markup) {
        markup.open("tr")
        for place in part {
            let cell = shown.rows[row][place]
            let source = table.rows[row][shown.places[place]]
            let value = Markup.Attribute("data-v", isSortable ? source.value.sortText : nil)
            if place == heading {
                markup.element(
                    "th", [.init("scope", "row"), .init("class", styles[place]), value]
                ) { heading in
                    if let address = link(source) {
                        heading.element("a", [.init("href", address)]) { $0.add(cell) }
                    } else {
                        heading.add(cell)
                    }
                }
            } else {
                let label = isOfCards ? shown.columns[place].heading : nil
                markup.element(
                    "td", [.init("class", styles[place]), value, .init("data-label", label)]
                ) { $0.add(cell) }
            }
        }
        if isLast, let course = courses.element(at: row) {
            markup.element("td", [.init("class", "fixed course")]) { cell in
                guard !course.figures.isEmpty else { return }
                cell.add(sparkline(course.figures, scale: course.scale, isOpen: course.isOpen))
            }
        }
        markup.close("tr")
    }

    /// How the cells of a column stand: names as they are, others unbroken, and numbers with room for their marks.
    private static func style(of place: Int, in shown: ShownTable) -> String? {
        switch shown.columns[place].alignment {
        case .left: nil
        case .fixed: "fixed"
        case .right:
            switch shown.rows.map({ $0[place].marks.meant.count }).max() ?? 0 {
            case 0: "number"
            case 1: "number marked"
            default: "number marked twice"
            }
        }
    }
}

extension Markup {
    /// Adds a cell: its text, and behind it the marks of its figure, each with its meaning.
    mutating func add(_ cell: ShownCell) {
        if let known = cell.lastKnown, cell.isGap {
            let meaning = "\(FigureMarks.gap.meaning); \(ScreenText.lastKnown(known))"
            element("abbr", [.init("title", meaning)], cell.text.text)
        } else if cell.number != nil, cell.text.columns > 12 {
            // On paper a long number may go on in the next line.
            for (place, group) in cell.text.text.split(separator: ",").enumerated() {
                if place > 0 {
                    add(",")
                    leaf("wbr")
                }
                add(String(group))
            }
        } else {
            add(name: cell.text.text)
        }
        guard !cell.marks.isEmpty else { return }
        element("span", [.init("class", "marks")]) { marks in
            for sign in cell.marks.meant {
                marks.element("abbr", [.init("title", sign.meaning)], sign.text)
            }
        }
    }

    /// Adds a text that may be a name of a host: written from right to left it turns nothing around it, and a path is broken
    /// behind its slashes first.
    mutating func add(name: String) {
        if !name.unicodeScalars.contains(where: Self.mayTurn) {
            for (place, part) in name.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
                if place > 0 {
                    add("/")
                    leaf("wbr")
                }
                add(String(part))
            }
        } else {
            element("bdi", name)
        }
    }

    /// Whether a character is of a script behind Cyrillic, some of which are written from right to left; punctuation is of none.
    private static func mayTurn(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x0590 && !(0x2000...0x2BFF).contains(scalar.value)
    }
}

extension ReportTable.Cell.Value {
    /// What rows are sorted by: a number, a date or a text as text; nil of what is missing.
    var sortText: String? {
        switch self {
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .decimal(let number): "\(number)"
        case .money(let amount): amount.amountText
        case .instant(let instant): "\(instant)"
        case .date(let date): "\(date)"
        default: nil
        }
    }
}

extension Array {
    /// The element at a place; nil where there is none.
    func element(at place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}
