public import BillingModel

/// The exact sum of finite doubles, and of products of them, rounded once when it is read.
///
/// A double is a whole number of units of 2^-1074, so a sum of doubles is one too; this type holds that number,
/// whatever its size. So the order of the terms, their split into chunks, and the order of merging change no bit:
/// two sums of the same terms are equal, hash alike, and read alike.
///
/// The sum of nothing is 0. A term of -0.0 changes nothing, and no sum reads as -0.0.
///
/// ```swift
/// var sum = ExactSum()
/// for value in [1e308, 1.0, 1e308, -1e308, -1e308] { try sum.add(value) }
/// try sum.rounded()  // 1.0
/// ```
///
/// Ordinary values take 128 bits in place. Only a sum whose terms lie too far apart goes to the heap.
public struct ExactSum: Sendable {
    private enum Storage: Sendable {
        /// A signed number of 128 bits, in units of 2^exponent; in halves, because the alignment of `Int128`
        /// would cost 8 bytes a sum.
        case window(high: Int64, low: UInt64, exponent: Int16)
        case wide(WideInteger)
    }

    private var storage = Storage.window(high: 0, low: 0, exponent: 0)

    /// Makes the sum of nothing, which is 0.
    public init() {}

    /// Adds a value.
    ///
    /// - Parameter value: A finite number.
    /// - Throws: `BillingError` with code `invalidValue` for NaN or an infinity; the sum is
    ///   then unchanged.
    public mutating func add(_ value: Double) throws(BillingError) {
        try Self.check(value)
        add(finite: value)
    }

    /// Adds what another sum holds.
    public mutating func merge(_ other: ExactSum) {
        switch other.storage {
        case .window(let high, let low, let exponent):
            add(Self.join(high, low), at: Int(exponent))
        case .wide(let addend):
            var wide = takeWide()
            wide.add(addend)
            storage = .wide(wide)
        }
    }

    /// The sum with the other sign.
    package func negated() -> ExactSum {
        var result = ExactSum()
        switch storage {
        case .window(let high, let low, let exponent):
            let window = Self.join(high, low)
            if window == .min {
                var wide = WideInteger()
                wide.add(window, at: Int(exponent))
                result.storage = .wide(wide.negated())
            } else {
                result.store(-window, exponent: Int(exponent))
            }
        case .wide(let wide):
            result.storage = .wide(wide.negated())
        }
        return result
    }

    /// The exact difference of two sums.
    package static func - (left: ExactSum, right: ExactSum) -> ExactSum {
        var difference = left
        difference.merge(right.negated())
        return difference
    }

    static func check(_ value: Double) throws(BillingError) {
        guard value.isFinite else {
            throw BillingError(
                .invalidValue, rule: "a value is a finite number", detail: "value \(value)")
        }
    }
}

extension ExactSum {
    /// Adds a value that the caller knows to be finite.
    package mutating func add(finite value: Double) {
        let (significand, exponent) = Self.parts(value)
        add(Int128(significand), at: exponent)
    }

    /// Adds values that the caller knows to be finite.
    package mutating func add(finite values: ArraySlice<Double>) {
        guard case .window(let high, let low, let start) = storage else {
            for value in values { add(finite: value) }
            return
        }
        var window = Self.join(high, low)
        var exponent = Int(start)
        var rest = values.startIndex
        while rest < values.endIndex {
            let (significand, unit) = Self.parts(values[rest])
            guard Self.accumulate(Int128(significand), at: unit, into: &window, exponent: &exponent) else {
                break
            }
            rest += 1
        }
        store(window, exponent: exponent)
        for value in values[rest...] { add(finite: value) }
    }

    /// Adds the exact product of a value that the caller knows to be finite and a whole number.
    package mutating func addProduct(_ value: Double, _ factor: Int64) {
        let (significand, exponent) = Self.parts(value)
        add(Int128(significand) * Int128(factor), at: exponent)
    }

    /// Adds the exact product of two values that the caller knows to be finite.
    package mutating func addProduct(_ value: Double, _ factor: Double) {
        let left = Self.parts(value)
        let right = Self.parts(factor)
        add(Int128(left.significand) * Int128(right.significand), at: left.exponent + right.exponent)
    }

    /// Adds the exact square of a value that the caller knows to be finite.
    package mutating func addSquare(_ value: Double) { addProduct(value, value) }

    /// The odd whole number and the power of two whose product is the value; 0 for a zero.
    private static func parts(_ value: Double) -> (significand: Int64, exponent: Int) {
        let bits = value.bitPattern
        let biased = Int(bits >> 52 & 0x7FF)
        let fraction = bits & (1 << 52 - 1)
        let significand = biased == 0 ? fraction : fraction | 1 << 52
        guard significand != 0 else { return (0, 0) }
        let zeros = significand.trailingZeroBitCount
        let odd = Int64(significand &>> UInt64(zeros))
        return (bits >> 63 == 0 ? odd : -odd, max(biased, 1) - 1_075 + zeros)
    }

    mutating func add(_ term: Int128, at exponent: Int) {
        if case .window(let high, let low, let start) = storage {
            var window = Self.join(high, low)
            var unit = Int(start)
            if Self.accumulate(term, at: exponent, into: &window, exponent: &unit) {
                store(window, exponent: unit)
                return
            }
        }
        var wide = takeWide()
        wide.add(term, at: exponent)
        storage = .wide(wide)
    }

    /// Adds to the window, moving its unit down if need be; false, and nothing changed, if the sum does not fit.
    @inline(__always)
    private static func accumulate(
        _ term: Int128, at unit: Int, into window: inout Int128, exponent: inout Int
    ) -> Bool {
        if term == 0 { return true }
        if window == 0 {
            (window, exponent) = (term, unit)
            return true
        }
        let distance = Swift.abs(unit - exponent)
        guard distance < 127 else { return false }
        let shift = Int128(distance)
        if unit >= exponent {
            let shifted = term &<< shift
            let (sum, overflow) = window.addingReportingOverflow(shifted)
            guard !overflow, shifted &>> shift == term else { return false }
            window = sum
        } else {
            let shifted = window &<< shift
            let (sum, overflow) = shifted.addingReportingOverflow(term)
            guard !overflow, shifted &>> shift == window else { return false }
            window = sum
            exponent = unit
        }
        return true
    }

    private static func join(_ high: Int64, _ low: UInt64) -> Int128 { Int128(high) << 64 | Int128(low) }

    private mutating func store(_ window: Int128, exponent: Int) {
        storage = .window(
            high: Int64(truncatingIfNeeded: window >> 64), low: UInt64(truncatingIfNeeded: window),
            exponent: Int16(truncatingIfNeeded: exponent))
    }

    /// Takes the value out in the wide form, and leaves 0, so that the limbs are not shared and not copied.
    private mutating func takeWide() -> WideInteger {
        defer { storage = .window(high: 0, low: 0, exponent: 0) }
        switch storage {
        case .wide(let wide): return wide
        case .window(let high, let low, let exponent):
            var wide = WideInteger()
            wide.add(Self.join(high, low), at: Int(exponent))
            return wide
        }
    }

    /// The sum, if it is plain to see that it is a double: at most 2^53 units of an ordinary size.
    var plain: Double? {
        guard case .window(let high, let low, let exponent) = storage else { return nil }
        let window = Self.join(high, low)
        guard window.magnitude <= 1 << 53, (-900...900).contains(exponent) else { return nil }
        let unit = Double(sign: .plus, exponent: Int(exponent), significand: 1)
        return Double(Int64(window)) * unit
    }

    /// Sign, magnitude and unit, without regard to a common form.
    var signAndMagnitude: (isNegative: Bool, magnitude: Magnitude, exponent: Int) {
        switch storage {
        case .window(let high, let low, let exponent):
            (high < 0, Magnitude(Self.join(high, low).magnitude), Int(exponent))
        case .wide(let wide):
            (wide.isNegative, wide.magnitude, wide.exponent)
        }
    }
}

extension ExactSum: Hashable {
    /// Whether both sums have the same exact value.
    public static func == (left: Self, right: Self) -> Bool {
        let (first, second) = (left.canonical, right.canonical)
        return first.isNegative == second.isNegative && first.exponent == second.exponent
            && first.magnitude == second.magnitude
    }

    /// Feeds the exact value to the hasher.
    public func hash(into hasher: inout Hasher) {
        let value = canonical
        hasher.combine(value.isNegative)
        hasher.combine(value.exponent)
        hasher.combine(value.magnitude)
    }

    /// The one form of a value: the magnitude is odd, or all parts are 0.
    var canonical: (isNegative: Bool, magnitude: Magnitude, exponent: Int) {
        let (isNegative, magnitude, exponent) = signAndMagnitude
        guard !magnitude.isZero else { return (false, magnitude, 0) }
        let zeros = magnitude.trailingZeroBitCount
        return (isNegative, magnitude.shifted(right: zeros), exponent + zeros)
    }
}
