/// A whole number that is not negative, of any size: just the arithmetic that exact figures are read with.
struct Magnitude: Hashable, Sendable {
    /// Lowest first; the highest is not 0, so that equal numbers have equal limbs.
    private(set) var limbs: [UInt64]

    init(limbs: [UInt64]) {
        self.limbs = limbs
        dropLeadingZeros()
    }

    init(_ number: UInt128) {
        self.init(limbs: [UInt64(truncatingIfNeeded: number), UInt64(truncatingIfNeeded: number >> 64)])
    }

    var isZero: Bool { limbs.isEmpty }

    var bitWidth: Int {
        guard let last = limbs.last else { return 0 }
        return limbs.count * 64 - last.leadingZeroBitCount
    }

    var trailingZeroBitCount: Int {
        guard let index = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
        return index * 64 + limbs[index].trailingZeroBitCount
    }

    func shifted(left count: Int) -> Magnitude {
        guard !isZero, count > 0 else { return self }
        let bits = UInt64(count % 64)
        var shifted = [UInt64](repeating: 0, count: count / 64)
        shifted.reserveCapacity(shifted.count + limbs.count + 1)
        var carried: UInt64 = 0
        for limb in limbs {
            shifted.append(limb << bits | carried)
            carried = bits == 0 ? 0 : limb >> (64 - bits)
        }
        shifted.append(carried)
        return Magnitude(limbs: shifted)
    }

    /// Drops the lowest bits.
    func shifted(right count: Int) -> Magnitude {
        guard count > 0 else { return self }
        guard count / 64 < limbs.count else { return Magnitude(limbs: []) }
        let bits = UInt64(count % 64)
        var shifted = Array(limbs[(count / 64)...])
        for index in shifted.indices {
            let above = index + 1 < shifted.count ? shifted[index + 1] : 0
            shifted[index] = shifted[index] >> bits | (bits == 0 ? 0 : above << (64 - bits))
        }
        return Magnitude(limbs: shifted)
    }

    func bit(_ position: Int) -> Bool {
        position / 64 < limbs.count && limbs[position / 64] >> UInt64(position % 64) & 1 == 1
    }

    func multiplied(by other: Magnitude) -> Magnitude {
        var product = [UInt64](repeating: 0, count: limbs.count + other.limbs.count)
        for (offset, limb) in limbs.enumerated() {
            var carry: UInt64 = 0
            for (index, factor) in other.limbs.enumerated() {
                // limb · factor + product + carry is at most 2^128 − 1.
                let full = limb.multipliedFullWidth(by: factor)
                let (low, first) = full.low.addingReportingOverflow(product[offset + index])
                let (sum, second) = low.addingReportingOverflow(carry)
                product[offset + index] = sum
                carry = full.high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
            }
            product[offset + other.limbs.count] = carry
        }
        return Magnitude(limbs: product)
    }

    /// This number less another that is not larger.
    func subtracting(_ other: Magnitude) -> Magnitude {
        var difference = limbs
        var borrow: UInt64 = 0
        for index in difference.indices {
            let subtrahend = index < other.limbs.count ? other.limbs[index] : 0
            let (partial, first) = difference[index].subtractingReportingOverflow(subtrahend)
            let (result, second) = partial.subtractingReportingOverflow(borrow)
            difference[index] = result
            borrow = first || second ? 1 : 0
        }
        return Magnitude(limbs: difference)
    }

    /// Divides by a divisor above 0, and returns the remainder.
    mutating func divide(by divisor: UInt64) -> UInt64 {
        var remainder: UInt64 = 0
        for index in limbs.indices.reversed() {
            (limbs[index], remainder) = divisor.dividingFullWidth((remainder, limbs[index]))
        }
        dropLeadingZeros()
        return remainder
    }

    private mutating func dropLeadingZeros() {
        while limbs.last == 0 { limbs.removeLast() }
    }

    /// The double nearest to this number times 2^`exponent` divided by all `divisors`, ties to even.
    ///
    /// It is nil beyond the largest finite double. The quotient is taken with at least two bits more than a double has, and what is left of it only decides
    /// ties, so that there is one rounding (IEEE 754-2019, 4.3.1), in the subnormal range as well.
    func rounded(exponent: Int, dividedBy divisors: [UInt64]) -> Double? {
        guard !isZero else { return 0 }
        var quotient = self
        var exponent = exponent
        var isInexact = false
        if !divisors.isEmpty {
            let divisorBits = divisors.reduce(0) { $0 + (64 - $1.leadingZeroBitCount) }
            let shift = max(0, 56 + divisorBits - bitWidth)
            quotient = quotient.shifted(left: shift)
            exponent -= shift
            for divisor in divisors where quotient.divide(by: divisor) != 0 { isInexact = true }
        }
        let unit = max(quotient.bitWidth + exponent - 53, -1_074)
        let dropped = unit - exponent
        guard dropped > 0 else {
            return Self.double(quotient.limbs.first ?? 0, exponent: exponent)
        }
        var significand = quotient.shifted(right: dropped).limbs.first ?? 0
        if quotient.bit(dropped - 1) {
            let isTie = !isInexact && quotient.trailingZeroBitCount == dropped - 1
            if !isTie || significand & 1 == 1 { significand += 1 }
        }
        return Self.double(significand, exponent: unit)
    }

    /// `significand` has at most 54 bits, and is exact at this exponent unless it overflows.
    private static func double(_ significand: UInt64, exponent: Int) -> Double? {
        guard significand != 0 else { return 0 }
        guard 64 - significand.leadingZeroBitCount + exponent <= 1_024 else { return nil }
        return Double(significand) * Double(sign: .plus, exponent: exponent, significand: 1)
    }
}
