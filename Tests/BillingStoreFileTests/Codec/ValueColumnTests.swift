import BillingModel
import BillingTestSupport
import Testing

@testable import BillingStoreFile

@Suite("A column of values")
struct ValueColumnTests {
    /// Writes and reads values, compares bits, and gives the grid and the number of bytes.
    @discardableResult
    static func check(_ values: [Double], _ seed: String = "") throws -> (grid: ValueColumn.Grid, bytes: Int)
    {
        var writer = ByteWriter(at: ColumnTests.place)
        let draft = ValueColumn.Draft(values)
        draft.write(to: &writer)
        let blob = writer.sealed()
        try withBytes(blob) { bytes throws(BillingError) in
            var reader = try ByteReader(bytes, at: ColumnTests.place)
            let column = try ValueColumn(&reader, count: values.count)
            try reader.finish()
            #expect(
                try column.values().map(\.bitPattern) == values.map(\.bitPattern), "\(seed) \(draft.grid)")
            let part = values.count / 3..<values.count - values.count / 4
            #expect(try column.values(part).map(\.bitPattern) == values[part].map(\.bitPattern), "\(seed)")
        }
        return (draft.grid, blob.count - 10)
    }

    @Test("keeps every bit of the limits of doubles")
    func limits() throws {
        let tiny = Double.leastNonzeroMagnitude
        let great = Double.greatestFiniteMagnitude
        let edges: [[Double]] = [
            [], [0], [-0.0], [0, -0.0], [tiny], [-tiny], [great], [-great],
            [great, -great, tiny, -tiny, 0, -0.0],
            [tiny, 2 * tiny, 5 * tiny], [.leastNormalMagnitude, tiny], [0x1p53, 0x1p53 + 2], [0x1p62, 0],
            [0x1p63, 1], [-0x1p63], [0x1p53 - 1, 0.5], [1e22, 1e23], [0.1, 0.2, 0.3, 0.1 + 0.2],
            [1 / 3, 2 / 3],
            [great, great, great], [1e-9, 1], [1e-10, 1], [9_007_199_254_740_992, 0.1], [123456789.123456789],
            [0x1p1023, 0x1p1000], [0x1.fffffffffffffp1023, 0x1p971], [4.35, 4.349999999999999],
        ]
        for values in edges { try Self.check(values, "\(values)") }
    }

    @Test("keeps every bit of any doubles")
    func anything() throws {
        for seed in UInt64(1)...300 {
            var random = SplitMix64(seed: seed)
            let count = 1 + random.below(30)
            let places = random.below(12)
            let power = Double((0..<places).reduce(1) { power, _ in power * 10 })
            let exponent = random.below(2_000) - 1_000
            let kind = random.below(4)
            let values = (0..<count).map { _ in
                switch kind {
                case 0: random.finiteDouble()
                case 1: Double(random.anyNumber() >> 20) / power
                case 2:
                    Double(random.below(1 << 20)) * Double(sign: .minus, exponent: exponent, significand: 1)
                default: random.below(2) == 0 ? Double(random.below(9)) : random.finiteDouble()
                }
            }
            try Self.check(values, "seed \(seed)")
        }
    }

    @Test("finds the places of decimals", arguments: 0...4)
    func decimals(places: Int) throws {
        var random = SplitMix64(seed: 5)
        let power = [1.0, 10, 100, 1_000, 10_000][places]
        let values = (0..<1_000).map { _ in Double(random.below(1_000)) / power } + [1 / power, 999 / power]
        let (grid, bytes) = try Self.check(values)
        #expect(grid == .decimal(places: places))
        #expect(bytes <= 5 + 1_002 * 10 / 8 + 1)
    }

    @Test("takes the grid that is cheapest to read")
    func grids() throws {
        #expect(try Self.check([0.5, 0.25, 17.75]).grid == .binary(exponent: -2))
        #expect(try Self.check([0x1p-40, 0x1p-41]).grid == .binary(exponent: -41))
        #expect(try Self.check([0.1, 1 / 3, 1e300]).grid == .pattern)
        #expect(try Self.check([-0.0, 1]).grid == .pattern)
        // A grid, its exponent, a base, a head.
        #expect(try Self.check([Double](repeating: 21.5, count: 4_096)).bytes == 4)
        // A counter that grows by 3 or 4 keeps close to a line.
        let counter = (0..<4_096).map { Double($0 * 7 / 2) }
        #expect(try Self.check(counter).bytes < 4_096 / 8 + 16)
    }

    @Test(
        "refuses what is not finite",
        arguments: [
            // Patterns of infinity and of a NaN.
            [11] + [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xF0, 0xFF, 0x01],
            [11] + [0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xF0, 0xFF, 0x01],
            // 4 · 2^1023, a power of 1024, grids 12 and 255.
            [10, 0xFE, 0x0F, 0x08], [10, 0x80, 0x10, 0x02], [12, 0], [255, 0],
        ] as [[UInt8]])
    func notFinite(bytes: [UInt8]) {
        #expect(
            refusal {
                try ByteReaderTests.reading(bytes) { reader throws(BillingError) in
                    try ValueColumn(&reader, count: 1).values()
                }
            } == .corruptData)
    }

    @Test("reads the greatest power of two that is a double")
    func greatestPower() throws {
        let values = try ByteReaderTests.reading([10, 0xFE, 0x0F, 0x02]) { reader throws(BillingError) in
            try ValueColumn(&reader, count: 1).values()
        }
        #expect(values == [0x1p1023])
    }
}
