import BillingModel
import Testing

@testable import BillingInsights

@Suite("Long windows")
struct LongWindowTests {
    @Test("It says what a sorted window says", arguments: [1, 2, 100, 700])
    func sorted(capacity: Int) {
        var random = SplitMix64(seed: UInt64(capacity))
        var long = LongWindow(capacity: capacity)
        var short = SortedWindow(capacity: capacity)
        for step in 0..<4_000 {
            // Rising, falling and steady times, with many equal numbers.
            let trend = [0.1, -0.1, 0][step / 500 % 3]
            let number = (10 * random.gaussian() + trend * Double(step)).rounded()
            long.add(number)
            short.add(number)
            guard step % 50 == 0 || step < 10 else { continue }
            let sorted = short.sorted
            #expect(long.count == sorted.count)
            #expect(long.numbers(from: 0) == sorted)
            #expect(long.place(of: number) == short.place(of: number))
            #expect(long.place(after: number) == sorted.count { $0 <= number })
            for share in [0, 0.05, 0.5, 0.95, 1] {
                #expect(long.quantile(share) == Median.quantile(share, ofSorted: sorted))
            }
            let rank = sorted.count / 3
            #expect(long.numbers(from: rank) == Array(sorted[rank...]))
            #expect(long.numbers(upTo: rank) == Array(sorted[..<rank]))
        }
    }

    @Test("Without numbers there is nothing")
    func empty() {
        let window = LongWindow(capacity: 3)
        #expect(window.count == 0)
        #expect(window.quantile(0.5) == 0)
        #expect(window.place(of: 1) == 0)
        #expect(window.numbers(from: 0).isEmpty && window.numbers(upTo: 2).isEmpty)
    }
}
