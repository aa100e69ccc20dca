/// How rare a number is among the last thousands of its kind, to its own side.
///
/// Between the twentieths at both ends the share of numbers at least as far out says it; beyond them, peaks over
/// the threshold, as in ``ErrorTail``. So a number further out than any before it is rarer the further out it is.
///
/// - SeeAlso: Siffer and others (2017), Anomaly detection in streams with extreme value theory; Hosking and
///   Wallis (1987), Parameter and quantile estimation for the generalized Pareto distribution.
struct RarityTail: Sendable {
    /// Four weeks of five minutes.
    private var window = LongWindow(capacity: 8_000)

    private static let leastCount = 30
    /// The share of numbers to either side that are its tail.
    private static let share = 0.05
    /// Exceedances that a tail is credited with, exponential ones, and their mean as a share of the distance from
    /// the median to the ninth decile.
    private static let credit = 5.0
    private static let creditedMean = 0.5
    /// So many sizes of the tail beyond its threshold, all numbers are as rare.
    private static let most = 1e6

    var median: Double { window.quantile(0.5) }

    mutating func add(_ number: Double) { window.add(number) }

    /// The probability of a number at least as far out to this side, doubled because there are two.
    ///
    /// It is 1 where less than 30 are known. Tails are no narrower than `leastSize`.
    ///
    /// - Complexity: O(*c*) for one of the twentieths at the ends of *c* numbers, otherwise O(√*c*).
    func probability(of number: Double, leastSize: Double) -> Double {
        guard window.count >= Self.leastCount else { return 1 }
        let count = Double(window.count)
        let isUpper = number > median
        let threshold = window.quantile(isUpper ? 1 - Self.share : Self.share)
        let distance = isUpper ? number - threshold : threshold - number
        guard distance > 0 else {
            let further = isUpper ? window.count - window.place(of: number) : window.place(after: number)
            return min(2 * Double(further + 1) / (count + 1), 1)
        }
        let peaks =
            isUpper
            ? window.numbers(from: window.place(after: threshold)).map { $0 - threshold }
            : window.numbers(upTo: window.place(of: threshold)).map { threshold - $0 }
        let share = min((Double(peaks.count) + 1) / (count + 20), 1)
        let body = abs(window.quantile(isUpper ? 0.9 : 0.1) - median)
        return min(2 * share / power(of: distance, peaks: peaks, body: body, leastSize: leastSize), 1)
    }

    /// The reciprocal of the share of peaks that exceed `distance`.
    private func power(of distance: Double, peaks: [Double], body: Double, leastSize: Double) -> Double {
        let credited = Self.creditedMean * body
        let count = Double(peaks.count) + Self.credit
        let mean = (peaks.reduce(0, +) + Self.credit * credited) / count
        // Squares of what is divided by the mean stay finite.
        let squares = peaks.reduce(0) { $0 + ($1 / mean) * ($1 / mean) }
        let ratio = credited / mean
        let variance = mean > 0 ? (squares + 2 * Self.credit * ratio * ratio) / count - 1 : 0
        let shape = variance > 0 ? 0.5 * (1 - 1 / variance) : 0
        let doublings = shape > 0.18 ? 2 : shape > 0.09 ? 3 : shape > 0.045 ? 4 : 5
        let reciprocal = Double(1 << doublings)
        let size = reciprocal * max(mean * (1 - 1 / reciprocal), leastSize)
        var power = 1 + (size > 0 ? min(distance / size, Self.most) : Self.most)
        for _ in 0..<doublings { power *= power }
        return power
    }
}
