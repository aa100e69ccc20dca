import BillingModel
import BillingReports
import BillingTestSupport
import Foundation
import Testing

@Suite("The numbering of invoices")
struct InvoiceNumberingTests {
    private func gaps(_ pattern: String, _ numbers: [String]) throws -> InvoiceStatement.Numbering {
        try InvoiceStatement.Numbering(
            tenant: acme, pattern: InvoiceNumbering(pattern), numbers: numbers.map(InvoiceNumber.init))
    }

    private func text(_ numbering: InvoiceStatement.Numbering) -> [String] {
        numbering.gaps.map { "\($0.first) \($0.last) \($0.count)" }
    }

    @Test("A run between the lowest and the highest that was seen is missing, in whatever order they came")
    func runs() throws {
        let found = try gaps("INV-{counter:3}", ["INV-010", "INV-003", "INV-004", "INV-008", "INV-1000"])
        #expect(text(found) == ["INV-005 INV-007 3", "INV-009 INV-009 1", "INV-011 INV-999 989"])
        #expect(found.others.isEmpty)
        #expect(try roundTrip(found) == found)
        #expect(try gaps("INV-{counter}", []).gaps.isEmpty)
        #expect(try gaps("INV-{counter}", ["INV-7", "INV-7"]).gaps.isEmpty)
    }

    @Test("A year, or a year and a month, begin the counter anew")
    func series() throws {
        let years = try gaps(
            "{year}/{counter:2}-x", ["2013/09-x", "2013/12-x", "2014/01-x", "2014/03-x", "2016/05-x"])
        #expect(text(years) == ["2013/10-x 2013/11-x 2", "2014/02-x 2014/02-x 1"])
        // The counter is what lies between the fixed parts, also without a text between.
        let months = try gaps(
            "{counter}{month}{year}", ["1122013", "3122013", "9012014", "10012014", "12022014"])
        #expect(text(months) == ["2122013 2122013 1"])
    }

    @Test("What does not follow the pattern is listed, once and by its bytes")
    func others() throws {
        let found = try gaps(
            "R{year}-{counter:2}",
            [
                "R2013-01", "R2013-1", "R2013-001", "R0000-01", "r2013-02", "R2013-0x", "R2013-", "R2013-+1",
                "",
                "R2013-01", "R2013-03 ", "R2013-1234567890123456789",
            ].filter { !$0.isEmpty } + ["R2013-1"])
        #expect(found.gaps.isEmpty)
        #expect(
            found.others.map(\.text) == [
                "R0000-01", "R2013-", "R2013-+1", "R2013-001", "R2013-03 ", "R2013-0x", "R2013-1",
                "R2013-1234567890123456789", "r2013-02",
            ])
        let plain = try gaps("{counter}", ["0", "00", "1", "01", "3"])
        #expect(plain.others.map(\.text) == ["00", "01"])
        #expect(text(plain) == ["2 2 1"])
        #expect(try gaps("é{counter}", ["e\u{301}1", "é2"]).others.count == 1)
    }

    @Test("A gap of any size is one run")
    func large() throws {
        let found = try gaps("{counter}", ["0", "999999999999999999"])
        #expect(text(found) == ["1 999999999999999998 999999999999999998"])
        #expect(try roundTrip(found) == found)
    }

    @Test(
        "A text that is no pattern is refused",
        arguments: [
            "", "INV-", "{year}", "{counter}{counter}", "{counter}{counter:3}", "{month}-{counter}",
            "{year}{year}{counter}", "{counter:0}", "{counter:19}", "{counter:+3}", "{counter", "counter}",
            "{Counter}", "{}{counter}", "a}{counter}", "{counter}\0",
            String(repeating: "x", count: 247) + "{counter}",
        ])
    func malformed(_ pattern: String) {
        #expect { try InvoiceNumbering(pattern) } throws: { BillingError.Code.malformed ~= $0 }
    }

    @Test("Runs that do not follow the pattern are refused when they are read")
    func decoding() throws {
        let text = String(
            decoding: try JSONEncoder().encode(try gaps("N{counter}", ["N1", "N5", "x"])), as: UTF8.self)
        for (part, other) in [
            ("\"count\":3", "\"count\":4"), ("\"N4\"", "\"N04\""), ("\"x\"", "\"N9\""),
            ("N{counter}", "N{count}"),
        ] {
            let wrong = text.replacingOccurrences(of: part, with: other)
            #expect(wrong != text)
            #expect(throws: BillingError.self) {
                try JSONDecoder().decode(InvoiceStatement.Numbering.self, from: Data(wrong.utf8))
            }
        }
    }
}
