/// By how much values that resemble their neighbours say less than independent ones.
enum SerialDependence {
    /// The factor by which the variance of a mean exceeds that of independent errors.
    ///
    /// The larger of two: that of an autoregression of order 1, (1 + ρ) / (1 − ρ), and the same over means of
    /// blocks of five, whose own variance counts too. Blocks see a level that wanders below the noise, which
    /// single values do not.
    ///
    /// - Parameter errors: Errors around a fitted line, in order.
    /// - Returns: A factor of at least 1.
    /// - Complexity: O(*n*).
    /// - SeeAlso: Bayley and Hammersley (1946), The "effective" number of independent observations in an
    ///   autocorrelated time series; Yue and Wang (2004), The Mann-Kendall test modified by effective sample
    ///   size to detect trend in serially correlated hydrological series.
    static func inflation(of errors: [Double]) -> Double {
        let single = meanSquare(errors)
        guard single > 0 else { return 1 }
        let blocks = Blocks.means(of: errors, length: blockLength)
        guard blocks.count >= leastBlocks else { return max(1, factor(errors)) }
        let blockwise = meanSquare(blocks) / single * Double(blockLength) * factor(blocks)
        return max(1, factor(errors), blockwise)
    }

    private static let blockLength = 5
    /// The correlation of fewer is hardly known.
    private static let leastBlocks = 12

    private static func meanSquare(_ errors: [Double]) -> Double {
        errors.isEmpty ? 0 : errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
    }

    /// (1 + ρ) / (1 − ρ) by the correlation of neighbours.
    private static func factor(_ errors: [Double]) -> Double {
        let correlation = min(correlation(of: errors), 0.98)
        return correlation > 0 ? (1 + correlation) / (1 - correlation) : 1
    }

    /// The correlation of neighbours, freed of the bias (2 + 4ρ) / n that fitting a line brings about.
    ///
    /// - SeeAlso: Kendall (1954), Note on bias in the estimation of autocorrelation, for the kind of correction.
    static func correlation(of errors: [Double]) -> Double {
        let count = Double(errors.count)
        let square = errors.reduce(0) { $0 + $1 * $1 }
        guard count > 8, square > 0 else { return 0 }
        let correlation = SeasonTest.product(errors, lag: 1) / square
        return (count * correlation + 2) / (count - 4)
    }
}
