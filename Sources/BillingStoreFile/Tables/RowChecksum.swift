/// The bytes that a checksum is the hash of: each value with its type and, if it has one, its length.
struct RowChecksum {
    private var bytes: [UInt8] = []

    /// The hash of what was added since the beginning or ``restart(_:)``.
    var checksum: Int64 { Int64(bitPattern: Checksum.xxh64(bytes)) }

    /// Begins with the name of the table, so that no row passes for one of another.
    mutating func restart(_ table: String) {
        bytes.removeAll(keepingCapacity: true)
        bytes.reserveCapacity(256)
        add(.text(table))
    }

    mutating func add(_ value: SQLValue) {
        switch value {
        case .null: bytes.append(0)
        case .integer(let number): add(1, UInt64(bitPattern: number))
        case .real(let number): add(2, number.bitPattern)
        case .text(let text):
            add(3, UInt64(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .bytes(let content):
            add(4, UInt64(content.count))
            bytes.append(contentsOf: content)
        }
    }

    /// Adds a column as it is stored; a text is not made into a `String`.
    mutating func add(_ row: borrowing Row, _ column: Int) throws {
        guard row.isText(column) else { return add(try row.value(column)) }
        try row.withText(column) { text in
            add(3, UInt64(text.count))
            bytes.append(contentsOf: text)
        }
    }

    private mutating func add(_ type: UInt8, _ number: UInt64) {
        bytes.append(type)
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
