/// The slow and obvious exact sum of what doubles stand for: positive and negative terms apart, each as a row of bits from
/// 2^-2200 / 5^18 upwards, added digit by digit as on paper.
struct ReferenceSum {
    private static let fives = (0..<18).reduce(UInt64(1)) { power, _ in power * 5 }
    private static let lowest = -2_200
    private static let width = 4_500
    private var positive = [UInt8](repeating: 0, count: width)
    private var negative = [UInt8](repeating: 0, count: width)

    mutating func add(_ value: Double) {
        let (number, exponent, fives) = value.whatItStandsFor
        add(Self.product(number, Self.fives / fives), isNegative: value < 0, exponent: exponent)
    }

    /// Adds the product of what a value stands for and a factor as it is.
    mutating func addProduct(_ value: Double, exactly factor: Double) {
        let (number, exponent, fives) = value.whatItStandsFor
        let bits = Self.product([UInt8](bitsOf: factor.significandInteger), number, Self.fives / fives)
        add(bits, isNegative: (value < 0) != (factor < 0), exponent: exponent + factor.unitExponent)
    }

    mutating func addSquare(_ value: Double) {
        let (number, exponent, fives) = value.whatItStandsFor
        let bits = Self.product([UInt8](bitsOf: number), number, Self.fives / fives / fives)
        add(bits, isNegative: false, exponent: exponent * 2)
    }

    private static func product(_ number: UInt64, _ factor: UInt64) -> [UInt8] {
        product([UInt8](bitsOf: number), factor, 1)
    }

    private static func product(_ left: [UInt8], _ first: UInt64, _ second: UInt64) -> [UInt8] {
        var result = left
        for factor in [first, second] {
            var product = [UInt8](repeating: 0, count: result.count + 64)
            for (offset, bit) in [UInt8](bitsOf: factor).enumerated() where bit == 1 {
                add(result, to: &product, at: offset)
            }
            result = product
        }
        return result
    }

    private mutating func add(_ bits: [UInt8], isNegative: Bool, exponent: Int) {
        guard let top = bits.lastIndex(of: 1) else { return }
        if isNegative {
            Self.add(Array(bits[...top]), to: &negative, at: exponent - Self.lowest)
        } else {
            Self.add(Array(bits[...top]), to: &positive, at: exponent - Self.lowest)
        }
    }

    private static func add(_ bits: [UInt8], to row: inout [UInt8], at offset: Int) {
        var carry: UInt8 = 0
        var index = 0
        while index < bits.count || carry != 0 {
            let digit = row[offset + index] + (index < bits.count ? bits[index] : 0) + carry
            row[offset + index] = digit & 1
            carry = digit >> 1
            index += 1
        }
    }

    /// The nearest double, ties to even; nil beyond the largest.
    var rounded: Double? {
        var (larger, smaller, sign) = (positive, negative, 1.0)
        if negative.reversed().lexicographicallyPrecedes(positive.reversed()) == false {
            (larger, smaller, sign) = (negative, positive, -1.0)
        }
        var borrow: UInt8 = 0
        for index in larger.indices {
            let digit = 2 + larger[index] - smaller[index] - borrow
            larger[index] = digit & 1
            borrow = digit >> 1 == 0 ? 1 : 0
        }
        // Division by 5^18 on paper, from the highest bit down.
        var rest: UInt64 = 0
        for index in larger.indices.reversed() {
            rest = rest << 1 | UInt64(larger[index])
            larger[index] = rest >= Self.fives ? 1 : 0
            if rest >= Self.fives { rest -= Self.fives }
        }
        // What is left is less than the lowest bit, and decides no more than that the quotient is not whole.
        if rest > 0 { larger[0] = 1 }
        guard let top = larger.lastIndex(of: 1) else { return 0 }
        let unit = max(top - 52, -1_074 - Self.lowest)
        var significand: UInt64 = 0
        if unit <= top {
            for index in (unit...top).reversed() { significand = significand << 1 | UInt64(larger[index]) }
        }
        if larger[unit - 1] == 1, significand & 1 == 1 || larger[..<(unit - 1)].contains(1) {
            significand += 1
        }
        let value = Double(sign: .plus, exponent: unit + Self.lowest, significand: Double(significand))
        guard value.isFinite else { return nil }
        return value == 0 ? 0 : sign * value
    }
}

extension Double {
    /// A number, whose sign is that of the double, of units of 2^exponent / fives.
    fileprivate var whatItStandsFor: (number: UInt64, exponent: Int, fives: UInt64) {
        var (scale, fives) = (1.0, UInt64(1))
        for digits in 0...9 {
            let number = (magnitude * scale).rounded(.toNearestOrEven)
            // The product may have been rounded to a tie.
            for number in [number, number + 1, number - 1]
            where number <= 0x1p53 && number / scale == magnitude {
                return (UInt64(number), -digits, fives)
            }
            (scale, fives) = (scale * 10, fives * 5)
        }
        return (significandInteger, unitExponent, 1)
    }

    /// The significand as a whole number, in units of 2^``unitExponent``.
    fileprivate var significandInteger: UInt64 {
        isNormal ? significandBitPattern | 1 << 52 : significandBitPattern
    }

    fileprivate var unitExponent: Int { max(Int(exponentBitPattern), 1) - 1_075 }
}

extension [UInt8] {
    fileprivate init(bitsOf number: UInt64) { self = (0..<64).map { UInt8(number >> UInt64($0) & 1) } }
}
