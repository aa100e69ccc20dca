import BillingModel
import Testing

@testable import BillingInsights

@Suite("Rarity")
struct RarityTailTests {
    private static func tail(_ numbers: some Sequence<Double>) -> RarityTail {
        var tail = RarityTail()
        for number in numbers { tail.add(number) }
        return tail
    }

    @Test("Inside, the share of numbers as far out says it")
    func body() {
        let tail = Self.tail((0..<100).map(Double.init))
        // Ten numbers are at least 90, ten at most 9; the number itself is one more.
        #expect(agree(tail.probability(of: 90, leastSize: 0), 2 * 11 / 101))
        #expect(agree(tail.probability(of: 9, leastSize: 0), 2 * 11 / 101))
        #expect(tail.probability(of: 49.5, leastSize: 0) == 1)
        #expect(Self.tail((0..<29).map(Double.init)).probability(of: 1_000, leastSize: 0) == 1)
    }

    @Test("Beyond the threshold the tail says it")
    func beyond() {
        // Of constants none exceeds the threshold, and the least size is that of the tail.
        let tail = Self.tail(Array(repeating: 1, count: 100))
        let power = (0..<32).reduce(1.0) { power, _ in power * (1 + 1 / (32 * 0.005)) }
        #expect(agree(tail.probability(of: 2, leastSize: 0.005), 2 * 1.0 / 120 / power))
        #expect(agree(tail.probability(of: 0, leastSize: 0.005), 2 * 1.0 / 120 / power))
        #expect(tail.probability(of: 2, leastSize: 0) > 0)
        // Of many zeros and a few sevens, the sevens are the tail: as rare as they are many.
        let rare = Self.tail((0..<1_000).map { $0 % 50 == 0 ? 7 : 0 })
        #expect((0.01...0.05).contains(rare.probability(of: 7, leastSize: 0)))

        // 0 to 99: the threshold is 94.05, and 0.95, 1.95 … 4.95 exceed it, 2.95 in the mean. The ninth decile,
        // 89.1, is 39.6 above the median: five credited ones of 19.8. Mean 11.375; mean square, the credited
        // ones exponential, 397.37 and 1 + variance of 3.07 mean squares, which makes a shape of 0.2587: 1/4.
        let even = Self.tail((0..<100).map(Double.init))
        let size = 4 * 0.75 * 11.375
        let expected = 2 * (6.0 / 120) / ((0..<4).reduce(1.0) { power, _ in power * (1 + 10 / size) })
        #expect(agree(even.probability(of: 104.05, leastSize: 0), expected))
        #expect(agree(even.probability(of: 99 - 104.05, leastSize: 0), expected))
    }

    @Test("Gaussian numbers are called rare no more often than the rate says, and rarer the further out")
    func rate() {
        var random = SplitMix64(seed: 8)
        let tail = Self.tail((0..<4_000).map { _ in random.gaussian() })
        let rare = (0..<20_000).count { _ in
            tail.probability(of: random.gaussian(), leastSize: 0) <= 0.002
        }
        #expect((5...40).contains(rare), "\(rare)")
        var last = 1.0
        for step in 0..<60 {
            let probability = tail.probability(of: 0.1 * Double(step), leastSize: 0)
            #expect(probability <= last)
            last = probability
        }
    }
}
