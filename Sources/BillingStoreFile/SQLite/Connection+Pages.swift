import BillingStore

#if canImport(Darwin)
import SQLite3
#else
import CBillingSQLite
#endif

extension Connection {
    /// The pages that went through the cache since the last call; nil if the connection is closed.
    func takePages() -> StoreEvent.Pages? {
        guard let database = try? handle(), let size = pageSize else { return nil }
        func take(_ counter: Int32) -> Int {
            var count: Int32 = 0
            var highest: Int32 = 0
            sqlite3_db_status(database, counter, &count, &highest, 1)
            return Int(count)
        }
        return StoreEvent.Pages(
            hits: take(SQLITE_DBSTATUS_CACHE_HIT), misses: take(SQLITE_DBSTATUS_CACHE_MISS),
            written: take(SQLITE_DBSTATUS_CACHE_WRITE), size: size)
    }

    /// The bytes of a page.
    var pageSize: Int? {
        try? first("PRAGMA page_size") { try $0.integer(0, as: Int.self) }
    }
}

extension Observation {
    /// Takes note that work begins on a connection.
    func begin(_ connection: Connection) {
        begin()
        connection.lockWait.naps = (0, .zero)
        // What nobody watched is not told.
        _ = connection.takePages()
    }

    /// Takes note of what work did on a connection.
    func note(_ connection: Connection) {
        let (naps, pages) = (connection.lockWait.naps, connection.takePages())
        note {
            ($0.retries, $0.locked) = (naps.count, naps.time)
            $0.pages = pages
        }
    }
}
