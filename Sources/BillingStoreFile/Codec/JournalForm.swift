import BillingModel
import BillingStore

/// The bytes of a journal row: what one commit did to the lanes of one tenant.
enum JournalForm {
    /// What it did to one lane.
    struct Lane: Hashable, Sendable {
        let number: Int64
        /// In strictly ascending order of position.
        let changes: [SeriesColumns.Change]
        /// In ascending order of position and version.
        let versions: [VersionedWrite]
    }

    /// The most changes and versioned writes of a row together.
    static let limit = 1 << 17

    private static let isSplit: UInt8 = 1
    /// The versioned writes are the changes, with versions.
    private static let areSame: UInt8 = 2
    private static let haveSplitVersions: UInt8 = 4

    /// Writes a row.
    ///
    /// - Throws: `limitExceeded` beyond ``limit`` entries.
    static func bytes(_ lanes: [Lane], at place: BlobPlace) throws(BillingError) -> [UInt8] {
        let entries = lanes.reduce(0) { $0 + $1.changes.count + $1.versions.count }
        guard entries <= limit, lanes.count <= limit else {
            throw BillingError(
                .limitExceeded, rule: "a journal row has at most 2^17 entries", detail: "\(entries) entries")
        }
        var names = ZoneNames()
        for lane in lanes {
            for change in lane.changes { _ = names.number(of: change.zone) }
            for write in lane.versions { _ = names.number(of: write.zone) }
        }
        var writer = ByteWriter(at: place)
        names.write(to: &writer)
        writer.count(lanes.count)
        var previous: Int64 = 0
        var reference: Int64 = 0
        for lane in lanes {
            writer.zigzag(lane.number &- previous)
            write(lane, &names, &reference, to: &writer)
            previous = lane.number
        }
        return writer.sealed()
    }

    private static func write(
        _ lane: Lane, _ names: inout ZoneNames, _ reference: inout Int64, to writer: inout ByteWriter
    ) {
        let positions = PositionColumn.Draft(lane.changes.map(\.position))
        let same = !lane.changes.isEmpty && isSame(lane)
        let others = PositionColumn.Draft(same ? [] : lane.versions.map(\.position))
        writer.byte(
            (positions.isSplit ? isSplit : 0) | (same ? areSame : 0)
                | (others.isSplit ? haveSplitVersions : 0))
        writer.count(lane.changes.count)
        positions.write(to: &writer, reference: reference)
        reference = lane.changes.first?.position ?? reference
        OptionalValues.write(lane.changes.map(\.value), to: &writer)
        if !names.names.isEmpty { names.write(names.runs(lane.changes.map(\.zone)), to: &writer) }
        if !same {
            writer.count(lane.versions.count)
            others.write(to: &writer, reference: reference)
            reference = lane.versions.first?.position ?? reference
            OptionalValues.write(lane.versions.map(\.value), to: &writer)
            if !names.names.isEmpty { names.write(names.runs(lane.versions.map(\.zone)), to: &writer) }
        }
        PackedLine.Draft(lane.versions.map(\.version)).write(to: &writer)
    }

    private static func isSame(_ lane: Lane) -> Bool {
        lane.changes.count == lane.versions.count
            && zip(lane.changes, lane.versions).allSatisfy {
                $0.position == $1.position && $0.value?.bitPattern == $1.value?.bitPattern
                    && $0.zone == $1.zone
            }
    }

    /// Reads a row.
    ///
    /// - Throws: `corruptData`.
    static func lanes(_ blob: UnsafeRawBufferPointer, at place: BlobPlace) throws(BillingError) -> [Lane] {
        var reader = try ByteReader(blob, at: place)
        let names = try ZoneNames(&reader)
        // A lane takes four bytes at least.
        let count = try reader.count(limit: reader.remaining / 4)
        var state = Reading(names: names)
        var lanes: [Lane] = []
        lanes.reserveCapacity(count)
        for _ in 0..<count { lanes.append(try state.lane(&reader)) }
        try reader.finish()
        return lanes
    }

    /// What is carried from lane to lane.
    private struct Reading {
        let names: ZoneNames
        var number: Int64 = 0
        /// The first position of the last column that had any.
        var reference: Int64 = 0
        /// How many entries may still come.
        var budget = limit

        mutating func lane(_ reader: inout ByteReader) throws(BillingError) -> Lane {
            number &+= try reader.zigzag()
            let flags = try reader.byte()
            guard flags & ~(isSplit | areSame | haveSplitVersions) == 0 else {
                throw reader.damage("unknown flags")
            }
            let changes = try entries(&reader, isSplit: flags & isSplit != 0)
            var writes = changes
            if flags & areSame == 0 {
                writes = try entries(&reader, isSplit: flags & haveSplitVersions != 0)
            } else {
                try spend(changes.positions.count, reader)
            }
            let versions = try PackedLine(&reader, count: writes.positions.count).numbers
            let lane = Lane(
                number: number,
                changes: changes.positions.indices.map {
                    SeriesColumns.Change(
                        position: changes.positions[$0], value: changes.values[$0], zone: changes.zones?[$0])
                },
                versions: versions.indices.map {
                    VersionedWrite(
                        position: writes.positions[$0], version: versions[$0], value: writes.values[$0],
                        zone: writes.zones?[$0])
                })
            guard zip(changes.positions, changes.positions.dropFirst()).allSatisfy(<),
                zip(lane.versions, lane.versions.dropFirst()).allSatisfy(VersionedWrite.isInOrder)
            else { throw reader.damage("entries that do not ascend") }
            return lane
        }

        private struct Entries {
            let positions: [Int64]
            let values: [Double?]
            let zones: [ZoneID?]?
        }

        private mutating func entries(
            _ reader: inout ByteReader, isSplit: Bool
        ) throws(BillingError) -> Entries {
            let count = try reader.count(limit: limit)
            try spend(count, reader)
            let column = try PositionColumn(&reader, count: count, isSplit: isSplit, reference: reference)
            let positions = try column.positions(0..<count)
            if let first = positions.first { reference = first }
            return Entries(
                positions: positions, values: try OptionalValues.read(&reader, count: count),
                zones: try names.read(&reader, count: count))
        }

        private mutating func spend(_ entries: Int, _ reader: ByteReader) throws(BillingError) {
            budget -= entries
            guard budget >= 0 else { throw reader.damage("too many entries") }
        }
    }
}
