import BillingInterchange
import Testing

@Suite("The limit of a record is kept wherever it lies")
struct HostileCSVTests {
    @Test(
        "A record of the limit is taken whatever it is made of, and one byte more is told with the open quote",
        arguments: [1, 2, 3, 64])
    func limitInQuotes(chunk: Int) throws {
        let text = "a,\"" + String(repeating: "\n", count: 5) + "\"\nb,c\n"
        #expect(try read(text.utf8, chunk: chunk, limit: 9) == ["1:a|\n\n\n\n\n", "7:b|c"])
        let told = try read(text.utf8, chunk: chunk, limit: 8)
        #expect(told.first == "1:limitExceeded: line 6, column 1, with a quote open since line 1, column 3")
        #expect(told.last == "7:b|c")
    }

    @Test("Cells and tables that are written otherwise are not the same")
    func bytes() throws {
        let (composed, decomposed) = ("\u{E9}", "e\u{301}")
        #expect(CSVValue.text(composed) != .text(decomposed) && CSVValue.text(composed) == .text(composed))
        #expect(
            Set([CSVValue.text(composed), .text(decomposed), .missing, .text(""), .integer(0)]).count == 5)
        #expect(CSVTable(columns: [composed]) != CSVTable(columns: [decomposed]))
        var (left, right) = (CSVTable(columns: ["a"]), CSVTable(columns: ["a"]))
        try left.append([.text(composed)])
        try right.append([.text(decomposed)])
        #expect(left != right)
    }
}
