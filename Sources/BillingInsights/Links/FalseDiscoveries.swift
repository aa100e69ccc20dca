/// How to test many things and be wrong about few of those that are told.
enum FalseDiscoveries {
    /// The share of what is told that may be false.
    static let share = 0.05

    /// The largest probability that is still told, of all probabilities that were computed; none where nothing is.
    ///
    /// The k-th smallest of m has to be at most k · share / (m · Σ 1/i), i = 1…m, which holds however the tests
    /// depend on each other.
    ///
    /// - Complexity: O(*m* log *m*).
    /// - SeeAlso: Benjamini and Yekutieli (2001), The control of the false discovery rate in multiple testing
    ///   under dependency, theorem 1.3.
    static func limit(of probabilities: [Double]) -> Double? {
        let harmonic = probabilities.indices.reduce(0) { $0 + 1 / Double($1 + 1) }
        let step = share / (Double(probabilities.count) * harmonic)
        let sorted = probabilities.sorted()
        return sorted.indices.last { sorted[$0] <= Double($0 + 1) * step }.map { sorted[$0] }
    }
}
