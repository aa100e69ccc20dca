/// How rare large errors are, by the peaks over a threshold of those before.
///
/// Errors above the threshold exceed it as the generalised Pareto distribution says, whose shape and size come
/// from the mean and the variance of what exceeds. The reciprocal of the shape is 4, 8, 16 or 32, the last as
/// good as an exponential tail, so that powers and roots are squares and square roots.
///
/// Few exceedances tell a heavy tail too late. Most heavy tails belong to skewed values, and skewness shows in
/// the ninth deciles of both sides, which many errors make and a few unusual ones hardly move. So the tail of
/// the longer side is credited with larger exceedances from the start.
///
/// - SeeAlso: Siffer and others (2017), Anomaly detection in streams with extreme value theory; Hosking and
///   Wallis (1987), Parameter and quantile estimation for the generalized Pareto distribution.
struct ErrorTail: Sendable {
    /// The largest error that is told from others.
    static let most = 1e6
    private var window = SortedWindow(capacity: 1_000)
    private var threshold = Self.leastThreshold
    private var share = 1.0
    private var size = 1.0
    private var doublings = 2

    /// Peaks begin here at the least: one and a half deviations are nothing rare.
    private static let leastThreshold = 1.5
    /// How many exceedances a new series is credited with, and their mean, for a young series to have a tail.
    private static let credit = 30.0
    private static let creditedMean = 0.72
    /// A side that is longer than the other by less than this is no longer one; a side may be shorter than this
    /// by chance.
    private static let leastSkew = 1.2
    private static let leastDecile = 0.5

    init() { fit(skew: 1) }

    var count: Int { window.count }

    /// The error that a tenth of the errors of this side exceed.
    private(set) var ninthDecile = 0.0

    /// Learns an error, in deviations; `other` is the ninth decile of the other side, or none where it cannot be
    /// compared with this one.
    mutating func add(_ error: Double, other: Double? = nil) {
        window.add(min(error, Self.most))
        ninthDecile = Median.quantile(0.9, ofSorted: window.sorted)
        let skew = other.map { ninthDecile / (Self.leastSkew * max($0, Self.leastDecile)) } ?? 1
        fit(skew: max(skew, 1))
    }

    /// The probability of an error this large or larger.
    func probability(beyond error: Double) -> Double {
        guard error > threshold else { return 1 }
        let count = Double(1 << doublings)
        var power = 1 + (min(error, Self.most) - threshold) / (count * size)
        for _ in 0..<doublings { power *= power }
        return share / power
    }

    /// The error that is exceeded with this probability.
    func limit(at probability: Double) -> Double {
        guard probability < share else { return threshold }
        let count = Double(1 << doublings)
        var root = share / probability
        for _ in 0..<doublings { root = root.squareRoot() }
        return threshold + (root - 1) * count * size
    }

    private mutating func fit(skew: Double) {
        let sorted = window.sorted
        threshold = max(ninthDecile, Self.leastThreshold)
        // Credited ones are exponential where there is no skewness: their mean square is twice the square of
        // their mean. They fade.
        let credit = Self.credit * 100 / (100 + Double(sorted.count))
        let creditedMean = Self.creditedMean * min(skew * skew, 10)
        var sum = credit * creditedMean
        var squares = min(2 * skew, 6) * credit * creditedMean * creditedMean
        let first = window.place(of: threshold)
        for error in sorted[first...] {
            sum += error - threshold
            squares += (error - threshold) * (error - threshold)
        }
        let peaks = Double(sorted.count - first) + credit
        let mean = sum / peaks
        let variance = max(squares / peaks - mean * mean, 0)
        let shape = variance > 0 ? 0.5 * (1 - mean * mean / variance) : 0
        doublings = shape > 0.18 ? 2 : shape > 0.09 ? 3 : shape > 0.045 ? 4 : 5
        size = max(mean * (1 - 1 / Double(1 << doublings)), 1e-3)
        share = min((Double(sorted.count - first) + 1) / (Double(sorted.count) + 20), 1)
    }
}
