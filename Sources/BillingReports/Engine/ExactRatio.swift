import BillingModel
import BillingTime

/// The mean of some numbers before it is rounded.
struct ExactRatio {
    let sum: ExactSum
    /// At least 1.
    let count: Int

    func rounded() throws(BillingError) -> Double { try sum.rounded(dividedBy: count) }

    /// This mean less another, rounded once as long as the sums are exact in `Double`, as those of whole numbers are.
    func difference(from other: ExactRatio) throws(BillingError) -> Double {
        let (divisor, overflow) = count.multipliedReportingOverflow(by: other.count)
        guard !overflow else {
            throw BillingError(.overflow, rule: "a count fits 64 bits", detail: "\(count) · \(other.count)")
        }
        var difference = ExactSum()
        difference.addProduct(try sum.rounded(), Int64(other.count))
        difference.addProduct(-(try other.sum.rounded()), Int64(count))
        return try difference.rounded(dividedBy: divisor)
    }

    /// This mean as a share of a whole; nil if that is not above zero.
    func share(of whole: Double) throws(BillingError) -> Double? {
        let share = try sum.rounded() / (Double(count) * whole)
        return whole > 0 && share.isFinite ? share : nil
    }
}
