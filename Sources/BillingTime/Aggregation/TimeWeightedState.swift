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

    /// Makes the state of values that held for some time, which lies within the calendar.
    fileprivate init(_ weighted: ExactSum, heldLength: Int64, lowest: Double, highest: Double) {
        self.weighted = weighted
        self.heldLength = heldLength
        (self.lowest, self.highest) = (lowest, highest)
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

/// The values that hold in one bucket, as they come.
struct HeldRun {
    private var sum: WeightedSum
    private var length: Int64 = 0
    private var lowest = Double.infinity
    private var highest = -Double.infinity

    /// Makes a run of nothing; most values are whole numbers of the unit.
    init(in unit: PassUnit) { sum = WeightedSum(in: unit) }

    /// Adds a finite value that holds for a length above 0; all lengths together lie within the calendar.
    @inline(__always)
    mutating func add(_ value: Double, for length: Int64) {
        sum.add(value, for: length)
        self.length &+= length
        lowest = value < lowest ? value : lowest
        highest = value > highest ? value : highest
    }

    /// Makes the state of what was added, and begins anew.
    mutating func move(to state: inout TimeWeightedState) {
        guard length > 0 else { return }
        state = TimeWeightedState(
            sum.take(), heldLength: length, lowest: lowest + 0.0, highest: highest + 0.0)
        (length, lowest, highest) = (0, .infinity, -.infinity)
    }
}
