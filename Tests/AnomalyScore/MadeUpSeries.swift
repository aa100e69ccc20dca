import BillingInsights
import BillingModel
import Foundation

/// Made-up series with nothing unusual in them.
enum MadeUpSeries: String, CaseIterable {
    case counts, fewCounts, noisyCounts, growingCounts
    case gauge, wanderingGauge, charges, monthToDate, rare, flat
    case exponential, stretchedExponential, lognormal, mildLognormal, doubleExponential
    /// Of so heavy a tail to both sides that the rate of findings is not kept.
    case student

    /// Of a heavy tail to one side or both.
    static let heavyTailed: [Self] = [
        .exponential, .stretchedExponential, .lognormal, .mildLognormal, .doubleExponential,
    ]
    static let ordinary = allCases.filter { !heavyTailed.contains($0) && $0 != .student }

    static let count = 400
    private static let week = [1.0, 1.05, 1.1, 1, 0.95, 0.5, 0.3]
    /// The first days of three years of months.
    static let monthStarts: [Int] = {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (0..<36).reduce(into: [0]) { $0.append($0[$0.count - 1] + lengths[$1 % 12]) }
    }()

    var isRunningTotal: Bool { self == .monthToDate }

    /// Days of this kind.
    func series(seed: UInt64) -> [Double] {
        var random = SplitMix64(seed: seed)
        let days = 0..<Self.count
        switch self {
        case .counts: return days.map { random.count(around: 200 * Self.week[$0 % 7]) }
        case .fewCounts: return days.map { random.count(around: 6 * Self.week[$0 % 7]) }
        case .noisyCounts:
            return days.map { (300 * Self.week[$0 % 7] * max(1 + 0.15 * random.gaussian(), 0.1)).rounded() }
        case .growingCounts: return days.map { random.count(around: Double(100 + $0) * Self.week[$0 % 7]) }
        case .gauge: return days.map { _ in 50.25 + 3 * random.gaussian() }
        case .wanderingGauge:
            var level = 500.0
            return days.map { _ in
                level += 2 * random.gaussian()
                return level.rounded()
            }
        case .charges:
            let starts = Set(Self.monthStarts)
            return days.map {
                (starts.contains($0) ? 120.5 : 0) + 80 * max(1 + 0.12 * random.gaussian(), 0.1)
            }
        case .monthToDate: return Self.distinctUsers(&random)
        case .rare: return days.map { _ in random.unit() < 0.15 ? 1 + random.count(around: 2) : 0 }
        case .flat: return days.map { _ in 7.25 }
        case .exponential: return days.map { _ in 100 * random.exponential() }
        case .stretchedExponential:
            return days.map { _ in
                let value = random.exponential()
                return 100 * value * value.squareRoot()
            }
        case .lognormal: return days.map { _ in 100 * exp(random.gaussian()) }
        case .mildLognormal: return days.map { 100 * Self.week[$0 % 7] * exp(0.5 * random.gaussian()) }
        case .doubleExponential:
            return days.map { _ in 200 + 10 * (random.exponential() - random.exponential()) }
        case .student:
            // Three degrees of freedom.
            return days.map { _ in
                let squares = (0..<3).reduce(0.0) { sum, _ in
                    let part = random.gaussian()
                    return sum + part * part
                }
                return 200 + 10 * random.gaussian() / (squares / 3).squareRoot()
            }
        }
    }

    /// Users seen since the first of the month, each with the same chance on each day of the week.
    private static func distinctUsers(_ random: inout SplitMix64) -> [Double] {
        let starts = Set(monthStarts)
        var seen = 0
        return (0..<count).map { day in
            if starts.contains(day) { seen = 0 }
            let chance = 0.08 * week[day % 7]
            for _ in seen..<800 where random.unit() < chance { seen += 1 }
            return Double(seen)
        }
    }

    func scan(_ values: [Double?], rate: Double = AnomalyScan.Settings().rate) throws -> AnomalyScan {
        try AnomalyScan(
            of: values, grid: .daily, cycleStarts: Self.monthStarts,
            settings: .init(isRunningTotal: isRunningTotal, rate: rate))
    }

    /// How many findings there are in a thousand values that were judged, of a series from each seed.
    func findings(seeds: ClosedRange<UInt64>, rate: Double) throws -> Double {
        var (findings, judged) = (0, 0)
        for seed in seeds {
            let scan = try scan(series(seed: seed), rate: rate)
            findings += scan.findings.count
            judged += scan.verdicts.count { $0 != nil }
        }
        return Double(findings) * 1_000 / Double(max(judged, 1))
    }

    /// Prints how many findings made-up series have at some rates.
    static func printFindings() throws {
        print(
            "| rate | ordinary, mean of kinds | ordinary, worst kind | heavy-tailed, mean | heavy-tailed, worst | student |"
        )
        print("| --- | --- | --- | --- | --- | --- |")
        for rate in [0.005, 0.002, 0.001, 0.0005, 0.0002] {
            var figures: [Double] = []
            for kinds in [ordinary, heavyTailed] {
                let findings = try kinds.map { try $0.findings(seeds: 1...100, rate: rate) }
                figures += [findings.reduce(0, +) / Double(findings.count), findings.max() ?? 0]
            }
            figures.append(try student.findings(seeds: 1...100, rate: rate))
            print("| \(rate) | " + figures.map { String(format: "%.2f", $0) }.joined(separator: " | ") + " |")
        }
    }
}

extension SplitMix64 {
    /// A value of the exponential distribution of mean 1.
    mutating func exponential() -> Double { -log(1 - unit()) }

    /// A count of Poisson's distribution around a mean; for large means the nearly Gaussian one.
    mutating func count(around mean: Double) -> Double {
        if mean > 50 { return max((mean + mean.squareRoot() * gaussian()).rounded(), 0) }
        // Many small chances come close enough.
        var count = 0.0
        for _ in 0..<400 where unit() < mean / 400 { count += 1 }
        return count
    }
}
