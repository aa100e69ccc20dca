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

    @Test("The longer of two sides is credited with a heavier tail, and so are both where both are long")
    func heavy() {
        // Of errors of 4.8 nothing exceeds the threshold: all that is known of the tail is credited.
        let tail = { (count: Int, other: ErrorTail.Body?) in
            var tail = ErrorTail()
            for _ in 0..<count { tail.add(4.8, other: other) }
            return tail
        }
        let even = tail(20, .init(ninthDecile: 4.8, reach: 4.8))
        let long = tail(20, .init(ninthDecile: 1.2, reach: 1.5))
        #expect(even.body.ninthDecile == 4.8 && even.body.reach == 4.8)
        #expect(even.limit(at: 0.001) == tail(20, nil).limit(at: 0.001))
        #expect(long.probability(beyond: 10) > 20 * even.probability(beyond: 10))
        #expect(long.limit(at: 0.001) > 2 * even.limit(at: 0.001))
        let both = tail(40, .init(ninthDecile: 4.8, reach: 3.8))
        let short = tail(40, .init(ninthDecile: 4.8, reach: 1.9))
        #expect(short.limit(at: 0.001) == tail(40, nil).limit(at: 0.001))
        #expect(both.limit(at: 0.001) > 2 * short.limit(at: 0.001))
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
