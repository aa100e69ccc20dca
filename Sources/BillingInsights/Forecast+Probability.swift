public import BillingModel

extension Forecast {
    /// The probability that a sum exceeds an amount, such as a budget.
    ///
    /// It agrees with the intervals of ``total(of:)``: one in ten beyond the upper limit at 80 %, one in forty
    /// beyond that at 95 %, and in between by the line. For rare demand it is counted among the courses.
    ///
    /// - Parameters:
    ///   - steps: The steps to add up, from 0.
    ///   - amount: What the sum is held against, in the unit of the series.
    /// - Returns: A probability from 0 to 1.
    /// - Throws: `BillingError` with code `invalidValue` if `steps` is empty or reaches beyond the horizon, or
    ///   `amount` is not a number.
    /// - Complexity: That of ``total(of:)``.
    public func probability(
        thatTotalOf steps: Range<Int>, exceeds amount: Double
    ) throws(BillingError) -> Double {
        guard !amount.isNaN else {
            throw BillingError(.invalidValue, rule: "what a sum is held against is a number")
        }
        let total = try total(of: steps)
        return outlook.probability(thatTotalOf: steps, exceeds: amount)
            ?? total.probability(ofExceeding: amount)
    }
}

extension Forecast.Estimate {
    /// The probability of a value above an amount, by the line between the limits.
    ///
    /// Beyond the outer limits it falls with the fourth power of the distance: slower than the Gaussian one, for
    /// what has not been seen yet.
    package func probability(ofExceeding amount: Double) -> Double {
        let upper = [(value, 0.5), (interval80.upperBound, 0.1), (interval95.upperBound, 0.025)]
        let lower = [(value, 0.5), (interval80.lowerBound, 0.1), (interval95.lowerBound, 0.025)]
        if amount == value { return interval95.lowerBound < interval95.upperBound ? 0.5 : 0 }
        return amount > value
            ? Self.tail(upper.map { ($0.0 - value, $0.1) }, at: amount - value)
            : 1 - Self.tail(lower.map { (value - $0.0, $0.1) }, at: value - amount)
    }

    /// The value below which a share of the cases lies: the inverse of ``probability(ofExceeding:)``.
    ///
    /// It is on one side of 0 as long as the interval at 95 % is.
    ///
    /// - Parameter share: Above 0 and below 1.
    /// - Returns: The value, in the unit of the series.
    package func quantile(_ share: Double) -> Double {
        let most = Double.greatestFiniteMagnitude
        if share >= 0.5 {
            let distance = Self.distance(
                interval80.upperBound - value, interval95.upperBound - value, at: 1 - share)
            return min(value + distance, interval95.upperBound <= 0 ? 0 : most)
        }
        let distance = Self.distance(
            value - interval80.lowerBound, value - interval95.lowerBound, at: share)
        return max(value - distance, interval95.lowerBound >= 0 ? 0 : -most)
    }

    /// The distance with a probability beyond it, at most a half, given those with 0.1 and 0.025.
    private static func distance(_ tenth: Double, _ fortieth: Double, at share: Double) -> Double {
        if share >= 0.1 { return tenth * ((0.5 - share) / 0.4) }
        if share >= 0.025 { return tenth + (fortieth - tenth) * ((0.1 - share) / 0.075) }
        return fortieth * (0.025 / share).squareRoot().squareRoot()
    }

    /// The probability beyond a distance, given ascending distances with theirs.
    private static func tail(_ limits: [(distance: Double, share: Double)], at distance: Double) -> Double {
        for (near, far) in zip(limits, limits.dropFirst()) where distance <= far.distance {
            let width = far.distance - near.distance
            guard width > 0 else { continue }
            return near.share + (distance - near.distance) / width * (far.share - near.share)
        }
        guard let last = limits.last, last.distance > 0 else { return 0 }
        let ratio = last.distance / distance
        return last.share * ratio * ratio * ratio * ratio
    }
}
