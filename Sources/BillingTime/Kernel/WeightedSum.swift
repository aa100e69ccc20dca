/// The exact sum of values times the lengths for which they hold, as the values come.
///
/// A value that is a whole number of the unit takes one product of 64 bits; any other is added on its own. So many numbers of
/// at most 2^40, times lengths that are at most the calendar's together, stay far within 128 bits.
struct WeightedSum {
    private let unit: PassUnit
    private var units: Int128 = 0
    private var others = ExactSum()
    private var hasOthers = false

    /// Makes a sum of nothing, for values of which most are whole numbers of the unit.
    init(in unit: PassUnit) { self.unit = unit }

    /// Adds a finite value and a length of 0 or more.
    @inline(__always)
    mutating func add(_ value: Double, for length: Int64) {
        if let number = unit.number(of: value) {
            units &+= Int128(truncatingIfNeeded: number) &* Int128(truncatingIfNeeded: length)
        } else {
            hasOthers = true
            others.addProduct(value, length)
        }
    }

    /// Gives the sum, and begins anew.
    mutating func take() -> ExactSum {
        var sum = ExactSum()
        if hasOthers {
            sum = others
            (others, hasOthers) = (ExactSum(), false)
        }
        sum.add(ExactTerm(units, exponent: unit.exponent, fives: unit.fives))
        units = 0
        return sum
    }
}

extension PassUnit {
    /// The number of units that a value is; nil if it is no whole number of them, or a large one.
    @inline(__always)
    func number(of value: Double) -> Int64? {
        let rounder = 0x1.8p52
        let shifted = value * scale + rounder
        let number = shifted - rounder
        guard number / scale == value, number.magnitude <= limit else { return nil }
        return Int64(bitPattern: shifted.bitPattern &- rounder.bitPattern)
    }
}
