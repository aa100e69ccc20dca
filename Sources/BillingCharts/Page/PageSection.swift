import BillingReports

/// One screen on a page: a picture if there is one, words, and tables, of which further ones are shown where they are asked for.
struct PageSection {
    /// What links to the section name.
    let id: StaticString
    let title: String
    /// What is drawn of the screen.
    var picture: Markup?
    var blocks: [ReportBlock] = []
    /// How many tables stand open; those that follow have their title as a summary.
    var open = Int.max
    /// Whether the rows of tables are cards where a window is narrow.
    var isOfCards = false
    /// What stands instead of figures, as there are none yet; nil if there are.
    var none: String?

    /// How many sentences stand open beside folded tables.
    private static let most = 4

    /// Adds the section.
    func add(to markup: inout Markup) {
        markup.element("section", [.init("class", "screen"), .init("id", "\(id)")]) { section in
            section.element("h2", title)
            if let none {
                section.element("p", [.init("class", "none")]) { line in
                    line.element("strong", "No data yet:")
                    line.add(" \(none)")
                }
                return
            }
            var screen = ScreenMarkup(title, foldsNotes: true)
            screen.isOfCards = isOfCards
            if let picture { screen.add(picture) }
            add(to: &screen)
            screen.addLegend()
            section.add(screen.markup)
        }
    }

    private func add(to screen: inout ScreenMarkup) {
        var tables = 0
        // Tables without a title stand together.
        var folded: (title: String, blocks: [ReportBlock])?
        func close() {
            if let folded {
                screen.add(details: folded.title.isEmpty ? "As a table" : folded.title, folded.blocks)
            }
            folded = nil
        }
        for block in blocks {
            switch block {
            case _ where block.tableTitle != nil && tables < open:
                close()
                screen.add(block)
                tables += 1
            case .table, .courses:
                guard let title = block.tableTitle else { continue }
                if title.isEmpty, folded?.title == "" {
                    folded?.blocks.append(block)
                } else {
                    close()
                    folded = (title, [block])
                }
            case .line where open == 0 && folded?.title.isEmpty != false:
                // Below a picture, lines are about the tables that say the same.
                folded = ("", (folded?.blocks ?? []) + [block])
            case .notes(let sentences) where sentences.count > Self.most && open < .max:
                close()
                screen.add(details: "Notes (\(NumberText.whole(sentences.count)))", [block])
            case .line, .notes:
                close()
                screen.add(block)
            }
        }
        close()
    }
}

extension ReportBlock {
    /// The title of a table, empty without one; nil of a block that is no table, and of a table that shows nothing.
    fileprivate var tableTitle: String? {
        switch self {
        case .table(let table), .courses(let table, _):
            ShownTable(table) == nil ? nil : table.title ?? ""
        case .line, .notes: nil
        }
    }
}
