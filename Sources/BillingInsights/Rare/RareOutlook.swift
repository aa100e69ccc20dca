import BillingModel

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
        var random = SplitMix64(seed: 0x1F0C_A57D_EAD5_EED1)
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

    func courses(of steps: Range<Int>) -> [[Double]] { drawn.map { $0[steps].map { $0 * unit } } }
}
