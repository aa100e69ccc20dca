import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

/// A prepared statement of one connection.
final class Statement {
    let sql: String
    let handle: OpaquePointer
    /// The connection keeps its statements, and so outlives them.
    private unowned let connection: Connection

    /// Prepares the one statement that `sql` holds, on an open connection.
    init(_ sql: String, on connection: Connection, database: OpaquePointer) throws {
        var prepared: OpaquePointer?
        var hasMore = false
        let result = sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
            let result = sqlite3_prepare_v3(database, text, -1, flags, &prepared, &tail)
            hasMore = tail.map { $0.pointee != 0 } ?? false
            return result
        }
        guard result == SQLITE_OK, let prepared else { throw connection.failure(result, sql) }
        guard !hasMore else {
            sqlite3_finalize(prepared)
            throw BillingError(.invalidValue, rule: "a statement is prepared alone", detail: sql)
        }
        self.sql = sql
        self.connection = connection
        handle = prepared
    }

    /// A statement between its first and its last row.
    var isRunning: Bool { sqlite3_stmt_busy(handle) != 0 }

    /// Sets all parameters, in the order of the text.
    func bind(_ values: [SQLValue]) throws {
        guard values.count == Int(sqlite3_bind_parameter_count(handle)) else {
            throw BillingError(.invalidValue, rule: "each parameter of a statement has a value", detail: sql)
        }
        for (offset, value) in values.enumerated() {
            let result = try bind(value, at: Int32(offset) + 1)
            guard result == SQLITE_OK else { throw connection.failure(result, sql) }
        }
    }

    /// SQLite makes its own copy of what a pointer leads to: the macro SQLITE_TRANSIENT, which has a cast.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func bind(_ value: SQLValue, at index: Int32) throws -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(handle, index)
        case .integer(let value):
            return sqlite3_bind_int64(handle, index, value)
        case .real(let value):
            guard !value.isNaN else {
                throw BillingError(.invalidValue, rule: "a stored number is not NaN", detail: sql)
            }
            return sqlite3_bind_double(handle, index, value)
        case .text(var text):
            guard !text.utf8.contains(0) else {
                throw BillingError(.invalidValue, rule: "a stored text has no NUL", detail: "\(sql): \(text)")
            }
            return text.withUTF8 { bytes in
                // No bytes have no address either, and would be taken for null.
                guard let start = bytes.baseAddress else {
                    return sqlite3_bind_text(handle, index, "", 0, Self.copied)
                }
                return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    sqlite3_bind_text64(
                        handle, index, $0, UInt64(bytes.count), Self.copied, UInt8(SQLITE_UTF8))
                }
            }
        case .bytes(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), Self.copied)
            }
        }
    }

    /// Sets one parameter.
    func bind(_ number: Int64, at index: Int32) throws {
        try check(sqlite3_bind_int64(handle, index, number))
    }

    /// Sets one parameter to null.
    func bindNull(at index: Int32) throws { try check(sqlite3_bind_null(handle, index)) }

    /// Sets one parameter to a text of UTF-8 that is not empty and stays where it is until the statement ran.
    func bind(lent text: UnsafeRawBufferPointer, at index: Int32) throws {
        try text.withMemoryRebound(to: CChar.self) {
            try check(
                sqlite3_bind_text64(
                    handle, index, $0.baseAddress, UInt64($0.count), nil, UInt8(SQLITE_UTF8)))
        }
    }

    private func check(_ result: Int32) throws {
        guard result == SQLITE_OK else { throw connection.failure(result, sql) }
    }

    /// Runs to the end, and is ready to run again with other values.
    func run() throws {
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// Goes to the next row.
    ///
    /// - Returns: Whether there is one.
    func step() throws -> Bool {
        let result = sqlite3_step(handle)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.failure(result, sql)
        }
    }

    /// Stored content that is not what it should be.
    func damage(_ what: String) -> BillingError {
        BillingError(
            .corruptData, rule: "a column holds what its table says",
            detail: "\(connection.path): \(sql): \(what)")
    }

    /// Ends a run and lets go of the values.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Gives the memory back; nothing else may be called after it.
    func finalize() { sqlite3_finalize(handle) }
}
