import BillingReports

/// The HTML of a screen as it grows: blocks below each other, and a legend if a figure is marked.
struct ScreenMarkup {
    private(set) var markup = Markup()
    /// What a table without a title is called.
    private let name: String
    /// Whether of many sentences most are shown where they are asked for.
    private let foldsNotes: Bool
    /// Whether the rows of tables are cards where a window is narrow.
    var isOfCards = false
    private var tables = 0
    private var marks: FigureMarks = []
    private var hasGaps = false

    init(_ name: String, foldsNotes: Bool = false) {
        self.name = name
        self.foldsNotes = foldsNotes
    }

    /// What the next table is called if it has no title: no two regions have one name.
    private var nextName: String { tables == 0 ? name : "\(name), table \(tables + 1)" }

    /// Adds a block below what there is.
    mutating func add(_ block: ReportBlock) {
        switch block {
        // An empty line parts lines of text, which paragraphs do by themselves.
        case .line(""): break
        case .line(let line): markup.element("p", [.init("class", "line")], line)
        case .table(let table): if let table = TableMarkup(table, name: nextName) { add(table) }
        case .courses(let table, let courses):
            if var table = TableMarkup(table, name: nextName) {
                table.courses = courses
                add(table)
            }
        case .notes(let sentences) where foldsNotes && sentences.count > Self.most:
            // One that is folded away alone would save nothing.
            add(notes: sentences.prefix(Self.most - 1))
            let others = sentences.dropFirst(Self.most - 1)
            markup.open("details", [.init("class", "more")])
            markup.element("summary", "and \(NumberText.whole(others.count)) more")
            add(notes: others)
            markup.close("details")
        case .notes(let sentences): if !sentences.isEmpty { add(notes: sentences[...]) }
        }
    }

    /// How many sentences are shown at the most without a fold.
    private static let most = 6

    private mutating func add(notes sentences: ArraySlice<String>) {
        markup.element("ul", [.init("class", "notes")]) { list in
            for sentence in sentences { list.element("li") { $0.add(name: sentence) } }
        }
    }

    /// Adds a table, and its marks to the legend.
    mutating func add(_ table: TableMarkup) {
        tables += 1
        var table = table
        table.isOfCards = isOfCards
        markup.add(table.markup)
        marks.formUnion(table.shown.rows.marks)
        if table.shown.rows.hasGaps { hasGaps = true }
    }

    /// Adds blocks that are shown where they are asked for.
    mutating func add(details title: String, isOpen: Bool = false, _ blocks: [ReportBlock]) {
        markup.open("details", [.init("open", isOpen ? "open" : nil)])
        markup.element("summary") { $0.add(name: title) }
        for block in blocks {
            // Who asked for sentences gets all of them.
            if case .notes(let sentences) = block { add(notes: sentences[...]) } else { add(block) }
        }
        markup.close("details")
    }

    /// Adds markup between blocks.
    mutating func add(_ other: Markup) { markup.add(other) }

    /// What the marks of all figures mean, if any is marked.
    mutating func addLegend() {
        let signs = marks.meant + (hasGaps ? [FigureMarks.gap] : [])
        guard !signs.isEmpty else { return }
        markup.element("dl", [.init("class", "legend")]) { legend in
            for sign in signs {
                legend.element("div") { line in
                    line.element("dt", sign.text)
                    line.element("dd", sign.meaning)
                }
            }
        }
        (marks, hasGaps) = ([], false)
    }
}

extension Markup {
    /// Adds an element without attributes that holds what a closure adds.
    mutating func element(_ name: StaticString, _ fill: (inout Markup) throws -> Void) rethrows {
        try element(name, [], fill)
    }
}
