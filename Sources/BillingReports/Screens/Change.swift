public import BillingTime

/// How a figure differs from an earlier one.
///
/// The JSON form has the keys `difference`, `percent` (left out if the base is zero), `base` and `completeness`.
public struct Change: Hashable, Sendable, Codable {
    /// The figure less the base.
    public let difference: Double
    /// The difference in hundredths of the base's size, so that its sign is that of the difference; nil if the base
    /// is zero.
    public let percent: Double?
    /// The earlier figure.
    public let base: Double
    /// The weakest of both figures.
    public let completeness: Completeness

    /// Makes a change to a figure from a base.
    ///
    /// - Parameters:
    ///   - difference: The figure less the base, rounded once.
    ///   - base: The earlier figure.
    ///   - completeness: The weakest of both figures.
    public init(difference: Double, base: Double, completeness: Completeness) {
        self.difference = difference
        self.base = base
        self.completeness = completeness
        let percent = difference * 100 / abs(base)
        self.percent = base != 0 && percent.isFinite ? percent : nil
    }
}
