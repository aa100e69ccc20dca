public import BillingModel
import BillingRating

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension BudgetCharge {
    /// Takes what a charge to date comes to.
    ///
    /// It is provisional until the charge to date is settled and whole.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the billing period has not begun before the instant of that
    ///   report.
    public init(_ charges: ChargeToDate) throws(BillingError) {
        let start = try Instants.microseconds(charges.period.start)
        let end = try Instants.microseconds(min(charges.period.end, charges.stamp.now))
        let fixed = try Money.sum(
            of: charges.lines.compactMap { $0.isFixed ? $0.rated?.amount : nil }, in: charges.total.currency)
        try self.init(
            plan: charges.plan, rated: start..<max(start, end), amount: charges.total, fixed: fixed,
            provisional: !charges.isSettled)
        completeness = charges.completeness
        doubts = charges.lines.compactMap { BudgetReport.Doubt($0) }
    }
}
