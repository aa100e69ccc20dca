import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

extension Connection {
    /// Moves what the log holds into the database, as far as no reader needs the older pages.
    ///
    /// Releases of SQLite up to 3.51.2 can lose commits if a second checkpoint runs while a commit begins the log anew
    /// (the WAL-reset bug). So this connection, which must be in no transaction, keeps all writers of all processes
    /// waiting while `copier` works. Readers go on.
    ///
    /// - Parameter copier: A second connection that may write the same file, in no transaction.
    /// - Returns: The pages of the log that are not in the database yet.
    /// - Throws: As ``write(_:)``.
    @discardableResult
    func checkpoint(by copier: Connection) throws -> Int {
        try write { try copier.checkpoint(SQLITE_CHECKPOINT_PASSIVE) }
    }

    /// Moves all of the log into the database and cuts the file of the log to nothing, so that nothing that was
    /// erased is left in it.
    ///
    /// - Parameter copier: A second connection that may write the same file, in no transaction.
    /// - Throws: As ``write(_:)``, and `busy` if a reader still needs the log after a tenth of a second: all writers
    ///   wait meanwhile.
    func truncateLog(by copier: Connection) throws {
        try checkpoint(by: copier)
        // Takes the lock of the writers itself.
        _ = try lockWait.atMost(milliseconds: 100) { try checkpoint(SQLITE_CHECKPOINT_TRUNCATE) }
    }

    @discardableResult
    private func checkpoint(_ mode: Int32) throws -> Int {
        var total: Int32 = 0
        var moved: Int32 = 0
        let result = sqlite3_wal_checkpoint_v2(try handle(), "main", mode, &total, &moved)
        guard result == SQLITE_OK else {
            let error = failure(result, "checkpoint")
            if case BillingError.Code.storageFailed = error { poison() }
            throw error
        }
        return Int(max(total - moved, 0))
    }
}
