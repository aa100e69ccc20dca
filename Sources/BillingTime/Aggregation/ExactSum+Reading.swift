public import BillingModel

extension ExactSum {
    /// The double nearest to the exact sum, ties to even.
    ///
    /// A sum that lies beyond the largest finite double by less than half a unit in its last place still rounds to it.
    ///
    /// - Returns: The sum, never -0.0.
    /// - Throws: `BillingError` with code `overflow` if the sum is beyond `Double`.
    /// - SeeAlso: IEEE 754-2019, roundTiesToEven.
    public func rounded() throws(BillingError) -> Double {
        if let plain = plain() { return plain }
        return try rounded(dividedBy: [])
    }

    /// The double nearest to the exact quotient of the sum and a number that is not 0, ties to even.
    package func rounded(dividedBy divisor: Int) throws(BillingError) -> Double {
        guard divisor != 0 else {
            throw BillingError(.invalidValue, rule: "a divisor is not 0")
        }
        let magnitude = UInt64(divisor.magnitude)
        let quotient =
            if let plain = plain(dividedBy: magnitude) { plain } else {
                try rounded(dividedBy: [magnitude])
            }
        return divisor < 0 && quotient != 0 ? -quotient : quotient
    }

    /// The double nearest to the exact difference of two quotients, ties to even; the divisors are above 0.
    package static func difference(
        _ sum: ExactSum, dividedBy divisor: Int, _ other: ExactSum, dividedBy second: Int
    ) throws(BillingError) -> Double {
        guard divisor > 0, second > 0 else {
            throw BillingError(.invalidValue, rule: "a divisor is not 0")
        }
        let crossed = sum.multiplied(by: second) - other.multiplied(by: divisor)
        return try crossed.rounded(dividedBy: [UInt64(divisor), UInt64(second)])
    }

    /// The product with a number that is not negative: at once where it fits, else by doubling and adding.
    func multiplied(by factor: Int) -> ExactSum {
        if let product = plainProduct(with: factor) { return product }
        var product = ExactSum()
        for bit in (0..<(Int.bitWidth - factor.leadingZeroBitCount)).reversed() {
            let half = product
            product.merge(half)
            if factor >> bit & 1 == 1 { product.merge(self) }
        }
        return product
    }

    /// Divisors are above 0.
    private func rounded(dividedBy divisors: [UInt64]) throws(BillingError) -> Double {
        let (isNegative, magnitude, exponent, fives) = signAndMagnitude
        let all = fives == 0 ? divisors : divisors + [FivePowers.power(fives)]
        guard let absolute = magnitude.rounded(exponent: exponent, dividedBy: all) else {
            throw Self.overflow("a sum")
        }
        return isNegative && absolute != 0 ? -absolute : absolute
    }

    /// The exact variance of values from their sum and the sum of their squares, rounded once.
    ///
    /// n·Σv² − (Σv)² is never negative, and 0 only if all values are equal; it is divided by n · `divisor`.
    static func variance(
        sum: ExactSum, squares: ExactSum, count: UInt64, divisor: UInt64
    ) throws(BillingError) -> Double {
        let (_, total, unit, unitFives) = sum.signAndMagnitude
        let (_, ofSquares, squareUnit, squareFives) = squares.signAndMagnitude
        let exponent = min(unit * 2, squareUnit)
        let fives = max(unitFives * 2, squareFives)
        let minuend = ofSquares.multiplied(by: Magnitude(limbs: [count]))
            .multiplied(by: Magnitude(limbs: [FivePowers.power(fives - squareFives)]))
            .shifted(left: squareUnit - exponent)
        let subtrahend = total.multiplied(by: total)
            .multiplied(by: Magnitude(limbs: [FivePowers.power(fives - unitFives * 2)]))
            .shifted(left: unit * 2 - exponent)
        let numerator = minuend.subtracting(subtrahend)
        let divisors = [count, divisor, FivePowers.power(fives)]
        guard let variance = numerator.rounded(exponent: exponent, dividedBy: divisors) else {
            throw overflow("a variance")
        }
        return variance
    }

    private static func overflow(_ figure: String) -> BillingError {
        BillingError(.overflow, rule: "a figure lies within the range of finite doubles", detail: figure)
    }
}
