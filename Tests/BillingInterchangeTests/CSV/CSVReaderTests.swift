import BillingInterchange
import BillingModel
import Foundation
import Testing

/// What a reader gives: the line and the fields of a record, or the line, the code and the place of its fault.
func read(
    _ bytes: some Collection<UInt8>, chunk: Int = 1 << 16, _ dialect: CSVDialect = .standard,
    limit: Int = CSVReader.recordLimit
) throws -> [String] {
    var rest = Array(bytes)[...]
    var reader = CSVReader(dialect, recordLimit: limit) {
        defer { rest = rest.dropFirst(chunk) }
        return Array(rest.prefix(chunk))
    }
    var rows: [String] = []
    while let record = try reader.next() { rows.append(told(record)) }
    return rows
}

func told(_ record: CSVRecord) -> String {
    if let fault = record.fault { return "\(record.line):\(fault.code): \(fault.detail)" }
    return "\(record.line):" + record.texts.joined(separator: "|")
}

@Suite("Reading CSV")
struct CSVReaderTests {
    @Test(
        "Records keep the rules of RFC 4180, in pieces of any size",
        arguments: [
            ("", []),
            ("\n\n\r\n", []),
            ("a,b", ["1:a|b"]),
            ("a,b\n", ["1:a|b"]),
            ("a,b\r\nc,d\r\n", ["1:a|b", "2:c|d"]),
            ("a,b\r", ["1:a|b"]),
            ("\"a\"\r", ["1:a"]),
            (",\n,", ["1:|", "2:|"]),
            ("a\n\nb", ["1:a", "3:b"]),
            ("a, b ,\" c \"", ["1:a| b | c "]),
            ("\u{FEFF}a,b\n\u{FEFF}c,d", ["1:a|b", "2:\u{FEFF}c|d"]),
            ("\u{FEFF}\"a\"", ["1:a"]),
            ("\u{FEFF}", []),
            ("\"a,b\",c", ["1:a,b|c"]),
            ("\"a \"\"b\"\"\",\"\"", ["1:a \"b\"|"]),
            ("\"\"\"\",\"\"\"\"\"\"", ["1:\"|\"\""]),
            ("\"a\nb\r\nc\",d\ne,f", ["1:a\nb\r\nc|d", "4:e|f"]),
            ("\"a\rb\"\nc", ["1:a\rb", "2:c"]),
            ("\"\"\n", ["1:"]),
            ("a,\n", ["1:a|"]),
            ("é,日本\n\"é,\",😀", ["1:é|日本", "2:é,|😀"]),
        ])
    func records(text: String, rows: [String]) throws {
        for chunk in [1, 2, 3, 7, 1 << 16] {
            #expect(try read(text.utf8, chunk: chunk) == rows, "pieces of \(chunk)")
        }
    }

    @Test(
        "The cases that other projects test their readers with",
        arguments: [
            // Kinds of cases that max-mapper/csv-spectrum holds.
            (
                "street,town,code\n\"1 High St, rear\",Ely,00123",
                ["1:street|town|code", "2:1 High St, rear|Ely|00123"]
            ),
            ("x,y,z\r\n1,\"\",\"\"\r\n2,3,4", ["1:x|y|z", "2:1||", "3:2|3|4"]),
            ("k,v\n1,\"he said \"\"no\"\" twice\"\n", ["1:k|v", "2:1|he said \"no\" twice"]),
            ("k,v\n1,\"{\"\"at\"\": [1.5, 2]}\"\n", ["1:k|v", "2:1|{\"at\": [1.5, 2]}"]),
            ("x,y\n\"two \nlines\",5\n7,8\n", ["1:x|y", "2:two \nlines|5", "4:7|8"]),
            ("x,y\r\n\"two \r\nlines\",5\r\n7,8\r\n", ["1:x|y", "2:two \r\nlines|5", "4:7|8"]),
            ("x,y\n1,\"a \n\"\"b\"\" \nc\"\n3,4\n", ["1:x|y", "2:1|a \n\"b\" \nc", "5:3|4"]),
            ("x,y\n4,ʤ\n", ["1:x|y", "2:4|ʤ"]),
            // RFC 4180 has no quote inside of a field without quotes; what it means there is plain all the same.
            ("at,town\n12° 2' 17\"W,Ely\n1,2", ["1:at|town", "2:12° 2' 17\"W|Ely", "3:1|2"]),
            // Kinds of cases of the suites of readers in Python, JavaScript, Rust and Go.
            ("a,\"b\"c\n1,2", ["1:malformed: line 1, column 6", "2:1|2"]),
            ("a,\"b\" ,c", ["1:malformed: line 1, column 6"]),
            ("a, \"b\",c", ["1:malformed: line 1, column 4"]),
            ("a,b\"\"c\n1,2\"", ["1:a|b\"\"c", "2:1|2\""]),
            ("a,\"b\n", ["1:malformed: line 1, column 3"]),
            (
                "a,b,c\n1,2\n1,2,3,4\n1,2,3",
                [
                    "1:a|b|c", "2:malformed: line 2, column 1: 2 fields, not 3",
                    "3:malformed: line 3, column 1: 4 fields, not 3", "4:1|2|3",
                ]
            ),
            (
                "a,b,c\n\n1,2,3\n  \n",
                [
                    "1:a|b|c", "3:1|2|3", "4:malformed: line 4, column 1: 1 fields, not 3",
                ]
            ),
            ("\"\",\"\",\"\"\n", ["1:||"]),
            (",,\r\n,,", ["1:||", "2:||"]),
            ("a,\"b\\\"c\"", ["1:malformed: line 1, column 7"]),
            ("# no comment,b", ["1:# no comment|b"]),
            ("a,\"k=\"\"\"\",n=\"\"\"\"\",c", ["1:a|k=\"\",n=\"\"|c"]),
            ("\",\"\"\",\"\"\",\"", ["1:,\"|\","]),
            ("only,names", ["1:only|names"]),
            ("a, in front,behind \n1,\tx\t,\u{A0}", ["1:a| in front|behind ", "2:1|\tx\t|\u{A0}"]),
            // An empty line is no row, also where a row has one field; an empty text in quotes is one.
            ("name\n\nx\n\"\"\n", ["1:name", "3:x", "4:"]),
            ("a,b\n1,\"the \"one\" there\"\n3,4", ["1:a|b", "2:malformed: line 2, column 9", "3:3|4"]),
            ("a,b\n1,\"open,2\n3,4\n", ["1:a|b", "2:malformed: line 2, column 3", "3:3|4"]),
        ])
    func suites(text: String, rows: [String]) throws {
        for chunk in [1, 5, 1 << 16] {
            #expect(try read(text.utf8, chunk: chunk) == rows, "pieces of \(chunk)")
        }
    }

    @Test(
        "A record that breaks a rule takes no other one with it",
        arguments: [
            (" \"b\"\nc", ["1:malformed: line 1, column 2", "2:c"]),
            ("a\rb\nc", ["1:malformed: line 1, column 2", "2:c"]),
            ("a\r\r\nc", ["1:malformed: line 1, column 2", "2:c"]),
            ("\"a\"\rb\nc", ["1:malformed: line 1, column 4", "2:c"]),
            ("a\u{0}b\nc", ["1:malformed: line 1, column 2", "2:c"]),
            ("\"a\n\u{0}\"\nc", ["1:malformed: line 2, column 1", "2:malformed: line 2, column 1", "3:c"]),
            ("x,y\n\"a,b\nc,d\ne,f", ["1:x|y", "2:malformed: line 2, column 1", "3:c|d", "4:e|f"]),
            ("\"a\nb\"c\n\"d\"", ["1:malformed: line 2, column 3", "2:b\"c", "3:d"]),
            ("\"", ["1:malformed: line 1, column 1"]),
            ("a,\"\n", ["1:malformed: line 1, column 3"]),
            ("\"é\"\"", ["1:malformed: line 1, column 1"]),
            ("\"é\"é", ["1:malformed: line 1, column 5"]),
        ])
    func faults(text: String, rows: [String]) throws {
        for chunk in [1, 2, 3, 1 << 16] {
            #expect(try read(text.utf8, chunk: chunk) == rows, "pieces of \(chunk)")
        }
    }

    @Test(
        "Bytes that are not UTF-8 are found where they begin",
        arguments: [
            ([0x61, 0xFF, 0x62], 2),  // no lead byte
            ([0x61, 0x80], 2),  // a continuation alone
            ([0xC3], 1),  // cut short
            ([0xC3, 0x2C, 0xA9], 1),  // cut by a separator
            ([0x22, 0xC3, 0x22, 0x22, 0xA9, 0x22], 2),  // cut by a pair of quotes
            ([0xC0, 0xAF], 1),  // overlong
            ([0xE0, 0x80, 0xAF], 1), ([0xF0, 0x80, 0x80, 0xAF], 1),
            ([0x61, 0xED, 0xA0, 0x80], 2),  // a surrogate
            ([0xF4, 0x90, 0x80, 0x80], 1),  // beyond U+10FFFF
            ([0xC3, 0xA9, 0xE2, 0x82], 3),
            ([0xFF, 0x61], 1),  // half the mark of UTF-16
        ])
    func invalid(bytes: [UInt8], column: Int) throws {
        for chunk in [1, 2, 1 << 16] {
            #expect(
                try read(bytes + Array("\nok".utf8), chunk: chunk) == [
                    "1:malformed: line 1, column \(column)", "2:ok",
                ])
        }
    }

    @Test("Rules are named without data of the file")
    func rules() throws {
        var reader = CSVReader(" \"secret\"\nsecret\rsecret\nsecret\u{0}\nx\nsecret,secret\n\"secret")
        var rules: Set<String> = []
        while let record = try reader.next() {
            guard let fault = record.fault else { continue }
            rules.insert(fault.rule)
            #expect(!fault.debugDescription.contains("secret"))
            #expect(throws: BillingError.self) { try record.checked() }
        }
        #expect(
            rules == [
                "quotes stand around a whole field, and doubled inside of it",
                "a carriage return stands before a line feed or between quotes", "a record holds no NUL",
                "a record has as many fields as the first one", "a quote that opens is closed",
            ])
    }

    @Test("A record has as many bytes as the limit, and not one more", arguments: [1, 3, 1 << 16])
    func limit(chunk: Int) throws {
        #expect(
            try read("abcde\r\nabcdef\r\n\"abc\"\n\"abcd\"\nabcde".utf8, chunk: chunk, limit: 5) == [
                "1:abcde", "2:limitExceeded: line 2, column 6", "3:abc",
                "4:limitExceeded: line 4, column 6, with a quote open since line 4, column 1", "5:abcde",
            ])
        #expect(
            try read("\"ab\nc\nd\nx\"\ny".utf8, chunk: chunk, limit: 5) == [
                "1:limitExceeded: line 2, column 2, with a quote open since line 1, column 1",
                "2:c", "3:d", "4:x\"", "5:y",
            ])
    }

    @Test(
        "Of a line without end no more is held than the limit and a piece",
        arguments: ["x", "\"", "\"\"", ","])
    func endlessLine(text: String) throws {
        let piece = Array(String(repeating: text, count: 4_096).utf8)
        var given = 0
        var reader = CSVReader(recordLimit: 10_000) {
            given += 1
            return given <= 100 ? piece : given == 101 ? Array("\nok".utf8) : []
        }
        let fault = try #require(try reader.next()?.fault)
        #expect(fault.code == .limitExceeded)
        #expect(fault.detail.hasPrefix("line 1, column 10001"))
        #expect((given - 1) * piece.count <= 10_000)
        let next = try #require(try reader.next())
        #expect(next.line == 2)
        #expect(try reader.next() == nil || next.fault != nil)
    }

    @Test("What the source throws comes through, and reading can go on")
    func sourceFails() throws {
        struct Lost: Error {}
        var pieces: [[UInt8]?] = [Array("a,\"b".utf8), nil, Array("\"\n".utf8), []]
        var reader = CSVReader {
            guard let piece = pieces.removeFirst() else { throw Lost() }
            return piece
        }
        #expect(throws: Lost.self) { try reader.next() }
        #expect(try reader.next()?.texts == ["a", "b"])
    }

    @Test("Fields beyond the last one are nil, and fields are also given as bytes")
    func fields() throws {
        var reader = CSVReader("a;'=b;\"c\"\"d\"", .semicolons)
        let record = try #require(try reader.next())
        #expect(record.count == 3)
        #expect(record.text(-1) == nil)
        #expect(record.text(3) == nil)
        #expect(record.unguarded(3) == nil)
        #expect(record.text(1) == "'=b")
        #expect(record.unguarded(1) == "=b")
        #expect(record.bytes(2).map(Array.init) == Array("c\"d".utf8))
    }

    @Test("A file is read as its bytes are, and one that is not there is an error with its path")
    func file() throws {
        let path = "/tmp/billing-csv-\(UInt64.random(in: 0 ... .max)).csv"
        let line = String(repeating: "x", count: 100_000)
        try Data("a,b\n\(line),\"\(line)\n\"\n1,2\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        var reader = try CSVReader(path: path)
        #expect(try reader.next()?.texts == ["a", "b"])
        #expect(try reader.next()?.texts == [line, line + "\n"])
        #expect(try reader.next().map(told) == "4:1|2")
        #expect(try reader.next() == nil)
        let missing = #expect(throws: BillingError.self) { _ = try CSVReader(path: path + "-not") }
        #expect(missing?.code == .unavailable)
        #expect(missing?.detail.contains(path) == true)
        var folder = try CSVReader(path: "/tmp")
        let refused = #expect(throws: BillingError.self) { _ = try folder.next() }
        #expect(refused?.code == .unavailable)
    }

    @Test("Pieces may come one after the other in time")
    func asynchronous() async throws {
        let pieces = AsyncStream<[UInt8]> { stream in
            for piece in ["a,", "", "b\n\"c", "\n\",d"] { stream.yield(Array(piece.utf8)) }
            stream.finish()
        }
        var rows: [String] = []
        for try await record in CSVRecords(of: pieces) { rows.append(told(record)) }
        #expect(rows == ["1:a|b", "2:c\n|d"])
    }
}
