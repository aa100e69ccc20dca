/// Two series held against each other at all lags.
struct LagScan {
    /// What is said of one lag.
    struct Result {
        /// How many days the second comes after the first; negative where it comes before.
        let lag: Int
        let coefficient: Double
        let days: Int
        let effectiveDays: Double
        let probability: Double
    }

    /// The lags at which there are enough days, in ascending order.
    let results: [Result]

    static let most = 7
    /// Fewer pairs of days than this say nothing.
    static let leastDays = 60
    /// Seven weekdays have their mean taken away, and a correlation takes one more.
    private static let used = 8

    /// - Complexity: O(*n*) for *n* days.
    init(_ first: WeekdayRanks, _ second: WeekdayRanks) {
        let sums = (-Self.most...Self.most)
            .map { (lag: $0, sums: PairSums(first, second, lag: $0)) }
            .filter { Int($0.sums.days) >= Self.leastDays }
        // Where both are lively in the same weeks, fewer days make the sum. The median over lags, since at the lag
        // of a link the squares go together as well.
        let together = max(Median.of(sums.map(\.sums.sharedSpread)), 1)
        let memory = first.autocorrelation * second.autocorrelation
        let share = min((1 - memory) / (1 + memory), 1) / together
        results = sums.map { lag, sums in
            let coefficient = sums.correlation
            let effective = sums.days * share
            let degrees = max(Int(effective) - Self.used, 2)
            return Result(
                lag: lag, coefficient: coefficient, days: Int(sums.days), effectiveDays: effective,
                probability: StudentTail.probability(beyond: coefficient, degrees: degrees))
        }
    }

    /// The lag that is least likely by chance, of equal ones the shortest; none without any.
    var best: Result? {
        results.min {
            ($0.probability, -abs($0.coefficient), abs($0.lag), $0.lag)
                < ($1.probability, -abs($1.coefficient), abs($1.lag), $1.lag)
        }
    }
}
