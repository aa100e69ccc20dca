/// The bytes that a checksum is the hash of: each value with its type and, if it has one, its length.
struct RowChecksum {
    /// What was added, and room for more behind it.
    private var bytes = [UInt8](repeating: 0, count: 256)
    private var count = 0

    /// The hash of what was added since the beginning or ``restart(_:)``.
    var checksum: Int64 { withBytes { Int64(bitPattern: Checksum.xxh64($0)) } }

    /// Begins with the name of the table, so that no row passes for one of another.
    mutating func restart(_ table: String) {
        count = 0
        add(text: table)
    }

    mutating func add(_ value: SQLValue) {
        switch value {
        case .null: addNull()
        case .integer(let number): add(number)
        case .real(let number): add(2, number.bitPattern, 0)
        case .text(let text): add(text: text)
        case .bytes(let content): content.withUnsafeBytes { add(4, $0) }
        }
    }

    mutating func addNull() {
        makeRoom(1)
        bytes[count] = 0
        count += 1
    }

    mutating func add(_ number: Int64) { add(1, UInt64(bitPattern: number), 0) }

    /// Adds a text, and returns where it lies.
    @discardableResult
    mutating func add(text: String) -> Range<Int> {
        let start = count + 9
        let added: Void? = text.utf8.withContiguousStorageIfAvailable { add(3, UnsafeRawBufferPointer($0)) }
        if added == nil { Array(text.utf8).withUnsafeBytes { add(3, $0) } }
        return start..<count
    }

    /// Lends what was added.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    /// Adds a column as it is stored; a text is not made into a `String`.
    mutating func add(_ row: borrowing Row, _ column: Int) throws {
        guard row.isText(column) else { return add(try row.value(column)) }
        try row.withText(column) { add(3, $0) }
    }

    private mutating func add(_ type: UInt8, _ content: UnsafeRawBufferPointer) {
        add(type, UInt64(content.count), content.count)
        let start = count
        bytes.withUnsafeMutableBytes {
            UnsafeMutableRawBufferPointer(rebasing: $0[start...]).copyMemory(from: content)
        }
        count += content.count
    }

    /// Adds a type and a number, and makes room for so much behind them.
    private mutating func add(_ type: UInt8, _ number: UInt64, _ more: Int) {
        makeRoom(9 + more)
        let start = count
        bytes.withUnsafeMutableBytes {
            $0[start] = type
            $0.storeBytes(of: number.littleEndian, toByteOffset: start + 1, as: UInt64.self)
        }
        count += 9
    }

    private mutating func makeRoom(_ more: Int) {
        guard count + more > bytes.count else { return }
        bytes.append(contentsOf: repeatElement(0, count: max(more, bytes.count)))
    }
}
