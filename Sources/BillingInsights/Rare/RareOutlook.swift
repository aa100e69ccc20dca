/// The outlook of rare demand, by courses that are drawn with a fixed seed.
///
/// Each course first draws its own probability, for the rate is itself uncertain, then for each step whether
/// anything comes and which of the sizes seen it is.
struct RareOutlook: Outlook {
    private let rate: Double
    private let unit: Double
    private let drawn: [[Double]]

    init(_ demand: RareDemand, horizon: Int, unit: Double) {
        rate = demand.rate
        self.unit = unit
        var random = SplitMix(state: 0x1F0C_A57D_EAD5_EED1)
        let deviation = ((1 - demand.probability) / demand.evidence).squareRoot()
        drawn = (0..<400).map { _ in
            let factor = max(1 + deviation * random.gaussian(), 0)
            let probability = min(demand.probability * factor, 1)
            return (0..<horizon).map { _ in
                guard random.unit() < probability, !demand.sizes.isEmpty else { return 0 }
                return demand.sizes[random.index(below: demand.sizes.count)]
            }
        }
    }

    func estimate(of steps: Range<Int>) -> Forecast.Estimate {
        let sums = drawn.map { $0[steps].reduce(0, +) }.sorted()
        func interval(_ level: Double) -> ClosedRange<Double> {
            let lower = Median.quantile((1 - level) / 2, ofSorted: sums)
            return lower...max(Median.quantile((1 + level) / 2, ofSorted: sums), lower)
        }
        return Forecast.Estimate(
            value: rate * Double(steps.count), interval80: interval(0.8), interval95: interval(0.95)
        ).scaled(by: unit)
    }

    func probability(thatTotalOf steps: Range<Int>, exceeds amount: Double) -> Double? {
        let beyond = drawn.count { $0[steps].reduce(0, +) * unit > amount }
        return Double(beyond) / Double(drawn.count)
    }

    func courses() -> [[Double]] { drawn.map { $0.map { $0 * unit } } }
}

/// The generator SplitMix64, which gives the same numbers on every platform.
///
/// - SeeAlso: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators.
struct SplitMix: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func index(below count: Int) -> Int { min(Int(unit() * Double(count)), count - 1) }

    /// The sum of twelve uniform numbers less 6: nearly Gaussian, and without a logarithm.
    mutating func gaussian() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return sum
    }
}
