import BillingModel
import BillingTestSupport
import Foundation

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

/// Files that a case damages, and strangers that write them.
enum Files {
    static func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    static func write(_ bytes: some Collection<UInt8>, to path: String) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    /// Removes a database with what lies beside it.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }

    /// Runs SQL as another program would, and gives the rows of the last statements as text.
    @discardableResult
    static func run(_ sql: String, on path: String) throws -> [[String]] {
        var database: OpaquePointer?
        defer { sqlite3_close_v2(database) }
        guard sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            throw Skipped(reason: "SQLite does not open \(path)")
        }
        var rows: [[String]] = []
        let result = withUnsafeMutablePointer(to: &rows) { rows in
            sqlite3_exec(
                database, sql,
                { context, count, values, _ in
                    let row = (0..<Int(count)).map { values?[$0].map { String(cString: $0) } ?? "" }
                    context?.assumingMemoryBound(to: [[String]].self).pointee.append(row)
                    return 0
                }, rows, nil)
        }
        guard result == SQLITE_OK else {
            throw Skipped(reason: "\(sql): \(String(cString: sqlite3_errmsg(database)))")
        }
        return rows
    }

    /// Gives a file the smallest pages, so that it has few bytes that mean nothing.
    static func shrink(_ path: String) throws {
        try run(
            "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM; PRAGMA journal_mode = WAL",
            on: path)
    }
}

extension Setting {
    /// The random numbers of one case.
    func random(_ number: Int) -> SplitMix64 {
        var random = SplitMix64(seed: seed)
        return SplitMix64(seed: random.next() &+ UInt64(number) &* 0x2545_F491_4F6C_DD1D)
    }

    /// The path of a file that is not there.
    func freshFile() -> String {
        let path = file("case")
        Files.remove(path)
        return path
    }
}
