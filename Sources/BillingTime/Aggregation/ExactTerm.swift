/// A whole number of units of 2^exponent / 5^fives, of at most 128 bits: what a double stands for, or a product of two.
struct ExactTerm {
    var number: Int128
    var exponent: Int
    /// 0 to 18.
    var fives: Int

    init(_ number: Int128, exponent: Int, fives: Int) {
        (self.number, self.exponent, self.fives) = (number, exponent, fives)
    }

    /// What a finite double stands for.
    init(_ value: Double) {
        let itself = ExactTerm(exactly: value)
        // A double of few bits is far from every other decimal of nine digits: two numbers m / 2^j and n / 10^k that differ do so
        // by at least 1 / (2^j · 5^9), which is more than half a unit in the last place of an m of at most 33 bits.
        if itself.number.magnitude <= 1 << 33 {
            self = itself
        } else if let decimal = DecimalValue(value) {
            self.init(Int128(decimal.number), exponent: -decimal.digits, fives: decimal.digits)
        } else {
            self = itself
        }
    }

    /// The odd whole number and the power of two whose product is a finite double; 0 for a zero.
    init(exactly value: Double) {
        let bits = value.bitPattern
        let biased = Int(bits >> 52 & 0x7FF)
        let fraction = bits & (1 << 52 - 1)
        let significand = biased == 0 ? fraction : fraction | 1 << 52
        guard significand != 0 else {
            self.init(0, exponent: 0, fives: 0)
            return
        }
        let zeros = significand.trailingZeroBitCount
        let odd = Int64(significand &>> UInt64(zeros))
        self.init(
            Int128(bits >> 63 == 0 ? odd : -odd), exponent: max(biased, 1) - 1_075 + zeros, fives: 0)
    }

    /// The exact square of a term of at most 54 bits.
    var squared: ExactTerm { ExactTerm(number * number, exponent: exponent * 2, fives: fives * 2) }

    /// Adds a term, in the finer unit of both; false, and nothing changed, if the sum does not fit.
    @inline(__always)
    mutating func add(_ term: ExactTerm) -> Bool {
        if term.number == 0 { return true }
        if number == 0 {
            self = term
            return true
        }
        var (left, right) = (self, term)
        guard left.fives == right.fives || Self.alignFives(&left, &right) else { return false }
        let shift = Int128(left.exponent - right.exponent)
        guard shift.magnitude < 127 else { return false }
        if shift <= 0 {
            let shifted = right.number &<< -shift
            let (sum, overflow) = left.number.addingReportingOverflow(shifted)
            guard !overflow, shifted &>> -shift == right.number else { return false }
            left.number = sum
        } else {
            let shifted = left.number &<< shift
            let (sum, overflow) = shifted.addingReportingOverflow(right.number)
            guard !overflow, shifted &>> shift == left.number else { return false }
            (left.number, left.exponent) = (sum, right.exponent)
        }
        self = left
        return true
    }

    private static func alignFives(_ left: inout ExactTerm, _ right: inout ExactTerm) -> Bool {
        left.refine(to: right.fives) && right.refine(to: left.fives)
    }

    /// Takes a unit of at least so many fives.
    private mutating func refine(to fives: Int) -> Bool {
        guard fives > self.fives else { return true }
        let factor = Int128(FivePowers.power(fives - self.fives))
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        guard !overflow else { return false }
        (number, self.fives) = (product, fives)
        return true
    }
}

/// The powers of five that units have.
enum FivePowers {
    static let all: [UInt64] = (0...18).map { count in (0..<count).reduce(1) { power, _ in power * 5 } }

    /// 5^count, for 0 to 18.
    static func power(_ count: Int) -> UInt64 { count == 0 ? 1 : all[count] }
}
