#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile

/// The rows of chunks and journals.
struct ColumnRows {
    let connection: PostgresConnection

    /// What stands for a tenant in checksums and locks, the same on every node: FNV-1a.
    ///
    /// Two that are alike wait for each other, and nothing else.
    static func owner(_ tenant: TenantID) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in tenant.text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return Int64(bitPattern: hash)
    }

    /// What the journal of a tenant holds, by series, in the order of the commits.
    func journal(of tenant: TenantID) throws -> [Int64: [TenantColumns.Change]] {
        let rows = try connection.rows(
            "SELECT t.number, c.revision, t.body FROM journal t JOIN commit_log c ON c.number = t.number "
                + "WHERE t.tenant = $1 ORDER BY c.sequence, t.part", [.text(tenant.text)])
        var journal: [Int64: [TenantColumns.Change]] = [:]
        for row in 0..<rows.count {
            let (number, revision) = (try rows.integer(row, 0), try Revision(rows.integer(row, 1)))
            for change in try StoredColumns.changes(
                rows.bytes(row, 2), owner: Self.owner(tenant), key: number)
            {
                journal[change.series, default: []].append(
                    .init(revision: revision, changes: change.changes, versions: change.versions))
            }
        }
        return journal
    }

    /// A chunk as it stands in its row.
    struct Chunk {
        let low: Int64
        let newest: Revision
        let blobs: StoredColumns.Blobs

        /// Reads a row of which the first columns are those of a chunk.
        init(_ rows: PostgresRows, _ row: Int) throws(BillingError) {
            low = try rows.integer(row, 0)
            newest = try Revision(rows.integer(row, 1))
            blobs = StoredColumns.Blobs(
                body: rows.bytes(row, 2), replaced: try rows.blobs(row, 3), versions: try rows.blobs(row, 4))
        }
    }

    /// The entries of the chunks that hold what lies in some ranges, of each from the chunk on that holds its first position.
    ///
    /// - Parameters:
    ///   - tenant: The tenant.
    ///   - series: The places of series.
    ///   - ranges: A range of each.
    /// - Returns: The entries of each, in order of their starts.
    /// - Throws: `PostgresFailure`; `corruptData`.
    func entries(
        of tenant: TenantID, _ series: [Int64], _ ranges: [Range<Int64>]
    ) throws -> [[StoredChunkEntry]] {
        let rows = try connection.rows(
            "SELECT k.place, c.low, c.entry FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) WITH ORDINALITY "
                + "AS k(series, low, high, place) JOIN chunk c ON c.tenant = $1 AND c.series = k.series "
                + "AND c.low < k.high AND c.low >= coalesce((SELECT max(b.low) FROM chunk b "
                + "WHERE b.tenant = $1 AND b.series = k.series AND b.low <= k.low), k.low) ORDER BY k.place, c.low",
            [
                .text(tenant.text), .integers(series), .integers(ranges.map(\.lowerBound)),
                .integers(ranges.map(\.upperBound)),
            ])
        var entries = [[StoredChunkEntry]](repeating: [], count: series.count)
        for row in 0..<rows.count {
            let place = Int(try rows.integer(row, 0)) - 1
            entries[place].append(
                try StoredChunkEntry(
                    rows.bytes(row, 2), series: series[place], start: try rows.integer(row, 1)))
        }
        return entries
    }

    /// Some chunks of a tenant, in any order.
    func chunks(
        _ tenant: TenantID, at places: [(series: Int64, low: Int64)]
    ) throws -> [(series: Int64, chunk: Chunk)] {
        let rows = try connection.rows(
            "SELECT c.low, c.newest, c.body, c.replaced, c.versions, c.series FROM "
                + "unnest($2::bigint[], $3::bigint[]) AS k(series, low) "
                + "JOIN chunk c ON c.tenant = $1 AND c.series = k.series AND c.low = k.low",
            [.text(tenant.text), .integers(places.map(\.series)), .integers(places.map(\.low))])
        return try (0..<rows.count).map { (try rows.integer($0, 5), try Chunk(rows, $0)) }
    }

    /// The chunks that hold what lies in a range, from the one on that holds its first position, and where they end if there are more.
    func chunks(
        _ tenant: TenantID, _ series: Int64, _ range: Range<Int64>, most: Int = .max
    ) throws -> (chunks: [Chunk], end: Int64) {
        let limit = most == .max ? Int64.max : Int64(most) + 1
        let rows = try connection.rows(
            "SELECT low, newest, body, replaced, versions FROM chunk WHERE tenant = $1 AND series = $2 AND low < $4 "
                + "AND low >= coalesce((SELECT max(low) FROM chunk WHERE tenant = $1 AND series = $2 AND low <= $3), $3) "
                + "ORDER BY low LIMIT $5",
            [
                .text(tenant.text), .integer(series), .integer(range.lowerBound), .integer(range.upperBound),
                .integer(limit),
            ])
        let chunks = try (0..<min(rows.count, most)).map { try Chunk(rows, $0) }
        return (chunks, rows.count > most ? try rows.integer(most, 0) : range.upperBound)
    }
}
#endif
