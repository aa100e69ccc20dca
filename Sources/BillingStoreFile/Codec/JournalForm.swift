import BillingModel
import BillingStore

/// The bytes of a journal row: what one commit did to the stored series of one tenant.
enum JournalForm {
    /// What it did to one stored series.
    struct Part: Hashable, Sendable {
        let number: Int64
        let changes: SampleChanges
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
    static func bytes(_ row: JournalRow, at place: BlobPlace) throws(BillingError) -> [UInt8] {
        guard row.entries <= limit, row.parts.count <= limit else {
            throw BillingError(
                .limitExceeded, rule: "a journal row has at most 2^17 entries",
                detail: "\(row.entries) entries")
        }
        var names = ZoneNames()
        for block in row.blocks { for zone in block.zones { _ = names.number(of: zone) } }
        for part in row.parts {
            for zone in part.changes.zones.columns.values { _ = names.number(of: zone) }
            for write in part.versions { _ = names.number(of: write.zone) }
        }
        var writer = ByteWriter(at: place)
        names.write(to: &writer)
        writer.count(row.blocks.count)
        var previous: Int64 = 0
        var reference: Int64 = 0
        for block in row.blocks {
            write(block, previous, &names, &reference, to: &writer)
            previous = block.numbers.last ?? previous
        }
        writer.count(row.parts.count)
        for part in row.parts {
            writer.zigzag(part.number &- previous)
            write(part, &names, &reference, to: &writer)
            previous = part.number
        }
        return writer.sealed()
    }

    private static func write(
        _ block: JournalBlock, _ previous: Int64, _ names: inout ZoneNames, _ reference: inout Int64,
        to writer: inout ByteWriter
    ) {
        let count = block.numbers.count
        var counts: [Int64] = []
        var firsts: [Int64] = []
        var steps: [Int64] = []
        counts.reserveCapacity(count)
        firsts.reserveCapacity(count)
        steps.reserveCapacity(block.positions.count - count)
        var start = 0
        for end in block.ends {
            counts.append(Int64(end - start))
            var last = block.positions[start]
            firsts.append(last)
            for place in (start + 1)..<max(start + 1, end) {
                steps.append(block.positions[place] &- last)
                last = block.positions[place]
            }
            start = end
        }
        writer.count(count)
        PackedLine.Draft(block.numbers).write(to: &writer, reference: previous)
        PackedLine.Draft(counts).write(to: &writer)
        PackedLine.Draft(firsts).write(to: &writer, reference: reference)
        PackedLine.Draft(steps).write(to: &writer)
        ValueColumn.Draft(block.values).write(to: &writer)
        if !names.names.isEmpty {
            let zones = block.zones.isEmpty ? Array(repeating: nil, count: count) : block.zones
            names.write(names.runs(zones), to: &writer)
        }
        reference = firsts[0]
    }

    private static func write(
        _ part: Part, _ names: inout ZoneNames, _ reference: inout Int64, to writer: inout ByteWriter
    ) {
        let positions = PositionColumn.Draft(part.changes.positions)
        let same = !part.changes.isEmpty && isSame(part)
        let others = PositionColumn.Draft(same ? [] : part.versions.map(\.position))
        writer.byte(
            (positions.isSplit ? isSplit : 0) | (same ? areSame : 0)
                | (others.isSplit ? haveSplitVersions : 0))
        writer.count(part.changes.count)
        positions.write(to: &writer, reference: reference)
        reference = part.changes.positions.first ?? reference
        if part.changes.retractions.isEmpty {
            OptionalValues.write(known: part.changes.values, to: &writer)
        } else {
            OptionalValues.write(part.changes.map(\.value), to: &writer)
        }
        if !names.names.isEmpty { names.write(names.runs(part.changes.map(\.zone)), to: &writer) }
        if !same {
            writer.count(part.versions.count)
            others.write(to: &writer, reference: reference)
            reference = part.versions.first?.position ?? reference
            OptionalValues.write(part.versions.map(\.value), to: &writer)
            if !names.names.isEmpty { names.write(names.runs(part.versions.map(\.zone)), to: &writer) }
        }
        PackedLine.Draft(part.versions.map(\.version)).write(to: &writer)
    }

    private static func isSame(_ part: Part) -> Bool {
        part.changes.count == part.versions.count
            && zip(part.changes, part.versions).allSatisfy {
                $0.position == $1.position && $0.value?.bitPattern == $1.value?.bitPattern
                    && $0.zone == $1.zone
            }
    }

    /// Reads a row.
    ///
    /// - Throws: `corruptData`.
    static func row(_ blob: UnsafeRawBufferPointer, at place: BlobPlace) throws(BillingError) -> JournalRow {
        var reader = try ByteReader(blob, at: place)
        var state = Reading(names: try ZoneNames(&reader))
        var blocks: [JournalBlock] = []
        // A block takes five bytes at least, as one series of one sample. Version 1 had none.
        let blockCount = reader.version == 1 ? 0 : try reader.count(limit: reader.remaining / 5)
        for _ in 0..<blockCount { blocks.append(try state.block(&reader)) }
        // A stored series takes four bytes at least.
        let count = try reader.count(limit: reader.remaining / 4)
        var parts: [Part] = []
        parts.reserveCapacity(count)
        for _ in 0..<count { parts.append(try state.part(&reader)) }
        try reader.finish()
        return JournalRow(blocks: blocks, parts: parts)
    }

    /// What is carried from stored series to stored series.
    private struct Reading {
        let names: ZoneNames
        var number: Int64 = 0
        /// The first position of the last column that had any.
        var reference: Int64 = 0
        /// How many entries may still come.
        var budget = limit

        mutating func block(_ reader: inout ByteReader) throws(BillingError) -> JournalBlock {
            let count = try reader.count(limit: JournalBlock.limit)
            guard count > 0 else { throw reader.damage("a block without series") }
            let numbers = try PackedLine(&reader, count: count, reference: number).numbers
            var ends: [Int] = []
            var total = 0
            for samples in try PackedLine(&reader, count: count).numbers {
                guard samples > 0, samples <= limit else { throw reader.damage("a series without samples") }
                total += Int(samples)
                ends.append(total)
            }
            try spend(total, reader)
            let firsts = try PackedLine(&reader, count: count, reference: reference).numbers
            let steps = try PackedLine(&reader, count: total - count).numbers
            var positions: [Int64] = []
            positions.reserveCapacity(total)
            var isAscending = true
            for place in 0..<count {
                var last = firsts[place]
                positions.append(last)
                for step in (positions.count - place - 1)..<(ends[place] - place - 1) {
                    let next = last &+ steps[step]
                    if next <= last { isAscending = false }
                    positions.append(next)
                    last = next
                }
            }
            guard isAscending else { throw reader.damage("entries that do not ascend") }
            let values = try ValueColumn(&reader, count: total).values()
            let zones = try names.read(&reader, count: count) ?? []
            number = numbers[count - 1]
            reference = firsts[0]
            return JournalBlock(
                numbers: numbers, ends: ends, positions: positions, values: values,
                zones: zones.contains { $0 != nil } ? zones : [])
        }

        mutating func part(_ reader: inout ByteReader) throws(BillingError) -> Part {
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
            let part = Part(
                number: number,
                changes: SampleChanges(
                    changes.positions.indices.lazy.map {
                        SeriesColumns.Change(
                            position: changes.positions[$0], value: changes.values[$0],
                            zone: changes.zones?[$0])
                    }),
                versions: versions.indices.map {
                    VersionedWrite(
                        position: writes.positions[$0], version: versions[$0], value: writes.values[$0],
                        zone: writes.zones?[$0])
                })
            guard zip(changes.positions, changes.positions.dropFirst()).allSatisfy(<),
                zip(part.versions, part.versions.dropFirst()).allSatisfy(VersionedWrite.isInOrder)
            else { throw reader.damage("entries that do not ascend") }
            return part
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
