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

/// An extended result code of SQLite, and the one place that says what it means to a caller.
struct ResultCode {
    let raw: Int32

    // Extended codes, which are macros that the importer leaves out.
    private static let failedWrite = SQLITE_IOERR | (3 << 8)
    private static let failedTruncation = SQLITE_IOERR | (6 << 8)
    private static let noMemoryAtRead = SQLITE_IOERR | (12 << 8)
    private static let failedSharedMemory = SQLITE_IOERR | (19 << 8)
    private static let corruptFileSystem = SQLITE_IOERR | (33 << 8)
    private static let unreadLog = SQLITE_READONLY | (1 << 8)
    private static let movedDatabase = SQLITE_READONLY | (4 << 8)
    private static let unmadeLog = SQLITE_READONLY | (5 << 8)

    /// The code without its extension.
    var primary: Int32 { raw & 0xFF }

    init(_ raw: Int32) { self.raw = raw }

    /// A file could not be opened, beside the file of the database as a rule.
    var isCannotOpen: Bool { primary == SQLITE_CANTOPEN }

    /// The error of a call that ended with this code.
    ///
    /// - Parameters:
    ///   - place: The path of the file.
    ///   - operation: The statement, or what else was tried.
    ///   - message: What SQLite says about it, which may hold data.
    ///   - systemErrors: What the system may have said: to the connection, of the file and of its log; 0 if nothing.
    ///   - isThere: Whether the file stands at its path.
    /// - Returns: A `BillingError`, or `CancellationError` for an interrupted statement.
    func error(
        at place: String, operation: String, message: String, systemErrors: [Int32] = [],
        isThere: Bool = false
    ) -> any Error {
        if primary == SQLITE_INTERRUPT { return CancellationError() }
        let detail = "\(place): \(operation): SQLite code \(raw), \(message)"
        if isCannotOpen, let systemError = systemErrors.first, systemError != 0 {
            // What SQLite looks for beside a file may be missing; a file that is there and cannot be opened is not.
            let isOfAnother = isThere && [ENOENT, ENOTDIR].contains(systemError)
            return SystemError.failure(isOfAnother ? EIO : systemError, of: detail)
        }
        var (code, rule) = systemErrors.contains(where: isOutOfSpace) ? Self.full : meaning
        // SQLite takes a page that the system does not read for a damaged one.
        let isUnread = systemErrors.dropFirst().contains { [EIO, ENXIO, ERANGE].contains($0) }
        if primary == SQLITE_CORRUPT, isUnread { (code, rule) = Self.failed }
        return BillingError(code, rule: rule, detail: detail)
    }

    private static let failed = (
        BillingError.Code.storageFailed, "the storage reads, writes and syncs what it is asked to"
    )

    private static let full = (BillingError.Code.noSpace, "a commit needs room on the disk and in the quota")

    /// A failed sync is never taken for a full disk alone, since what it lost is not known.
    private func isOutOfSpace(_ systemError: Int32) -> Bool {
        let writes = [Self.failedWrite, Self.failedTruncation, Self.failedSharedMemory]
        return writes.contains(raw) && [ENOSPC, EDQUOT, EFBIG].contains(systemError)
    }

    private var meaning: (BillingError.Code, String) {
        switch raw {
        case Self.noMemoryAtRead: return (.unavailable, "a database needs memory to work")
        // So SQLite calls a read that the system failed; what lies there is as it was.
        case Self.corruptFileSystem: return Self.failed
        case Self.movedDatabase: return (.replaced, Connection.staysInPlace)
        case Self.unreadLog, Self.unmadeLog:
            return (.readOnly, "a log that was not finished is read where it can also be written")
        default: break
        }
        switch primary {
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
            return (
                .busy, "one writer at a time holds a database, and the others wait for as long as they may"
            )
        case SQLITE_FULL: return Self.full
        case SQLITE_IOERR: return Self.failed
        case SQLITE_CORRUPT: return (.corruptData, "a database is as it was written")
        case SQLITE_NOTADB, SQLITE_FORMAT:
            return (.corruptData, "the file of a repository is a SQLite database")
        case SQLITE_READONLY: return (.readOnly, "a database is written where its file and folder allow it")
        case SQLITE_PERM, SQLITE_AUTH: return (.unavailable, "the process may read the file of a database")
        case SQLITE_CANTOPEN: return (.unavailable, "the files of a database can be opened")
        case SQLITE_NOMEM: return (.unavailable, "a database needs memory to work")
        case SQLITE_TOOBIG: return (.limitExceeded, "a value or a statement keeps to the limits of SQLite")
        case SQLITE_NOLFS: return (.unsupported, "the file system takes files of this size")
        case SQLITE_CONSTRAINT, SQLITE_MISMATCH:
            return (.corruptData, "the rows of a database keep its constraints")
        default: return (.corruptData, "a database has the tables of its format")
        }
    }
}
