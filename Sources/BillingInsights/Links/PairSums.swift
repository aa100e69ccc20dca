/// Sums over the days on which both of two series have a rank.
struct PairSums {
    private(set) var days = 0.0
    private var first = 0.0
    private var second = 0.0
    private var firstSquares = 0.0
    private var secondSquares = 0.0
    private var products = 0.0
    private var squaredProducts = 0.0

    /// Holds each day of `one` against that `lag` days later of `other`.
    ///
    /// - Complexity: O(*n*).
    init(_ one: WeekdayRanks, _ other: WeekdayRanks, lag: Int) {
        let start = max(0, -lag)
        let end = min(one.ranks.count, other.ranks.count - lag)
        for day in start..<max(end, start) {
            let both = one.known[day] * other.known[day + lag]
            let left = one.ranks[day] * both
            let right = other.ranks[day + lag] * both
            let product = left * right
            days += both
            first += left
            second += right
            firstSquares += left * left
            secondSquares += right * right
            products += product
            squaredProducts += product * product
        }
    }

    /// The correlation of the ranks; 0 where one of them does not vary.
    var correlation: Double {
        guard days > 0 else { return 0 }
        let left = firstSquares - first * first / days
        let right = secondSquares - second * second / days
        // Below this it is but rounding: ranks are of magnitude 1.
        guard left > 1e-9 * days, right > 1e-9 * days else { return 0 }
        let correlation = (products - first * second / days) / (left.squareRoot() * right.squareRoot())
        return min(max(correlation, -1), 1)
    }

    /// The mean square of the products by that of independent ranks: 1 unless both vary most on the same days.
    var sharedSpread: Double {
        guard firstSquares > 0, secondSquares > 0 else { return 1 }
        return squaredProducts * days / (firstSquares * secondSquares)
    }
}
