import BillingModel
import BillingStore

@testable import BillingStoreFile

/// A blob with its row, and ways to hurt it.
struct StoredBlob: CustomStringConvertible {
    var place: BlobPlace
    var bytes: [UInt8]

    var description: String { "\(place): \(bytes.map { String($0, radix: 16) }.joined(separator: " "))" }

    /// The blob with a checksum that holds, whatever it says, so that the reader behind it is met.
    var resealed: StoredBlob {
        let body = Array(bytes.dropLast(ByteWriter.sealLength))
        let checksum = Checksum.xxh64(body, seed: place.seed)
        return StoredBlob(place: place, bytes: body + withUnsafeBytes(of: checksum.littleEndian, Array.init))
    }

    /// All that the blob says.
    enum Content: Equatable {
        case chunk(StoredChunk)
        case replaced([SeriesColumns.Replaced])
        case versions([VersionedWrite])
        case journal([JournalForm.Part])
        case index([IndexEntry])
    }

    func read() throws(BillingError) -> Content {
        try withBytes(bytes) { blob throws(BillingError) in
            switch place.kind {
            case .chunk: .chunk(try StoredChunk(try ChunkView(blob, at: place)))
            case .replaced: .replaced(try HistoryForm.replaced(blob, at: place))
            case .versions: .versions(try HistoryForm.versions(blob, at: place))
            case .journal: .journal(try JournalForm.row(blob, at: place).inOrder)
            case .index: .index(try IndexForm.entries(blob, at: place))
            }
        }
    }
}

extension JournalRow {
    init(_ parts: [JournalForm.Part], areSparse: (Int64) -> Bool = { _ in false }) {
        self.init()
        for part in parts {
            append(part.number, part.changes, part.versions, isSparse: areSparse(part.number))
        }
        finish()
    }

    /// What was done to each stored series, in the order of their numbers.
    var inOrder: [JournalForm.Part] {
        let plain = blocks.flatMap { block in
            block.numbers.indices.map {
                JournalForm.Part(number: block.numbers[$0], changes: block.changes(of: $0), versions: [])
            }
        }
        return (plain + parts).sorted { $0.number < $1.number }
    }
}

/// `withUnsafeBytes` with a typed error.
func withBytes<Result>(
    _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(BillingError) -> Result
) throws(BillingError) -> Result {
    let outcome = bytes.withUnsafeBytes { blob -> Swift.Result<Result, BillingError> in
        do throws(BillingError) { return .success(try body(blob)) } catch { return .failure(error) }
    }
    return try outcome.get()
}

/// The columns of a chunk, compared to the bit.
struct StoredChunk: Equatable {
    var positions: [Int64]
    var values: [Double]
    var revisions: [Int64]
    var zones: [String] = []

    init(positions: [Int64], values: [Double], revisions: [Int64], zones: [String] = []) {
        self.positions = positions
        self.values = values
        self.revisions = revisions
        self.zones = zones
    }

    init(_ view: ChunkView, _ part: Range<Int>? = nil) throws(BillingError) {
        let range = part ?? 0..<view.count
        positions = try view.positions(range)
        values = view.hasValues ? try view.values(range) : []
        revisions = try view.revisions(range).map(\.number)
        zones = try view.zones(range).map(\.name)
    }

    static func == (left: Self, right: Self) -> Bool {
        left.positions == right.positions && left.values.map(\.bitPattern) == right.values.map(\.bitPattern)
            && left.revisions == right.revisions && left.zones == right.zones
    }

    func blob(stored: Int64 = 1, start: Int64? = nil) throws -> StoredBlob {
        let place = BlobPlace(kind: .chunk, owner: stored, key: start ?? positions.first ?? 0)
        var runs = RunLengths<Revision>()
        for revision in revisions { runs.append(try Revision(revision)) }
        var zoneRuns = RunLengths<ZoneID>()
        for zone in zones { zoneRuns.append(try ZoneID(zone)) }
        return StoredBlob(
            place: place,
            bytes: try ChunkForm.bytes(
                positions: positions, values: values, revisions: runs, zones: zoneRuns, at: place))
    }

    subscript(range: Range<Int>) -> StoredChunk {
        StoredChunk(
            positions: Array(positions[range]), values: values.isEmpty ? [] : Array(values[range]),
            revisions: Array(revisions[range]), zones: zones.isEmpty ? [] : Array(zones[range]))
    }
}
