package import BillingModel

extension ExactSum {
    /// The exact quotient of the sum and a number above 0, rounded half away from zero to decimal digits.
    ///
    /// - Parameters:
    ///   - divisor: At least 1.
    ///   - digits: How many decimal digits are kept, 0 to 18.
    /// - Returns: The quotient, rounded once.
    /// - Throws: `BillingError` with code `invalidValue` if an argument is out of range, or `overflow` if the
    ///   quotient needs more than 38 digits.
    package func decimal(dividedBy divisor: Int = 1, digits: Int) throws(BillingError) -> ExactDecimal {
        guard divisor > 0, (0...18).contains(digits) else {
            throw BillingError(.invalidValue, rule: "a divisor is above 0, and digits are from 0 to 18")
        }
        let parts = parts
        let (isNegative, exponent) = (parts.isNegative, parts.exponent)
        var scale: UInt64 = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Magnitude(limbs: parts.limbs).multiplied(by: Magnitude(limbs: [scale]))
        // No quotient that fits comes from a number so large, and it is not shifted out at full length.
        guard scaled.bitWidth + exponent <= 256 else { throw Self.tooLong(digits) }
        var quotient = scaled.shifted(left: max(0, exponent))
        let fives = FivePowers.power(parts.fives)
        let ofFives = quotient.divide(by: fives)
        let rest = UInt128(quotient.divide(by: UInt64(divisor))) * UInt128(fives) + UInt128(ofFives)
        let dropped = max(0, -exponent)
        // What the division left is less than one unit of the lowest bit, so half is decided by the bit below the kept.
        let isHalfOrMore =
            dropped > 0
            ? quotient.bit(dropped - 1) : rest * 2 >= UInt128(UInt64(divisor)) * UInt128(fives)
        let kept = quotient.shifted(right: dropped)
        guard kept.bitWidth <= 126 else { throw Self.tooLong(digits) }
        var units: Int128 = 0
        for limb in kept.limbs.reversed() { units = units << 64 | Int128(limb) }
        if isHalfOrMore { units += 1 }
        return ExactDecimal(isNegative ? -units : units, exponent: -digits)
    }

    private static func tooLong(_ digits: Int) -> BillingError {
        BillingError(
            .overflow, rule: "a decimal has at most 38 significant digits and an exponent from -128 to 127",
            detail: "a sum with \(digits) decimal digits")
    }
}
