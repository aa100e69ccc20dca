import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@testable import BillingReports

extension TextTable.Column {
    fileprivate static func text(_ title: String) -> Self { Self(title, .left) }
    fileprivate static func fixed(_ title: String) -> Self { Self(title, .fixed) }
    fileprivate static func number(_ title: String) -> Self { Self(title, .right) }
}

extension TextTable.Cell {
    /// A figure that is not known.
    fileprivate static let missing = Self(.unknown)
}

@Suite("Aligned text")
struct TextTableTests {
    private func table(_ rows: [[TextTable.Cell]], keys: Int = 1) -> TextTable {
        var table = TextTable(keys: keys, [.text("Tenant"), .number("Assets"), .number("Users")])
        for row in rows { table.add(row) }
        return table
    }

    @Test("Texts stand at the left, numbers at the right, and no line ends in spaces")
    func alignment() {
        let text = table([
            [.init("Acme"), .init("5,162"), .init("7")], [.init("株式会社"), .missing, .init("1,234,567")],
        ]).text(width: 100)
        #expect(
            text == """
                Tenant    Assets      Users
                ────────  ──────  ─────────
                Acme       5,162          7
                株式会社       –  1,234,567

                """)
    }

    @Test("A mark stands behind the digits and does not move them")
    func marks() {
        let marked = table([
            [.init("Acme"), .init("120", marks: .provisional), .init("7")],
            [.init("Zoo"), .init("5"), .init("9")],
        ])
        #expect(marked.marks == .provisional)
        #expect(
            marked.text(width: 100) == """
                Tenant  Assets   Users
                ──────  ───────  ─────
                Acme       120*      7
                Zoo          5       9

                """)
        #expect(table([[.init("Zoo"), .init("5"), .init("9")]]).marks.isEmpty)
    }

    @Test("Signs of several reasons stand side by side, as wide as the most of a column")
    func severalMarks() {
        let marked = table([
            [.init("Acme"), .init("120", marks: [.clipped, .provisional]), .init("7")],
            [.init("Zoo"), .init("5", marks: .partial), .init("9")],
        ])
        #expect(
            marked.text(width: 100) == """
                Tenant  Assets    Users
                ──────  ────────  ─────
                Acme       120*^      7
                Zoo          5~       9

                """)
        #expect(marked.marks == [.provisional, .partial, .clipped])
    }

    @Test("A sign has one meaning, and every reason for which a figure is not complete has a sign")
    func meanings() throws {
        let all: FigureMarks = [.provisional, .partial, .clipped, .incomplete]
        #expect(Set(all.signs).count == 4)
        #expect(all.legend(hasGaps: false).map { $0.first } == all.signs.map { $0 })
        for phase in Completeness.Phase.allCases {
            for coverage in [0, 0.5, 1] {
                for (start, end) in [(false, false), (true, false), (false, true)] {
                    let known = try Completeness(
                        clippedStart: start, clippedEnd: end, phase: phase, coverage: coverage, samples: 1,
                        origin: .observed)
                    let marks = FigureMarks(known)
                    #expect(marks.isEmpty == known.isComplete)
                    #expect(marks.contains(.provisional) == (phase != .settled))
                    #expect(marks.contains(.partial) == (coverage < 1))
                    #expect(marks.contains(.clipped) == (start || end))
                }
            }
        }
        #expect(FigureMarks(nil) == .partial)
    }

    @Test("Numbers of a column have as many decimals as the one that has most; texts and exponents stay")
    func decimals() {
        func cell(_ value: Double) -> TextTable.Cell { .init(NumberText.number(value), number: value) }
        let text = table([
            [.init("Acme"), cell(120), .init("7")],
            [.init("Bolt"), cell(0.125), .init("7.5")],
            [.init("Zoo"), cell(1e20), .init("9")],
        ]).text(width: 100)
        #expect(
            text == """
                Tenant  Assets  Users
                ──────  ──────  ─────
                Acme    120.00      7
                Bolt      0.13    7.5
                Zoo      1e+20      9

                """)
    }

    @Test("What is not known is told from what makes no sense")
    func gaps() {
        #expect(table([[.init("Zoo"), .missing, .init("9")]]).hasGaps)
        #expect(table([[.init("Zoo"), .init("98 / –"), .init("9")]]).hasGaps)
        #expect(!table([[.init("Zoo"), .empty, .init("9")]]).hasGaps)
    }

    @Test("A table without rows has its titles")
    func empty() {
        #expect(table([]).text(width: 100) == "Tenant  Assets  Users\n──────  ──────  ─────\n")
        #expect(TextTable([]).text(width: 100).isEmpty)
    }

    @Test("A row that lacks cells is filled, and one with too many is cut")
    func uneven() {
        let text = table([[.init("a")], [.init("b"), .init("1"), .init("2"), .init("3")]]).text(width: 100)
        #expect(text.split(separator: "\n").suffix(2) == ["a", "b            1      2"])
    }

    @Test("A text gives way before a number does")
    func shortened() {
        let name = String(repeating: "long ", count: 10)
        let text = table([[.init(name), .init("1,179"), .init("12")]]).text(width: 40)
        let lines = text.split(separator: "\n")
        #expect(lines.map { DisplayText(String($0)).columns } == [40, 40, 40])
        #expect(lines[2].contains("…"))
        #expect(lines[2].hasSuffix("1,179     12"))
    }

    @Test("What is still too wide goes on in a further part that names its rows again")
    func parts() {
        var table = TextTable([.text("Day"), .number("first"), .number("second"), .number("third")])
        table.add([.init("Monday"), .init("1"), .init("2"), .init("3")])
        #expect(
            table.text(width: 22) == """
                Day     first  second
                ──────  ─────  ──────
                Monday      1       2

                Day     third
                ──────  ─────
                Monday      3

                """)
        // One column beside the keys is shown, however narrow the terminal.
        #expect(table.text(width: 0).split(separator: "\n").count == 9)
        #expect(table.text(width: .min).contains("Monday      3"))
    }

    @Test("A title above numbers breaks into lines before a name is shortened")
    func titles() {
        var table = TextTable([.text("Tenant"), .number("Devices linked to it"), .number("Users")])
        table.add([.init("Acme Logistics"), .init("12,345,678"), .init("3")])
        #expect(
            table.text(width: 33)
                == """
                                   Devices
                                 linked to
                Tenant                  it  Users
                ──────────────  ──────────  ─────
                Acme Logistics  12,345,678      3

                """)
    }

    @Test("A hostile name stays in its cell")
    func hostile() {
        let text = table([[.init("x\u{1B}[2J\n\u{202E}"), .init("1"), .init("2")]]).text(width: 100)
        #expect(text.split(separator: "\n").count == 3)
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }

    @Test("A mark that begins a cell does not eat the padding of the one before")
    func leadingMark() {
        var table = TextTable([.text("a"), .text("b")])
        table.add([.init("wide"), .init("\u{301}")])
        #expect(table.text(width: 80) == "a     b\n────  ─\nwide  \u{301}\n")
    }

    @Test("Whatever it holds, numbers are whole and lines fit", arguments: [1, 2, 3, 4, 5] as [UInt64])
    func random(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let names = [
            "", "a", "株式会社", "e\u{301}", "long name of a tenant", "\u{202E}", "👩‍👩‍👧‍👦", "x\ny",
            "wordwithoutspaces",
        ]
        func pick() -> String { names[Int(generator.next() % UInt64(names.count))] }
        for _ in 0..<60 {
            let count = 1 + Int(generator.next() % 9)
            let columns = (0..<count).map { _ in
                [TextTable.Column.text, TextTable.Column.fixed, TextTable.Column.number][
                    Int(generator.next() % 3)](
                        pick() + " " + pick())
            }
            let keys = Int(generator.next() % 3)
            var table = TextTable(keys: keys, columns)
            var numbers: [String] = []
            for _ in 0..<Int(generator.next() % 4) {
                table.add(
                    columns.map { column in
                        guard column.alignment == .right else { return .init(pick()) }
                        let number = NumberText.whole(Int(truncatingIfNeeded: generator.next()))
                        numbers.append(number)
                        return .init(number, marks: FigureMarks(rawValue: UInt8(generator.next() % 16)))
                    })
            }
            let width = Int(generator.next() % 200)
            let text = table.text(width: width)
            for number in numbers { #expect(text.contains(number), "seed \(seed), width \(width)") }
            let lines = text.split(separator: "\n").map { DisplayText(String($0)).columns }
            // The keys and one more column are shown, however wide they are: names of 24 and marks.
            let least = (min(keys, count) + 1) * (2 * 24 + 3)
            #expect(lines.allSatisfy { $0 <= max(width, least) }, "seed \(seed), width \(width)\n\(text)")
            #expect(
                text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy {
                    !$0.hasSuffix(" ")
                })
        }
    }
}
