import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

/// The row a statement stands on, lent to a closure.
///
/// A column is read as the type it was stored with. Another one, or a column that is not there, is damage and is
/// thrown as ``BillingError/Code/corruptData``.
struct Row: ~Copyable {
    private let statement: Statement

    init(_ statement: Statement) { self.statement = statement }

    /// Whether a column is null.
    func isNull(_ column: Int) -> Bool { type(column) == SQLITE_NULL }

    /// An integer.
    func integer(_ column: Int) throws(BillingError) -> Int64 {
        try expect(SQLITE_INTEGER, column, "an integer")
        return sqlite3_column_int64(statement.handle, Int32(column))
    }

    /// An integer, or nil if the column is null.
    func integerOrNil(_ column: Int) throws(BillingError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// An integer that fits a type other than `Int64`.
    func integer<Value: FixedWidthInteger>(_ column: Int, as type: Value.Type) throws(BillingError) -> Value {
        guard let value = Value(exactly: try integer(column)) else {
            throw damage(column, "an integer of \(type)")
        }
        return value
    }

    /// A number that was stored as a real one.
    func real(_ column: Int) throws(BillingError) -> Double {
        try expect(SQLITE_FLOAT, column, "a real number")
        return sqlite3_column_double(statement.handle, Int32(column))
    }

    /// A text, to the byte.
    func text(_ column: Int) throws(BillingError) -> String {
        try expect(SQLITE_TEXT, column, "a text")
        // The address must be asked for first; the count is then that of the same form.
        guard let start = sqlite3_column_text(statement.handle, Int32(column)) else {
            throw outOfMemory()
        }
        let count = Int(sqlite3_column_bytes(statement.handle, Int32(column)))
        let bytes = UnsafeBufferPointer(start: start, count: count)
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw damage(column, "a text in UTF-8 without NUL")
        }
        return text
    }

    /// Whether a column holds a text.
    func isText(_ column: Int) -> Bool { type(column) == SQLITE_TEXT }

    /// Lends the bytes of a text as they are stored, which are valid inside `body` alone.
    func withText<Result>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try expect(SQLITE_TEXT, column, "a text")
        guard let start = sqlite3_column_text(statement.handle, Int32(column)) else { throw outOfMemory() }
        let count = Int(sqlite3_column_bytes(statement.handle, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// A text, or nil if the column is null.
    func textOrNil(_ column: Int) throws(BillingError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// Bytes, copied.
    func bytes(_ column: Int) throws -> [UInt8] {
        try withBytes(column) { Array($0) }
    }

    /// Lends the bytes of a column, which are valid inside `body` alone.
    func withBytes<Result>(
        _ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try expect(SQLITE_BLOB, column, "bytes")
        let start = sqlite3_column_blob(statement.handle, Int32(column))
        let count = Int(sqlite3_column_bytes(statement.handle, Int32(column)))
        guard start != nil || count == 0 else { throw outOfMemory() }
        return try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// A value as it was stored, for tables whose rows are covered by the checksum as a whole.
    func value(_ column: Int) throws -> SQLValue {
        switch type(column) {
        case SQLITE_INTEGER: .integer(try integer(column))
        case SQLITE_FLOAT: .real(try real(column))
        case SQLITE_TEXT: .text(try text(column))
        case SQLITE_BLOB: .bytes(try bytes(column))
        default: .null
        }
    }

    private func type(_ column: Int) -> Int32 {
        guard let column = Int32(exactly: column) else { return SQLITE_NULL }
        return sqlite3_column_type(statement.handle, column)
    }

    private func expect(_ expected: Int32, _ column: Int, _ name: String) throws(BillingError) {
        guard type(column) == expected else { throw damage(column, name) }
    }

    private func outOfMemory() -> BillingError {
        BillingError(.unavailable, rule: "a database needs memory to work", detail: statement.sql)
    }

    private func damage(_ column: Int, _ name: String) -> BillingError {
        statement.damage("column \(column) is not \(name)")
    }
}
