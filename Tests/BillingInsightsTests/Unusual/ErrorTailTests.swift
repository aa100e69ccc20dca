import BillingModel
import Testing

@testable import BillingInsights

@Suite("Tails of errors")
struct ErrorTailTests {
    @Test("Without errors it is that of the credit")
    func young() {
        // Exponential exceedances of 1.5 with mean 0.72: no shape, so the reciprocal 32, and size 0.72 · 31/32.
        // The share is 1 of 20.
        let tail = ErrorTail()
        #expect(tail.probability(beyond: 1.5) == 1)
        #expect(agree(tail.probability(beyond: 1.5 + 22.32), 0.05 / power32(2)))
        #expect(agree(tail.limit(at: 0.05 / power32(1.25)), 1.5 + 0.25 * 22.32))
    }

    private func power32(_ base: Double) -> Double { (0..<32).reduce(1) { power, _ in power * base } }

    @Test("The longer of two sides is credited with a heavier tail")
    func skewed() {
        // Deciles of 4.8 and 1.2: longer by 4 / 1.2.
        var (even, long) = (ErrorTail(), ErrorTail())
        for _ in 0..<20 {
            even.add(4.8, other: 4.8)
            long.add(4.8, other: 1.2)
        }
        #expect(even.ninthDecile == 4.8)
        #expect(long.probability(beyond: 10) > 20 * even.probability(beyond: 10))
        #expect(long.limit(at: 0.001) > 2 * even.limit(at: 0.001))
    }

    @Test("The limit at a probability has this probability")
    func inverse() {
        var tail = ErrorTail()
        var random = SplitMix64(seed: 5)
        for _ in 0..<3_000 { tail.add(abs(3 * random.gaussian())) }
        for share in [0.01, 0.001, 0.000_01] {
            #expect(agree(tail.probability(beyond: tail.limit(at: share)), share))
        }
    }

    @Test("The rate that is asked for is nearly that of errors to come")
    func rate() {
        var tail = ErrorTail()
        var random = SplitMix64(seed: 6)
        for _ in 0..<1_000 { tail.add(abs(3 * random.gaussian())) }
        let limit = tail.limit(at: 0.005)
        let count = (0..<100_000).count { _ in abs(3 * random.gaussian()) > limit }
        #expect((200...800).contains(count), "\(count)")
    }

    @Test("A window keeps its last numbers in order")
    func window() {
        var window = SortedWindow(capacity: 3)
        for value in [5.0, 1, 3, 2, 2] { window.add(value) }
        #expect(window.sorted == [2, 2, 3])
        #expect(window.median == 2)
        #expect(window.place(of: 2.5) == 2)
    }
}
