package import BillingModel

extension ExactSum {
    /// The one form of a sum that a store keeps: equal sums have equal parts.
    package struct Parts: Hashable, Sendable {
        package let isNegative: Bool
        /// The magnitude counts units of 2^exponent / 5^fives; 0 for a sum of 0.
        package let exponent: Int
        /// The least that there can be, 0 to 18; 0 for a sum of 0.
        package let fives: Int
        /// The magnitude, which is odd, lowest limb first and the highest not 0; empty for a sum of 0.
        package let limbs: [UInt64]

        package init(isNegative: Bool, exponent: Int, fives: Int = 0, limbs: [UInt64]) {
            self.isNegative = isNegative
            self.exponent = exponent
            self.fives = fives
            self.limbs = limbs
        }

        /// Where the lowest and the highest bit of a sum can be: those of 2^63 squares, or products, of doubles.
        package static let exponents = -2_148...2_112
    }

    package var parts: Parts {
        var (isNegative, magnitude, exponent, fives) = signAndMagnitude
        guard !magnitude.isZero else { return Parts(isNegative: false, exponent: 0, limbs: []) }
        while fives > 0 {
            var fifth = magnitude
            guard fifth.divide(by: 5) == 0 else { break }
            (magnitude, fives) = (fifth, fives - 1)
        }
        let zeros = magnitude.trailingZeroBitCount
        return Parts(
            isNegative: isNegative, exponent: exponent + zeros, fives: fives,
            limbs: magnitude.shifted(right: zeros).limbs)
    }

    /// Makes a sum of its parts.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if they are not in their one form, or beyond all sums.
    package init(_ parts: Parts) throws(BillingError) {
        self.init()
        guard let lowest = parts.limbs.first, let highest = parts.limbs.last else {
            guard !parts.isNegative, parts.exponent == 0, parts.fives == 0 else {
                throw Self.impossible(parts)
            }
            return
        }
        guard (0...18).contains(parts.fives) else { throw Self.impossible(parts) }
        let fives = FivePowers.power(parts.fives)
        var fifth = Magnitude(limbs: parts.limbs)
        guard lowest & 1 == 1, highest != 0, Parts.exponents.contains(parts.exponent),
            parts.limbs.count <= Parts.exponents.count / 64 + 2,
            parts.exponent + parts.limbs.count * 64 - highest.leadingZeroBitCount
                <= Parts.exponents.upperBound + (63 - fives.leadingZeroBitCount),
            parts.fives == 0 || fifth.divide(by: 5) != 0
        else { throw Self.impossible(parts) }
        for (index, limb) in parts.limbs.enumerated() {
            add(
                ExactTerm(
                    parts.isNegative ? -Int128(limb) : Int128(limb), exponent: parts.exponent + index * 64,
                    fives: parts.fives))
        }
    }

    private static func impossible(_ parts: Parts) -> BillingError {
        BillingError(
            .invalidValue, rule: "the parts of a sum are those of a sum of doubles",
            detail: "exponent \(parts.exponent), \(parts.fives) fives, \(parts.limbs.count) limbs")
    }
}
