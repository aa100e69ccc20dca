import BillingModel
import BillingTime

/// The mean of some numbers before it is rounded.
struct ExactRatio {
    let sum: ExactSum
    /// At least 1.
    let count: Int

    func rounded() throws(BillingError) -> Double { try sum.rounded(dividedBy: count) }

    /// This mean less another, rounded once.
    func difference(from other: ExactRatio) throws(BillingError) -> Double {
        try ExactSum.difference(sum, dividedBy: count, other.sum, dividedBy: other.count)
    }

    /// This mean as a share of a whole; nil if that is not above zero.
    func share(of whole: Double) throws(BillingError) -> Double? {
        let share = try sum.rounded() / (Double(count) * whole)
        return whole > 0 && share.isFinite ? share : nil
    }
}
