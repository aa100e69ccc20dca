import BillingModel
import BillingTestSupport
import Foundation
import Testing

@testable import BillingCharts

@Suite struct ValueScaleTests {
    /// Numbers in whose neighbourhood arithmetic of an axis may fail.
    private static let edges: [Double] = [
        0, -0.0, 1, 3, -1, 0.1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
        1e-300, 1e-16, 9_007_199_254_740_991, 0x1p53,
        0x1p54,
        0x1p63, -0x1p63, 1e15, 1e16, 1e22, 1e23, 1e100, 1e300, 1e308, 1.7e308, -1.7e308,
        .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]

    /// The number that a text of an axis says.
    private static func number(_ text: String) -> Double? {
        var text = text.replacingOccurrences(of: "−", with: "-").replacingOccurrences(of: ",", with: "")
        for (letter, power) in [("k", "e3"), ("M", "e6"), ("B", "e9"), ("T", "e12")]
        where text.hasSuffix(letter) {
            text = text.dropLast() + power
        }
        return Double(text)
    }

    private static func check(_ low: Double, _ high: Double, _ random: inout SplitMix64) {
        let most = random.below(12)
        for fromZero in [false, true] { check(low, high, fromZero: fromZero, most) }
    }

    private static func check(_ low: Double, _ high: Double, fromZero: Bool, _ most: Int) {
        let isWhole = low.rounded() == low && high.rounded() == high
        let scale = ValueScale(lowest: low, highest: high, fromZero: fromZero, isWhole: isWhole, most: most)
        let told: Comment = "\(low) to \(high), from zero \(fromZero), whole \(isWhole), \(most): \(scale)"
        #expect(scale.lower.isFinite && scale.upper.isFinite && scale.lower < scale.upper, told)
        #expect(scale.lower <= low && high <= scale.upper, told)
        #expect((0...1).contains(scale.share(of: low)) && (0...1).contains(scale.share(of: high)), told)
        if fromZero { #expect(scale.lower <= 0 && scale.upper >= 0, told) }
        let ticks = scale.ticks
        #expect((1...max(2, most) + 2).contains(ticks.count), told)
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value }, told)
        for tick in ticks {
            #expect((scale.lower...scale.upper).contains(tick.value), told)
            if isWhole { #expect(tick.value == tick.value.rounded(), told) }
            // Beyond 10^22 a power of ten is no Double, and one beyond the greatest is drawn at the end.
            guard let said = number(tick.text), said.isFinite, abs(said) < .greatestFiniteMagnitude else {
                continue
            }
            #expect(abs(said - tick.value) <= abs(tick.value) * 1e-15, "\(tick), \(told)")
        }
    }

    @Test func `an axis covers any numbers, with texts that say where its ticks are`() {
        var random = SplitMix64(seed: 41)
        for low in Self.edges {
            for high in Self.edges where low <= high { Self.check(low, high, &random) }
            Self.check(low, low, &random)
            Self.check(low, low.nextUp.isFinite ? low.nextUp : low, &random)
        }
        for _ in 0..<4_000 {
            let value =
                [random.finiteDouble(), Double(random.anyNumber()), random.ordinaryDouble()][random.below(3)]
            var other = [
                random.finiteDouble(), random.ordinaryDouble(), value, value * 1.000_001, value + 1,
            ][
                random.below(5)]
            if !other.isFinite { other = value }
            Self.check(min(value, other), max(value, other), &random)
        }
    }
}
