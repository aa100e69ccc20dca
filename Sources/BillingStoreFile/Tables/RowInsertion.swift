import BillingModel

/// Puts rows into a table, one after the other, without a list of values for each.
///
/// What a checksum covers is what the statement is given: both take the values from the same bytes. It is for tables to which no later
/// format has added columns.
struct RowInsertion {
    private let table: ChecksummedTable
    private let statement: Statement
    private var checksum = RowChecksum()
    /// The columns so far.
    private var fields: [Field] = []

    private enum Field {
        case null
        case integer(Int64)
        /// Where the text lies in the bytes of the checksum.
        case text(Range<Int>)
    }

    init(_ table: ChecksummedTable, _ statement: Statement) {
        self.table = table
        self.statement = statement
        fields.reserveCapacity(table.columns.count)
    }

    /// Begins a row.
    mutating func begin() {
        checksum.restart(table.name)
        fields.removeAll(keepingCapacity: true)
    }

    mutating func add(_ number: Int64?) {
        guard let number else {
            checksum.addNull()
            fields.append(.null)
            return
        }
        checksum.add(number)
        fields.append(.integer(number))
    }

    /// Adds a text without NUL, as all checked texts are.
    mutating func add(_ text: String?) {
        guard let text else { return add(Int64?.none) }
        fields.append(.text(checksum.add(text: text)))
    }

    /// Puts the row in.
    ///
    /// - Returns: The checksum of the row.
    func insert() throws -> Int64 {
        let sum = checksum.checksum
        try checksum.withBytes { bytes in
            for (offset, field) in fields.enumerated() {
                let index = Int32(offset) + 1
                switch field {
                case .null: try statement.bindNull(at: index)
                case .integer(let number): try statement.bind(number, at: index)
                case .text(let range):
                    try statement.bind(lent: UnsafeRawBufferPointer(rebasing: bytes[range]), at: index)
                }
            }
            try statement.bind(sum, at: Int32(fields.count) + 1)
            try statement.run()
        }
        return sum
    }
}
