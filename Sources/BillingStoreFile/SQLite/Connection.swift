import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

/// One connection to a database file, for one thread at a time.
///
/// All SQL is constant text of this module; what comes from a caller is a bound value. Statements are kept prepared.
final class Connection {
    let path: String
    /// Set once the storage failed while something was written: what reached the disk is not known then, and a later
    /// sync that succeeds proves nothing, so that the file has to be opened again.
    private(set) var isPoisoned = false
    /// The file and its state at opening, if it is read without locks, on the word that nobody writes it.
    var frozen: (file: DatabaseFile, stamp: DatabaseFile.Stamp)?
    /// The numbers of the log and of the shared memory, once a commit or a read has used them.
    var companions: DatabaseFile.Companions?
    /// Outlives the handle, which points to it.
    let lockWait: LockWait
    private var database: OpaquePointer?
    private var statements: [String: Statement] = [:]
    private let log = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    /// The oldest release of SQLite that knows STRICT tables, 3.37.
    static let oldestRelease: Int32 = 3_037_000

    /// Opens a file as it is, without any setting.
    ///
    /// - Parameters:
    ///   - name: What SQLite opens: a path or a URI.
    ///   - path: The path for errors.
    ///   - flags: How SQLite opens it.
    ///   - wait: How long to wait for a lock, in milliseconds.
    ///   - system: The name of the file system that SQLite uses; nil for the usual one.
    /// - Throws: `unsupported` if SQLite is too old, and what opening the file says.
    init(opening name: String, path: String, flags: Int32, wait: Int32, system: String? = nil) throws {
        self.path = path
        lockWait = LockWait(milliseconds: wait)
        log.initialize(to: 0)
        guard sqlite3_libversion_number() >= Self.oldestRelease, sqlite3_threadsafe() != 0 else {
            throw BillingError(
                .unsupported, rule: "SQLite is of release 3.37 or later, and built for threads",
                detail: String(cString: sqlite3_libversion()))
        }
        // Threads take turns, so that SQLite need not lock the connection itself.
        let result = sqlite3_open_v2(name, &database, flags | SQLITE_OPEN_NOMUTEX, system)
        guard result == SQLITE_OK, let database else {
            let error = failure(result, "open")
            sqlite3_close_v2(database)
            self.database = nil
            throw error
        }
        sqlite3_extended_result_codes(database, 1)
        sqlite3_busy_handler(
            database,
            { context, attempt in
                guard let context else { return 0 }
                let lockWait = Unmanaged<LockWait>.fromOpaque(context).takeUnretainedValue()
                return lockWait.nap(before: attempt) ? 1 : 0
            }, Unmanaged.passUnretained(lockWait).toOpaque())
        // Takes the place of the checkpoint that SQLite would run at the end of a commit.
        sqlite3_wal_hook(
            database,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int.self).pointee = Int(pages)
                return SQLITE_OK
            }, log)
    }

    deinit {
        close()
        log.deallocate()
    }

    /// Closes the file; calls after it throw ``BillingError/Code/closed``.
    ///
    /// The last connection to a file moves the log into the database and removes it.
    func close() {
        guard let database else { return }
        for statement in statements.values { statement.finalize() }
        statements = [:]
        sqlite3_close_v2(database)
        self.database = nil
    }

    /// The pages in the log after the last commit of this connection.
    var logPages: Int { log.pointee }

    /// How many rows the last statement inserted, changed or deleted.
    var changes: Int { database.map { Int(sqlite3_changes($0)) } ?? 0 }

    /// The row id of the last row inserted.
    var lastRowID: Int64 { database.map { sqlite3_last_insert_rowid($0) } ?? 0 }

    /// Whether nothing can be written through this connection.
    var isReadOnly: Bool { database.map { sqlite3_db_readonly($0, "main") != 0 } ?? true }

    /// Whether a transaction is open.
    var isInTransaction: Bool { database.map { sqlite3_get_autocommit($0) == 0 } ?? false }

    /// Whether somebody writes a file that was opened on the word that nobody does; it has to be opened again.
    var isStale: Bool {
        guard let frozen else { return false }
        return frozen.file.hasLog || (try? frozen.file.stamp()) != frozen.stamp
    }

    /// The handle, while the connection is open.
    func handle() throws -> OpaquePointer {
        guard let database else {
            throw BillingError(.closed, rule: "a repository that was closed is opened again", detail: path)
        }
        return database
    }

    /// The error of a call that ended with `result`.
    func failure(_ result: Int32, _ operation: String) -> any Error {
        ResultCode(result).error(
            at: path, operation: operation,
            message: String(cString: database.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(result)),
            systemErrors: systemErrors, isThere: (try? DatabaseFile(path).exists) ?? false)
    }

    /// What the system said when a call failed: to the connection, of the file, of its log.
    private var systemErrors: [Int32] {
        guard let database else { return [] }
        let ofConnection = sqlite3_errcode(database) == SQLITE_OK ? 0 : sqlite3_system_errno(database)
        var ofFile: Int32 = 0
        sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &ofFile)
        // A commit fails in the log as a rule, of which the connection remembers nothing.
        var ofLog: Int32 = 0
        var log: UnsafeMutablePointer<sqlite3_file>?
        sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)
        if let log, let methods = log.pointee.pMethods {
            _ = methods.pointee.xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &ofLog)
        }
        return [ofConnection, ofFile, ofLog]
    }

    /// Refuses every later write, and leaves the log as it is for whoever opens the file next.
    func poison() {
        isPoisoned = true
        #if !canImport(Darwin)
        if let database { _ = billing_sqlite_keep_log_on_close(database) }
        #endif
    }

    // MARK: Statements

    /// The text of each statement that is kept prepared.
    var keptStatements: [String] { Array(statements.keys) }

    /// Runs a statement and looks at its rows until `body` returns false.
    func scan(_ sql: String, _ values: [SQLValue] = [], _ body: (borrowing Row) throws -> Bool) throws {
        let (statement, isKept) = try prepared(sql)
        defer {
            statement.reset()
            if !isKept { statement.finalize() }
        }
        try statement.bind(values)
        while try statement.step() {
            guard try body(Row(statement)) else { return }
        }
    }

    /// Runs a statement and looks at each of its rows.
    func each(_ sql: String, _ values: [SQLValue] = [], _ body: (borrowing Row) throws -> Void) throws {
        try scan(sql, values) { row in
            try body(row)
            return true
        }
    }

    /// Runs a statement and reads its first row.
    ///
    /// - Returns: What `body` made of it, or nil if there is no row.
    func first<Value>(
        _ sql: String, _ values: [SQLValue] = [], _ body: (borrowing Row) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try scan(sql, values) { row in
            value = try body(row)
            return false
        }
        return value
    }

    /// Runs a statement whose rows, if it has any, are of no interest.
    func run(_ sql: String, _ values: [SQLValue] = []) throws {
        try scan(sql, values) { _ in true }
    }

    /// Lends a statement that is run many times.
    func repeating<Result>(_ sql: String, _ body: (Statement) throws -> Result) throws -> Result {
        let (statement, isKept) = try prepared(sql)
        defer {
            statement.reset()
            if !isKept { statement.finalize() }
        }
        return try body(statement)
    }

    /// Runs constant statements one after the other, such as those that make the tables.
    func runAll(_ script: String) throws {
        let result = sqlite3_exec(try handle(), script, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result, script) }
    }

    /// A statement that is not running, and whether it is one of those that are kept.
    private func prepared(_ sql: String) throws -> (Statement, isKept: Bool) {
        let kept = statements[sql]
        if let kept, !kept.isRunning { return (kept, true) }
        let statement = try Statement(sql, on: self, database: try handle())
        if kept == nil { statements[sql] = statement }
        return (statement, kept == nil)
    }
}
