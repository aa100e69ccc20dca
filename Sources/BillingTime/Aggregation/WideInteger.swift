import BillingModel

/// A signed binary number that grows at both ends as terms need it.
///
/// It is the accumulator for sums that do not fit 128 bits. Two's complement in limbs of 64 bits. The highest limb is all sign, so that one addition never overflows it.
struct WideInteger: Sendable {
    private var limbs: [UInt64] = [0]
    /// The lowest limb counts units of 2^(64 · origin).
    private var origin: Int32 = 0

    var isNegative: Bool { limbs[limbs.count - 1] != 0 }

    /// The exponent of the unit of ``magnitude``.
    var exponent: Int { Int(origin) * 64 }

    var magnitude: Magnitude { Magnitude(limbs: isNegative ? negated().limbs : limbs) }

    /// Adds `term` · 2^`exponent`.
    mutating func add(_ term: Int128, at exponent: Int) {
        let position = floorDivide(exponent, 64)
        let shift = UInt64(exponent - position * 64)
        let low = UInt64(truncatingIfNeeded: term)
        let high = UInt64(truncatingIfNeeded: term >> 64)
        let sign: UInt64 = term < 0 ? .max : 0
        // Two shifts, because a shift by 64 would be needed for 0.
        let parts = [
            low &<< shift, high &<< shift | (low &>> 1) &>> (63 - shift),
            sign &<< shift | (high &>> 1) &>> (63 - shift),
        ]
        add(parts, sign: sign, at: position)
    }

    mutating func add(_ other: WideInteger) {
        add(other.limbs, sign: other.isNegative ? .max : 0, at: Int(other.origin))
    }

    func negated() -> WideInteger {
        var result = self
        for index in result.limbs.indices { result.limbs[index] = ~result.limbs[index] }
        result.add([1], sign: 0, at: Int(origin))
        return result
    }

    /// The product with a number above 0.
    func multiplied(by factor: UInt64) -> WideInteger {
        var product = WideInteger()
        let magnitude = magnitude.multiplied(by: Magnitude(limbs: [factor]))
        product.add(magnitude.limbs, sign: 0, at: Int(origin))
        return isNegative ? product.negated() : product
    }

    private mutating func add(_ parts: [UInt64], sign: UInt64, at position: Int) {
        makeRoom(from: position, through: position + parts.count)
        var index = position - Int(origin)
        var carry: UInt64 = 0
        for part in parts { addLimb(part, at: &index, carry: &carry) }
        // Beyond its parts the term is all sign; adding −1 and a carry changes nothing, as does adding 0.
        while index < limbs.count, sign &+ carry != 0 { addLimb(sign, at: &index, carry: &carry) }
        if let last = limbs.last, last != 0, last != .max { limbs.append(last >> 63 == 1 ? .max : 0) }
    }

    private mutating func addLimb(_ part: UInt64, at index: inout Int, carry: inout UInt64) {
        let (partial, first) = limbs[index].addingReportingOverflow(part)
        let (sum, second) = partial.addingReportingOverflow(carry)
        limbs[index] = sum
        carry = first || second ? 1 : 0
        index += 1
    }

    private mutating func makeRoom(from lowest: Int, through highest: Int) {
        if limbs.count == 1, limbs[0] == 0 { origin = Int32(lowest) }
        if lowest < Int(origin) {
            limbs.insert(contentsOf: repeatElement(0, count: Int(origin) - lowest), at: 0)
            origin = Int32(lowest)
        }
        let missing = highest - Int(origin) - limbs.count + 1
        if missing > 0 {
            limbs.append(contentsOf: repeatElement(isNegative ? UInt64.max : 0, count: missing))
        }
    }
}
