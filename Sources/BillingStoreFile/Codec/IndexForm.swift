import BillingModel
import BillingTime

/// What the directory of a stored series says of one chunk.
struct IndexEntry: Hashable, Sendable {
    /// Where the chunk begins; it reaches to the start of the next one.
    var start: Int64
    /// The last position of which anything is known: a sample, a replaced one, or a version.
    var last: Int64
    /// How many samples are visible.
    var count: Int
    /// The lowest revision of a visible sample.
    var lowest: Revision
    /// The last revision that changed anything there, removals included.
    var newest: Revision
    /// The checksum of the chunk.
    var chunk: UInt64
    /// The checksum of the replaced samples; 0 if there are none.
    var replaced: UInt64
    /// The checksum of the versions; 0 if there are none.
    var versions: UInt64
    /// The state of the visible values; nil in a stored series without values.
    var state: AggregateState?
}

/// The bytes of a page of the directory of a stored series.
enum IndexForm {
    /// The most entries of a page.
    static let limit = 128

    /// Writes a page.
    ///
    /// - Throws: `limitExceeded` beyond ``limit`` entries.
    static func bytes(_ entries: [IndexEntry], at place: BlobPlace) throws(BillingError) -> [UInt8] {
        guard entries.count <= limit else {
            throw BillingError(
                .limitExceeded, rule: "a page of an index has at most 128 entries", detail: "\(entries.count)"
            )
        }
        var writer = ByteWriter(at: place)
        writer.count(entries.count)
        writer.line(entries.map(\.start), reference: place.key)
        writer.line(entries.map { $0.last &- $0.start })
        writer.line(entries.map { Int64($0.count) })
        writer.line(entries.map(\.lowest.number))
        writer.line(entries.map { $0.newest.number &- $0.lowest.number })
        for entry in entries { writer.fixed64(entry.chunk) }
        writer.line(entries.map { Int64(bitPattern: $0.replaced) })
        writer.line(entries.map { Int64(bitPattern: $0.versions) })
        FilledPlaces.write(entries.map { $0.state != nil }, to: &writer)
        write(entries.compactMap { entry in entry.state.map { (entry, $0.parts) } }, to: &writer)
        return writer.sealed()
    }

    private static func write(
        _ states: [(entry: IndexEntry, parts: AggregateState.Parts)], to writer: inout ByteWriter
    ) {
        let parts = states.map(\.parts)
        writer.line(parts.map { Int64($0.measures.rawValue) })
        writer.line(states.map { Int64($0.parts.count &- $0.entry.count) })
        writer.line(states.map { $0.parts.firstPosition &- $0.entry.start })
        writer.line(states.map { $0.parts.lastPosition &- $0.entry.last })
        for column in [parts.map(\.minimum), parts.map(\.maximum), parts.map(\.first), parts.map(\.last)] {
            ValueColumn.Draft(column).write(to: &writer)
        }
        OptionalValues.write(parts.map(\.previous), to: &writer)
        writer.line(parts.map { Int64($0.drops) })
        for column in [parts.map(\.sum), parts.map(\.squares), parts.map(\.dropped)] {
            SumColumn.write(column, to: &writer)
        }
    }

    /// Reads a page.
    ///
    /// - Throws: `corruptData`.
    static func entries(
        _ blob: UnsafeRawBufferPointer, at place: BlobPlace, isVerified: Bool = false
    ) throws(BillingError) -> [IndexEntry] {
        var reader = try ByteReader(blob, at: place, isVerified: isVerified)
        let count = try reader.count(limit: limit)
        let start = try PackedLine(&reader, count: count, reference: place.key)
        let length = try PackedLine(&reader, count: count)
        let samples = try PackedLine(&reader, count: count)
        let lowest = try PackedLine(&reader, count: count)
        let changes = try PackedLine(&reader, count: count)
        var entries: [IndexEntry] = []
        entries.reserveCapacity(count)
        for index in 0..<count {
            let (oldest, samples) = (lowest[index], samples[index])
            guard samples >= 0, let samples = Int(exactly: samples) else {
                throw reader.damage("a count below 0")
            }
            entries.append(
                IndexEntry(
                    start: start[index], last: start[index] &+ length[index], count: samples,
                    lowest: try reader.revision(oldest),
                    newest: try reader.revision(oldest &+ changes[index]), chunk: try reader.fixed64(),
                    replaced: 0, versions: 0))
        }
        let replaced = try PackedLine(&reader, count: count)
        let versions = try PackedLine(&reader, count: count)
        for index in 0..<count {
            entries[index].replaced = UInt64(bitPattern: replaced[index])
            entries[index].versions = UInt64(bitPattern: versions[index])
        }
        guard zip(entries, entries.dropFirst()).allSatisfy({ $0.start < $1.start }) else {
            throw reader.damage("chunks that do not ascend")
        }
        let filled = try FilledPlaces.read(&reader, count: count)
        try readStates(&reader, of: entries.indices.filter { filled[$0] }, into: &entries)
        try reader.finish()
        return entries
    }

    private static func readStates(
        _ reader: inout ByteReader, of places: [Int], into entries: inout [IndexEntry]
    ) throws(BillingError) {
        let count = places.count
        let measures = try PackedLine(&reader, count: count)
        let excess = try PackedLine(&reader, count: count)
        let first = try PackedLine(&reader, count: count)
        let last = try PackedLine(&reader, count: count)
        let minima = try ValueColumn(&reader, count: count).values()
        let maxima = try ValueColumn(&reader, count: count).values()
        let firstValues = try ValueColumn(&reader, count: count).values()
        let lastValues = try ValueColumn(&reader, count: count).values()
        let previous = try OptionalValues.read(&reader, count: count)
        let drops = try PackedLine(&reader, count: count)
        let sums = try SumColumn.read(&reader, count: count)
        let squares = try SumColumn.read(&reader, count: count)
        let dropped = try SumColumn.read(&reader, count: count)
        // Before version 2, sums were those of the doubles, and not of the decimals that they stand for.
        let hasSums = reader.version >= 2
        let nothing = ExactSum().parts
        for (index, place) in places.enumerated() {
            let entry = entries[place]
            let parts = AggregateState.Parts(
                count: entry.count &+ Int(truncatingIfNeeded: excess[index]),
                measures: hasSums
                    ? AggregateState.Measures(rawValue: UInt8(truncatingIfNeeded: measures[index])) : [],
                sum: hasSums ? sums[index] : nothing, squares: hasSums ? squares[index] : nothing,
                minimum: minima[index], maximum: maxima[index],
                first: firstValues[index], last: lastValues[index],
                firstPosition: entry.start &+ first[index], lastPosition: entry.last &+ last[index],
                previous: hasSums ? previous[index] : nil, dropped: hasSums ? dropped[index] : nothing,
                drops: hasSums ? Int(truncatingIfNeeded: drops[index]) : 0)
            do {
                entries[place].state = try AggregateState(parts)
            } catch {
                throw reader.damage("a summary that no values have")
            }
        }
    }
}

/// A column of exact sums: their exponents, their powers of five from version 2 on, the lengths of their magnitudes in bytes
/// with the sign, the magnitudes.
private enum SumColumn {
    static func write(_ sums: [ExactSum.Parts], to writer: inout ByteWriter) {
        writer.line(sums.map { Int64($0.exponent) })
        writer.line(sums.map { Int64($0.fives) })
        writer.line(sums.map { Int64(length($0) * 2 + ($0.isNegative ? 1 : 0)) })
        for sum in sums {
            for index in 0..<length(sum) {
                writer.byte(UInt8(truncatingIfNeeded: sum.limbs[index / 8] &>> UInt64(index % 8 * 8)))
            }
        }
    }

    private static func length(_ sum: ExactSum.Parts) -> Int {
        sum.limbs.count * 8 - (sum.limbs.last?.leadingZeroBitCount ?? 0) / 8
    }

    static func read(_ reader: inout ByteReader, count: Int) throws(BillingError) -> [ExactSum.Parts] {
        let exponents = try PackedLine(&reader, count: count)
        let fives = reader.version >= 2 ? try PackedLine(&reader, count: count) : nil
        let lengths = try PackedLine(&reader, count: count)
        var sums: [ExactSum.Parts] = []
        sums.reserveCapacity(count)
        for index in 0..<count {
            let (length, exponent) = (lengths[index] >> 1, exponents[index])
            guard let bytes = Int(exactly: length), bytes >= 0, bytes <= reader.remaining,
                let exponent = Int(exactly: exponent), let fives = Int(exactly: fives?[index] ?? 0)
            else { throw reader.damage("a sum of an impossible length") }
            let magnitude = UnsafeRawBufferPointer(start: try reader.skip(bytes), count: bytes)
            var limbs = [UInt64](repeating: 0, count: (bytes + 7) / 8)
            for (offset, byte) in magnitude.enumerated() {
                limbs[offset / 8] |= UInt64(byte) &<< UInt64(offset % 8 * 8)
            }
            sums.append(
                ExactSum.Parts(
                    isNegative: lengths[index] & 1 == 1, exponent: exponent, fives: fives, limbs: limbs))
        }
        return sums
    }
}

extension ByteWriter {
    fileprivate mutating func line(_ numbers: [Int64], reference: Int64 = 0) {
        PackedLine.Draft(numbers).write(to: &self, reference: reference)
    }
}
