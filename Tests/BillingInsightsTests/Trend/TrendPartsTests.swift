import BillingModel
import Testing

@testable import BillingInsights

@Suite("Parts of trends")
struct TrendPartsTests {
    @Test("The variance of Kendall's S knows of ties")
    func kendall() {
        // 4 · 3 · 13 / 18, and (3 · 2 · 11 − 2 · 1 · 9) / 18.
        #expect(agree(KendallTest.variance(of: [4, 1, 3, 2]), 26.0 / 3))
        #expect(agree(KendallTest.variance(of: [2, 1, 1]), 8.0 / 3))
        #expect(KendallTest.variance(of: [5, 5, 5, 5]) == 0)
        #expect(KendallTest.variance(of: []) == 0)
    }

    @Test("The line goes by the median slope of pairs")
    func line() {
        let line = RobustLine([(0, 1), (1, 2), (2, 9)])
        // Slopes 1, 4, 7; what is left at 0 is 1, −2, 1.
        #expect(line.slope == 4 && line.start == 1)
        #expect(line.value(at: 3) == 13)
        #expect(RobustLine([]).slope == 0)
        #expect(RobustLine([(2, 5)]).value(at: 7) == 5)
    }

    /// Computed from the definition by Python.
    @Test("The correlation of neighbours is freed of its bias")
    func correlation() {
        let errors = [1.0, 2, 3, 2, 1, -1, -2, -3, -2, -1]
        #expect(agree(SerialDependence.correlation(of: errors), 1.6929824561403508))
        #expect(SerialDependence.correlation(of: [1, 2]) == 0)
        let alternating = (0..<40).map { $0 % 2 == 0 ? 1.0 : -1 }
        #expect(SerialDependence.inflation(of: alternating) == 1)
        #expect(SerialDependence.inflation(of: [0, 0, 0]) == 1)
        #expect(SerialDependence.inflation(of: []) == 1)
    }

    @Test("The inflation is near that of an autoregression", arguments: [0, 0.5, 0.8])
    func inflation(correlation: Double) {
        var random = SplitMix64(seed: 4)
        var last = 0.0
        let errors = (0..<5_000).map { _ in
            last = correlation * last + random.gaussian()
            return last
        }
        let truth = (1 + correlation) / (1 - correlation)
        #expect((0.9...1.3).contains(SerialDependence.inflation(of: errors) / truth))
    }

    @Test("Blocks leave out the rest at the start")
    func blocks() {
        #expect(Blocks.means(of: [9, 1, 3, 5, 7], length: 2) == [2, 6])
        #expect(Blocks.means(of: [1, 2], length: 1) == [1, 2])
        #expect(Blocks.means(of: [1], length: 2).isEmpty)
    }

    @Test("The local level follows a line to its ends and no outlier")
    func level() {
        var values = (0..<40).map { Double($0) }
        values[20] = 1e300
        let level = LocalLevel(of: values, reach: 5)
        #expect(level.values[0] == 0 && level.values[39] == 39)
        #expect(abs(level.values[20] - 20) <= 1)
        #expect(LocalLevel(of: [3, 4], reach: 5).values == [3, 4])
        #expect(LocalLevel(of: [], reach: 5).values.isEmpty)
    }
}
