#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A decimal number as an integer times a power of ten, with arithmetic that is exact or throws.
///
/// `Decimal` rounds silently when a result has more digits than it can hold, and turns into NaN when it is too large.
/// Here 38 significant digits always fit, and a step that needs more is an error. The form is reduced: the
/// coefficient has no zero at its end, and zero has the exponent 0, so equal numbers have equal parts.
package struct ExactDecimal: Hashable, Sendable {
    package let coefficient: Int128
    package let exponent: Int

    package static let zero = ExactDecimal(0, exponent: 0)
    package static let one = ExactDecimal(1, exponent: 0)

    package init(_ coefficient: Int128, exponent: Int) {
        var (coefficient, exponent) = (coefficient, coefficient == 0 ? 0 : exponent)
        while coefficient != 0, coefficient.isMultiple(of: 10) {
            coefficient /= 10
            exponent += 1
        }
        self.coefficient = coefficient
        self.exponent = exponent
    }

    private static func overflow(_ detail: String) -> BillingError {
        BillingError(
            .overflow, rule: "a decimal has at most 38 significant digits and an exponent from -128 to 127",
            detail: detail)
    }

    private static let malformedRule =
        "a decimal is written as digits, perhaps with '-' in front and '.' and digits behind, such as -12.5"

    /// Takes over a finite `Decimal`.
    package init(_ decimal: Decimal) throws(BillingError) {
        guard decimal.isFinite else {
            throw BillingError(.invalidValue, rule: "a decimal is a finite number", detail: "\(decimal)")
        }
        // The digits are taken from the text, because writing a `Decimal` rounds nothing.
        try self.init(decimal.description)
    }

    /// Reads a decimal text: an optional minus, digits without a zero in front, and perhaps a point and digits.
    ///
    /// Plus signs, exponents, spaces, separators, `.5`, `5.` and `007` are refused.
    package init(_ text: String) throws(BillingError) {
        guard let (number, exponent) = Self.parse(text) else {
            throw BillingError(.malformed, rule: Self.malformedRule, detail: "text '\(text.prefix(64))'")
        }
        guard let number else { throw Self.overflow("text '\(text.prefix(64))'") }
        self.init(number, exponent: exponent)
    }

    /// The parts of a text: nil if it is malformed, a nil number if it has too many digits.
    private static func parse(_ text: String) -> (number: Int128?, exponent: Int)? {
        var bytes = Substring(text).utf8
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes.removeFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }),
            whole.count == 1 || whole.first != UInt8(ascii: "0")
        else { return nil }
        var number: Int128 = 0
        var exponent = 0
        // Zeros are held back until another digit follows, so that those at the end cost no digits.
        var heldZeros = 0
        for (index, part) in parts.enumerated() {
            for byte in part {
                if index == 1 { exponent -= 1 }
                if byte == UInt8(ascii: "0") {
                    if number != 0 { heldZeros += 1 }
                    continue
                }
                guard let shifted = scaled(number, by: heldZeros + 1),
                    case let (sum, tooLarge) = shifted.addingReportingOverflow(Int128(byte - 0x30)),
                    !tooLarge
                else { return (nil, 0) }
                number = sum
                heldZeros = 0
            }
        }
        return (isNegative ? -number : number, exponent + heldZeros)
    }

    /// The number as a `Decimal`, digit for digit.
    package func decimal() throws(BillingError) -> Decimal {
        guard (-128...127).contains(exponent), let digits = Decimal(string: String(coefficient.magnitude))
        else { throw Self.overflow("exponent \(exponent)") }
        let decimal = Decimal(
            sign: coefficient < 0 ? .minus : .plus, exponent: exponent, significand: digits)
        guard decimal.isFinite, try ExactDecimal(decimal) == self else {
            throw Self.overflow("\(coefficient) and exponent \(exponent)")
        }
        return decimal
    }

    /// The number in plain digits: no exponent, no zero at the end of a fraction, `0` for zero.
    package var text: String {
        let digits = String(coefficient.magnitude)
        let sign = coefficient < 0 ? "-" : ""
        guard exponent < 0 else { return sign + digits + String(repeating: "0", count: exponent) }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
        return "\(sign)\(padded.dropLast(-exponent)).\(padded.suffix(-exponent))"
    }

    /// The number for a sentence: in plain digits unless most of them would be zeros.
    package var shortText: String {
        abs(exponent) <= 38 ? text : "\(coefficient)E\(exponent < 0 ? "" : "+")\(exponent)"
    }

    /// The number of units of 10^-digits, rounded by a rule, or nil if it is too large.
    package func units(digits: Int, rule: RoundingRule) -> Int128? {
        let shift = exponent + digits
        if shift >= 0 { return Self.scaled(coefficient, by: shift) }
        if let divisor = Self.scaled(1, by: -shift) { return rule.quotient(coefficient, by: divisor) }
        // Beyond 10^38 the divisor is more than twice any coefficient, so what is left is less than a half.
        return rule == .awayFromZero ? coefficient.signum() : 0
    }

    /// The number times 10^power, or nil if it is too large; `power` is not negative.
    static func scaled(_ number: Int128, by power: Int) -> Int128? {
        guard number != 0 else { return 0 }
        guard power <= 38 else { return nil }
        var number = number
        for _ in 0..<power {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            number = product
        }
        return number
    }

    /// Both numbers as integers over one power of ten.
    private static func aligned(
        _ left: Self, _ right: Self
    ) throws(BillingError) -> (left: Int128, right: Int128, exponent: Int) {
        let exponent =
            left == zero ? right.exponent : right == zero ? left.exponent : min(left.exponent, right.exponent)
        guard let first = left == zero ? 0 : scaled(left.coefficient, by: left.exponent - exponent),
            let second = right == zero ? 0 : scaled(right.coefficient, by: right.exponent - exponent)
        else { throw overflow("\(left.shortText) and \(right.shortText)") }
        return (first, second, exponent)
    }
}

extension ExactDecimal {
    package static func + (left: Self, right: Self) throws(BillingError) -> Self {
        let (first, second, exponent) = try aligned(left, right)
        let (sum, isTooLarge) = first.addingReportingOverflow(second)
        if isTooLarge { throw overflow("\(left.shortText) + \(right.shortText)") }
        return ExactDecimal(sum, exponent: exponent)
    }

    package static func - (left: Self, right: Self) throws(BillingError) -> Self {
        let (first, second, exponent) = try aligned(left, right)
        let (difference, isTooLarge) = first.subtractingReportingOverflow(second)
        if isTooLarge { throw overflow("\(left.shortText) - \(right.shortText)") }
        return ExactDecimal(difference, exponent: exponent)
    }

    package static func * (left: Self, right: Self) throws(BillingError) -> Self {
        let (product, isTooLarge) = left.coefficient.multipliedReportingOverflow(by: right.coefficient)
        if isTooLarge { throw overflow("\(left.shortText) * \(right.shortText)") }
        return ExactDecimal(product, exponent: left.exponent + right.exponent)
    }

    /// The least integer that is not below the quotient; neither number is negative, the divisor is not zero.
    package static func ceilingQuotient(_ dividend: Self, by divisor: Self) throws(BillingError) -> Self {
        let (first, second, _) = try aligned(dividend, divisor)
        return ExactDecimal(RoundingRule.awayFromZero.quotient(first, by: second), exponent: 0)
    }
}

extension ExactDecimal: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        let signs = (left.coefficient.signum(), right.coefficient.signum())
        guard signs.0 == signs.1, signs.0 != 0 else { return signs.0 < signs.1 }
        // A number that does not fit when it is scaled to the other's exponent is the larger one in magnitude.
        if left.exponent >= right.exponent {
            guard let scaled = scaled(left.coefficient, by: left.exponent - right.exponent) else {
                return signs.0 < 0
            }
            return scaled < right.coefficient
        }
        guard let scaled = scaled(right.coefficient, by: right.exponent - left.exponent) else {
            return signs.0 > 0
        }
        return left.coefficient < scaled
    }
}
