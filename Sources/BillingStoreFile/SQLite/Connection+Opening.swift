import BillingModel

#if canImport(Darwin)
import Darwin
import SQLite3
#else
import CBillingSQLite
#if canImport(Musl)
import Musl
#else
import Glibc
#endif
#endif

extension Connection {
    /// Opens a database of this package with all settings that it needs.
    ///
    /// - Parameters:
    ///   - path: The path of the file; not of a folder or a device.
    ///   - options: How to open it.
    /// - Returns: A connection, to be closed by the caller.
    /// - Throws: `notFound` if the file or its folder is missing, `readOnly` if it has to be written and cannot be,
    ///   `unavailable` if it cannot be reached, `malformed` if it is the database of another program, and
    ///   `corruptData` if it is none.
    static func open(_ path: String, _ options: ConnectionOptions) throws -> Connection {
        let file = try DatabaseFile(path)
        guard options.access != .readOnly else { return try openReadOnly(file, path, options) }
        if options.access == .create {
            _ = try file.makeIfMissing()
        } else {
            try file.checkExists()
        }
        let connection = try Connection(
            opening: file.path, path: path, flags: SQLITE_OPEN_READWRITE, wait: options.waitMilliseconds)
        // SQLite is content with reading where writing is forbidden, and asks for the folder at the first write only.
        guard !connection.isReadOnly, !file.isInReadOnlyFolder else {
            if connection.isReadOnly, file.isWritable {
                throw SystemError.failure(EIO, of: "\(path): open to write")
            }
            throw BillingError(
                .readOnly, rule: "a database is written where its file and folder allow it", detail: path)
        }
        try connection.harden()
        try connection.checkIdentity(options)
        // Must come before the first page is written, and changes nothing afterwards.
        try connection.run("PRAGMA page_size = 16384")
        try connection.useLog(wait: options.waitMilliseconds)
        try connection.run("PRAGMA synchronous = \(options.synchronous.rawValue)")
        try connection.run("PRAGMA journal_size_limit = 67108864")
        // What was erased is overwritten.
        try connection.run("PRAGMA secure_delete = ON")
        return connection
    }

    /// Opens an empty database that is in no file, with a name for errors.
    convenience init(inMemory path: String) throws {
        try self.init(
            opening: ":memory:", path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, wait: 0)
    }

    /// Opens a database to read it, and makes nothing beside it: a log or shared memory that belonged to a reader would
    /// keep a writer of another user out.
    private static func openReadOnly(
        _ file: DatabaseFile, _ path: String, _ options: ConnectionOptions
    ) throws -> Connection {
        try file.checkExists()
        func ready(_ connection: Connection) throws -> Connection {
            try connection.harden()
            try connection.checkIdentity(options)
            return connection
        }
        do {
            // With the log that a writer has made, and with its shared memory.
            return try ready(
                Connection(
                    opening: file.sharedURI, path: path,
                    flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, wait: options.waitMilliseconds,
                    system: try ReadingSystem.name()))
        } catch  where !file.hasLog {
            // Without a log SQLite reads a file only if told that nobody writes it.
            let stamp = try file.stamp()
            let connection = try Connection(
                opening: file.immutableURI, path: path, flags: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                wait: options.waitMilliseconds)
            connection.frozen = (file, stamp)
            return try ready(connection)
        } catch  where !file.isOwned && file.companions.sharedMemory == 0 {
            throw BillingError(
                .readOnly, rule: "a log that was not finished is read where it can also be written",
                detail: path, cause: error)
        }
    }

    /// Trusts nothing that the file says about itself, and leaves no content in other files.
    private func harden() throws {
        #if canImport(Darwin)
        try run("PRAGMA fullfsync = ON")
        try run("PRAGMA checkpoint_fullfsync = ON")
        #else
        _ = billing_sqlite_set_defensive(try handle())
        #endif
        try run("PRAGMA trusted_schema = OFF")
        try run("PRAGMA cell_size_check = ON")
        try run("PRAGMA foreign_keys = ON")
        try run("PRAGMA temp_store = MEMORY")
        // A file that is cut short under a mapping would end the process.
        try run("PRAGMA mmap_size = 0")
        try run("PRAGMA cache_size = -8192")
    }

    /// Refuses the database of another program before anything is changed in it.
    private func checkIdentity(_ options: ConnectionOptions) throws {
        let id = try applicationID()
        let isNew = try id == 0 && options.access == .create && isEmpty()
        guard id == options.applicationID || isNew else {
            throw BillingError(
                .malformed, rule: "the file of a repository was made by this package",
                detail: "\(path): application id \(id)")
        }
    }

    /// Changes to the write-ahead log; two processes that make one file may get in each other's way.
    private func useLog(wait: Int32) throws {
        var waited: Int32 = 0
        while true {
            do {
                let mode = try first("PRAGMA journal_mode = WAL") { try $0.text(0) }
                guard mode == "wal" else {
                    throw BillingError(
                        .unsupported, rule: "the file system of a repository has shared memory and locks",
                        detail: "\(path): journal mode \(mode ?? "unknown")")
                }
                return
            } catch BillingError.Code.busy where waited < wait {
                usleep(10_000)
                waited += 10
            }
        }
    }
}

extension Connection {
    /// What the header of the file says of its format, 0 in a new one.
    func applicationID() throws -> Int32 {
        try first("PRAGMA application_id") { try $0.integer(0, as: Int32.self) } ?? 0
    }

    /// The version of the tables, 0 in a new file.
    func userVersion() throws -> Int32 {
        try first("PRAGMA user_version") { try $0.integer(0, as: Int32.self) } ?? 0
    }

    /// Whether there are no tables.
    func isEmpty() throws -> Bool {
        try first("SELECT 1 FROM sqlite_schema LIMIT 1") { _ in true } == nil
    }

    /// Says in the header what the file is; belongs into the transaction that makes the tables.
    func setFormat(applicationID: Int32, userVersion: Int32) throws {
        try run("PRAGMA application_id = \(applicationID)")
        try run("PRAGMA user_version = \(userVersion)")
    }
}
