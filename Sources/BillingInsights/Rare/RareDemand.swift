/// Demand that is mostly nothing: how often something comes, and how much then.
///
/// The rate is the mean of smoothed rates over blocks of one step, of two, and so on up to the mean distance
/// between demands: what single steps hide, longer blocks show. The probability of demand is the rate over
/// the mean size.
///
/// - SeeAlso: Petropoulos and Kourentzes (2015), Forecast combinations for intermittent demand (IMAPA);
///   Teunter, Syntetos and Babai (2011), Intermittent demand: Linking forecasting to inventory obsolescence,
///   for probability times size.
struct RareDemand: Sendable {
    /// What comes in one step, on average.
    let rate: Double
    /// The probability that anything comes in one step.
    let probability: Double
    /// What came when something came, oldest first, at most the last 100.
    let sizes: [Double]
    /// How many demands the rate rests on.
    let evidence: Double

    /// Smoothing with α = 0.2 rests on the last (2 − α) / α values, and a block of the mean distance holds
    /// about one demand.
    private static let smoothedEvidence = 9.0

    /// - Complexity: O(*n* log *d*) for *n* values and a mean distance *d* between demands.
    init(_ course: Course) {
        let values = zip(course.values, course.known).filter { $1 > 0 }.map(\.0)
        let demands = values.filter { $0 > 0 }
        sizes = Array(demands.suffix(100))
        let mean = sizes.reduce(0, +) / Double(max(sizes.count, 1))
        rate = Self.rate(values)
        probability = mean > 0 ? min(rate / mean, 1) : 0
        evidence = min(max(Double(demands.count), 1), Self.smoothedEvidence)
    }

    private static func rate(_ values: [Double]) -> Double {
        guard let last = values.lastIndex(where: { $0 > 0 }) else { return 0 }
        let demands = values.count { $0 > 0 }
        let distance = Double(last + 1) / Double(demands)
        let longest = min(max(Int(distance.rounded()), 1), values.count)
        var sum = 0.0
        for length in 1...longest { sum += smoothed(blocks(values, length: length)) / Double(length) }
        return sum / Double(longest)
    }

    /// The sums of whole blocks, the last of which ends with the series.
    private static func blocks(_ values: [Double], length: Int) -> [Double] {
        let count = values.count / length
        let start = values.count - count * length
        return (0..<count).map { block in
            var sum = 0.0
            for index in start + block * length..<start + (block + 1) * length { sum += values[index] }
            return sum
        }
    }

    /// Simple smoothing with the best of 21 parameters from 0.1 to 0.3, the range that suits rare demand.
    private static func smoothed(_ values: [Double]) -> Double {
        var best = (level: values.first ?? 0, error: Double.infinity)
        for trial in 0...20 {
            let alpha = 0.1 + 0.01 * Double(trial)
            var level = values.first ?? 0
            var squares = 0.0
            for value in values.dropFirst() {
                let error = value - level
                squares += error * error
                level += alpha * error
            }
            if squares < best.error { best = (level, squares) }
        }
        return best.level
    }
}
