#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Numbers for people: grouped by thousands, rounded half away from zero, with a true minus sign.
///
/// Rounding looks at the exact value of the `Double`, or at the exact quotient of two, so that a figure that is computed
/// and one that is printed never differ by a rounding of a rounding.
package enum NumberText {
    /// What is shown where there is no figure.
    package static let missing = "–"
    private static let minus = "−"

    /// A whole number: `5,162`.
    package static func whole(_ number: Int) -> String {
        signed(grouped(String(number.magnitude)), isNegative: number < 0)
    }

    /// A number without decimals if it is whole, else with two; with up to six if it is below 0.1.
    ///
    /// What is too large or too small for that is written with an exponent, from 2^54 and below 10^−6.
    package static func number(_ value: Double) -> String { number(value, showsPlus: false) }

    /// A number with all the digits that tell it from its neighbours, `1,234.5678`; with an exponent where ``number(_:)`` has one, and
    /// below 10^−4.
    package static func exact(_ value: Double) -> String {
        guard value.isFinite else { return missing }
        if value == value.rounded() { return number(value) }
        guard abs(value) >= 1e-4, abs(value) < 0x1p53 else { return exponential(value, showsPlus: false) }
        let parts = "\(abs(value))".split(separator: ".")
        return signed(
            "\(grouped(String(parts[0]))).\(parts.count > 1 ? parts[1] : "0")", isNegative: value < 0)
    }

    /// An average: one decimal, two below 1, and as many as ``number(_:)`` has below 0.01.
    package static func average(_ value: Double) -> String {
        if value == 0 || abs(value) >= 1 { return number(value, decimals: 1) }
        return abs(value) >= 0.01 ? number(value, decimals: 2) : number(value)
    }

    /// A difference, with its sign: `+498`, `−32`, `0`.
    package static func difference(_ value: Double) -> String { number(value, showsPlus: true) }

    private static func number(_ value: Double, showsPlus: Bool) -> String {
        if value == value.rounded() { return number(value, decimals: 0, showsPlus: showsPlus) }
        if abs(value) >= 0.1 { return number(value, decimals: 2, showsPlus: showsPlus) }
        if abs(value) < 1e-6 { return exponential(value, showsPlus: showsPlus) }
        var text = Substring(number(value, decimals: 6, showsPlus: showsPlus))
        while text.hasSuffix("0") { text.removeLast() }
        return String(text)
    }

    /// A number with so many decimals, at most 6: `15.0`.
    ///
    /// - Parameters:
    ///   - value: The number; from 2^54 on it is written with an exponent.
    ///   - decimals: How many digits follow the point.
    ///   - showsPlus: Whether a positive number has a sign.
    /// - Returns: The text, or the mark for a missing figure if it is no finite number.
    package static func number(_ value: Double, decimals: Int, showsPlus: Bool = false) -> String {
        guard value.isFinite else { return missing }
        guard abs(value) < 0x1p54 else { return exponential(value, showsPlus: showsPlus) }
        let decimals = min(max(decimals, 0), 6)
        guard let units = quotient(value, 1, scale: powersOfTen[decimals]) else {
            return exponential(value, showsPlus: showsPlus)
        }
        return text(units: units, decimals: decimals, isNegative: value < 0, showsPlus: showsPlus)
    }

    /// A difference as a percentage of the size of its base, with its own sign and one decimal: `−2.2 %`.
    ///
    /// - Returns: The text; nil if the base is zero or a number is not finite.
    package static func percent(of difference: Double, base: Double) -> String? {
        percent(difference, of: abs(base), showsPlus: true)
    }

    /// A part of a whole as a percentage with one decimal: `82.1 %`.
    ///
    /// - Returns: The text; nil if the whole is zero or a number is not finite.
    package static func share(of part: Double, in whole: Double) -> String? {
        percent(part, of: whole, showsPlus: false)
    }

    private static func percent(_ part: Double, of whole: Double, showsPlus: Bool) -> String? {
        guard part.isFinite, whole.isFinite, whole != 0 else { return nil }
        let isNegative = (part < 0) != (whole < 0)
        if let tenths = quotient(part, whole, scale: 1_000) {
            return text(units: tenths, decimals: 1, isNegative: isNegative, showsPlus: showsPlus) + " %"
        }
        let ratio = part / whole * 100
        return ratio.isFinite ? exponential(ratio, showsPlus: showsPlus) + " %" : nil
    }

    /// An amount as decimal text, grouped: `1,179.31` of `1179.31`.
    package static func amount(_ decimal: String) -> String {
        let isNegative = decimal.hasPrefix("-")
        let parts = decimal.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        let whole = grouped(String(parts.first ?? "0"))
        return signed(parts.count == 2 ? "\(whole).\(parts[1])" : whole, isNegative: isNegative)
    }

    private static let powersOfTen: [UInt64] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

    /// |part| · scale ÷ |whole|, rounded half up from the exact quotient; nil if it is too large to be written out.
    private static func quotient(_ part: Double, _ whole: Double, scale: UInt64) -> UInt128? {
        if part == 0 { return 0 }
        // A finite Double is significand · 2^exponent with a significand below 2^53.
        var above = UInt128(significand(part)) * UInt128(2 * scale)
        var below = UInt128(significand(whole))
        let shift = exponent(part) - exponent(whole)
        if shift > 53 { return nil }
        if shift < -74 { return 0 }
        if shift >= 0 { above <<= shift } else { below <<= -shift }
        return (above / below + 1) / 2
    }

    private static func significand(_ value: Double) -> UInt64 {
        let bits = value.significandBitPattern
        return value.isNormal ? bits | 1 << 52 : bits
    }

    private static func exponent(_ value: Double) -> Int {
        Int(max(value.exponentBitPattern, 1)) - 1_075
    }

    private static func text(units: UInt128, decimals: Int, isNegative: Bool, showsPlus: Bool) -> String {
        var digits = String(units)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        let whole = grouped(String(digits.dropLast(decimals)))
        let text = decimals > 0 ? "\(whole).\(digits.suffix(decimals))" : whole
        // What rounds to zero has no sign: "−0.0" would claim a direction that the digits do not show.
        guard units > 0 else { return text }
        return signed(text, isNegative: isNegative, showsPlus: showsPlus)
    }

    private static func exponential(_ value: Double, showsPlus: Bool) -> String {
        signed("\(abs(value))", isNegative: value < 0, showsPlus: showsPlus)
    }

    private static func signed(_ text: String, isNegative: Bool, showsPlus: Bool = false) -> String {
        isNegative ? minus + text : showsPlus ? "+" + text : text
    }

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

extension NumberText {
    /// A decimal with all its digits, grouped.
    static func decimal(_ value: Decimal) -> String { amount("\(value)") }
}
