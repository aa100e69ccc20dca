import BillingModel

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

extension Connection {
    static let staysInPlace = "the file of an open repository stays in its place, with the log beside it"

    /// Refuses to go on with a file that was renamed, removed or replaced since it was opened, or whose log was.
    ///
    /// What is written to such a file is read by nobody who opens the path afterwards.
    ///
    /// - Throws: `replaced`; the connection takes no more writes then.
    /// - Complexity: A few looks into the folder.
    func checkPlace() throws {
        let database = try handle()
        if let frozen {
            guard try frozen.file.stamp().number == frozen.stamp.number else { throw replaced("the file") }
            return
        }
        var hasMoved: Int32 = 0
        sqlite3_file_control(database, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        guard hasMoved == 0 else { throw replaced("the file") }
        guard let companions else { return }
        guard try DatabaseFile(path).companions == companions else { throw replaced("its log") }
    }

    /// Takes note of the log that a transaction has used; the connection holds a lock by which it stays as long as nobody takes it away.
    func rememberCompanions() throws {
        guard companions == nil, frozen == nil else { return }
        let found = try DatabaseFile(path).companions
        if found.log != 0, found.sharedMemory != 0 { companions = found }
    }

    private func replaced(_ what: String) -> BillingError {
        poison()
        return BillingError(
            .replaced, rule: Self.staysInPlace, detail: "\(path): \(what) was renamed, removed or replaced")
    }
}
