import BillingModel

@testable import BillingInsights

/// Whether two numbers agree to `digits` significant digits.
func agree(_ left: Double, _ right: Double, digits: Int = 9) -> Bool {
    var tolerance = 1.0
    for _ in 0..<digits { tolerance /= 10 }
    return abs(left - right) <= tolerance * max(abs(left), abs(right), 1e-3)
}

func agree(_ left: [Double], _ right: [Double], digits: Int = 9) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { agree($0, $1, digits: digits) }
}

/// Made-up series that are the same in every run.
enum MadeUp {
    /// A wandering level with a season and noise, kept above 1.
    static func series(
        seed: UInt64, count: Int, period: Int, level: Double = 50, wander: Double = 0.3, noise: Double = 2
    ) -> [Double] {
        var random = SplitMix64(seed: seed)
        let season = (0..<max(period, 1)).map { _ in period > 1 ? 8 * random.gaussian() : 0 }
        var level = level
        return (0..<count).map { index in
            level += wander * random.gaussian()
            return max(level + season[index % season.count] + noise * random.gaussian(), 1)
        }
    }

    /// The same with gaps at about one place in ten.
    static func withGaps(_ values: [Double], seed: UInt64) -> [Double?] {
        var random = SplitMix64(seed: seed)
        return values.map { random.unit() < 0.1 ? nil : $0 }
    }
}

extension PathModel {
    /// The path from one origin.
    func path(_ course: Course, from origin: Int, horizon: Int) -> [Double] {
        var table = PathTable(from: origin, through: course.count, horizon: horizon)
        fill(&table, from: course)
        return Array(table.values[table.row(origin)])
    }
}
