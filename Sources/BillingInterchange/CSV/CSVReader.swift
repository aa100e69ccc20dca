public import BillingModel

/// Reads CSV as RFC 4180 describes it, in pieces and in bounded memory.
///
/// Lines end with LF or CRLF, the last one perhaps with neither. A byte order mark in front and empty lines are skipped;
/// behind a mark of UTF-16 the bytes are read as that. A first line `sep=;`, as spreadsheets know it, states what divides the
/// fields and is no record.
/// All records have as many fields as the first. A quote inside a field without quotes is taken as it is, unless only
/// spaces stand before it. A record that breaks a rule is given with a ``CSVRecord/fault``, and
/// reading goes on at the line after the one on which it began; so a quote that never closes takes no other line
/// with it. In what pieces the bytes come changes nothing.
///
/// ```swift
/// var reader = CSVReader("date,users\n2025-03-30,12\n2025-03-31,\"1\"3\n")
/// while let record = try reader.next() {
///     print(record.line, record.fault?.detail ?? record.texts.joined(separator: " | "))
/// }
/// // 1 date | users
/// // 2 2025-03-30 | 12
/// // 3 line 3, column 15
/// ```
///
/// Never more is held than one piece and the longest record that is allowed. The rest of a longer one is skipped as it
/// comes.
///
/// - SeeAlso: RFC 4180.
public struct CSVReader {
    /// The most bytes of a record unless told otherwise: a mebibyte.
    public static let recordLimit = 1 << 20

    private let nextChunk: () throws -> [UInt8]
    private var parser: CSVParser

    /// Reads the pieces that a closure gives; an empty one is the end.
    ///
    /// - Parameters:
    ///   - dialect: What stands between two fields.
    ///   - recordLimit: The most bytes of a record without its line end, from 1 to a gibibyte.
    ///   - nextChunk: Gives the next bytes; what it throws, ``next()`` throws.
    public init(
        _ dialect: CSVDialect = .standard, recordLimit: Int = Self.recordLimit,
        chunks nextChunk: @escaping () throws -> [UInt8]
    ) {
        parser = CSVParser(dialect, recordLimit: recordLimit)
        self.nextChunk = nextChunk
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - text: The whole content.
    ///   - dialect: What stands between two fields.
    ///   - recordLimit: The most bytes of a record without its line end, from 1 to a gibibyte.
    public init(
        _ text: String, _ dialect: CSVDialect = .standard, recordLimit: Int = Self.recordLimit
    ) {
        self.init(dialect, recordLimit: recordLimit) { [] }
        parser.append(text.utf8)
        parser.finish()
    }

    /// Reads a file in blocks, which stays open as long as the reader or a copy of it lives.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - dialect: What stands between two fields.
    ///   - recordLimit: The most bytes of a record without its line end, from 1 to a gibibyte.
    /// - Throws: `BillingError` with code `unavailable` if the file cannot be opened; ``next()`` throws the same if it
    ///   cannot be read.
    public init(
        path: String, _ dialect: CSVDialect = .standard, recordLimit: Int = Self.recordLimit
    ) throws(BillingError) {
        let file = try FileBlocks(path: path)
        self.init(dialect, recordLimit: recordLimit) { try file.next() }
    }

    /// The bytes that are held between two pieces, for tests.
    package var heldBytes: Int { parser.heldBytes }

    /// What divides fields, as the file says or else as was told.
    var dialect: CSVDialect { parser.dialect }

    /// From now on a record has as many fields as a header that was found below other lines.
    mutating func expect(width: Int) { parser.expect(width: width) }

    /// Gives the next record; nil at the end.
    ///
    /// - Throws: Only what the source of the bytes throws.
    public mutating func next() throws -> CSVRecord? {
        var record = CSVRecord()
        return try next(into: &record) ? record : nil
    }

    /// Gives the next record in the place of another one, whose memory is used again.
    ///
    /// - Parameter record: Is overwritten; left as it is at the end.
    /// - Returns: Whether there was a record.
    /// - Throws: Only what the source of the bytes throws.
    /// - Complexity: O(*n*) for *n* bytes, however they are cut.
    public mutating func next(into record: inout CSVRecord) throws -> Bool {
        while true {
            switch parser.next(into: &record) {
            case .record: return true
            case .end: return false
            case .needsBytes:
                let chunk = try nextChunk()
                if chunk.isEmpty { parser.finish() } else { parser.append(chunk) }
            }
        }
    }
}
