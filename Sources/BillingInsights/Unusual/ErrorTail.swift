/// How rare large errors are, by the peaks over a threshold of those before.
///
/// Errors above the threshold exceed it as the generalised Pareto distribution says, whose shape and size come
/// from the mean and the variance of what exceeds. The reciprocal of the shape is 4, 8, 16 or 32, the last as
/// good as an exponential tail, so that powers and roots are squares and square roots.
///
/// Few exceedances tell a heavy tail too late. So a tail is credited with larger exceedances where the body of
/// errors is that of a heavy one, which many errors make and a few unusual ones hardly move: where this side is
/// longer than the other, as of skewed values, or where both are long.
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
    /// Three in a hundred Gaussian errors of a side are beyond 1.88, and by chance somewhat further out.
    private static let leastReach = 2.0
    /// Errors that have to be known for both sides to be called long.
    private static let leastCount = 40

    /// How far the body of the errors of a side reaches.
    struct Body: Sendable {
        /// The error that a tenth of the errors exceed.
        var ninthDecile = 0.0
        /// The error that three in a hundred exceed.
        var reach = 0.0
    }

    private(set) var body = Body()

    init() { fit(other: nil) }

    var count: Int { window.count }

    /// Learns an error, in deviations; `other` is the body of the other side, or none where errors are no picture
    /// of their spread.
    mutating func add(_ error: Double, other: Body? = nil) {
        window.add(min(error, Self.most))
        let sorted = window.sorted
        body = Body(
            ninthDecile: Median.quantile(0.9, ofSorted: sorted),
            reach: Median.quantile(0.97, ofSorted: sorted))
        fit(other: other)
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

    private mutating func fit(other: Body?) {
        let sorted = window.sorted
        threshold = max(body.ninthDecile, Self.leastThreshold)
        var heaviness = 1.0
        // Credited ones fade, unless both sides are long: then they stay, since unusual errors are learned only
        // as far as they were believed.
        var credit = Self.credit * 100 / (100 + Double(sorted.count))
        if let other {
            heaviness = max(body.ninthDecile / (Self.leastSkew * max(other.ninthDecile, Self.leastDecile)), 1)
            let length = min(body.reach, other.reach) / Self.leastReach
            if length > 1, sorted.count >= Self.leastCount {
                heaviness = max(heaviness, length * length)
                credit = Self.credit
            }
        }
        // Those of a light tail are exponential: their mean square is twice the square of their mean.
        let creditedMean = Self.creditedMean * min(heaviness * heaviness, 10)
        var sum = credit * creditedMean
        var squares = min(2 * heaviness, 6) * credit * creditedMean * creditedMean
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
