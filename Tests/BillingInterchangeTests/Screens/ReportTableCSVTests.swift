import BillingInterchange
import BillingModel
import BillingReports
import BillingTestSupport
import Foundation
import Testing

@Suite("A table of a report as CSV")
struct ReportTableCSVTests {
    private func table(_ value: ReportTable.Cell.Value, text: String? = nil) -> ReportTable {
        ReportTable(
            name: "values",
            columns: [
                .init("value", title: "Value", role: .figure), .init(nil, title: "For people", role: .note),
            ], rows: [[ReportTable.Cell(value, text: text), ReportTable.Cell(.text("unseen"))]])
    }

    @Test(
        "Each value has a form of its own, and only named columns are written",
        arguments: [
            (.text("=1"), "'=1"), (.text(""), "\"\""),
            (.list(["a", "b"]), "\"[\"\"a\"\",\"\"b\"\"]\""),
            (.integer(-5162), "-5162"), (.number(0.1), "0.1"), (.decimal(12.30), "12.3"),
            (.flag(true), "true"),
            (.instant(0), "1970-01-01T00:00:00.000000Z"), (.filters([]), "[]"),
        ] as [(ReportTable.Cell.Value, String)])
    func forms(_ value: ReportTable.Cell.Value, _ expected: String) throws {
        #expect(try CSVTable(table(value, text: "words")).text() == "value\r\n\(expected)\r\n")
    }

    @Test("Ids, dates and amounts are written plainly")
    func ids() throws {
        let values: [(ReportTable.Cell.Value, String)] = [
            (.tenant(acme), "acme"), (.metric(Metric.assets.id), "assets"),
            (.invoice(try InvoiceNumber("-1")), "'-1"), (.date(try LocalDate("2025-03-30")), "2025-03-30"),
            (.money(try Money("-1234.50", .usd)), "-1234.50"),
        ]
        for (value, expected) in values {
            #expect(try CSVTable(table(value)).text() == "value\r\n\(expected)\r\n")
        }
    }

    @Test(
        "What no form can hold is refused",
        arguments: [.number(.infinity), .instant(.max), .instant(.min), .text("\0")]
            as [ReportTable.Cell.Value])
    func refused(_ value: ReportTable.Cell.Value) {
        let error = #expect(throws: BillingError.self) { try CSVTable(table(value)) }
        #expect(error?.code == .invalidValue)
    }

    @Test("A row that is too short is filled with empty cells, one too long is cut")
    func width() throws {
        let table = ReportTable(
            name: "t", columns: [.init("a", role: .key), .init("b", role: .figure)],
            rows: [[], [.init(.integer(1))], [.init(.integer(1)), .unknown, .init(.integer(3))]])
        #expect(table.rows.map(\.count) == [2, 2, 2] && table["b"] == [.empty, .empty, .unknown])
        #expect(table["c"] == nil)
        #expect(try CSVTable(table).text() == "a,b\r\n,\r\n1,\r\n1,\r\n")
    }

    @Test("People read grouped numbers, a dash for what is not known, or the words of a cell")
    func texts() {
        let cells: [(ReportTable.Cell, String)] = [
            (.init(.integer(5162)), "5,162"), (.init(.number(-0.5)), "−0.50"), (.unknown, "–"), (.empty, ""),
            (.init(.flag(false)), "no"), (.init(.integer(3), text: "3 of 12"), "3 of 12"),
            (.init(.instant(.max)), "–"),
            (.init(.list(["a", "b"])), "a, b"),
        ]
        for (cell, text) in cells { #expect(cell.text == text) }
    }
}
