/// A cycle as it is forecast from those before it: the level that they let expect, and the growth that they had.
///
/// The end is expected at (1 − β) · prior + β · chain ladder. With β = 0 it is what earlier ends say, with β = 1
/// what the figure to date grows to; and with β equal to the share that is due by now, it is the figure to date
/// plus what the level has yet to add.
///
/// - SeeAlso: Mack (2000), Credible claims reserves: the Benktander method; Bornhuetter and Ferguson (1972), The
///   actuary and IBNR.
struct CyclePlace: Sendable {
    let curve: ToDateCurve
    let times: [Double]
    let prior: Double
    /// Whether a figure to date never falls.
    let rises: Bool
    /// The least forecast that errors are scaled by; none where figures may be negative.
    let leastScale: Double?

    var days: Int { times.count - 1 }
    private var length: Double { times[days] }

    /// The size that an error is counted in: a power of ¾ of the forecast, between the square root that errors of counts
    /// follow and the shares that errors of levels are; 1 where figures may be negative.
    ///
    /// - SeeAlso: Taylor (1961), Aggregation, variance and the mean.
    func scale(_ forecast: Double) -> Double {
        guard let leastScale else { return 1 }
        let root = max(forecast, leastScale).squareRoot()
        return root * root.squareRoot()
    }

    /// Which share of the end is due after so many days.
    func share(after days: Int) -> Double { curve.share(at: times[days], of: length) }

    /// What the figure after so many days grows to, at most a hundred times what was expected.
    func chainLadder(_ value: Double, after days: Int) -> Double {
        guard days > 0, let end = curve.projected(value, from: times[days], to: length) else { return prior }
        let most = 100 * max(abs(prior), abs(value), leastScale ?? 1)
        return min(max(end, -most), most)
    }

    /// The end to expect of a figure after so many days, given how far to trust the chain ladder.
    func end(_ value: Double, after days: Int, credibility: Double) -> Double {
        guard days < self.days else { return value }
        let end = prior + credibility * (chainLadder(value, after: days) - prior)
        return rises ? max(end, value) : end
    }

    /// The figure after `later` days on the way from one after so many days to an end.
    func value(after later: Int, from value: Double, after days: Int, to end: Double) -> Double {
        guard later < self.days else { return end }
        return curve.value(at: times[later], from: (times[days], value), to: (length, end))
    }
}
