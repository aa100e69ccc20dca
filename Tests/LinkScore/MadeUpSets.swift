import BillingInsights
import BillingModel

/// Made-up sets of daily series, with and without links.
struct MadeUpSets {
    /// What a series is made of. All have a week unless they are gauges.
    enum Kind: CaseIterable {
        case counts, fewCounts, noisyCounts, growingCounts, rare
        case gauge, wandering, trend, charges, heavyTails, shifting, lateStart, roughening
    }

    /// What series have in common that is no link.
    enum Calendar: String, CaseIterable {
        case weekends, holidays, monthEnds, holidaysOfSome, onboarding, schoolHolidays
    }

    private static let weeks = [[1.0, 1.05, 1.1, 1, 0.95, 0.5, 0.3], [1, 0.9, 0.95, 1, 1.2, 0.6, 0.5]]

    /// The noise that drives a series: standard Gaussian.
    static func noise(_ count: Int, _ random: inout SplitMix64) -> [Double] {
        (0..<count).map { _ in random.gaussian() }
    }

    /// A series of this kind that follows the noise.
    static func series(_ kind: Kind, noise: [Double], _ random: inout SplitMix64) -> [Double] {
        let week = weeks[Int(random.next() % 2)]
        let level = 50 + 400 * random.unit()
        let memory = 0.3 + 0.65 * random.unit()
        var state = 0.0
        return noise.indices.map { day in
            let noise = noise[day]
            let season = week[day % 7]
            let share = Double(day) / Double(max(Self.length, 1))
            switch kind {
            case .counts: return max((level * season + (level * season).squareRoot() * noise).rounded(), 0)
            case .fewCounts: return max((6 * season + (6 * season).squareRoot() * noise).rounded(), 0)
            case .noisyCounts: return (level * season * max(1 + 0.2 * noise, 0.05)).rounded()
            case .growingCounts:
                return (level * (1 + 2 * share) * season * max(1 + 0.1 * noise, 0.05)).rounded()
            case .rare: return noise > 1.2 ? 1 + random.count(around: 2) : 0
            case .gauge:
                state = memory * state + noise
                return level + 3 * state
            case .wandering:
                state += noise
                return (10 * level + 2 * state).rounded()
            case .trend: return level * (1 + 3 * share) + 0.05 * level * noise
            case .charges: return season * 80 * max(1 + 0.12 * noise, 0.1) + (day % 30 == 3 ? 200 : 0)
            case .heavyTails: return level * season * max(1 + 0.1 * noise * noise * noise, 0.02)
            case .shifting:
                if random.unit() < 0.01 { state += 5 * random.gaussian() }
                return level + 4 * noise + 4 * state
            case .lateStart: return day < 120 ? 0 : (level * season * max(1 + 0.2 * noise, 0.05)).rounded()
            case .roughening: return level * season * max(1 + (0.02 + 0.3 * share) * noise, 0.02)
            }
        }
    }

    private static let length = 365

    /// Independent series of a year, at most thirteen, of each kind or of random kinds.
    static func independent(seed: UInt64, sharing calendar: Calendar, count: Int = 13) -> [[Double]] {
        var random = SplitMix64(seed: seed)
        let special = specialDays(calendar, &random)
        return kinds(seed: seed).prefix(count).map { kind in
            var values = series(kind, noise: noise(length, &random), &random)
            let isTouched = calendar != .holidaysOfSome || random.unit() < 0.3
            let size = 0.15 + 0.6 * random.unit()
            for (day, change) in special where isTouched { values[day] *= 1 + change * size }
            return values
        }
    }

    /// One of each kind, or random ones.
    static func kinds(seed: UInt64) -> [Kind] {
        guard seed % 3 != 0 else { return Kind.allCases }
        var random = SplitMix64(seed: seed &* 77)
        return Kind.allCases.map { _ in Kind.allCases[Int(random.next() % UInt64(Kind.allCases.count))] }
    }

    /// Days that differ in the series of a set, as shares of the size that is each series' own.
    private static func specialDays(_ calendar: Calendar, _ random: inout SplitMix64) -> [Int: Double] {
        var days: [Int: Double] = [:]
        switch calendar {
        case .weekends: break
        case .holidays, .holidaysOfSome: for _ in 0..<10 { days[Int(random.next() % 365)] = -1 }
        case .monthEnds: for month in 1...12 { days[month * 365 / 12 - 1] = 1 }
        case .onboarding: for day in 0..<100 { days[day] = -1.3 }
        case .schoolHolidays: for day in 180..<222 where day % 7 < 5 { days[day] = -0.6 }
        }
        return days
    }

    /// The share of sets without a link that show one, and how many links they show.
    static func falseShare(
        seeds: ClosedRange<UInt64>, sharing calendar: Calendar, count: Int = 13
    ) throws -> (Double, Int) {
        var (sets, links) = (0, 0)
        for seed in seeds {
            let set = independent(seed: seed, sharing: calendar, count: count)
            let found = try Links(of: set.map { LinkSeries($0) })
            sets += found.links.isEmpty ? 0 : 1
            links += found.links.count
        }
        return (Double(sets) / Double(seeds.count), links)
    }

    /// Kinds that a link is planted in.
    static let linkable: [Kind] = [
        .counts, .noisyCounts, .growingCounts, .gauge, .wandering, .trend, .charges, .heavyTails,
    ]

    /// Series of half a year, of which the second follows the first and the others are independent.
    ///
    /// The driving noises have the correlation 0.6, or −0.6 for every third seed.
    static func planted(
        seed: UInt64, first: Kind, second: Kind, lag: Int, others: Int = 11
    ) -> [[Double]] {
        var random = SplitMix64(seed: seed)
        let days = 180
        let sign = seed % 3 == 0 ? -1.0 : 1.0
        let leading = noise(days + lag, &random)
        let own = noise(days, &random)
        let following = (0..<days).map { sign * 0.6 * leading[$0] + 0.8 * own[$0] }
        var all = [
            series(first, noise: Array(leading[lag...]), &random), series(second, noise: following, &random),
        ]
        for index in 0..<others {
            all.append(series(linkable[index % linkable.count], noise: noise(days, &random), &random))
        }
        return all
    }

    /// The shares of planted links that are found with the right lag, and the number of other links.
    static func foundShare(seeds: ClosedRange<UInt64>, first: Kind, second: Kind) throws -> (Double, Int) {
        var (found, others) = (0, 0)
        for seed in seeds {
            let lag = Int(seed % 8)
            let set = planted(seed: seed, first: first, second: second, lag: lag)
            let links = try Links(of: set.map { LinkSeries($0) }).links
            let isFound = links.contains { $0.leader == 0 && $0.follower == 1 && $0.lag == lag }
            found += isFound ? 1 : 0
            others += links.count - (isFound ? 1 : 0)
        }
        return (Double(found) / Double(seeds.count), others)
    }

    static func printShares() throws {
        print("| shared calendar | of 13 series | of 5 series | of 2 series |\n| --- | --- | --- | --- |")
        for calendar in Calendar.allCases {
            let shares = try [13, 5, 2].map { count in
                try falseShare(seeds: 1...1_000, sharing: calendar, count: count).0
            }
            print("| \(calendar) | \(shares[0]) | \(shares[1]) | \(shares[2]) |")
        }
        print("\n| planted in | with any | with the worst | other links |\n| --- | --- | --- | --- |")
        var shares: [[Double]] = linkable.map { _ in [] }
        var others = linkable.map { _ in 0 }
        for (place, first) in linkable.enumerated() {
            for (partner, second) in linkable.enumerated().dropFirst(place) {
                let (share, count) = try foundShare(seeds: 1...200, first: first, second: second)
                for index in Set([place, partner]) {
                    shares[index].append(share)
                    others[index] += count
                }
            }
        }
        for (place, kind) in linkable.enumerated() {
            let mean = shares[place].reduce(0, +) / Double(shares[place].count)
            print("| \(kind) | \(mean) | \(shares[place].min() ?? 0) | \(others[place]) |")
        }
    }
}

extension SplitMix64 {
    /// A count of Poisson's distribution around a small mean.
    fileprivate mutating func count(around mean: Double) -> Double {
        var count = 0.0
        for _ in 0..<50 where unit() < mean / 50 { count += 1 }
        return count
    }
}
