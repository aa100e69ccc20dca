/// A clock that runs as fast as each weekday is busy, so that a quiet weekend takes little of a cycle.
///
/// What a figure to date gains on a day is held against the mean gain of the week around it. A running sum
/// grows by this clock in a straight line. A count of distinct users, each of whom is as much more likely to
/// come on a busy day, follows one curve by this clock, whichever weekday the cycle began on.
struct WeekdayClock: Sendable {
    /// How fast the clock runs on each day of the week, 1 on average; the first day of the first cycle is at 0.
    private let speeds: [Double]

    /// Habits change slowly: thirty weeks count.
    private static let decay = 0.97
    /// No day stands still, nor is it a week by itself.
    private static let bounds = 0.02...7.0

    /// - Parameter cycles: Figures at the end of each day; one cycle follows the other.
    /// - Complexity: O(*n*) for *n* days.
    init(_ cycles: [[Double?]]) {
        var gains = Course([])
        for cycle in cycles {
            for day in cycle.indices {
                let before = day > 0 ? cycle[day - 1] : nil
                let gain: Double? = if let value = cycle[day], let before { value - before } else { nil }
                gains.values.append(gain ?? 0)
                gains.known.append(Self.isJudged(cycle, day) ? 1 : 0)
            }
        }
        let level = MovingAverage(of: gains.values, period: 7)
        let season = ClassicalSeason(kind: .multiplicative, period: 7, decay: Self.decay)
        speeds = season.profile(of: gains, around: level).indices.map {
            min(max($0, Self.bounds.lowerBound), Self.bounds.upperBound)
        }
    }

    /// Whether the gains of the week around a day are all known; what the first day adds is no gain.
    private static func isJudged(_ cycle: [Double?], _ day: Int) -> Bool {
        day >= 4 && day + 3 < cycle.count && cycle[day - 4...day + 3].allSatisfy { $0 != nil }
    }

    /// The time at the start of a cycle of `count` days and at the end of each of them, the first of which is
    /// `day`, counted from the first day of the first cycle.
    func times(from day: Int, count: Int) -> [Double] {
        var times = [0.0]
        times.reserveCapacity(count + 1)
        for place in 0..<count { times.append(times[place] + speeds[(day + place) % speeds.count]) }
        return times
    }
}
