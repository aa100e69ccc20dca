#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile

/// Moves journals into chunks, while their tenant is locked.
struct ColumnPacker {
    let tables: PostgresTables
    private var connection: PostgresConnection { tables.connection }
    private var stored: ColumnRows { ColumnRows(connection: connection) }

    /// Moves all of a tenant's journal into chunks, and drops what writes left that were never committed.
    ///
    /// - Returns: How many entries the journal held.
    @discardableResult
    func pack(_ tenant: TenantID) throws -> Int {
        let journal = try stored.journal(of: tenant)
        let columns = try tables.columns(of: tenant)
        let byPlace = Dictionary(columns.entries.map { ($0.place, $0) }) { first, _ in first }
        for (place, changes) in journal.sorted(by: { $0.key < $1.key }) {
            guard let entry = byPlace[place] else {
                throw BillingError(
                    .corruptData, rule: "a journal names series that are there",
                    detail: "tenant '\(tenant)', series \(place)")
            }
            try move(changes, entry, tenant)
        }
        try connection.pipeline([
            ("DELETE FROM journal WHERE tenant = $1", [.text(tenant.text)]),
            (
                "UPDATE outline SET parts = 0, entries = 0 WHERE tenant = $1 AND block = 0",
                [.text(tenant.text)]
            ),
        ])
        tables.forget(tenant)
        return journal.values.joined().reduce(0) { $0 + $1.changes.count + $1.versions.count }
    }

    /// Brings changes into the chunks that hold their positions; what lies behind the last one goes on in it until it is full.
    private func move(
        _ changes: [TenantColumns.Change], _ entry: TenantColumns.Entry, _ tenant: TenantID
    ) throws {
        let lows = try chunkLows(tenant, entry.place)
        let positions = Set(changes.flatMap { $0.changes.positions + $0.versions.map(\.position) })
        // The chunk that each position belongs to: the last one that begins at or before it, or else the first.
        let touched = Set(positions.map { position in max(0, lows.lowerBound { $0 <= position } - 1) })
        for place in touched.sorted() {
            let low = place == 0 ? Int64.min : lows[place]
            let end = place + 1 < lows.count ? lows[place + 1] : Int64.max
            try rewrite(entry, tenant, low..<end, changes, replacing: place < lows.count ? lows[place] : nil)
        }
    }

    private func chunkLows(_ tenant: TenantID, _ series: Int64) throws -> [Int64] {
        let rows = try connection.rows(
            "SELECT low FROM chunk WHERE tenant = $1 AND series = $2 ORDER BY low",
            [.text(tenant.text), .integer(series)])
        return try (0..<rows.count).map { try rows.integer($0, 0) }
    }

    /// Writes the chunk of a range anew with what changes did there.
    private func rewrite(
        _ entry: TenantColumns.Entry, _ tenant: TenantID, _ range: Range<Int64>,
        _ changes: [TenantColumns.Change], replacing low: Int64?
    ) throws {
        var columns = SeriesColumns(timing: entry.timing)
        if let low {
            for chunk in try stored.chunks(tenant, entry.place, low..<low + 1).chunks {
                columns = try StoredColumns.columns(
                    chunk.blobs, start: chunk.low, series: entry.place, timing: entry.timing,
                    newest: chunk.newest)
            }
        }
        for change in changes {
            let positions = change.changes.positions
            let own =
                positions.lowerBound {
                    $0 < range.lowerBound
                }..<positions.lowerBound { $0 < range.upperBound }
            if !own.isEmpty { columns.apply(change.changes.part(own), at: change.revision) }
            columns.remember(change.versions.filter { range.contains($0.position) })
        }
        try replace(low, by: columns, entry, tenant)
    }

    private func replace(
        _ low: Int64?, by columns: SeriesColumns, _ entry: TenantColumns.Entry, _ tenant: TenantID
    ) throws {
        if let low {
            try connection.rows(
                "DELETE FROM chunk WHERE tenant = $1 AND series = $2 AND low = $3",
                [.text(tenant.text), .integer(entry.place), .integer(low)])
        }
        let chunks = try StoredColumns.chunks(columns, series: entry.place, hasValues: entry.name.hasValues)
        try connection.pipeline(chunks.map { (Self.insertion, Self.values($0, tenant, entry.place)) })
    }

    static let insertion =
        "INSERT INTO chunk (tenant, series, low, high, samples, newest, entry, body, replaced, versions) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"

    static func values(
        _ chunk: StoredColumns.Chunk, _ tenant: TenantID, _ series: Int64
    ) -> [PostgresValue] {
        [
            .text(tenant.text), .integer(series), .integer(chunk.start), .integer(chunk.last),
            .integer(Int64(chunk.count)), .integer(chunk.newest.number), .bytes(chunk.entry),
            .bytes(chunk.blobs.body), .blobs(chunk.blobs.replaced), .blobs(chunk.blobs.versions),
        ]
    }

    /// Drops what stands before a position, of columns without a journal.
    func drop(_ entry: TenantColumns.Entry, of tenant: TenantID, before bound: Int64) throws {
        try connection.rows(
            "DELETE FROM chunk WHERE tenant = $1 AND series = $2 AND high < $3",
            [.text(tenant.text), .integer(entry.place), .integer(bound)])
        for low in try chunkLows(tenant, entry.place) where low < bound {
            for chunk in try stored.chunks(tenant, entry.place, low..<low + 1).chunks {
                var columns = try StoredColumns.columns(
                    chunk.blobs, start: chunk.low, series: entry.place, timing: entry.timing,
                    newest: chunk.newest)
                columns.drop(before: bound)
                try replace(low, by: columns, entry, tenant)
            }
        }
    }
}
#endif
