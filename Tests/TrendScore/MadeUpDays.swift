import BillingInsights
import BillingModel

/// Made-up days with noise, a week, and a trend that is known.
enum MadeUpDays {
    /// The series that are counted; those of smaller seeds served to choose how to judge.
    static let seeds: Range<UInt64> = 10_000..<11_000

    private static let week = [1.1, 1.15, 1.2, 1.15, 1.1, 0.8, 0.5]

    /// Gaussian noise of deviation 1 with this correlation of neighbours.
    static func noise(seed: UInt64, count: Int, correlation: Double) -> [Double] {
        var random = SplitMix64(seed: seed &* 7_919 &+ 17)
        let fresh = (1 - correlation * correlation).squareRoot()
        var last = random.gaussian()
        return (0..<count).map { _ in
            last = correlation * last + fresh * random.gaussian()
            return last
        }
    }

    /// A level that goes anywhere by `step` a day, with noise of deviation 1.
    static func wandering(seed: UInt64, count: Int, step: Double) -> [Double] {
        var random = SplitMix64(seed: seed &* 7_919 &+ 29)
        var level = 0.0
        return (0..<count).map { _ in
            level += step * random.gaussian()
            return level + random.gaussian()
        }
    }

    /// Days around a level of 200 that grows by this share in 30 days, with noise of a tenth.
    static func days(_ noise: [Double], growth: Double) -> [Double?] {
        // The thirtieth root of 1 + growth, to the second order.
        let daily = 1 + growth / 30 - growth * growth * 29 / 1_800
        var level = 200.0
        return noise.indices.map { day in
            level *= daily
            return level * week[day % 7] * max(1 + 0.1 * noise[day], 0.02)
        }
    }
}
