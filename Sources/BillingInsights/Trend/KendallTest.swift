/// What chance does to S, the number of pairs that rise less the number of those that fall.
enum KendallTest {
    /// The variance of S for independent values without trend: (n(n − 1)(2n + 5) − Σ t(t − 1)(2t + 5)) / 18 over
    /// groups of *t* equal values.
    ///
    /// - Complexity: O(*n* log *n*).
    /// - SeeAlso: Mann (1945), Nonparametric tests against trend; Kendall (1975), Rank Correlation Methods.
    static func variance(of values: [Double]) -> Double {
        let sorted = values.sorted()
        var variance = term(Double(sorted.count))
        var run = 0.0
        for (index, value) in sorted.enumerated() {
            run = index > 0 && value == sorted[index - 1] ? run + 1 : 1
            let isLast = index + 1 == sorted.count || sorted[index + 1] != value
            if isLast { variance -= term(run) }
        }
        return variance / 18
    }

    private static func term(_ count: Double) -> Double { count * (count - 1) * (2 * count + 5) }
}
