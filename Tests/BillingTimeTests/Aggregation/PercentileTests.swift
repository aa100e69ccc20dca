import BillingModel
import BillingTestSupport
import BillingTime
import Testing

@Suite("A percentile")
struct PercentileTests {
    @Test(
        "interpolates as R's default does",
        arguments: [
            ([1, 2, 3, 4], 0.25, 1.75), ([1, 2, 3, 4], 0.5, 2.5), ([4, 1, 3, 2], 0.9, 3.7),
            ([1, 2, 3, 4], 0, 1),
            ([1, 2, 3, 4], 1, 4), ([7], 0.3, 7), ([-2, 10], 0.75, 7), ([3, 3, 3], 0.99, 3),
            // (n − 1) · 0.1 is 1, so no trace of the larger neighbour.
            ([0, 0, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300], 0.1, 0),
            // The difference of the neighbours is beyond Double, the percentile is not.
            ([-1.5e308, 1.5e308], 0.5, 0), ([-1.5e308, 1.5e308], 0.75, 0.75e308),
            ([0x1p-1074, 0x1p-1073], 0.5, 0x1p-1073),
        ] as [([Double], Double, Double)])
    func interpolates(values: [Double], share: Double, expected: Double) throws {
        #expect(try Aggregation.percentile(share, of: values) == expected)
    }

    @Test(
        "has an exact rank, and is rounded once",
        // From rational arithmetic: the first two and the last but one with the decimal, the others with the double.
        arguments: [
            ([0, 0, 0, 1, 1, 1, 1], 0.35, 0.1),
            ([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], 0.7, 1.0),
            ([0, 1], 1.0 / 3, 0.3333333333333333),
            ([0.1, 0.2, 0.4, 0.8], 2.0 / 7, 0.18571428571428572),
            ([3.25, -10000000000.0, 0.007, 12, 5], 0.1234567891, -5061728435.996543),
            ([0, 1e+300], .leastNonzeroMagnitude, 4.940656458412466e-24),
            ([1, 2, 3, 5, 8, 13, 21], 0.999999999, 20.999999952),
            ([0, 0, 3], 1.0.nextDown, 2.999999999999999),
        ] as [([Double], Double, Double)])
    func isExact(values: [Double], share: Double, expected: Double) throws {
        #expect(try Aggregation.percentile(share, of: values) == expected)
    }

    @Test("is none of nothing, and never -0.0")
    func empty() throws {
        #expect(try Aggregation.percentile(0.5, of: []) == nil)
        #expect(try Aggregation.percentile(0, of: [-0.0])?.sign == .plus)
    }

    @Test("refuses a share outside 0 to 1, also of nothing", arguments: [-0.01, 1.01, Double.nan, .infinity])
    func refusesShare(share: Double) {
        #expect(refusal({ try Aggregation.percentile(share, of: []) }) == .invalidValue)
        #expect(refusal({ try Aggregation.percentile(share, of: [1, 2]) }) == .invalidValue)
    }

    @Test("refuses what is not finite", arguments: [Double.nan, .infinity, -.infinity])
    func refusesValue(value: Double) {
        #expect(refusal({ try Aggregation.percentile(0.5, of: [1, value]) }) == .invalidValue)
    }

    @Test("rises with its share and stays between the extremes", arguments: [61, 62] as [UInt64])
    func isMonotone(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let values = (0..<37).map { _ in seed == 61 ? random.ordinaryDouble() : random.finiteDouble() }
        var last = -Double.infinity
        for step in 0...200 {
            let percentile = try Aggregation.percentile(Double(step) / 200, of: values)
            #expect(try #require(percentile) >= last, "seed \(seed), \(step)")
            last = percentile ?? last
        }
        #expect(last == values.max(), "seed \(seed)")
        #expect(try Aggregation.percentile(0, of: values) == values.min(), "seed \(seed)")
    }
}
