import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import PictureWorlds
import Testing

@testable import BillingCharts
@testable import BillingReports

@Suite struct ScreenHTMLTests {
    private static func stamp() throws -> ScreenStamp {
        ScreenStamp(
            now: try instant("2026-03-01T00:00:00Z"), local: "2026-03-01T00:00:00+00:00", zone: .utc,
            release: nil, digest: String(repeating: "0", count: 64), revision: try Revision(3))
    }

    /// A screen of some blocks.
    private struct Screen: BillingScreen {
        var title = "A <b> & \"c\""
        let stamp: ScreenStamp
        var blocks: [ReportBlock] = []
        var tables: [ReportTable] { [] }

        init(_ blocks: [ReportBlock]) throws {
            stamp = try ScreenHTMLTests.stamp()
            self.blocks = blocks
        }

        init(from decoder: any Decoder) throws { throw CancellationError() }
        func encode(to encoder: any Encoder) throws {}
    }

    private static func table(_ rows: [[ReportTable.Cell]], title: String? = nil) -> ReportTable {
        ReportTable(
            name: "figures", title: title,
            columns: [
                .init("id", role: .key), .init(nil, title: "Name", role: .key),
                .init("figure", title: "Figure", unit: "USD", role: .figure, alignment: .right),
                .init("day", title: "Day", role: .note, alignment: .fixed),
            ], rows: rows)
    }

    private static let partial = constant {
        try Completeness(phase: .inProgress, coverage: 0.5, samples: 1, origin: .observed)
    }

    @Test func `a table has headings, and the columns that people see`() throws {
        let screen = try Screen([
            .table(Self.table([[.init(.text("x")), .init(.text("Acme")), .init(.integer(5162)), .empty]]))
        ])
        let section = try HTMLTree.read(screen.html())
        #expect(section.name == "section")
        #expect(try section.first("h2").text == "A <b> & \"c\"")
        #expect(try section.first("p", "stamp").text == "As of the end of 2026-02-28, zone UTC, revision 3")
        let table = try section.first("table")
        #expect(table.attributes["aria-label"] == screen.title && table.all("caption").isEmpty)
        let heads = try table.first("thead").all("th")
        #expect(heads.map(\.text) == ["Name", "Figure USD", "Day"])
        #expect(heads.allSatisfy { $0.attributes["scope"] == "col" })
        #expect(heads.map { $0.attributes["class"] } == [nil, "number", "fixed"])
        let row = try table.first("tbody").all("tr")[0]
        #expect(row.children.map(\.name) == ["th", "td", "td"])
        #expect(row.children.map(\.text) == ["Acme", "5,162", ""])
        #expect(row.children[0].attributes["scope"] == "row")
        let region = try section.first("div", "scroll")
        #expect(region.attributes["role"] == "region" && region.attributes["tabindex"] == "0")
        #expect(section.all("dl").isEmpty)
    }

    @Test func `a title is the caption, and names the region`() throws {
        let table = Self.table([[.empty, .init(.text("a")), .empty, .empty]], title: "Last <months>")
        let section = try HTMLTree.read(Screen([.table(table)]).html())
        #expect(try section.first("caption").text == "Last <months>")
        #expect(try section.first("div", "scroll").attributes["aria-label"] == "Last <months>")
        #expect(try section.first("table").attributes["aria-label"] == nil)
    }

    @Test func `what has no row, no column or no words adds nothing`() throws {
        let none = ReportTable(
            name: "x", columns: [.init("a", role: .figure)], rows: [[.init(.integer(1))]])
        let screen = try Screen([.table(Self.table([])), .table(none), .notes([]), .line("")])
        let section = try HTMLTree.read(screen.html())
        #expect(section.children.map(\.name) == ["h2", "p"])
    }

    @Test func `numbers of a column have as many decimals as one of them, and marks are explained`() throws {
        let rows: [[ReportTable.Cell]] = [
            [.empty, .init(.text("a")), .init(.number(12)), .empty],
            [.empty, .init(.text("b")), .init(.number(0.25), completeness: Self.partial), .empty],
            [.empty, .init(.text("c")), .unknown, .empty],
        ]
        let screen = try Screen([.table(Self.table(rows))])
        let section = try HTMLTree.read(screen.html())
        let cells = section.all("td").filter { $0.styles.contains("number") }
        #expect(cells.map(\.text) == ["12.00", "0.25*~", "–"])
        let signs = cells[1].all("abbr")
        #expect(signs.map(\.text) == ["*", "~"])
        #expect(signs.map { $0.attributes["title"] }.allSatisfy { $0?.isEmpty == false })
        let legend = try section.first("dl", "legend")
        #expect(legend.all("dt").map(\.text) == ["*", "~", "–"])
        #expect(legend.all("dd").prefix(2).map(\.text) == signs.map { $0.attributes["title"] })
        // The text says the same.
        let text = screen.text()
        for line in zip(legend.all("dt"), legend.all("dd")).map({ "\($0.text) \($1.text)" }) {
            #expect(text.contains("\n\(line)\n"))
        }
    }

    @Test func `a course is a line that breaks in a gap`() throws {
        let rows: [[ReportTable.Cell]] = [[.empty, .init(.text("a")), .init(.integer(1)), .empty]]
        let course = ReportBlock.Course([1, 2, nil, 3, nil, 0, .nan])
        let section = try HTMLTree.read(Screen([.courses(Self.table(rows), [course])]).html())
        #expect(try section.first("thead").all("th").map(\.text).last == "Course")
        let path = try #require(section.first("svg").first("path").attributes["d"])
        #expect(path.count { $0 == "M" } == 1)
        #expect(section.all("circle").map(\.styles) == [["id"], ["i", "id"]])
        let open = ReportBlock.Course([1, 2], isOpen: true)
        let hollow = try HTMLTree.read(Screen([.courses(Self.table(rows), [open])]).html())
        #expect(hollow.all("circle").map(\.styles) == [["i", "io"]])
        // A row without a course has no picture.
        let none = try HTMLTree.read(Screen([.courses(Self.table(rows), [.init([])])]).html())
        #expect(none.all("td").count == 3 && none.all("svg").isEmpty)
    }

    @Test func `a screen of a host has all of its sentences, and a page folds most of many away`() throws {
        func sentences(_ count: Int) -> [String] { (1...count).map { "No. \($0)" } }
        let whole = try HTMLTree.read(Screen([.notes(sentences(1_200))]).html())
        #expect(whole.all("li").count == 1_200 && whole.all("details").isEmpty)
        func section(_ blocks: [ReportBlock], open: Int = .max) throws -> HTMLTree {
            var markup = Markup()
            PageSection(id: "x", title: "X", blocks: blocks, open: open).add(to: &markup)
            return try HTMLTree.read(markup.text)
        }
        #expect(try section([.notes(sentences(6))]).all("details").isEmpty)
        let seven = try section([.notes(sentences(7))])
        #expect(seven.all("ul").map { $0.all("li").map(\.text) } == [sentences(5), ["No. 6", "No. 7"]])
        #expect(try seven.first("details", "more").first("summary").text == "and 2 more")
        let many = try section([.notes(sentences(1_200)), .notes(sentences(6))])
        #expect(many.all("summary").map(\.text) == ["and 1,195 more"] && many.all("li").count == 1_206)
        // Beside folded tables all are in one fold, which says what it is and not what it says.
        let beside = try section([.notes(sentences(9)), .notes(sentences(4))], open: 1)
        #expect(beside.all("summary").map(\.text) == ["Notes (9)"] && beside.all("ul").count == 2)
    }

    @Test func `a row that sums up stands at the foot`() throws {
        let rows = Self.table([[.empty, .init(.text("a")), .init(.integer(1)), .empty]])
        let sums = Self.table([[.empty, .init(.text("Total")), .init(.integer(1)), .empty]])
        let section = try HTMLTree.read(Screen([.table(.stacked([rows, sums]))]).html())
        #expect(section.all("tbody").map { $0.all("th").map(\.text) } == [["a"]])
        #expect(section.all("tfoot").map { $0.all("th").map(\.text) } == [["Total"]])
    }

    @Test func `every cell, title, line and sentence of the text is in the HTML of every state`() async throws
    {
        let worlds = [
            try await PictureWorld.year(), try await .noData(), try await .deadFeed(), try await .oneDay(),
            try await .unfinishedMonth(), try await .twoCurrencies(), try await .ideographs(),
            try await .farApart(), try await .hostile(),
        ]
        for world in worlds {
            for screen in try await Self.screens(of: world) {
                let section = try HTMLTree.read(screen.html())
                let shown = section.text
                func expect(_ text: String) {
                    let text = DisplayText(text).text
                    #expect(shown.contains(text), "\(world.name), \(screen.title): \(text)")
                }
                var tables = section.all("table")
                for block in screen.blocks {
                    switch block {
                    case .line(let line): expect(line)
                    case .notes(let sentences): sentences.forEach(expect)
                    case .table(let table), .courses(let table, _):
                        guard let text = TextTable(table) else { continue }
                        let lines = text.aligned.rows.map { row in
                            row.map { $0.text.text + $0.marks.signs }
                        }
                        // One of many columns stands in parts, which begin with its keys.
                        let columns = (lines.first?.count ?? 0) - text.keys
                        let parts = max(1, columns > 8 ? (columns + 7) / 8 : 1)
                        var rows: [[String]] = []
                        for part in 0..<parts {
                            let own = tables.removeFirst().all("tr").dropFirst().map { row in
                                row.children.filter { $0.all("svg").isEmpty }.map(\.text)
                            }
                            rows =
                                part == 0
                                ? own
                                : zip(rows, own).map { whole, part in
                                    #expect(whole.prefix(text.keys) == part.prefix(text.keys))
                                    return whole + part.dropFirst(text.keys)
                                }
                        }
                        #expect(rows == lines, "\(world.name), \(screen.title)")
                        if let title = table.title { expect(title) }
                    }
                }
                #expect(tables.isEmpty)
                section.expectHarmless(world.name)
            }
        }
    }

    /// The screens of a tenant in a state.
    static func screens(of world: PictureWorld) async throws -> [any BillingScreen] {
        let (scope, now) = (world.scope, world.now)
        let range = world.start..<max(now, world.start + 86_400)
        return [
            try await scope.inventory(now: now, since: LocalDate("2026-02-18")),
            try await scope.invoices(now: now),
            try await scope.consumptionGraph(range: range, width: .month, now: now),
            try await scope.consumptionTable(now: now),
            try await scope.actions(range: range, width: .month, now: now),
            try await scope.insights(now: now), try await scope.forecast(now: now),
        ]
    }
}

/// For constants that obey the rules by eye.
private func constant<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { fatalError("\(error)") }
}
