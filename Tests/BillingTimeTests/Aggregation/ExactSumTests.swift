import BillingModel
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("An exact sum")
struct ExactSumTests {
    struct Case {
        let what: String
        let divisor: Int
        let values: [Double]
        let expected: String
    }

    /// Written by Generators/aggregation-sums.py from exact rationals.
    static let cases: [Case] = {
        ((try? Fixtures.lines("aggregation-sums.tsv")) ?? []).map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            let values = fields[2].split(separator: " ").compactMap { UInt64($0, radix: 16) }
            return Case(
                what: String(fields[0]), divisor: Int(fields[1]) ?? 0,
                values: values.map(Double.init(bitPattern:)),
                expected: String(fields[3]))
        }
    }()

    /// The bits of a result, or `overflow`.
    static func text(_ result: () throws -> Double?) throws -> String {
        do {
            guard let value = try result() else { return "none" }
            let digits = String(value.bitPattern, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        } catch BillingError.Code.overflow {
            return "overflow"
        }
    }

    static func sum(_ values: some Sequence<Double>) -> ExactSum {
        var sum = ExactSum()
        for value in values { sum.add(finite: value) }
        return sum
    }

    @Test("agrees with exact rationals on sums, quotients and variances")
    func agreesWithRationals() throws {
        #expect(Self.cases.count == 2_242)
        for item in Self.cases where item.what != "parts" {
            let actual = try Self.text {
                switch item.what {
                case "sum": return try Self.sum(item.values).rounded()
                case "quotient": return try Self.sum(item.values).rounded(dividedBy: item.divisor)
                default:
                    let positions = (0..<item.values.count).map(Int64.init)
                    var state = AggregateState()
                    try state.add(finite: item.values[...], positions: positions[...])
                    return item.divisor == item.values.count
                        ? try state.populationVariance() : try state.sampleVariance()
                }
            }
            #expect(actual == item.expected, "\(item)")
        }
    }

    @Test("holds what its terms stand for")
    func agreesWithPartsOfRationals() throws {
        for item in Self.cases where item.what == "parts" {
            let parts = Self.sum(item.values).parts
            let limbs = parts.limbs.reversed().enumerated().map { place, limb in
                let digits = String(limb, radix: 16)
                return String(repeating: "0", count: place == 0 ? 0 : 16 - digits.count) + digits
            }
            let magnitude = limbs.isEmpty ? "0" : limbs.joined()
            let text = "\(parts.isNegative ? "-" : "+") \(parts.exponent) \(parts.fives) \(magnitude)"
            #expect(text == item.expected, "\(item)")
            #expect(try ExactSum(parts) == Self.sum(item.values))
        }
    }

    @Test("adds decimals as they are written")
    func addsDecimals() throws {
        #expect(try Self.sum([0.1, 0.2]).rounded() == 0.3)
        #expect(try Self.sum([0.3, -0.1]).rounded() == 0.2)
        #expect(Self.sum([1.1, 2.2, -3.3]) == ExactSum())
        // 0.1 + 0.2 in doubles is no decimal of nine digits, and stands for itself.
        #expect(try Self.sum([0.1 + 0.2]).rounded() == 0.1 + 0.2)
        #expect(Self.sum([0.1 + 0.2]) != Self.sum([0.1, 0.2]))
    }

    @Test("agrees with addition digit by digit", arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func agreesWithReference(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for count in [1, 2, 3, 9, 40] {
            var (sum, reference) = (ExactSum(), ReferenceSum())
            for index in 0..<count {
                let wild = random.finiteDouble() / 64
                let value = (seed + UInt64(index)).isMultiple(of: 3) ? wild : random.ordinaryDouble()
                sum.add(finite: value)
                reference.add(value)
                if index.isMultiple(of: 4) {
                    // Cancels all but the last bits.
                    sum.add(finite: -value.nextDown)
                    reference.add(-value.nextDown)
                }
            }
            #expect(try sum.rounded().bitPattern == reference.rounded?.bitPattern, "seed \(seed), \(count)")
        }
    }

    @Test("holds products exactly", arguments: [11, 12, 13, 14] as [UInt64])
    func productsAreExact(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for count in [1, 2, 7, 30] {
            var (sum, reference) = (ExactSum(), ReferenceSum())
            for index in 0..<count {
                let value =
                    seed.isMultiple(of: 2) ? random.ordinaryDouble() : random.finiteDouble() * 0x1p-600
                sum.addSquare(value)
                reference.addSquare(value)
                // A 63-bit factor, as the sum of its exact halves.
                let factor = Int64(truncatingIfNeeded: random.next())
                sum.addProduct(index.isMultiple(of: 2) ? value : -value, factor)
                let (high, low) = (Double(factor >> 32) * 0x1p32, Double(factor & 0xFFFF_FFFF))
                reference.addProduct(index.isMultiple(of: 2) ? value : -value, exactly: high)
                reference.addProduct(index.isMultiple(of: 2) ? value : -value, exactly: low)
            }
            #expect(try sum.rounded().bitPattern == reference.rounded?.bitPattern, "seed \(seed), \(count)")
        }
    }

    @Test("has the same bits in any order and any chunks", arguments: [21, 22, 23] as [UInt64])
    func orderAndChunksChangeNothing(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var values = (0..<300).map { _ in random.ordinaryDouble() }
        if seed > 21 { values += (0..<50).map { _ in random.finiteDouble() / 512 } }
        if seed > 22 { values += values.map { -$0 * 0x1p-20 } }
        let whole = Self.sum(values)
        let expected = try whole.rounded().bitPattern
        for round in 0..<10 {
            values.shuffle(using: &random)
            var chunks: [ExactSum] = []
            var rest = values[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...60, using: &random)
                var chunk = ExactSum()
                chunk.add(finite: rest.prefix(count))
                chunks.append(chunk)
                rest = rest.dropFirst(count)
            }
            chunks.shuffle(using: &random)
            var merged = ExactSum()
            for chunk in chunks { merged.merge(chunk) }
            #expect(merged == whole && merged.hashValue == whole.hashValue, "seed \(seed), round \(round)")
            #expect(try merged.rounded().bitPattern == expected, "seed \(seed), round \(round)")
        }
    }

    @Test("is equal by value, whatever way it took")
    func equalByValue() throws {
        let direct = Self.sum([1])
        let detour = Self.sum([1e308, 1, smallestNumber, -1e308, -smallestNumber])
        #expect(direct == detour && direct.hashValue == detour.hashValue)
        #expect(Self.sum([0.5, 0.5]) == direct)
        #expect(Self.sum([1e300, -1e300]) == ExactSum())
        #expect(Self.sum([1e300, -1e300]).hashValue == ExactSum().hashValue)
        #expect(Self.sum([1, smallestNumber]) != direct)
        #expect(Self.sum([-1]) != direct)
        #expect(Self.sum([2]) != direct)
        #expect(Set([direct, detour, Self.sum([-1]), Self.sum([2])]).count == 3)
    }

    @Test("is exactly 0 less itself", arguments: [[1.5], [0.1, 1e300, -7], [smallestNumber, 1e308], []])
    func negationIsExact(values: [Double]) throws {
        let sum = Self.sum(values)
        #expect(sum - sum == ExactSum())
        #expect(sum.negated() == Self.sum(values.map { -$0 }))
        #expect(sum.negated().negated() == sum)
        #expect(ExactSum() - sum == sum.negated())
    }

    @Test("survives the limits of its window of 128 bits")
    func windowLimits() throws {
        // 2^62 · 2^63 = 2^125; four of them are 2^127, one more than the window holds.
        var sum = ExactSum()
        for _ in 0..<4 { sum.addProduct(0x1p62, .min) }
        #expect(try sum.rounded() == -0x1p127)
        #expect(sum.negated() == Self.sum([0x1p127]))
        sum.merge(sum)
        sum.addProduct(1, .min)
        #expect(try sum.rounded() == -0x1p128)
        sum.add(finite: 0x1p128)
        #expect(try sum.rounded() == -0x1p63)
        // -2^127 in units of 1 is the least that the window holds, and has no negative in it.
        #expect(try Self.sum([1, -0x1p126, -0x1p126, -1]).negated().rounded() == 0x1p127)
        // Terms that reach high into their third limb carry into the next one after 2^13 of them.
        var (added, merged) = (ExactSum(), ExactSum())
        let value = 0x1.fffffffffffffp51
        for _ in 0..<(1 << 15) { added.addProduct(value, .max) }
        merged.addProduct(value, .max)
        for _ in 0..<15 { merged.merge(merged) }
        #expect(added == merged)
        #expect(try added.rounded() == 0x1p130.nextDown)
        // Doubling by merging leaves every double behind, and comes back.
        var huge = Self.sum([.greatestFiniteMagnitude, smallestNumber])
        for _ in 0..<200 { huge.merge(huge) }
        #expect(refusal({ try huge.rounded() }) == .overflow)
        #expect(huge - huge == ExactSum())
    }

    @Test("reads no -0.0")
    func noNegativeZero() throws {
        #expect(try ExactSum().rounded().sign == .plus)
        #expect(try Self.sum([-0.0]).rounded().sign == .plus)
        #expect(try Self.sum([-1, 1]).rounded().sign == .plus)
        #expect(try Self.sum([-smallestNumber]).rounded(dividedBy: 3).sign == .plus)
        #expect(try Self.sum([smallestNumber]).rounded(dividedBy: -3).sign == .plus)
        #expect(Self.sum([-0.0]) == ExactSum())
    }

    @Test("divides by any whole number but 0")
    func divisors() throws {
        #expect(try Self.sum([1, 2]).rounded(dividedBy: -2) == -1.5)
        #expect(try Self.sum([0x1p63]).rounded(dividedBy: .min) == -1)
        #expect(refusal({ try Self.sum([1]).rounded(dividedBy: 0) }) == .invalidValue)
    }

    @Test(
        "refuses what is not finite and stays unchanged",
        arguments: [Double.nan, .signalingNaN, .infinity, -Double.infinity])
    func refusesNonFinite(value: Double) throws {
        var sum = Self.sum([1, 2])
        #expect(refusal({ try sum.add(value) }) == .invalidValue)
        #expect(try sum.rounded() == 3)
    }

    @Test("is small")
    func isSmall() {
        #expect(MemoryLayout<ExactSum>.stride == 24)
        #expect(MemoryLayout<AggregateState>.stride <= 160)
    }
}

/// The smallest number above 0.
let smallestNumber = Double.leastNonzeroMagnitude
