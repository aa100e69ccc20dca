package import BillingModel
package import BillingStore

/// Columns as bytes, for every store that keeps them in rows: one form for the file and for a server.
package enum StoredColumns {
    /// A part of a series, with what finds it.
    package struct Chunk: Sendable {
        /// Where it begins, and the last position of which anything is known.
        package let start: Int64
        package let last: Int64
        /// How many samples are visible.
        package let count: Int
        /// The last revision that changed anything in it.
        package let newest: Revision
        /// The bytes of its ``StoredChunkEntry``.
        package let entry: [UInt8]
        package let blobs: Blobs
    }

    /// The bytes of a chunk: what is visible, what was before, and every write that came with a version.
    package struct Blobs: Sendable {
        package let body: [UInt8]
        package let replaced: [[UInt8]]
        package let versions: [[UInt8]]

        package init(body: [UInt8], replaced: [[UInt8]], versions: [[UInt8]]) {
            self.body = body
            self.replaced = replaced
            self.versions = versions
        }
    }

    /// What a commit does to one stored series.
    package struct Change: Sendable {
        /// The number of the series.
        package let series: Int64
        package let changes: SampleChanges
        /// In ascending order of position and version.
        package let versions: [VersionedWrite]
        /// Whether neighbouring positions lie far apart, as those of activity do.
        package let isSparse: Bool

        package init(
            series: Int64, changes: SampleChanges, versions: [VersionedWrite], isSparse: Bool = false
        ) {
            self.series = series
            self.changes = changes
            self.versions = versions
            self.isSparse = isSparse
        }

        fileprivate var entries: Int { changes.count + versions.count }
    }

    // MARK: Chunks

    /// Packs columns into chunks.
    ///
    /// - Complexity: O(*n*) for *n* samples.
    package static func chunks(
        _ columns: SeriesColumns, series: Int64, hasValues: Bool
    ) throws(BillingError) -> [Chunk] {
        let limits = PackingLimits()
        var chunks: [Chunk] = []
        for piece in columns.pieces(limits) {
            let packed = try PackedChunk(
                piece, lane: series, hasValues: hasValues, historyRow: limits.historyRow)
            guard let packed else { continue }
            let entry = packed.entry
            chunks.append(
                Chunk(
                    start: entry.start, last: entry.last, count: entry.count, newest: entry.newest,
                    entry: try StoredChunkEntry(entry).bytes(series: series),
                    blobs: Blobs(body: packed.body, replaced: packed.replaced, versions: packed.versions)))
        }
        return chunks
    }

    /// Unpacks a chunk.
    ///
    /// - Throws: `corruptData` if it is not the chunk of that series that begins there.
    package static func columns(
        _ blobs: Blobs, start: Int64, series: Int64, timing: MetricSeries.Timing, newest: Revision
    ) throws(BillingError) -> SeriesColumns {
        func place(_ kind: BlobPlace.Kind) -> BlobPlace { BlobPlace(kind: kind, owner: series, key: start) }
        var (positions, values): ([Int64], [Double]) = ([], [])
        var (revisions, zones) = (RunLengths<Revision>(), RunLengths<ZoneID>())
        try blobs.body.withBytes { bytes throws(BillingError) in
            let view = try ChunkView(bytes, at: place(.chunk))
            let all = 0..<view.count
            positions = try view.positions(all)
            values = view.hasValues ? try view.values(all) : Array(repeating: 0, count: view.count)
            revisions = try view.revisions(all)
            zones = try view.zones(all)
        }
        var replaced: [SeriesColumns.Replaced] = []
        for blob in blobs.replaced {
            try blob.withBytes { bytes throws(BillingError) in
                replaced += try HistoryForm.replaced(bytes, at: place(.replaced))
            }
        }
        var versions: [VersionedWrite] = []
        for blob in blobs.versions {
            try blob.withBytes { bytes throws(BillingError) in
                versions += try HistoryForm.versions(bytes, at: place(.versions))
            }
        }
        return SeriesColumns(
            timing: timing, positions: positions, values: values, revisions: revisions, zones: zones,
            replaced: replaced, versioned: versions, newest: newest)
    }

    // MARK: Journals

    /// Packs what a commit does to the series of a tenant, in as few rows as hold it.
    package static func journal(
        _ changes: [Change], owner: Int64, key: Int64
    ) throws(BillingError) -> [(body: [UInt8], entries: Int)] {
        var rows: [(body: [UInt8], entries: Int)] = []
        var row = JournalRow()
        func close() throws(BillingError) {
            guard row.entries > 0 else { return }
            row.finish()
            let place = BlobPlace(kind: .journal, owner: owner, key: key)
            rows.append((try JournalForm.bytes(row, at: place), row.entries))
            row = JournalRow()
        }
        for change in changes.flatMap(\.cut) {
            if row.entries + change.entries > JournalForm.limit { try close() }
            row.append(change.series, change.changes, change.versions, isSparse: change.isSparse)
        }
        try close()
        return rows
    }

    /// Unpacks a row of a journal.
    ///
    /// - Throws: `corruptData` if it is not a row of that owner under that key.
    package static func changes(
        _ body: [UInt8], owner: Int64, key: Int64
    ) throws(BillingError) -> [Change] {
        var changes: [Change] = []
        try body.withBytes { bytes throws(BillingError) in
            let row = try JournalForm.row(bytes, at: BlobPlace(kind: .journal, owner: owner, key: key))
            for block in row.blocks {
                for (place, number) in block.numbers.enumerated() {
                    changes.append(Change(series: number, changes: block.changes(of: place), versions: []))
                }
            }
            for part in row.parts {
                changes.append(Change(series: part.number, changes: part.changes, versions: part.versions))
            }
        }
        return changes
    }
}

extension StoredColumns.Change {
    /// The change in pieces of which each fits a row of a journal.
    fileprivate var cut: [StoredColumns.Change] {
        let most = JournalForm.limit / 2
        guard entries > most else { return [self] }
        var pieces: [StoredColumns.Change] = []
        for first in stride(from: 0, to: max(changes.count, versions.count), by: most / 2) {
            let own = first..<max(first, min(first + most / 2, changes.count))
            let writes =
                min(
                    first, versions.count)..<max(
                    min(first, versions.count), min(first + most / 2, versions.count))
            pieces.append(
                StoredColumns.Change(
                    series: series,
                    changes: own.isEmpty ? SampleChanges() : changes.part(own),
                    versions: Array(versions[writes]),
                    isSparse: isSparse))
        }
        return pieces
    }
}

extension [UInt8] {
    func withBytes<Value>(
        _ body: (UnsafeRawBufferPointer) throws(BillingError) -> Value
    ) throws(BillingError) -> Value {
        let result = withUnsafeBytes { bytes in
            Result { () throws(BillingError) in try body(bytes) }
        }
        return try result.get()
    }
}
