import BillingInterchange
import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Writing CSV")
struct CSVTableTests {
    private func line(_ cells: [CSVValue], _ dialect: CSVDialect = .standard) throws -> String {
        var table = CSVTable(columns: cells.indices.map { "c\($0)" })
        try table.append(cells)
        let lines = table.text(dialect).split(
            separator: "\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        return String(lines[1])
    }

    @Test(
        "Texts are quoted where they must be, and guarded where a spreadsheet would run them",
        arguments: [
            ("plain", "plain"), (" a b ", " a b "), ("", "\"\""),
            ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""),
            ("a\r\nb", "\"a\r\nb\""), ("a;b\tc", "a;b\tc"),
            ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"),
            ("\ra", "\"'\ra\""), ("\na", "\"'\na\""), ("\r\na", "\"'\r\na\""),
            ("＝a", "'＝a"), ("＋a", "'＋a"), ("－a", "'－a"), ("＠a", "'＠a"),
            ("=\u{301}", "'=\u{301}"), ("=\",\"", "\"'=\"\",\"\"\""),
            ("'", "''"), ("'a", "''a"), ("'=a", "''=a"), ("''", "'''"),
            ("a=b", "a=b"), ("￥", "￥"), (" =a", " =a"), ("\u{FEFF}a", "\"\u{FEFF}a\""),
        ])
    func texts(text: String, cell: String) throws {
        let line = try line([.text(text), .missing])
        #expect(Array(line.utf8) == Array((cell + ",\r\n").utf8))
    }

    @Test("A text that is guarded is told from one that begins with an apostrophe")
    func unguarded() {
        for (guarded, text) in [
            ("'=a", "=a"), ("''a", "'a"), ("''", "'"), ("'tis", "'tis"), ("'", "'"), ("'\u{301}", "'\u{301}"),
            ("", ""), ("a", "a"), ("'\r\n", "\r\n"), ("'＝", "＝"),
        ] { #expect(Array(CSVValue.unguarded(guarded).utf8) == Array(text.utf8)) }
    }

    @Test("Numbers, dates and instants are plain and never guarded")
    func plain() throws {
        let zone = try ZoneDatabase.system.zone(ZoneID("America/St_Johns"))
        let instant = Date(timeIntervalSince1970: 1_743_296_400.25)
        #expect(
            try line([
                .number(-5), .integer(-7), .decimal(try #require(Decimal(string: "-12.30"))),
                .money(try Money("-0.05", .eur)), .currency(.eur), .date(try LocalDate("0001-01-01")),
                .instant(instant), .local(instant, in: zone), .flag(true), .flag(false),
                .number(nil), .text(nil), .integer(Int?.none),
            ])
                == "-5,-7,-12.3,-0.05,EUR,0001-01-01,2025-03-30T01:00:00.250000Z,"
                + "2025-03-29T22:30:00.250000-02:30,true,false,,,\r\n")
    }

    @Test(
        "A number is written with the shortest digits, and with an exponent only where they would be mostly zeros",
        arguments: [
            (0, "0"), (-0.0, "-0"), (5, "5"), (-5, "-5"), (0.1, "0.1"), (-1234.5, "-1234.5"), (100, "100"),
            (1e6, "1000000"), (0.30000000000000004, "0.30000000000000004"), (1e16, "10000000000000000"),
            (9_007_199_254_740_992, "9007199254740992"),
            (123_456_789_012_345_683_968, "123456789012345680000"),
            (1e20, "100000000000000000000"), (1e21, "1E+21"), (-1.5e22, "-1.5E+22"), (1e-6, "0.000001"),
            (1.25e-5, "0.0000125"), (1e-7, "1E-7"), (-2.5e-10, "-2.5E-10"),
            (.leastNonzeroMagnitude, "5E-324"), (1.7976931348623157e308, "1.7976931348623157E+308"),
        ])
    func numbers(number: Double, text: String) throws {
        #expect(try line([.number(number)]) == text + "\r\n")
    }

    @Test("Any number reads back as the same one, from no more digits than it takes")
    func numbersReadBack() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        for round in 0..<20_000 {
            let number =
                round.isMultiple(of: 2)
                ? Double(bitPattern: random.next())
                : Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 1000
            guard number.isFinite else { continue }
            let text = String(try line([.number(number)]).dropLast())
            #expect(Double(text)?.bitPattern == number.bitPattern, "seed \(seed): \(text)")
            let digits = text.prefix { $0 != "E" }.filter(\.isNumber).drop { $0 == "0" }
            #expect(abs(number) >= 1e17 || digits.count <= 17, "seed \(seed): \(text)")
        }
    }

    @Test("A number that is none is refused", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(number: Double) {
        #expect(throws: BillingError.self) { try CSVValue.number(number) }
    }

    @Test("A row of another width, or with a NUL, is refused and leaves the table as it was")
    func refused() throws {
        var table = CSVTable(columns: ["a", "b"])
        #expect(throws: BillingError.self) { try table.append([.integer(1)]) }
        #expect(throws: BillingError.self) { try table.append([.integer(1), .integer(2), .missing]) }
        #expect(throws: BillingError.self) { try table.append([.integer(1), .text("a\u{0}b")]) }
        #expect(table.rows.isEmpty)
        #expect(table.text() == "a,b\r\n")
    }

    @Test("A table of one column keeps its empty rows")
    func oneColumn() throws {
        var table = CSVTable(columns: ["=a"])
        for value in [CSVValue.missing, .text(""), .text("x")] { try table.append([value]) }
        #expect(table.text() == "'=a\r\n\"\"\r\n\"\"\r\nx\r\n")
        #expect(try read(table.text().utf8) == ["1:'=a", "2:", "3:", "4:x"])
    }

    @Test("Whatever the texts, what is written is read back, and nothing that is written would be run")
    func roundTrip() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let pieces = [
            "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "'", "\"", ",", ";", "a", "1", " ", "＝", "－",
            "\u{FEFF}",
            "é", "e\u{301}", "\u{301}", "😀", "\u{2028}", "\u{7F}", "\\", "\u{200B}",
        ]
        func text() -> String {
            (0..<Int.random(in: 0...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }
            .joined()
        }
        for _ in 0..<400 {
            let dialect =
                [CSVDialect.standard, .semicolons, .tabs].randomElement(using: &random) ?? .standard
            let width = Int.random(in: 1...4, using: &random)
            var rows = [(0..<width).map { _ in text() }]
            var table = CSVTable(columns: rows[0])
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let row = (0..<width).map { _ in text() }
                try table.append(row.map { .text($0) })
                rows.append(row)
            }
            let written = Array(table.text(dialect).utf8)
            var rest = written[...]
            var reader = CSVReader(dialect) {
                let count = Int.random(in: 1...16, using: &random)
                defer { rest = rest.dropFirst(count) }
                return Array(rest.prefix(count))
            }
            var found: [[String]] = []
            while let record = try reader.next() {
                #expect(record.fault == nil, "seed \(seed)")
                found.append((0..<record.count).compactMap(record.unguarded))
                for cell in record.texts {
                    let first = cell.unicodeScalars.first
                    #expect(
                        first.map { !"=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? true, "seed \(seed)")
                }
            }
            let isSame =
                found.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } }
            #expect(isSame, "seed \(seed): \(String(decoding: written, as: UTF8.self).debugDescription)")
        }
    }
}
