import BillingInterchange
import BillingModel
import Testing

@Suite("Rows in an encoding that is not read are told as what they are")
struct CSVEncodingTests {
    private static let text = "date,assets\r\n2026-03-01,\"1\"\r\n"
    private static let unmarked = "UTF-16 is read behind its byte order mark, which is not there"
    private static let long = "UTF-32 is not read: rows are UTF-8, or UTF-16 behind a byte order mark"
    private static let cut = "the data end within a character of UTF-16: they were cut"

    /// The rules that the records of bytes break, which come in pieces of a size.
    private static func rules(_ bytes: [UInt8], pieces: Int) throws -> [String?] {
        var rest = bytes[...]
        var reader = CSVReader {
            defer { rest = rest.dropFirst(pieces) }
            return Array(rest.prefix(pieces))
        }
        var rules: [String?] = []
        while let record = try reader.next() { rules.append(record.fault?.rule) }
        return rules
    }

    private static func units(_ text: String, isLittle: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
            return isLittle ? [low, high] : [high, low]
        }
    }

    private static func scalars(_ text: String, isLittle: Bool) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: scalar.value >> $0) }
            return isLittle ? bytes.reversed() : bytes
        }
    }

    @Test("UTF-16 without a mark and UTF-32, whatever pieces they come in", arguments: [1, 2, 3, 5, 1_000])
    func encodings(_ pieces: Int) throws {
        for isLittle in [true, false] {
            let short = try Self.rules(Self.units(Self.text, isLittle: isLittle), pieces: pieces)
            #expect(!short.isEmpty && short.allSatisfy { $0 == Self.unmarked }, "\(short)")
            for mark in ["", "\u{FEFF}"] {
                let long = try Self.rules(Self.scalars(mark + Self.text, isLittle: isLittle), pieces: pieces)
                #expect(!long.isEmpty && long.allSatisfy { $0 == Self.long }, "\(long)")
            }
        }
    }

    @Test("UTF-16 that ends in half a unit or half a pair was cut", arguments: [1, 2, 7, 1_000])
    func cut(_ pieces: Int) throws {
        for isLittle in [true, false] {
            let whole = Self.units("\u{FEFF}" + Self.text, isLittle: isLittle)
            #expect(try Self.rules(whole, pieces: pieces) == [nil, nil])
            for end in [[0x00], isLittle ? [0x3D, 0xD8] : [0xD8, 0x3D]] as [[UInt8]] {
                #expect(try Self.rules(whole + end, pieces: pieces) == [nil, nil, Self.cut])
            }
            let within = Self.units("\u{FEFF}a,b\r\n1,2", isLittle: isLittle)
            #expect(try Self.rules(within.dropLast(), pieces: pieces) == [nil, Self.cut])
        }
    }

    @Test("Zeros that are those of no encoding stay NUL, and few bytes are read as they are")
    func others() throws {
        #expect(try Self.rules(Array("a\0b,c\n".utf8), pieces: 1) == ["a record holds no NUL"])
        #expect(try Self.rules(Array("a".utf8), pieces: 1) == [nil])
        #expect(try Self.rules(Array("a\nb".utf8), pieces: 1) == [nil, nil])
        #expect(try Self.rules([0xEF, 0xBB, 0xBF], pieces: 1) == [])
        #expect(try Self.rules([0xFF, 0xFE], pieces: 1) == [])
    }
}
