import BillingModel
import Foundation

/// Usage whose truth is known, since it is made up: months of it, the figure to date at the end of each day.
enum MadeUpUsage: String, CaseIterable {
    /// Distinct users since the first of the month, of fleets of 20 to 20,000 users.
    case distinctUsers = "distinct users"
    /// Running sums of daily counts.
    case runningSums = "running sums"

    /// Months of a series, as its seed has it.
    func months(_ count: Int, seed: UInt64, mostUsers: Int = 20_000) -> [[Double]] {
        var random = SplitMix64(seed: seed)
        let calendar = Calendar(months: count, &random)
        switch self {
        case .distinctUsers: return Fleet(mostUsers: mostUsers, &random).months(calendar, &random)
        case .runningSums:
            var days = Self.counts(calendar.days, week: calendar.week, &random)[...]
            return calendar.lengths.map { length in
                defer { days = days.dropFirst(length) }
                var sum = 0.0
                return days.prefix(length).map { count in
                    sum += count
                    return sum
                }
            }
        }
    }

    /// Daily counts with a week, mostly a trend, and noise: Poisson's, or more, with neighbours going together.
    static func counts(_ days: Int, week: [Double], _ random: inout SplitMix64) -> [Double] {
        let mean = 3 * pow(1_000, random.unit())
        let growth = [-0.03, 0, 0, 0.04][random.choice(of: 4)]
        let noise = [0, 0.15, 0.3][random.choice(of: 3)]
        let memory = [0, 0.6][random.choice(of: 2)]
        let wander = [0, 0.01][random.choice(of: 2)]
        var (error, level) = (0.0, 0.0)
        return (0..<days).map { day in
            error = memory * error + (1 - memory * memory).squareRoot() * random.bell()
            level += wander * random.bell() + growth / 30.4
            return random.poisson(mean * exp(level + noise * error - noise * noise / 2) * week[day % 7])
        }
    }

    /// How busy the days of a week are, of which any may be the first.
    static func week(_ random: inout SplitMix64) -> [Double] {
        let weekend = [1, 0.6, 0.25][random.choice(of: 3)]
        let shift = random.choice(of: 7)
        let week = [1, 1, 1, 1, 1, weekend, weekend * (0.7 + 0.3 * random.unit())]
        return (0..<7).map { week[($0 + shift) % 7] }
    }
}

extension MadeUpUsage {
    /// Months as they follow each other, beginning with any.
    fileprivate struct Calendar {
        let lengths: [Int]
        let week: [Double]
        var days: Int { lengths.reduce(0, +) }

        init(months: Int, _ random: inout SplitMix64) {
            let year = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            let first = random.choice(of: 12)
            lengths = (0..<months).map { year[(first + $0) % 12] }
            week = MadeUpUsage.week(&random)
        }
    }

    /// Users who come and go, each with a daily probability of its own.
    fileprivate struct Fleet {
        private struct User {
            let kind: Int
            let joins: Int
            var leaves: Int
        }

        private let size: Int
        private let growth: Double
        private let chances: [Double]

        init(mostUsers: Int, _ random: inout SplitMix64) {
            let sizes = [20, 100, 500, 2_000, 20_000].filter { $0 <= mostUsers }
            size = sizes[random.choice(of: sizes.count)]
            growth = [-0.04, 0, 0, 0.05][random.choice(of: 4)]
            let (rare, often) = [(0.005, 0.9), (0.02, 0.6), (0.05, 0.3)][random.choice(of: 3)]
            chances = (0..<12).map { rare * pow(often / rare, Double($0) / 11) }
        }

        func months(_ calendar: Calendar, _ random: inout SplitMix64) -> [[Double]] {
            var users = (0..<size).map { _ in
                User(kind: random.choice(of: chances.count), joins: 0, leaves: .max)
            }
            var mood = 1.0
            var first = 0
            return calendar.lengths.map { length in
                defer { first += length }
                mood *= exp(0.02 * random.bell())
                change(&users, in: first..<first + length, &random)
                let absent = chances.map { chance in
                    (0..<length).reduce(into: [1.0]) { shares, day in
                        let present = min(chance * mood * calendar.week[(first + day) % 7], 0.98)
                        shares.append(shares[day] * (1 - present))
                    }
                }
                var seen = Array(repeating: 0.0, count: length)
                for user in users {
                    let from = max(user.joins - first, 0)
                    // The first day by whose end fewer than this share of such users would still be absent.
                    let target = absent[user.kind][from] * random.unit()
                    let day = absent[user.kind].lowerBound { $0 > target } - 1
                    if day < min(length, user.leaves - first) { seen[day] += 1 }
                }
                users.removeAll { $0.leaves < first + length }
                var sum = 0.0
                return seen.map { count in
                    sum += count
                    return sum
                }
            }
        }

        /// Two of a hundred leave and join each month, and more where the fleet shrinks or grows.
        private func change(_ users: inout [User], in days: Range<Int>, _ random: inout SplitMix64) {
            for index in users.indices where random.unit() < 0.02 + max(-growth, 0) {
                users[index].leaves = days.lowerBound + random.choice(of: days.count)
            }
            let joining = random.poisson(Double(users.count) * (0.02 + max(growth, 0)))
            for _ in 0..<Int(joining) {
                users.append(
                    User(
                        kind: random.choice(of: chances.count),
                        joins: days.lowerBound + random.choice(of: days.count), leaves: .max))
            }
        }
    }
}

extension SplitMix64 {
    fileprivate mutating func choice(of count: Int) -> Int { min(Int(unit() * Double(count)), count - 1) }

    /// A Gaussian number, by Box and Muller.
    fileprivate mutating func bell() -> Double {
        (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit())
    }

    /// A count of Poisson's distribution; for large means the nearly Gaussian one.
    fileprivate mutating func poisson(_ mean: Double) -> Double {
        guard mean < 50 else { return max((mean + mean.squareRoot() * bell()).rounded(), 0) }
        let least = exp(-mean)
        var product = unit()
        var count = 0.0
        while product > least {
            product *= unit()
            count += 1
        }
        return count
    }
}
