import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

extension Connection {
    /// Copies the database as it is now into a new file, while others go on reading and writing it.
    ///
    /// The copy grows beside its place, under a name that ends in `.partial`, and takes its own name once it is whole
    /// and on the disk. What fails or is cancelled leaves no file.
    ///
    /// - Parameters:
    ///   - path: Where the copy is put; nothing may stand there.
    ///   - step: The pages to copy between two calls of `progress`.
    ///   - progress: Takes the pages done and the pages in all; what it throws ends the copy.
    /// - Throws: `conflict` if a file stands in the place, or as opening and writing a database do.
    func backup(to path: String, step: Int32 = 256, progress: (Int, Int) throws -> Void) throws {
        let target = try DatabaseFile(path)
        let partial = try DatabaseFile(path + ".partial")
        if target.exists { throw Self.occupied(path) }
        guard try partial.makeIfMissing() else { throw Self.occupied(partial.path) }
        do {
            try read {
                // A transaction sees the state of its first read; without one, each commit would begin the copy anew.
                _ = try isEmpty()
                try copy(to: partial, step: step, progress: progress)
            }
            if target.exists { throw Self.occupied(path) }
            try partial.rename(to: target)
        } catch {
            partial.remove()
            throw error
        }
    }

    private static func occupied(_ path: String) -> BillingError {
        BillingError(.conflict, rule: "a copy never takes the place of another file", detail: path)
    }

    private func copy(to file: DatabaseFile, step: Int32, progress: (Int, Int) throws -> Void) throws {
        let target = try Connection(
            opening: file.path, path: file.path, flags: SQLITE_OPEN_READWRITE, wait: 0)
        defer { target.close() }
        try target.run("PRAGMA synchronous = FULL")
        #if canImport(Darwin)
        try target.run("PRAGMA fullfsync = ON")
        #endif
        let copy = sqlite3_backup_init(try target.handle(), "main", try handle(), "main")
        guard let copy else {
            throw target.failure(sqlite3_extended_errcode(try target.handle()), "backup")
        }
        var result: Int32
        do {
            repeat {
                result = sqlite3_backup_step(copy, step)
                let total = Int(sqlite3_backup_pagecount(copy))
                try progress(total - Int(sqlite3_backup_remaining(copy)), total)
            } while result == SQLITE_OK
        } catch {
            sqlite3_backup_finish(copy)
            throw error
        }
        let finished = sqlite3_backup_finish(copy)
        guard result == SQLITE_DONE, finished == SQLITE_OK else {
            throw target.failure(result == SQLITE_DONE ? finished : result, "backup")
        }
    }
}
