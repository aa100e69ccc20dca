import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("What is bound is what is read, to the byte")
struct StoredValueTests {
    private let folder: TemporaryFolder
    private let connection: Connection

    init() throws {
        folder = try TemporaryFolder()
        connection = try .test(folder.file("store"))
        try connection.runAll(
            """
            CREATE TABLE cells (number INTEGER, factor REAL, name TEXT, body BLOB) STRICT;
            CREATE TABLE names (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID
            """)
    }

    @Test(
        "Texts",
        arguments: [
            "", " ", "'; DROP TABLE cells;--", "\"cells\"", "a\\b", "?1", "%s%n", "../../etc/passwd", "\u{1}",
            "caf\u{E9}", "cafe\u{301}", "\u{212B}", "\u{C5}", "\u{FEFF}bom", "\u{202E}right to left",
            "\u{10FFFF}",
            "👩‍👩‍👧‍👦", "\r\n", String(repeating: "長", count: 100_000),
        ])
    func texts(_ text: String) throws {
        try connection.run("INSERT INTO cells (name) VALUES (?)", [.text(text)])
        let read = try connection.first("SELECT name, typeof(name) FROM cells WHERE name = ?", [.text(text)])
        {
            (try $0.text(0), try $0.text(1))
        }
        #expect(read.map { Array($0.0.utf8) } == Array(text.utf8))
        #expect(read?.1 == "text")
        #expect(try connection.first("SELECT count(*) FROM cells") { try $0.integer(0) } == 1)
    }

    @Test("Texts that Swift takes for equal are two keys, and in the order of their bytes")
    func comparesBytes() throws {
        let names = ["e\u{301}", "\u{E9}", "E", "e", "\u{10000}", "\u{FFFD}"]
        for name in names { try connection.run("INSERT INTO names VALUES (?)", [.text(name)]) }
        var read: [[UInt8]] = []
        try connection.each("SELECT name FROM names ORDER BY name") {
            read.append(Array(try $0.text(0).utf8))
        }
        #expect(read == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("A text with NUL is refused, and one that got into the file is damage")
    func refusesNUL() throws {
        #expect(
            refusal {
                try connection.run("INSERT INTO cells (name) VALUES (?)", [.text("a\u{0}b")])
            } == .invalidValue)
        try connection.run("INSERT INTO cells (name) VALUES (CAST(x'610062' AS TEXT))")
        #expect(
            refusal {
                try connection.first("SELECT name FROM cells") { try $0.text(0) }
            } == .corruptData)
    }

    @Test(
        "A text that is not UTF-8 is damage", arguments: ["x'C328'", "x'EDA080'", "x'F4908080'", "x'C080'"])
    func refusesBadText(_ bytes: String) throws {
        try connection.run("INSERT INTO cells (name) VALUES (CAST(\(bytes) AS TEXT))")
        #expect(
            refusal {
                try connection.first("SELECT name FROM cells") { try $0.text(0) }
            } == .corruptData)
    }

    @Test("Bytes, lent and copied", arguments: [0, 1, 255, 16_384, 1_000_003])
    func bytes(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167) }
        try connection.run("INSERT INTO cells (body) VALUES (?)", [.bytes(bytes)])
        try connection.each("SELECT body, typeof(body) FROM cells") { row in
            let (copied, type) = (try row.bytes(0), try row.text(1))
            let lent = try row.withBytes(0) { $0.elementsEqual(bytes) }
            #expect(copied == bytes)
            #expect(lent)
            #expect(type == "blob")
        }
    }

    @Test("Integers", arguments: [.min, -1, 0, 1, 1 << 31, 1 << 53 + 1, Int64.max])
    func integers(_ value: Int64) throws {
        try connection.run("INSERT INTO cells (number) VALUES (?)", [.integer(value)])
        #expect(try connection.first("SELECT number FROM cells") { try $0.integer(0) } == value)
    }

    @Test(
        "Real numbers",
        arguments: [
            0.1, -1, 3, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi, 1e22,
        ])
    func reals(_ value: Double) throws {
        try connection.run("INSERT INTO cells (factor) VALUES (?)", [.real(value)])
        #expect(try connection.first("SELECT factor FROM cells") { try $0.real(0) } == value)
    }

    @Test("NaN, which SQLite would turn into null, is refused")
    func refusesNaN() {
        #expect(
            refusal {
                try connection.run("INSERT INTO cells (factor) VALUES (?)", [.real(.nan)])
            } == .invalidValue)
    }

    @Test("A column of another type, or none, is damage that names the file and the statement")
    func refusesOtherTypes() throws {
        try connection.run(
            "INSERT INTO cells VALUES (?, ?, ?, ?)", [.integer(300), .real(2), .text("7"), .bytes([55])])
        let path = folder.file("store")
        func expectDamage(_ read: (borrowing Row) throws -> Void, _ line: Int = #line) {
            let location = SourceLocation(
                fileID: #fileID, filePath: #filePath, line: line, column: 1)
            let error = #expect(throws: BillingError.self, sourceLocation: location) {
                try connection.each("SELECT number, factor, name, body, NULL FROM cells", [], read)
            }
            #expect(error?.code == .corruptData, sourceLocation: location)
            #expect(error?.detail.hasPrefix("\(path): SELECT") == true, sourceLocation: location)
        }
        expectDamage { _ = try $0.text(0) }
        expectDamage { _ = try $0.real(0) }
        expectDamage { _ = try $0.bytes(0) }
        expectDamage { _ = try $0.integer(0, as: UInt8.self) }
        expectDamage { _ = try $0.integer(1) }
        expectDamage { _ = try $0.integer(2) }
        expectDamage { _ = try $0.bytes(2) }
        expectDamage { _ = try $0.text(3) }
        expectDamage { _ = try $0.integer(4) }
        expectDamage { _ = try $0.textOrNil(0) }
        expectDamage { _ = try $0.integer(5) }
        expectDamage { _ = try $0.integer(-1) }
        expectDamage { _ = try $0.integer(.max) }
        try connection.each("SELECT NULL, number FROM cells") { row in
            let (isNull, integer, text) = (row.isNull(0), try row.integerOrNil(0), try row.textOrNil(0))
            let number = try row.integer(1, as: UInt16.self)
            #expect(isNull && integer == nil && text == nil)
            #expect(number == 300)
        }
    }

    @Test("Each parameter has a value, a statement is one, and a statement may run within itself")
    func statements() throws {
        #expect(
            refusal {
                try connection.run("INSERT INTO cells (name) VALUES (?)", [])
            } == .invalidValue)
        #expect(
            refusal {
                try connection.run("INSERT INTO cells (name) VALUES ('a'); DELETE FROM cells")
            } == .invalidValue)
        #expect(refusal { try connection.run("SELECT * FROM missing") } == .corruptData)
        for number in 1...3 {
            try connection.run("INSERT INTO cells (number) VALUES (?)", [.integer(Int64(number))])
        }
        var pairs = 0
        try connection.each("SELECT number FROM cells") { outer in
            try connection.each("SELECT number FROM cells") { inner in
                pairs += Int(try outer.integer(0) * (try inner.integer(0)))
            }
        }
        #expect(pairs == 36)
        var seen = 0
        try connection.scan("SELECT number FROM cells") { _ in
            seen += 1
            return seen < 2
        }
        #expect(seen == 2)
    }
}
