import BillingModel
import BillingStore
import BillingTime

/// The chunks of stored series with their histories, found through the directories that name them.
struct ChunkStore {
    let connection: Connection
    let cancellation: Cancellation?

    init(_ connection: Connection, _ cancellation: Cancellation?) {
        self.connection = connection
        self.cancellation = cancellation
    }

    static let isAnother = "it is not the chunk that was written"

    /// Lends a chunk in its packed form.
    func withChunk<Result>(
        _ content: SeriesContent, _ entry: IndexEntry, _ body: (ChunkView) throws -> Result
    ) throws -> Result {
        let place = BlobPlace(kind: .chunk, owner: content.number, key: entry.start)
        return try withBlob(content, entry) { blob in
            let view = try ChunkView(blob, at: place, as: entry, hasValues: content.row.name.hasValues)
            guard let view else { throw content.damage("chunk", entry.start, Self.isAnother, connection) }
            return try body(view)
        }
    }

    /// A copy of the bytes of a chunk, not yet compared with what its directory states.
    func bytes(_ content: SeriesContent, _ entry: IndexEntry) throws -> [UInt8] {
        try withBlob(content, entry) { Array($0) }
    }

    private func withBlob<Result>(
        _ content: SeriesContent, _ entry: IndexEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let result = try connection.first(
            "SELECT body FROM chunk WHERE lane = ? AND start = ?",
            [.integer(content.number), .integer(entry.start)]
        ) { row in try row.withBytes(0, body) }
        guard let result else {
            throw content.damage("chunk", entry.start, "the chunk is missing", connection)
        }
        return result
    }

    /// The visible samples of a chunk, with what was asked for of their history.
    func columns(
        _ content: SeriesContent, _ entry: IndexEntry, replaced: Bool, versions: Bool
    ) throws -> SeriesColumns {
        let all = 0..<entry.count
        let (positions, values, revisions, zones) = try withChunk(content, entry) { view in
            let values =
                content.row.name.hasValues
                ? try view.values(all) : Array(repeating: 0, count: entry.count)
            return (try view.positions(all), values, try view.revisions(all), try view.zones(all))
        }
        guard (positions.first ?? entry.start) >= entry.start, (positions.last ?? entry.start) <= entry.last,
            revisions.count == entry.count,
            zones.count == (content.timing == .dates ? entry.count : 0)
        else {
            throw content.damage(
                "chunk", entry.start, "its samples are not those that its directory states", connection)
        }
        return SeriesColumns(
            timing: content.timing, positions: positions, values: values, revisions: revisions, zones: zones,
            replaced: replaced ? try self.replaced(content, entry) : [],
            versioned: versions ? try self.versions(content, entry) : [], newest: entry.newest)
    }

    /// A chunk with its history, and what the journal did to it.
    func whole(_ content: SeriesContent, _ place: ChunkPlace) throws -> SeriesColumns {
        var columns = try columns(content, place.entry, replaced: true, versions: true)
        for commit in content.overlay.commits(in: place.domain, upTo: .latest) {
            columns.apply(commit.changes, at: commit.revision)
        }
        columns.remember(Array(content.overlay.versions(in: place.domain)))
        return columns
    }

    // MARK: History

    private static let replacedKind = "replaced"
    private static let versionsKind = "versions"

    func replaced(_ content: SeriesContent, _ entry: IndexEntry) throws -> [SeriesColumns.Replaced] {
        let rows = try history(content, entry, Self.replacedKind, .replaced, entry.replaced) {
            try HistoryForm.replaced($0, at: $1)
        }
        try check(rows, content, entry, SeriesColumns.Replaced.isInOrder) { $0.position }
        return rows
    }

    func versions(_ content: SeriesContent, _ entry: IndexEntry) throws -> [VersionedWrite] {
        let rows = try history(content, entry, Self.versionsKind, .versions, entry.versions) {
            try HistoryForm.versions($0, at: $1)
        }
        try check(rows, content, entry, VersionedWrite.isInOrder) { $0.position }
        return rows
    }

    private func history<Entry>(
        _ content: SeriesContent, _ entry: IndexEntry, _ kind: String, _ blobKind: BlobPlace.Kind,
        _ checksum: UInt64, _ read: (UnsafeRawBufferPointer, BlobPlace) throws -> [Entry]
    ) throws -> [Entry] {
        guard checksum != 0 else { return [] }
        let place = BlobPlace(kind: blobKind, owner: content.number, key: entry.start)
        var checksums: [UInt64] = []
        var rows: [Entry] = []
        try connection.each(
            "SELECT part, body FROM history WHERE lane = ? AND start = ? AND kind = ? ORDER BY part",
            [.integer(content.number), .integer(entry.start), .text(kind)]
        ) { row in
            guard try row.integer(0) == Int64(checksums.count) else {
                throw content.damage("history", entry.start, "a part of the \(kind) is missing", connection)
            }
            try row.withBytes(1) { blob in
                rows += try read(blob, place)
                checksums.append(ByteReader.checksum(of: blob) ?? 0)
            }
        }
        guard PackedChunk.checksum(checksums) == checksum else {
            throw content.damage(
                "history", entry.start, "the \(kind) are not those that were written", connection)
        }
        return rows
    }

    private func check<Entry>(
        _ rows: [Entry], _ content: SeriesContent, _ entry: IndexEntry, _ areInOrder: (Entry, Entry) -> Bool,
        _ position: (Entry) -> Int64
    ) throws {
        guard zip(rows, rows.dropFirst()).allSatisfy(areInOrder),
            rows.first.map({ position($0) >= entry.start }) ?? true,
            rows.last.map({ position($0) <= entry.last }) ?? true
        else { throw content.damage("history", entry.start, "its rows are not in order", connection) }
    }

    // MARK: Writing

    /// Writes a chunk with its history.
    func write(_ chunk: PackedChunk, _ content: SeriesContent) throws {
        let place: [SQLValue] = [.integer(content.number), .integer(chunk.entry.start)]
        try connection.run(
            "INSERT INTO chunk (lane, start, body) VALUES (?, ?, ?)", place + [.bytes(chunk.body)])
        for (kind, parts) in [(Self.replacedKind, chunk.replaced), (Self.versionsKind, chunk.versions)] {
            for (part, body) in parts.enumerated() {
                try connection.run(
                    "INSERT INTO history (lane, start, kind, part, body) VALUES (?, ?, ?, ?, ?)",
                    place + [.text(kind), .integer(Int64(part)), .bytes(body)])
            }
        }
    }

    /// Takes a chunk and its history out.
    func remove(_ entry: IndexEntry, _ content: SeriesContent) throws {
        let place: [SQLValue] = [.integer(content.number), .integer(entry.start)]
        try connection.run("DELETE FROM chunk WHERE lane = ? AND start = ?", place)
        if entry.replaced != 0 || entry.versions != 0 {
            try connection.run("DELETE FROM history WHERE lane = ? AND start = ?", place)
        }
    }
}
