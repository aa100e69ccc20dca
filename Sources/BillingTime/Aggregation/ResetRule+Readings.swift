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
        var difference = ExactSum()
        difference.addProduct(reading, Int64(100))
        difference.addProduct(previous, -Int64(percent))
        return difference.signAndMagnitude.isNegative
    }
}
