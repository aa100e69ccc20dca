import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("A packed column")
struct ColumnTests {
    static let place = BlobPlace(kind: .chunk, owner: 1, key: 2)

    /// Writes a column, reads it back by other means, and gives the number of bytes it took.
    static func check(numbers: [Int64], reference: Int64 = 0, _ seed: String) throws -> Int {
        var writer = ByteWriter(at: place)
        PackedLine.Draft(numbers).write(to: &writer, reference: reference)
        let blob = writer.sealed()
        try withBytes(blob) { bytes throws(BillingError) in
            var reader = try ByteReader(bytes, at: place)
            let line = try PackedLine(&reader, count: numbers.count, reference: reference)
            try reader.finish()
            #expect(line.numbers == numbers, "\(seed)")
            #expect((0..<numbers.count).map { line[$0] } == numbers, "\(seed)")
            if numbers.count > 2 {
                let part = numbers.count / 3..<numbers.count - 1
                #expect(line.numbers(part) == Array(numbers[part]), "\(seed)")
            }
        }
        return blob.count - 10
    }

    @Test("of whole numbers comes back, whatever they are")
    func numbers() throws {
        let edges: [[Int64]] = [
            [], [0], [.min], [.max], [.min, .max], [.max, .min], [.min, -1, 0, .max], [.max, .max, .max],
            [0, .max, .min, 1], [-1, -1, -1, -2], [.min, .min + 1], [0, 1 << 57, 1 << 56, (1 << 57) - 1],
            [0, (1 << 57) - 1], [0, 1 << 62, 3], [.min, 0], [10, 0], [7, 7],
        ]
        for numbers in edges { _ = try Self.check(numbers: numbers, reference: 5, "\(numbers)") }
        for seed in UInt64(1)...400 {
            var random = SplitMix64(seed: seed)
            let count = random.below(40)
            let shift = random.below(64)
            let unit = random.anyNumber()
            let slope = random.anyNumber()
            let numbers = (0..<count).map { index in
                slope &* Int64(index) &+ unit &* (random.anyNumber() >> Int64(shift))
            }
            _ = try Self.check(numbers: numbers, reference: random.anyNumber(), "seed \(seed)")
        }
    }

    @Test("is kept in units of the greatest divisor of all distances, as divisions find it")
    func units() throws {
        for seed in UInt64(1)...2_000 {
            var random = SplitMix64(seed: seed)
            let unit = 1 + UInt64(bitPattern: random.anyNumber() & .max) >> UInt64(random.below(63))
            let most = UInt64(Int64.max) / unit
            let base = random.anyNumber() & 0xFFFF
            let numbers = (0..<(2 + random.below(9))).map { _ in
                base &+ Int64(bitPattern: unit &* ((random.next() % (most &+ 1)) >> UInt64(random.below(60))))
            }
            let lowest = numbers.min() ?? 0
            var divisor: UInt64 = 0
            for number in numbers {
                var (one, other) = (divisor, UInt64(bitPattern: number &- lowest))
                while other != 0 { (one, other) = (other, one % other) }
                divisor = one
            }
            var writer = ByteWriter(at: Self.place)
            PackedLine.Draft(numbers).write(to: &writer)
            try withBytes(writer.sealed()) { bytes throws(BillingError) in
                var reader = try ByteReader(bytes, at: Self.place)
                _ = try reader.zigzag()
                let hasUnit = try reader.byte() & 0x40 != 0
                #expect(try (hasUnit ? reader.varint() : 1) == max(divisor, 1), "seed \(seed)")
            }
        }
    }

    @Test("takes no bits for equal steps, and few for a common unit, an uneven slope or jitter")
    func widths() throws {
        let minute: Int64 = 60_000_000
        // Base 1 byte, head 1, unit 4, slope 1 + 2.
        #expect(try Self.check(numbers: (0..<4_096).map { $0 * minute }, "steps") == 9)
        #expect(try Self.check(numbers: [Int64](repeating: 3, count: 4_096), "constant") == 2)
        // Steps of 60 and 61 seconds in turn stay within one second of a line.
        let uneven = (0..<4_096).map { (index: Int64) in index * 60 + index / 2 }
        #expect(try Self.check(numbers: uneven.map { $0 * 1_000_000 }, "uneven") < 4_096 / 8 + 16)
        var random = SplitMix64(seed: 1)
        let jittered = (0..<4_096).map { (index: Int64) in index * minute + Int64(random.below(1_024)) }
        #expect(try Self.check(numbers: jittered, "jitter") < 4_096 * 11 / 8 + 16)
    }

    static func check(positions: [Int64], splits: Bool? = nil, _ seed: String) throws {
        let reference = positions.first ?? 0
        var writer = ByteWriter(at: place)
        let draft = PositionColumn.Draft(positions)
        if let splits { #expect(draft.isSplit == splits) }
        draft.write(to: &writer, reference: reference)
        try withBytes(writer.sealed()) { bytes throws(BillingError) in
            var reader = try ByteReader(bytes, at: place)
            let column = try PositionColumn(
                &reader, count: positions.count, isSplit: draft.isSplit, reference: reference)
            try reader.finish()
            #expect(try column.positions(0..<positions.count) == positions, "\(seed)")
            #expect((0..<positions.count).map { column[$0] } == positions, "\(seed)")
            let part = positions.count / 3..<positions.count - positions.count / 4
            #expect(try column.positions(part) == Array(positions[part]), "\(seed)")
            let bounds = positions.prefix(20).flatMap { [$0 &- 1, $0, $0 &+ 1] } + [.min, .max]
            for bound in bounds {
                let expected = positions.firstIndex { $0 >= bound } ?? positions.count
                #expect(column.firstIndex(atOrAfter: bound) == expected, "\(seed), bound \(bound)")
            }
        }
    }

    @Test("of positions comes back and is searched, on a line and split")
    func positions() throws {
        try Self.check(positions: [], "none")
        try Self.check(positions: [.min, -1, 0, .max], splits: false, "limits")
        for seed in UInt64(1)...60 {
            var random = SplitMix64(seed: seed)
            var activity: Set<Int64> = []
            for _ in 0..<5 + random.below(40) {
                let quarter = Int64(random.below(8)) - 4
                for _ in 0..<1 + random.below(6) {
                    let subject = random.below(3) == 0 ? 0xFFFF_FFFF - random.below(9) : random.below(50)
                    activity.insert(quarter << 32 | Int64(subject))
                }
            }
            try Self.check(positions: activity.sorted(), "presence \(seed)")
            let wild = Set((0..<random.below(30)).map { _ in random.anyNumber() })
            try Self.check(positions: wild.sorted(), "wild \(seed)")
        }
        let quarters = (0..<16).flatMap { quarter in (0..<50).map { Int64(quarter * quarter) << 32 | $0 } }
        try Self.check(positions: quarters, splits: true, "quarters")
        try Self.check(positions: (0..<100).map { $0 << 32 }, splits: false, "line")
    }

    @Test("of runs gives any part of them")
    func runs() throws {
        for seed in UInt64(1)...60 {
            var random = SplitMix64(seed: seed)
            let lengths = (0..<1 + random.below(20)).map { _ in 1 + random.below(9) }
            let numbers = lengths.flatMap { [Int64](repeating: random.anyNumber(), count: $0) }
            var runs = RunColumn.Runs()
            for number in numbers { runs.append(number) }
            var writer = ByteWriter(at: Self.place)
            RunColumn.Draft(runs).write(to: &writer)
            let low = random.below(numbers.count + 1)
            let part = low..<low + random.below(numbers.count - low + 1)
            try withBytes(writer.sealed()) { bytes throws(BillingError) in
                var reader = try ByteReader(bytes, at: Self.place)
                let column = try RunColumn(&reader, count: numbers.count)
                try reader.finish()
                #expect((0..<numbers.count).map { column[$0] } == numbers, "seed \(seed)")
                for range in [part, 0..<numbers.count] {
                    let found = try column.runs(in: range)
                    #expect(
                        found.flatMap { [Int64](repeating: $0.number, count: $0.range.count) }
                            == Array(numbers[range]), "seed \(seed)")
                    #expect(found.first?.range.lowerBound ?? range.lowerBound == range.lowerBound)
                    #expect(found.last?.range.upperBound ?? range.upperBound == range.upperBound)
                }
            }
        }
    }

    @Test("of which some values are missing comes back", arguments: [0, 1, 7, 8, 9, 64])
    func optionals(count: Int) throws {
        var random = SplitMix64(seed: UInt64(count))
        let some = (0..<count).map { _ in random.below(2) == 0 ? nil : Double(random.below(99)) }
        for values in [some, some.map { _ in nil }, some.map { $0 ?? 1 }] {
            var writer = ByteWriter(at: Self.place)
            OptionalValues.write(values, to: &writer)
            try withBytes(writer.sealed()) { bytes throws(BillingError) in
                var reader = try ByteReader(bytes, at: Self.place)
                #expect(try OptionalValues.read(&reader, count: count) == values)
                try reader.finish()
            }
        }
    }
}
