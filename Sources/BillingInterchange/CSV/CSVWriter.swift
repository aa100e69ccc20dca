/// Writes lines as RFC 4180 describes them, each with CRLF at its end.
struct CSVWriter {
    private(set) var bytes: [UInt8] = []
    private let dialect: CSVDialect

    init(_ dialect: CSVDialect) { self.dialect = dialect }

    /// Hands over what was written so far, and begins anew.
    mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func write(_ cells: [CSVValue]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(dialect.separator) }
            switch cell.form {
            // A line without any byte would not be read as a row of one empty cell.
            case .missing: if cells.count == 1 { bytes += [Self.quote, Self.quote] }
            case .plain(let text): bytes += text.utf8
            case .text(let text): write(text)
            }
        }
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    private mutating func write(_ text: String) {
        let text = Array(text.utf8)
        let isGuarded = FormulaGuard.isNeeded(text)
        // What looks like a byte order mark would be lost at the start of a file.
        let isQuoted =
            text.isEmpty || text.starts(with: CSVParser.byteOrderMark)
            || text.contains { byte in
                byte == dialect.separator || byte == Self.quote || byte == UInt8(ascii: "\r")
                    || byte == UInt8(ascii: "\n")
            }
        if isQuoted { bytes.append(Self.quote) }
        if isGuarded { bytes.append(FormulaGuard.mark) }
        if isQuoted {
            for byte in text {
                if byte == Self.quote { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(Self.quote)
        } else {
            bytes += text
        }
    }

    private static let quote = UInt8(ascii: "\"")
}
