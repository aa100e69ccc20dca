import BillingModel
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
            // (n − 1) · 0.1 is 1 when rounded, so no trace of the larger neighbour.
            ([0, 0, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300, 1e300], 0.1, 0),
            // The difference of the neighbours is beyond Double, the percentile is not.
            ([-1.5e308, 1.5e308], 0.5, 0), ([-1.5e308, 1.5e308], 0.75, 0.75e308),
            ([0x1p-1074, 0x1p-1073], 0.5, 0x1p-1073),
        ] as [([Double], Double, Double)])
    func interpolates(values: [Double], share: Double, expected: Double) throws {
        #expect(try Aggregation.percentile(share, of: values) == expected)
    }

    @Test("is none of nothing, and never -0.0")
    func empty() throws {
        #expect(try Aggregation.percentile(0.5, of: []) == nil)
        #expect(try Aggregation.percentile(0, of: [-0.0])?.sign == .plus)
    }

    @Test("refuses a share outside 0 to 1, also of nothing", arguments: [-0.01, 1.01, Double.nan, .infinity])
    func refusesShare(share: Double) {
        #expect(refusal(of: { try Aggregation.percentile(share, of: []) }) == .invalidValue)
        #expect(refusal(of: { try Aggregation.percentile(share, of: [1, 2]) }) == .invalidValue)
    }

    @Test("refuses what is not finite", arguments: [Double.nan, .infinity, -.infinity])
    func refusesValue(value: Double) {
        #expect(refusal(of: { try Aggregation.percentile(0.5, of: [1, value]) }) == .invalidValue)
    }

    @Test("rises with its share and stays between the extremes", arguments: [61, 62] as [UInt64])
    func isMonotone(seed: UInt64) throws {
        var random = SampleGenerator(seed: seed)
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
