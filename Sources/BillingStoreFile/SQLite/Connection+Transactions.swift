import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

extension Connection {
    /// Commits what `body` writes, or undoes all of it if `body` throws.
    ///
    /// One transaction writes at a time, in all processes; a second one waits for as long as the connection may. The
    /// commit is not cut short by a cancellation.
    ///
    /// - Throws: What `body` throws, `busy` if the wait was in vain, `readOnly`, `noSpace`, and `storageFailed` or `replaced`,
    ///   after which the connection takes no more writes.
    func write<Result>(_ body: () throws -> Result) throws -> Result {
        try checkPlace()
        guard !isPoisoned else { throw poisoned }
        try run("BEGIN IMMEDIATE")
        do {
            try rememberCompanions()
            let result = try body()
            try run("COMMIT")
            // What went into a file that is no longer in its place is not acknowledged.
            try checkPlace()
            return result
        } catch {
            if case BillingError.Code.storageFailed = error { poison() }
            rollBack()
            throw error
        }
    }

    /// Writes all of the database anew, page by page without gaps.
    ///
    /// It needs room for two more copies while it works, one of them where the system keeps temporary files.
    ///
    /// - Throws: As ``write(_:)``; the database is then as it was.
    func rewrite() throws {
        guard !isPoisoned else { throw poisoned }
        try run("PRAGMA temp_store = FILE")
        defer { try? run("PRAGMA temp_store = MEMORY") }
        do {
            try run("VACUUM")
        } catch {
            if case BillingError.Code.storageFailed = error { poison() }
            throw error
        }
    }

    private var poisoned: BillingError {
        BillingError(
            .storageFailed, rule: "after a write that failed, a repository is opened again", detail: path)
    }

    /// Reads one state of the database, whatever is committed meanwhile.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the statement that runs, and then the read, with `CancellationError`.
    ///   - body: The reads, which change nothing.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, `CancellationError`, `replaced`, and `unavailable` if ``isStale`` turned true.
    func read<Result>(
        cancelledBy cancellation: Cancellation? = nil, _ body: () throws -> Result
    ) throws -> Result {
        try cancellation?.check()
        let database = try handle()
        if let cancellation {
            // The flag outlives the handler, which the end of this call takes away.
            sqlite3_progress_handler(
                database, 1_000,
                { context in
                    guard let context else { return 0 }
                    let flag = Unmanaged<Cancellation>.fromOpaque(context).takeUnretainedValue()
                    return flag.isCancelled ? 1 : 0
                }, Unmanaged.passUnretained(cancellation).toOpaque())
        }
        defer {
            sqlite3_progress_handler(database, 0, nil, nil)
            withExtendedLifetime(cancellation) {}
        }
        try checkPlace()
        try run("BEGIN")
        do {
            let result = try body()
            try rememberCompanions()
            try run("COMMIT")
            guard !isStale else {
                throw BillingError(
                    .unavailable, rule: "a file in a read-only folder does not change while it is read",
                    detail: path)
            }
            return result
        } catch {
            sqlite3_progress_handler(database, 0, nil, nil)
            rollBack()
            throw error
        }
    }

    /// Ends a transaction that failed; SQLite has ended it already after some errors.
    private func rollBack() {
        if isInTransaction { try? run("ROLLBACK") }
    }
}
