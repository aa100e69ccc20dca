public import BillingModel

/// The exact sum of what finite doubles stand for, and of products of them, rounded once when it is read.
///
/// A double that somebody wrote as a decimal stands for that decimal: n / 10^k with the least k from 0 to 9 for which a
/// whole number n of at most 2^53 makes it the nearest double. Any other stands for itself. So 0.1 and 0.2 add up to 0.3,
/// and neither the order of the terms, nor their split into chunks, nor the order of merging changes a bit: two sums of
/// the same terms are equal, hash alike, and read alike.
///
/// The sum of nothing is 0. A term of -0.0 changes nothing, and no sum reads as -0.0.
///
/// ```swift
/// var sum = ExactSum()
/// for value in [1e308, 0.1, 1e308, 0.2, -1e308, -1e308] { try sum.add(value) }
/// try sum.rounded()  // 0.3
/// ```
///
/// Ordinary values take 128 bits in place. Only a sum whose terms lie too far apart goes to the heap.
public struct ExactSum: Sendable {
    /// A whole number of units of 2^exponent / 5^fives.
    private enum Storage: Sendable {
        /// A signed number of 128 bits, in halves, because the alignment of `Int128` would cost 8 bytes a sum.
        case window(high: Int64, low: UInt64, exponent: Int16, fives: UInt8)
        case wide(WideInteger, fives: UInt8)
    }

    private var storage = Storage.window(high: 0, low: 0, exponent: 0, fives: 0)

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
        case .window(let high, let low, let exponent, let fives):
            add(ExactTerm(Self.join(high, low), exponent: Int(exponent), fives: Int(fives)))
        case .wide(let addend, let fives):
            add(addend, fives: Int(fives))
        }
    }

    /// The sum with the other sign.
    package func negated() -> ExactSum {
        var result = ExactSum()
        switch storage {
        case .window(let high, let low, let exponent, let fives):
            let window = Self.join(high, low)
            if window == .min {
                var wide = WideInteger()
                wide.add(window, at: Int(exponent))
                result.storage = .wide(wide.negated(), fives: fives)
            } else {
                result.store(ExactTerm(-window, exponent: Int(exponent), fives: Int(fives)))
            }
        case .wide(let wide, let fives):
            result.storage = .wide(wide.negated(), fives: fives)
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
    package mutating func add(finite value: Double) { add(ExactTerm(value)) }

    /// Adds values that the caller knows to be finite.
    package mutating func add(finite values: ArraySlice<Double>) {
        var scan = ValueScan()
        var squares = ExactSum()
        _ = scan.add(values, measures: .sum, sum: &self, squares: &squares)
    }

    /// Adds the exact product of what a value that the caller knows to be finite stands for and a whole number.
    package mutating func addProduct(_ value: Double, _ factor: Int64) {
        var term = ExactTerm(value)
        // At most 54 and 64 bits.
        term.number *= Int128(factor)
        add(term)
    }

    /// Adds the exact product of what a value that the caller knows to be finite stands for and a double as it is.
    package mutating func addProduct(_ value: Double, exactly factor: Double) {
        var term = ExactTerm(value)
        let other = ExactTerm(exactly: factor)
        term.number *= other.number
        term.exponent += other.exponent
        add(term)
    }

    /// Adds the exact square of what a value that the caller knows to be finite stands for.
    package mutating func addSquare(_ value: Double) { add(ExactTerm(value).squared) }

    mutating func add(_ term: ExactTerm) {
        if case .window(let high, let low, let exponent, let fives) = storage {
            var window = ExactTerm(Self.join(high, low), exponent: Int(exponent), fives: Int(fives))
            if window.add(term) {
                store(window)
                return
            }
        }
        var wide = WideInteger()
        wide.add(term.number, at: term.exponent)
        add(wide, fives: term.fives)
    }

    private mutating func add(_ addend: WideInteger, fives: Int) {
        var addend = addend
        var (wide, own) = takeWide()
        if own < fives { wide = wide.multiplied(by: FivePowers.power(fives - own)) }
        if fives < own { addend = addend.multiplied(by: FivePowers.power(own - fives)) }
        wide.add(addend)
        storage = .wide(wide, fives: UInt8(truncatingIfNeeded: max(own, fives)))
    }

    private static func join(_ high: Int64, _ low: UInt64) -> Int128 { Int128(high) << 64 | Int128(low) }

    private mutating func store(_ window: ExactTerm) {
        storage = .window(
            high: Int64(truncatingIfNeeded: window.number >> 64),
            low: UInt64(truncatingIfNeeded: window.number),
            exponent: Int16(truncatingIfNeeded: window.exponent),
            fives: UInt8(truncatingIfNeeded: window.fives))
    }

    /// Takes the value out in the wide form, and leaves 0, so that the limbs are not shared and not copied.
    private mutating func takeWide() -> (wide: WideInteger, fives: Int) {
        defer { storage = .window(high: 0, low: 0, exponent: 0, fives: 0) }
        switch storage {
        case .wide(let wide, let fives): return (wide, Int(fives))
        case .window(let high, let low, let exponent, let fives):
            var wide = WideInteger()
            wide.add(Self.join(high, low), at: Int(exponent))
            return (wide, Int(fives))
        }
    }

    /// The quotient of the sum and a number above 0, if one division of two doubles gives it.
    ///
    /// That is so for at most 2^53 units of an ordinary size: both numbers are exact then, and the quotient is rounded once.
    func plain(dividedBy divisor: UInt64 = 1) -> Double? {
        guard case .window(let high, let low, let exponent, let fives) = storage,
            high == Int64(bitPattern: low) >> 63, (-900...900).contains(exponent)
        else { return nil }
        let units = Int64(bitPattern: low)
        let (whole, overflow) = divisor.multipliedReportingOverflow(by: FivePowers.power(Int(fives)))
        guard units.magnitude <= 1 << 53, !overflow, whole <= 1 << 53 else { return nil }
        let unit = Double(sign: .plus, exponent: Int(exponent), significand: 1)
        return Double(units) / Double(whole) * unit
    }

    /// The product with a number, if the sum takes 64 bits.
    func plainProduct(with factor: Int) -> ExactSum? {
        guard case .window(let high, let low, let exponent, let fives) = storage,
            high == Int64(bitPattern: low) >> 63
        else { return nil }
        var product = ExactSum()
        product.store(
            ExactTerm(
                Int128(Int64(bitPattern: low)) * Int128(factor), exponent: Int(exponent), fives: Int(fives)))
        return product
    }

    /// Sign, magnitude and unit, without regard to a common form: units of 2^exponent / 5^fives.
    var signAndMagnitude: (isNegative: Bool, magnitude: Magnitude, exponent: Int, fives: Int) {
        switch storage {
        case .window(let high, let low, let exponent, let fives):
            (high < 0, Magnitude(Self.join(high, low).magnitude), Int(exponent), Int(fives))
        case .wide(let wide, let fives):
            (wide.isNegative, wide.magnitude, wide.exponent, Int(fives))
        }
    }
}

extension ExactSum: Hashable {
    /// Whether both sums have the same exact value.
    public static func == (left: Self, right: Self) -> Bool {
        if case .window(let high, let low, let exponent, let fives) = left.storage,
            case .window(high, low, exponent, fives) = right.storage
        {
            return true
        }
        return left.parts == right.parts
    }

    /// Feeds the exact value to the hasher.
    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }
}
