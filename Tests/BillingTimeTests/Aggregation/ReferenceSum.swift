/// The slow and obvious exact sum: positive and negative terms apart, each as a row of bits from 2^-2200 upwards,
/// added digit by digit as on paper.
struct ReferenceSum {
    private static let lowest = -2_200
    private static let width = 4_500
    private var positive = [UInt8](repeating: 0, count: width)
    private var negative = [UInt8](repeating: 0, count: width)

    mutating func add(_ value: Double) {
        add([UInt8](bitsOf: value.significandInteger), of: value, factorExponent: 0)
    }

    mutating func addProduct(_ value: Double, _ factor: Double) {
        guard value != 0, factor != 0 else { return }
        var product = [UInt8](repeating: 0, count: 128)
        let right = [UInt8](bitsOf: factor.significandInteger)
        for (offset, bit) in [UInt8](bitsOf: value.significandInteger).enumerated() where bit == 1 {
            Self.add(right, to: &product, at: offset)
        }
        add(product, of: factor.sign == .minus ? -value : value, factorExponent: factor.unitExponent)
    }

    private mutating func add(_ bits: [UInt8], of value: Double, factorExponent: Int) {
        guard value != 0 else { return }
        let offset = value.unitExponent + factorExponent - Self.lowest
        if value.sign == .minus {
            Self.add(bits, to: &negative, at: offset)
        } else {
            Self.add(bits, to: &positive, at: offset)
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
    /// The significand as a whole number, in units of 2^``unitExponent``.
    fileprivate var significandInteger: UInt64 {
        isNormal ? significandBitPattern | 1 << 52 : significandBitPattern
    }

    fileprivate var unitExponent: Int { max(Int(exponentBitPattern), 1) - 1_075 }
}

extension [UInt8] {
    fileprivate init(bitsOf number: UInt64) { self = (0..<64).map { UInt8(number >> UInt64($0) & 1) } }
}
