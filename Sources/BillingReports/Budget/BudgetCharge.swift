#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// What a price plan gives for one billing period so far: what a budget on the basis of the charge to date counts.
public struct BudgetCharge: Hashable, Sendable {
    /// The plan.
    public let plan: EntityID<PricePlan>
    /// The instants that were rated, in microseconds: from the start of the billing period to its end, or to the report.
    package let rated: Range<Int64>
    /// What they cost.
    public let amount: Money
    /// What of the amount does not grow with usage, such as fees.
    public let fixed: Money
    /// Whether the amount may still change: the period goes on or settles, or usage is missing.
    public let provisional: Bool
    /// How far the amount can be relied on; nil if a host has rated it.
    public internal(set) var completeness: Completeness?
    /// The charges of the plan that have no amount, or one that rests on usage that is known in part.
    public internal(set) var doubts: [BudgetReport.Doubt] = []

    /// Makes a charge.
    ///
    /// - Parameters:
    ///   - plan: The plan that was rated.
    ///   - time: The instants that were rated, half-open and not empty: the billing period, or the part of it before the
    ///     instant of the report.
    ///   - amount: What they cost.
    ///   - fixed: What of the amount does not grow with usage, such as fees; nil for nothing.
    ///   - provisional: Whether the amount may still change.
    /// - Throws: `BillingError` with code `invalidValue` if the time is empty or leaves years 1 to 9999, or what is fixed is
    ///   in another currency than the amount.
    public init(
        plan: EntityID<PricePlan>, time: Range<Date>, amount: Money, fixed: Money? = nil, provisional: Bool
    ) throws(BillingError) {
        try self.init(
            plan: plan, rated: try Instants.microseconds(time), amount: amount,
            fixed: fixed ?? .zero(amount.currency), provisional: provisional)
    }

    package init(
        plan: EntityID<PricePlan>, rated: Range<Int64>, amount: Money, fixed: Money, provisional: Bool
    ) throws(BillingError) {
        guard fixed.currency == amount.currency else {
            throw BillingError(
                .invalidValue, rule: "what is fixed of a charge is in its currency",
                detail: "plan '\(plan)', \(fixed) of \(amount)")
        }
        guard !rated.isEmpty else {
            throw BillingError(
                .invalidValue, rule: "a charge is for some time", detail: "plan '\(plan)', \(amount)")
        }
        self.plan = plan
        self.rated = rated
        self.amount = amount
        self.fixed = fixed
        self.provisional = provisional
    }
}
