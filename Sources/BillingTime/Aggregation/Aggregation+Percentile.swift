package import BillingModel

extension Aggregation {
    /// The percentile of values by linear interpolation between order statistics.
    ///
    /// With n ascending values x[0] to x[n − 1] and the rank h = (n − 1)·p, it is
    /// x[⌊h⌋] + (h − ⌊h⌋)·(x[⌊h⌋ + 1] − x[⌊h⌋]); rank and value are exact, and the value is rounded once. So 0 gives the least,
    /// 0.5 the median, 1 the greatest. A share that is written with at most nine decimals is that decimal: of 11 values, 0.7 is
    /// exactly the eighth. Any other stands for the double that it is.
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
        let rank = ExactRank(share, of: sorted.count)
        var percentile = ExactSum()
        percentile.addProduct(sorted[rank.index], rank.divisor)
        guard rank.index + 1 < sorted.count else {
            return try percentile.rounded(dividedBy: Int(rank.divisor))
        }
        for part in rank.rest {
            percentile.addProduct(sorted[rank.index + 1], exactly: part)
            percentile.addProduct(sorted[rank.index], exactly: -part)
        }
        return try percentile.rounded(dividedBy: Int(rank.divisor))
    }
}

/// The rank (n − 1)·p of a percentile, without rounding: index + Σ rest / divisor.
private struct ExactRank {
    let index: Int
    /// At least 1.
    let divisor: Int64
    /// Numbers that add up to less than the divisor.
    let rest: [Double]

    /// Takes a share from 0 to 1 of at least one value.
    init(_ share: Double, of count: Int) {
        var scale = 1.0
        for _ in 0...9 {
            let units = (share * scale).rounded()
            if units / scale == share {
                let product = Int128(count - 1) * Int128(units)
                let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(scale))
                (index, divisor, rest) = (Int(quotient), Int64(scale), [Double(remainder)])
                return
            }
            scale *= 10
        }
        // The share is whole units of 2^exponent, at most 2^-53 as it is no decimal; a product of 63 and 53 bits.
        let exponent = share.exponent - 52
        let units = Double(sign: .plus, exponent: -Int(exponent), significand: share)
        let product = UInt128(count - 1) * UInt128(units)
        let bits = -Int(exponent)
        index = bits < 128 ? Int(product >> UInt128(bits)) : 0
        divisor = 1
        var part = bits < 128 ? product & (1 << UInt128(bits) - 1) : product
        var unit = Int(exponent)
        var rest: [Double] = []
        while part > 0 {
            let digits = part & (1 << 53 - 1)
            rest.append(Double(sign: .plus, exponent: unit, significand: Double(digits)))
            part >>= 53
            unit += 53
        }
        self.rest = rest
    }
}
