import BillingModel

extension ResetRule {
    /// Whether a reading has begun anew after the one before; never, if it did not fall.
    ///
    /// It depends on the two readings alone, so states may be cut and merged anywhere.
    func isReset(_ reading: Double, after previous: Double) -> Bool {
        guard reading < previous, self != .never else { return false }
        guard let percent else { return true }
        // There is no share of what is not above zero.
        guard previous > 0 else { return false }
        guard let (fallen, digits) = Self.decimal(reading), let (before, others) = Self.decimal(previous)
        else {
            var difference = ExactSum()
            difference.addProduct(reading, Int64(100))
            difference.addProduct(previous, -Int64(percent))
            return difference.signAndMagnitude.isNegative
        }
        // 54 bits, 7 of the factor and 30 of the power fit 128.
        return 100 * Int128(fallen) * Self.powers[others] < Int128(percent * before) * Self.powers[digits]
    }

    private static let powers: [Int128] = (0...9).map { digits in
        (0..<digits).reduce(1) { power, _ in power * 10 }
    }

    /// The decimal that a double stands for: the number of least digits, at most 9, to which it is nearest; nil if none.
    private static func decimal(_ value: Double) -> (number: Int, digits: Int)? {
        for digits in 0...9 {
            let power = Double(powers[digits])
            let number = (value * power).rounded()
            guard number.magnitude <= 0x1p53 else { return nil }
            if number / power == value { return (Int(number), digits) }
        }
        return nil
    }
}
