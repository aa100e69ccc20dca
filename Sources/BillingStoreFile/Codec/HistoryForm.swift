import BillingModel
import BillingStore

/// The bytes of what lies behind a chunk: the samples that were replaced, and every write that came with a version.
///
/// Two blobs, because reads of earlier revisions need the one, and commits the other.
enum HistoryForm {
    /// The most entries of a blob, which bounds what a damaged one can ask for.
    static let limit = 65_536

    private static let isSplit: UInt8 = 1

    /// Writes replaced samples, in order of position and first revision.
    static func bytes(
        replaced: [SeriesColumns.Replaced], at place: BlobPlace
    ) throws(BillingError) -> [UInt8] {
        var writer = ByteWriter(at: place)
        try begin(&writer, positions: replaced.map(\.position), reference: place.key)
        ValueColumn.Draft(replaced.map(\.value)).write(to: &writer)
        PackedLine.Draft(replaced.map(\.from.number)).write(to: &writer)
        PackedLine.Draft(replaced.map(\.until.number)).write(to: &writer)
        end(&writer, zones: replaced.map(\.zone))
        return writer.sealed()
    }

    /// Reads replaced samples.
    ///
    /// - Throws: `corruptData`.
    static func replaced(
        _ blob: UnsafeRawBufferPointer, at place: BlobPlace
    ) throws(BillingError) -> [SeriesColumns.Replaced] {
        var reader = try ByteReader(blob, at: place)
        let positions = try positions(&reader)
        let count = positions.count
        let values = try ValueColumn(&reader, count: count).values()
        let from = try PackedLine(&reader, count: count).numbers
        let until = try PackedLine(&reader, count: count).numbers
        let zones = try zones(&reader, count: count)
        var replaced: [SeriesColumns.Replaced] = []
        replaced.reserveCapacity(count)
        for index in 0..<count {
            let sample = SeriesColumns.Replaced(
                position: positions[index], value: values[index], zone: zones?[index],
                from: try reader.revision(from[index]), until: try reader.revision(until[index]))
            if let last = replaced.last, !SeriesColumns.Replaced.isInOrder(last, sample) {
                throw reader.damage("replaced samples that do not ascend")
            }
            replaced.append(sample)
        }
        return replaced
    }

    /// Writes the writes that came with a version, in order of position and version.
    static func bytes(versions: [VersionedWrite], at place: BlobPlace) throws(BillingError) -> [UInt8] {
        var writer = ByteWriter(at: place)
        try begin(&writer, positions: versions.map(\.position), reference: place.key)
        PackedLine.Draft(versions.map(\.version)).write(to: &writer)
        OptionalValues.write(versions.map(\.value), to: &writer)
        end(&writer, zones: versions.map(\.zone))
        return writer.sealed()
    }

    /// Reads the writes that came with a version.
    ///
    /// - Throws: `corruptData`.
    static func versions(
        _ blob: UnsafeRawBufferPointer, at place: BlobPlace
    ) throws(BillingError) -> [VersionedWrite] {
        var reader = try ByteReader(blob, at: place)
        let positions = try positions(&reader)
        let count = positions.count
        let versions = try PackedLine(&reader, count: count).numbers
        let values = try OptionalValues.read(&reader, count: count)
        let zones = try zones(&reader, count: count)
        let writes = (0..<count).map {
            VersionedWrite(
                position: positions[$0], version: versions[$0], value: values[$0], zone: zones?[$0])
        }
        guard zip(writes, writes.dropFirst()).allSatisfy(VersionedWrite.isInOrder) else {
            throw reader.damage("versions that do not ascend")
        }
        return writes
    }

    private static func begin(
        _ writer: inout ByteWriter, positions: [Int64], reference: Int64
    ) throws(BillingError) {
        guard positions.count <= limit else {
            throw BillingError(
                .limitExceeded, rule: "a history has at most 65536 entries a row",
                detail: "\(positions.count)")
        }
        let draft = PositionColumn.Draft(positions)
        writer.byte(draft.isSplit ? isSplit : 0)
        writer.count(positions.count)
        draft.write(to: &writer, reference: reference)
    }

    private static func positions(_ reader: inout ByteReader) throws(BillingError) -> [Int64] {
        let flags = try reader.byte()
        guard flags & ~isSplit == 0 else { throw reader.damage("unknown flags") }
        let count = try reader.count(limit: limit)
        let column = try PositionColumn(
            &reader, count: count, isSplit: flags & isSplit != 0, reference: reader.place.key)
        return try column.positions(0..<count)
    }

    private static func end(_ writer: inout ByteWriter, zones: [ZoneID?]) {
        var names = ZoneNames()
        let runs = names.runs(zones)
        names.write(to: &writer)
        names.write(runs, to: &writer)
    }

    private static func zones(_ reader: inout ByteReader, count: Int) throws(BillingError) -> [ZoneID?]? {
        let zones = try ZoneNames(&reader).read(&reader, count: count)
        try reader.finish()
        return zones
    }
}
