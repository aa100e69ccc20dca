public import BillingModel

/// The values of a gauge weighted by how long each held, in one bucket.
///
/// States of times that do not overlap merge in any order; the sum of value times time is exact.
public struct TimeWeightedState: Hashable, Sendable {
    /// The exact sum of values times the lengths for which they held.
    package private(set) var weighted = ExactSum()
    /// For how long a value held, in the unit of positions: the denominator of the mean.
    package private(set) var heldLength: Int64 = 0
    /// Of the values that held, if any did.
    private var lowest = 0.0
    private var highest = 0.0

    /// The lowest value that held, also one carried in; nil if none did.
    public var minimum: Double? { heldLength > 0 ? lowest : nil }

    /// The highest value that held, also one carried in; nil if none did.
    public var maximum: Double? { heldLength > 0 ? highest : nil }

    /// Makes the state of no time, which changes nothing when merged.
    public init() {}

    /// Adds a value that the caller knows to be finite, and a length that is not negative.
    mutating func add(finite value: Double, for length: Int64) throws(BillingError) {
        let total = try Self.total(heldLength, length)
        if length > 0 { include(value + 0.0, value + 0.0) }
        weighted.addProduct(value, length)
        heldLength = total
    }

    /// Adds what a state of other time knows.
    ///
    /// - Throws: `BillingError` with code `overflow` if the time does not fit 64 bits; this state
    ///   is then unchanged.
    public mutating func merge(_ other: TimeWeightedState) throws(BillingError) {
        let total = try Self.total(heldLength, other.heldLength)
        if other.heldLength > 0 { include(other.lowest, other.highest) }
        weighted.merge(other.weighted)
        heldLength = total
    }

    private mutating func include(_ low: Double, _ high: Double) {
        (lowest, highest) = heldLength > 0 ? (min(lowest, low), max(highest, high)) : (low, high)
    }

    /// The mean over the time in which a value held, exact and rounded once; nil if there is no such time.
    ///
    /// - Throws: `BillingError` with code `overflow`, which a mean of finite values never is.
    public func mean() throws(BillingError) -> Double? {
        heldLength > 0 ? try weighted.rounded(dividedBy: Int(heldLength)) : nil
    }

    private static func total(_ left: Int64, _ right: Int64) throws(BillingError) -> Int64 {
        let (total, overflow) = left.addingReportingOverflow(right)
        guard !overflow else {
            throw BillingError(.overflow, rule: "a length of time fits 64 bits", detail: "\(left) + \(right)")
        }
        return total
    }
}
