package import BillingModel

extension ExactSum {
    /// The one form of a sum that a store keeps: equal sums have equal parts.
    package struct Parts: Hashable, Sendable {
        package let isNegative: Bool
        /// The magnitude counts units of 2^exponent; 0 for a sum of 0.
        package let exponent: Int
        /// The magnitude, which is odd, lowest limb first and the highest not 0; empty for a sum of 0.
        package let limbs: [UInt64]

        package init(isNegative: Bool, exponent: Int, limbs: [UInt64]) {
            self.isNegative = isNegative
            self.exponent = exponent
            self.limbs = limbs
        }

        /// Where the lowest and the highest bit of a sum can be: those of 2^63 squares, or products, of doubles.
        package static let exponents = -2_148...2_112
    }

    package var parts: Parts {
        let (isNegative, magnitude, exponent) = canonical
        return Parts(isNegative: isNegative, exponent: exponent, limbs: magnitude.limbs)
    }

    /// Makes a sum of its parts.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if they are not in their one form, or beyond all sums.
    package init(_ parts: Parts) throws(BillingError) {
        self.init()
        guard let lowest = parts.limbs.first, let highest = parts.limbs.last else {
            guard !parts.isNegative, parts.exponent == 0 else { throw Self.impossible(parts) }
            return
        }
        guard lowest & 1 == 1, highest != 0, Parts.exponents.contains(parts.exponent),
            parts.limbs.count <= Parts.exponents.count / 64 + 1,
            parts.exponent + parts.limbs.count * 64 - highest.leadingZeroBitCount
                <= Parts.exponents.upperBound
        else { throw Self.impossible(parts) }
        for (index, limb) in parts.limbs.enumerated() {
            add(parts.isNegative ? -Int128(limb) : Int128(limb), at: parts.exponent + index * 64)
        }
    }

    private static func impossible(_ parts: Parts) -> BillingError {
        BillingError(
            .invalidValue, rule: "the parts of a sum are those of a sum of doubles",
            detail: "exponent \(parts.exponent), \(parts.limbs.count) limbs")
    }
}
