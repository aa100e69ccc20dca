public import BillingModel
import BillingRating
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// What of a tenant's budget its plan has used up, by the charge to date of each billing period.
    ///
    /// Every billing period that meets the period of the budget and begins before `now` is rated as a whole, so that what
    /// is included and where tiers begin stay those of the plan. One that also lies in another period of the budget is
    /// shared over the time that was rated.
    ///
    /// - Parameters:
    ///   - budget: The budget of a tenant in scope, on the basis of the charge to date.
    ///   - plan: The price plan of the tenant, in the tenant's currency; in another one than the budget's, its charges are
    ///     listed and count nothing.
    ///   - cycle: The width of the billing period.
    ///   - now: The instant of the report.
    ///   - date: A date in the period to report on; nil for the period that holds `now`.
    ///   - zone: The zone whose dates bound both periods; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `unsupported` if the basis of the budget is another, or the plan cannot be rated
    ///   over the cycle; else what `budget(_:now:on:charges:zone:)` and `chargeToDate(plan:cycle:holding:now:zone:by:)`
    ///   throw.
    /// - Complexity: As a charge to date of all billing periods and of the last 400 days, which are read together; of each charge some
    ///   hundred courses are priced for each period that is not over.
    public func budget(
        _ budget: Budget, plan: PricePlan, cycle: BucketWidth = .month, now: Date, on date: LocalDate? = nil,
        zone: ZoneID? = nil
    ) async throws -> BudgetReport {
        guard budget.basis == .chargeToDate else {
            throw BillingError(
                .unsupported, rule: "a plan is rated for a budget on the basis of the charge to date",
                detail: "basis \(budget.basis.rawValue)")
        }
        let own = try scope(of: budget.tenant)
        let pinned = own.known(at: .revision(try await reader.revision(knownAt)))
        let context = try await pinned.context(now: now, zone: zone)
        let rules = try context.zone()
        let time = try rules.bucket(
            holding: date.map { rules.startOfDay(Int($0.dayNumber)) } ?? context.now, width: budget.period)
        try cycle.checkBillingPeriod()
        let periods = try BucketGrid(
            time.startMicroseconds..<time.endMicroseconds, width: cycle, zone: rules
        ).map { period in
            // One that the budget's cuts is rated as a whole.
            RatedPeriod(
                plan: plan, cycle: cycle,
                bucket: try rules.bucket(holding: period.startMicroseconds, width: cycle))
        }
        let outlooks = try await context.outlooks(of: periods)
        return try await pinned.report(
            budget, now: now, on: date,
            charges: try outlooks.compactMap(\.toDate).map { try BudgetCharge($0) },
            fees: try BudgetCharge.fees(periods.map { (plan, $0.bucket) }, after: context.now),
            outlooks: outlooks, zone: zone)
    }
}

extension BudgetCharge {
    /// What plans will charge whatever is used, for each of some billing periods that does not begin before `now`.
    static func fees(
        _ periods: [(plan: PricePlan, bucket: Bucket)], after now: Int64
    ) throws(BillingError) -> [BudgetCharge] {
        var fees: [BudgetCharge] = []
        for (plan, bucket) in periods where bucket.startMicroseconds >= now {
            var amounts: [Money] = []
            for charge in plan.charges where charge.isFixed {
                amounts.append(
                    try charge.rated(1, currency: plan.currency, rounding: plan.rounding).amount)
            }
            let fee = try Money.sum(of: amounts, in: plan.currency)
            guard fee.minorUnits > 0 else { continue }
            fees.append(
                try BudgetCharge(
                    plan: plan.id, rated: bucket.startMicroseconds..<bucket.endMicroseconds, amount: fee,
                    fixed: fee, provisional: true))
        }
        return fees
    }
}
