import InauroBilling
import Testing

@testable import TenantReport

@Suite("Reading CSV")
struct CSVReaderTests {
    /// What a file holds: the fields of a row, or the code and the line of an error.
    private func read(_ bytes: [UInt8], chunk: Int = 1 << 16) throws -> [String] {
        var rest = bytes[...]
        var reader = CSVReader {
            defer { rest = rest.dropFirst(chunk) }
            return Array(rest.prefix(chunk))
        }
        var rows: [String] = []
        while let record = try reader.next() {
            switch record.fields {
            case .success(let fields): rows.append("\(record.line):" + fields.joined(separator: "|"))
            case .failure(let error): rows.append("\(record.line):\(error.code)")
            }
        }
        return rows
    }

    @Test(
        "Rows keep the rules of RFC 4180, in chunks of any size",
        arguments: [
            ("", []),
            ("\n\n\r\n", []),
            ("a,b", ["1:a|b"]),
            ("a,b\n", ["1:a|b"]),
            ("a,b\r\nc,d\r\n", ["1:a|b", "2:c|d"]),
            ("a,b\r", ["1:a|b"]),
            (",\n,", ["1:|", "2:|"]),
            ("a\n\nb", ["1:a", "3:b"]),
            ("\u{FEFF}a,b\n\u{FEFF}c", ["1:a|b", "2:\u{FEFF}c"]),
            ("\"a,b\",c", ["1:a,b|c"]),
            ("\"a \"\"b\"\"\",\"\"", ["1:a \"b\"|"]),
            ("\"a\nb\r\nc\",d\ne", ["1:a\nb\r\nc|d", "4:e"]),
            ("\"\"\n", ["1:"]),
            ("é,日本", ["1:é|日本"]),
        ])
    func rows(text: String, rows: [String]) throws {
        for chunk in [1, 2, 3, 7, 1 << 16] {
            #expect(try read(Array(text.utf8), chunk: chunk) == rows, "chunks of \(chunk)")
        }
    }

    @Test(
        "A row that breaks a rule takes no other one with it",
        arguments: [
            ("a\"b\nc", ["1:malformed", "2:c"]),
            ("\"a\"b\nc", ["1:malformed", "2:c"]),
            ("a\rb\nc", ["1:malformed", "2:c"]),
            ("a\u{0}b\nc", ["1:malformed", "2:c"]),
            ("x\n\"a,b\nc,d\ne", ["1:x", "2:malformed", "3:c|d", "4:e"]),
            ("\"a\nb\"c\n\"d\"", ["1:malformed", "2:malformed", "3:d"]),
            ("\"", ["1:malformed"]),
            ("a,\"\n", ["1:malformed"]),
        ])
    func brokenRows(text: String, rows: [String]) throws {
        for chunk in [1, 2, 5, 1 << 16] {
            #expect(try read(Array(text.utf8), chunk: chunk) == rows, "chunks of \(chunk)")
        }
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]])
    func invalidText(bytes: [UInt8]) throws {
        #expect(try read(Array("a,".utf8) + bytes + Array("\nb".utf8)) == ["1:malformed", "2:b"])
        #expect(try read(Array("\"".utf8) + bytes + Array("\"\nb".utf8)) == ["1:malformed", "2:b"])
    }

    @Test("A row may have a mebibyte, and no byte more")
    func longRows() throws {
        let limit = CSVReader.recordLimit
        let longest = [UInt8](repeating: UInt8(ascii: "x"), count: limit)
        let rows = try read(longest + Array("\nb\n".utf8))
        #expect(rows.count == 2 && rows.first?.utf8.count == limit + 2 && rows.last == "2:b")
        #expect(try read(longest + Array("x\nb\n".utf8)) == ["1:limitExceeded", "2:b"])
        #expect(try read(longest + longest + longest) == ["1:limitExceeded"])
    }

    @Test("A quote that never closes takes its own line, however much follows")
    func openQuote() throws {
        let lines = (0..<60_000).map { "row \($0),of a long file" }
        let text = "\"open\n" + lines.joined(separator: "\n")
        #expect(text.utf8.count > CSVReader.recordLimit)
        let rows = try read(Array(text.utf8))
        #expect(rows.count == 60_001)
        #expect(rows.first == "1:malformed" && rows.last == "60001:row 59999|of a long file")
    }

    @Test("An endless line is read in bounded memory")
    func endlessLine() throws {
        var chunks = 200
        var reader = CSVReader {
            chunks -= 1
            return chunks < 0 ? [] : [UInt8](repeating: UInt8(ascii: "\""), count: 1 << 16)
        }
        let record = try reader.next()
        #expect(throws: BillingError.self) { try record?.fields.get() }
        #expect(try reader.next()?.line == nil)
    }

    @Test("An error of the source ends the reading")
    func brokenSource() {
        var reader = CSVReader { throw UsageError.unknownOption("x") }
        #expect(throws: UsageError.self) { try reader.next() }
    }
}
