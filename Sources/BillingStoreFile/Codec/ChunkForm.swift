import BillingModel

/// The bytes of a chunk: the visible samples of one stored series from one position to before another.
enum ChunkForm {
    /// The most samples in a chunk.
    static let limit = 4_096

    fileprivate static let isSplit: UInt8 = 1
    fileprivate static let hasValues: UInt8 = 2

    /// Writes a chunk.
    ///
    /// - Parameters:
    ///   - positions: In strictly ascending order.
    ///   - values: One for each position, or none at all for a stored series of activity.
    ///   - revisions: One for each position.
    ///   - zones: One for each position, or none at all.
    ///   - place: The row of the chunk.
    /// - Returns: The blob.
    /// - Throws: `limitExceeded` beyond ``limit`` samples, and `invalidValue` for columns of other lengths.
    static func bytes(
        positions: [Int64], values: [Double], revisions: RunLengths<Revision>, zones: RunLengths<ZoneID>,
        at place: BlobPlace
    ) throws(BillingError) -> [UInt8] {
        guard positions.count <= limit else {
            throw BillingError(
                .limitExceeded, rule: "a chunk has at most 4096 samples", detail: "\(positions.count)")
        }
        guard values.isEmpty || values.count == positions.count, revisions.count == positions.count,
            zones.isEmpty || zones.count == positions.count
        else {
            throw BillingError(
                .invalidValue, rule: "the columns of a chunk are equally long", detail: "\(place)")
        }
        var writer = ByteWriter(at: place)
        let draft = PositionColumn.Draft(positions)
        writer.byte((draft.isSplit ? isSplit : 0) | (values.isEmpty ? 0 : hasValues))
        writer.count(positions.count)
        draft.write(to: &writer, reference: place.key)
        ValueColumn.Draft(values).write(to: &writer)
        var runs = RunColumn.Runs()
        let (numbers, ends) = revisions.columns
        for (revision, end) in zip(numbers, ends) { runs.append(revision.number, count: end - runs.count) }
        RunColumn.Draft(runs).write(to: &writer)
        var names = ZoneNames()
        var zoneRuns = RunColumn.Runs()
        for run in zones.runs { zoneRuns.append(names.number(of: run.value), count: run.range.count) }
        names.write(to: &writer)
        names.write(zoneRuns, to: &writer)
        return writer.sealed()
    }
}

/// A chunk in its packed form, of which any part can be read without the rest.
///
/// It points into the bytes that it was made of, and is used only while they live.
struct ChunkView {
    let count: Int
    private let positionColumn: PositionColumn
    private let valueColumn: ValueColumn
    private let revisionColumn: RunColumn
    private let zoneColumn: RunColumn?
    private let names: ZoneNames
    private let reader: ByteReader

    /// Opens a chunk.
    ///
    /// - Parameters:
    ///   - blob: All its bytes.
    ///   - place: The row in which they stood.
    ///   - isVerified: Whether the checksum was compared before.
    /// - Throws: `corruptData`.
    /// - Complexity: O(1) beside the checksum, however many samples there are.
    init(_ blob: UnsafeRawBufferPointer, at place: BlobPlace, isVerified: Bool = false) throws(BillingError) {
        var reader = try ByteReader(blob, at: place, isVerified: isVerified)
        let flags = try reader.byte()
        guard flags & ~(ChunkForm.isSplit | ChunkForm.hasValues) == 0 else {
            throw reader.damage("unknown flags")
        }
        count = try reader.count(limit: ChunkForm.limit)
        positionColumn = try PositionColumn(
            &reader, count: count, isSplit: flags & ChunkForm.isSplit != 0, reference: place.key)
        valueColumn = try ValueColumn(&reader, count: flags & ChunkForm.hasValues != 0 ? count : 0)
        revisionColumn = try RunColumn(&reader, count: count)
        names = try ZoneNames(&reader)
        zoneColumn = names.names.isEmpty ? nil : try RunColumn(&reader, count: count)
        try reader.finish()
        self.reader = reader
    }

    /// Whether there are values; a stored series of activity has none.
    var hasValues: Bool { valueColumn.count > 0 }

    /// The position at a place; the caller keeps to the count.
    func position(_ index: Int) -> Int64 { positionColumn[index] }

    /// The place of the first position at or after a bound; the count if there is none.
    func firstIndex(atOrAfter bound: Int64) -> Int { positionColumn.firstIndex(atOrAfter: bound) }

    /// The positions of a range; the caller keeps to the count.
    ///
    /// - Throws: `corruptData` if they do not ascend.
    func positions(_ range: Range<Int>) throws(BillingError) -> [Int64] {
        let positions = try positionColumn.positions(range)
        var doAscend = true
        for index in positions.indices.dropFirst() where positions[index - 1] >= positions[index] {
            doAscend = false
        }
        guard doAscend else { throw reader.damage("positions that do not ascend") }
        return positions
    }

    /// The values of a range; the caller keeps to the count, and asks only if there are any.
    ///
    /// - Throws: `corruptData` if one is not finite.
    func values(_ range: Range<Int>) throws(BillingError) -> [Double] {
        guard hasValues || range.isEmpty else { throw reader.damage("a chunk without values") }
        return try valueColumn.values(range)
    }

    /// The revisions of a range; the caller keeps to the count.
    func revisions(_ range: Range<Int>) throws(BillingError) -> RunLengths<Revision> {
        let runs = try revisionColumn.runs(in: range)
        var revisions: [Revision] = []
        var ends: [Int] = []
        revisions.reserveCapacity(runs.count)
        ends.reserveCapacity(runs.count)
        for run in runs {
            revisions.append(try reader.revision(run.number))
            ends.append(run.range.upperBound - range.lowerBound)
        }
        return RunLengths(distinctNeighbours: revisions, ends: ends)
    }

    /// The zones of a range, none if the samples have none; the caller keeps to the count.
    func zones(_ range: Range<Int>) throws(BillingError) -> RunLengths<ZoneID> {
        guard let zoneColumn else { return RunLengths() }
        var zones: [ZoneID] = []
        var ends: [Int] = []
        for run in try zoneColumn.runs(in: range) {
            guard let zone = try names.zone(run.number, reader) else {
                throw reader.damage("a sample without a zone")
            }
            zones.append(zone)
            ends.append(run.range.upperBound - range.lowerBound)
        }
        return RunLengths(distinctNeighbours: zones, ends: ends)
    }
}

extension ByteReader {
    /// A number that was read, as a revision.
    func revision(_ number: Int64) throws(BillingError) -> Revision {
        do { return try Revision(number) } catch { throw damage("a revision below 0") }
    }
}
