package import BillingModel

extension Aggregation {
    /// The percentile of values by linear interpolation between order statistics.
    ///
    /// With n ascending values x[0] to x[n − 1] and h = (n − 1)·p, rounded to a double, it is
    /// x[⌊h⌋] + (h − ⌊h⌋)·(x[⌊h⌋ + 1] − x[⌊h⌋]), exact and rounded once. So 0 gives the least, 0.5 the median, 1 the
    /// greatest.
    ///
    /// - Parameters:
    ///   - share: 0 to 1.
    ///   - values: Finite numbers in any order.
    /// - Returns: The percentile, never -0.0; nil if there are no values.
    /// - Throws: `BillingError` with code `invalidValue` if the share lies outside 0 to 1 or a
    ///   value is not finite.
    /// - Complexity: O(*n* log *n*) for *n* values.
    /// - SeeAlso: Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), type 7: the default of R.
    package static func percentile(_ share: Double, of values: [Double]) throws(BillingError) -> Double? {
        guard share >= 0, share <= 1 else {
            throw BillingError(
                .invalidValue, rule: "a percentile is asked for by a share between 0 and 1",
                detail: "share \(share)")
        }
        for value in values { try ExactSum.check(value) }
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let place = Double(sorted.count - 1) * share
        let index = min(Int(place), sorted.count - 1)
        let rest = place - Double(index)
        var percentile = ExactSum()
        percentile.add(finite: sorted[index])
        if rest > 0, index + 1 < sorted.count {
            percentile.addProduct(sorted[index + 1], rest)
            percentile.addProduct(sorted[index], -rest)
        }
        return try percentile.rounded()
    }
}
