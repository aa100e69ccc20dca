import BillingModel

/// The daily deliveries of a made-up tenant: a week, and what a kind of tenant adds to it.
struct MadeUpDeliveries {
    /// What days are like.
    enum Kind: String, CaseIterable {
        /// Counts that vary as Poisson's distribution does.
        case counts
        /// Days that vary by a fifth.
        case noise
        /// Days that vary by a tenth, and grow by a half in a year.
        case growth
        /// Days that vary by a fifth together with those before.
        case memory
    }

    let values: [Double]

    init(_ kind: Kind, days: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let level = [6.0, 40, 300][Int(seed % 3)]
        let week = (0..<7).map { $0 < 5 ? 1 + 0.1 * Self.bell(&random) : 0.3 + 0.2 * random.unit() }
        var mood = 0.0
        values = (0..<days).map { day in
            let mean = level * max(week[day % 7], 0.1)
            let bell = Self.bell(&random)
            let value: Double
            switch kind {
            case .counts: value = mean + mean.squareRoot() * bell
            case .noise: value = mean * (1 + 0.2 * bell)
            case .growth: value = mean * (1 + 0.5 * Double(day) / 365) * (1 + 0.1 * bell)
            case .memory:
                mood = 0.8 * mood + 0.12 * bell
                value = mean * (1 + mood)
            }
            return max(value, 0).rounded()
        }
    }

    /// Nearly a Gaussian number.
    private static func bell(_ random: inout SplitMix64) -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + random.unit() }
    }
}
