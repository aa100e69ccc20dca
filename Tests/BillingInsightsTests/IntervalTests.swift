import BillingModel
import Testing

@testable import BillingInsights

@Suite("Intervals")
struct IntervalTests {
    @Test("Sizes lie on the line through the mean squares")
    func sizes() {
        var sizes = ErrorSizes(horizon: 3)
        // Mean squares 1, 4 and 7: the line 1 + 3h.
        let errors = [1, 2, 7.0.squareRoot()]
        for path in [errors, errors.map { -$0 }, [.nan, .nan, .nan]] {
            path.withUnsafeBufferPointer { sizes.add($0) }
        }
        let expected: [Double] = [1, 4, 7]
        #expect(agree(sizes.sizes.map { $0 * $0 }, expected))
        var falling = ErrorSizes(horizon: 2)
        [3.0, 1].withUnsafeBufferPointer { falling.add($0) }
        // The mean square is 5 throughout, since the line may not fall.
        #expect(agree(falling.sizes.map { $0 * $0 }, [5, 5]))
        #expect(ErrorSizes(horizon: 2).sizes == [0, 0])
    }

    @Test("Positions differ as their mean squares do, the more the more cycles were seen")
    func positions() {
        var sizes = PositionSizes(period: 2, cycles: 40)
        [0.0, 2, 0, 2, .nan].withUnsafeBufferPointer { sizes.add($0, from: 3, sizes: [1, 1, 1, 1, 1]) }
        // Twice the mean square and none of it, each met half-way by 1.
        #expect(agree(sizes.factors.map { $0 * $0 }, [1.5, 0.5]))
        #expect(PositionSizes(period: 3, cycles: 9).factors == [1, 1, 1])
    }

    @Test("Magnitudes of sorted values are sorted magnitudes")
    func magnitudes() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let values = (0..<Int(seed)).map { _ in random.gaussian() }.sorted()
            #expect(Spread.sizes(values) == values.map(abs).sorted())
        }
        #expect(Spread.sizes([-3, -2]) == [2, 3])
    }

    @Test("With little to see the limits are Gaussian and even; with much they are those seen")
    func blend() {
        let few = Spread(of: [], origins: 0, windows: 0).limits
        #expect(few.below == Spread.gaussian)
        #expect(few.above == Spread.gaussian)
        let skewed = (0..<1_001).map { Double($0) / 1_000 }
        let many = Spread(of: skewed, origins: 1e12, windows: 1e12).limits
        #expect(agree(many.above, [0.9, 0.975]))
        // The lower limit would lie above the value; it stays at it.
        #expect(many.below == [0, 0])
        let even = Spread(of: skewed, origins: 1e12, windows: 0).limits
        #expect(agree(even.above, [0.8, 0.95]))
        #expect(even.above == even.below)
    }

    @Test("Errors of sums are those of whole paths")
    func sums() {
        let course = Course(values: [1, 2, 4, 8, 16, 32], known: [1, 1, 1, 0, 1, 1])
        var table = PathTable(from: 2, through: 6, horizon: 2)
        for origin in table.origins { table.write(origin) { $0.update(repeating: Double(origin)) } }
        let seasons = Seasons(of: Course([-1, 1]), periods: [], decay: 1)
        let errors = PathErrors(table, in: course, seasons: seasons, decay: 1)
        // Origins 2 and 3 miss half of their sum, origin 5 lacks its end: 16 + 32 − 4 − 4.
        #expect(errors.errors(ofSumOver: 0..<2) == [40])
        #expect(errors.errors(ofSumOver: 0..<1) == [2, 12, 27])
        var seen: [[Double]] = []
        errors.forEachPath { seen.append([Double($0)] + $1.map { $0.isNaN ? -1 : $0 }) }
        #expect(seen == [[2, 2, -1], [3, -1, 13], [4, 12, 28], [5, 27]])
        // Six values without season count as 1.5 cycles: √(2.5 / 0.5).
        #expect(agree(errors.optimism * errors.optimism, 5))
    }

    @Test("Steps and sums are covered as often as said, over made-up series", arguments: [7, 1])
    func coverage(period: Int) throws {
        var covered = [0.0, 0, 0, 0]
        let series = 150
        for seed in 1...UInt64(series) {
            let values = MadeUp.series(seed: seed, count: 190, period: period)
            let forecast = try Forecast(of: Array(values[..<170]), grid: .daily, horizon: 20)
            let future = Array(values[170...])
            for (estimate, value) in zip(forecast.steps, future) {
                covered[0] += estimate.interval80.contains(value) ? 0.05 : 0
                covered[1] += estimate.interval95.contains(value) ? 0.05 : 0
            }
            let total = try forecast.total(of: 0..<20)
            covered[2] += total.interval80.contains(future.reduce(0, +)) ? 1 : 0
            covered[3] += total.interval95.contains(future.reduce(0, +)) ? 1 : 0
        }
        let shares = covered.map { $0 / Double(series) }
        #expect((0.75...0.87).contains(shares[0]), "\(shares)")
        #expect((0.91...0.98).contains(shares[1]), "\(shares)")
        #expect((0.70...0.90).contains(shares[2]), "\(shares)")
        #expect((0.88...0.99).contains(shares[3]), "\(shares)")
    }
}
