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

/// The usual file system of SQLite, but that it never makes a log.
///
/// SQLite makes an empty log for a connection that only reads. It would belong to the user of the reader, and the writer, who may be another one,
/// could not use it.
enum ReadingSystem {
    private static let isKnown: Bool = {
        guard let usual = sqlite3_vfs_find(nil) else { return false }
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: usual.pointee)
        system.pointee.pNext = nil
        system.pointee.zName = UnsafePointer(strdup("billing-reading"))
        system.pointee.xOpen = { _, name, file, flags, opened in
            guard let usual = sqlite3_vfs_find(nil) else { return SQLITE_ERROR }
            let isMain = flags & SQLITE_OPEN_MAIN_DB != 0
            return usual.pointee.xOpen(
                usual, name, file, isMain ? flags : flags & ~SQLITE_OPEN_CREATE, opened)
        }
        // SQLite keeps it for as long as the process lives.
        return sqlite3_vfs_register(system, 0) == SQLITE_OK
    }()

    /// The name by which SQLite knows it.
    static func name() throws(BillingError) -> String {
        guard isKnown else {
            throw BillingError(
                .unavailable, rule: "a database needs memory to work", detail: "SQLite file system")
        }
        return "billing-reading"
    }
}
