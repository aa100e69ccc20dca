/// The decimal that a double stands for.
struct DecimalValue {
    /// At most 2^53.
    let number: Int64
    /// 0 to 9: the number counts units of 10^-digits.
    let digits: Int

    /// 10^digits, for 0 to 9.
    static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

    /// Finds the number of least digits to which a finite double is the nearest one; nil if there is none.
    ///
    /// If any number of as many digits is, the one nearest to value · 10^digits is: their quotients lie on one side of the value, and
    /// a power of two, the only double whose neighbours are not equally near, is a whole number of 10^-9 or has few digits.
    init?(_ value: Double) {
        // A decimal of fewer digits is one of nine as well, if that many fit.
        if value.magnitude < 0x1p53 / 1e9, Self.number(value, scale: 1e9) == nil { return nil }
        for digits in 0...9 {
            let scale = Self.powers[digits]
            if let number = Self.number(value, scale: scale) {
                (self.number, self.digits) = (number, digits)
                return
            }
            if value.magnitude * scale > 0x1p53 { return nil }
        }
        return nil
    }

    /// The whole number of units of 1 / scale that a finite double stands for; nil if there is none, of at most 2^53.
    @inline(__always)
    static func number(_ value: Double, scale: Double) -> Int64? {
        let product = value * scale
        let number = product.nearestWhole
        guard number.magnitude <= 0x1p53 else { return nil }
        if number / scale == value { return Int64(number) }
        // Here products are rounded to halves, and one that looks like a tie may have been nearer to the other number. Beyond, they
        // are whole; below, what looks like a tie is too far from both.
        guard product.magnitude >= 0x1p51, product.magnitude < 0x1p52, number != product else { return nil }
        let other = number < product ? number + 1 : number - 1
        return other / scale == value ? Int64(other) : nil
    }
}

extension Double {
    /// The nearest whole number, ties to even; as `rounded(.toNearestOrEven)`, which is a call on plain processors.
    @inline(__always)
    var nearestWhole: Double {
        guard magnitude < 0x1p52 else { return self }
        let whole = (magnitude + 0x1p52) - 0x1p52
        return self < 0 ? -whole : whole
    }
}
