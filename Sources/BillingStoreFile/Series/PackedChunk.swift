import BillingModel
import BillingStore
import BillingTime

/// The bytes of a chunk with its history, and what the directory has to know of it.
struct PackedChunk: Sendable {
    let entry: IndexEntry
    let body: [UInt8]
    /// The parts of the replaced samples, in their order.
    let replaced: [[UInt8]]
    /// The parts of the writes with a version, in their order.
    let versions: [[UInt8]]

    /// Packs columns; nil if there is nothing to hold.
    ///
    /// - Parameters:
    ///   - columns: What the chunk holds.
    ///   - lane: The number of the stored series.
    ///   - hasValues: Whether the stored series holds values.
    ///   - historyRow: The most entries of a part of the history.
    /// - Throws: `limitExceeded` for more samples than a chunk takes.
    init?(
        _ columns: SeriesColumns, lane: Int64, hasValues: Bool, historyRow: Int
    ) throws(BillingError) {
        guard let span = columns.span else { return nil }
        let start = span.lowerBound
        body = try ChunkForm.bytes(
            positions: columns.positions, values: hasValues ? columns.values : [],
            revisions: columns.revisions, zones: columns.zones,
            at: BlobPlace(kind: .chunk, owner: lane, key: start))
        replaced = try Self.parts(columns.replaced, historyRow) { rows throws(BillingError) in
            try HistoryForm.bytes(replaced: rows, at: BlobPlace(kind: .replaced, owner: lane, key: start))
        }
        versions = try Self.parts(columns.versioned, historyRow) { rows throws(BillingError) in
            try HistoryForm.bytes(versions: rows, at: BlobPlace(kind: .versions, owner: lane, key: start))
        }
        var state: AggregateState?
        if hasValues {
            state = AggregateState()
            try state?.add(finite: columns.values[...], positions: columns.positions[...])
        }
        let newest = columns.newestKept
        entry = IndexEntry(
            start: start, last: span.upperBound, count: columns.positions.count,
            lowest: columns.revisions.columns.values.min() ?? newest, newest: newest,
            chunk: Self.checksum(of: body), replaced: Self.checksum(replaced.map(Self.checksum)),
            versions: Self.checksum(versions.map(Self.checksum)), state: state)
    }

    private static func parts<Row>(
        _ rows: [Row], _ limit: Int, _ bytes: ([Row]) throws(BillingError) -> [UInt8]
    ) throws(BillingError) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        for first in stride(from: 0, to: rows.count, by: limit) {
            parts.append(try bytes(Array(rows[first..<min(first + limit, rows.count)])))
        }
        return parts
    }

    private static func checksum(of blob: [UInt8]) -> UInt64 {
        blob.withUnsafeBytes { ByteReader.checksum(of: $0) ?? 0 }
    }

    /// What stands for the checksums of the parts of a history; that of the part if there is one.
    static func checksum(_ checksums: [UInt64]) -> UInt64 {
        guard checksums.count != 1 else { return checksums[0] }
        guard !checksums.isEmpty else { return 0 }
        return checksums.map(\.littleEndian).withUnsafeBytes { Checksum.xxh64($0) }
    }
}

/// An edit whose chunks are packed, so that nothing but writing is left.
struct PackedEdit: Sendable {
    let edit: ChunkEdit
    /// What takes the place of a chunk, by the start of that.
    let chunks: [Int64: [PackedChunk]]
    let tail: [PackedChunk]

    init(_ edit: ChunkEdit, _ limits: PackingLimits) throws(BillingError) {
        self.edit = edit
        func packed(_ columns: SeriesColumns) throws(BillingError) -> [PackedChunk] {
            var chunks: [PackedChunk] = []
            for piece in columns.pieces(limits) {
                let chunk = try PackedChunk(
                    piece, lane: edit.lane, hasValues: edit.hasValues, historyRow: limits.historyRow)
                if let chunk { chunks.append(chunk) }
            }
            return chunks
        }
        var chunks: [Int64: [PackedChunk]] = [:]
        for (start, columns) in edit.columns { chunks[start] = try packed(columns) }
        self.chunks = chunks
        tail = try edit.tail.map(packed) ?? []
    }

    /// Packs several edits, each by whichever thread is free; the results are in their order.
    static func packed(
        _ edits: [ChunkEdit], _ limits: PackingLimits
    ) throws(BillingError) -> [PackedEdit] {
        try Pieces.map(edits.count) { place throws(BillingError) -> PackedEdit in
            try PackedEdit(edits[place], limits)
        }
    }
}
