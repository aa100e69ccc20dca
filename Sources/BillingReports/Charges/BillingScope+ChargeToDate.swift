public import BillingModel
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// What the usage of the current billing period costs so far.
    ///
    /// ```swift
    /// let charges = try await repository.scope(of: acme).chargeToDate(plan: plan, now: now)
    /// charges.total  // provisional until `charges.isSettled`
    /// ```
    ///
    /// - Parameters:
    ///   - plan: The price plan of the tenant, in the tenant's currency.
    ///   - cycle: The width of the billing period: a month, quarter, year or billing cycle, from a day to a year.
    ///   - instant: Any instant of the period; nil for the period that holds `now`.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the period; nil for the clock of the tenant.
    ///   - granularity: How long the parts are of which the screen shows what each adds, a day or wider; nil for none.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `unsupported` if the scope has not exactly one tenant, if the plan is in another
    ///   currency than the tenant, if the rule of a charge makes no sense for the kind of its metric (the detail names both), or if the period or a part is narrower than a day;
    ///   `overflow` if an amount does not fit; else what the reader or the zone database throws.
    /// - Complexity: O(*n*) for *n* samples of the period; that of a distinct count by day, for the activity itself.
    public func chargeToDate(
        plan: PricePlan, cycle: BucketWidth = .month, holding instant: Date? = nil, now: Date,
        zone: ZoneID? = nil, by granularity: BucketWidth? = nil
    ) async throws -> ChargeToDate {
        let context = try await context(now: now, zone: zone)
        guard cycle.isDayOrWider else {
            throw BillingError(
                .unsupported, rule: "a billing period is made of whole days", detail: "\(cycle)")
        }
        let held = try instant.map { date throws(BillingError) in try Instants.microseconds(date) }
        let bucket = try context.zone().bucket(holding: held ?? context.now, width: cycle)
        return try await charges(plan: plan, cycle: cycle, over: bucket, context, by: granularity)
    }

    /// What usage costs over a billing period, which may begin and end at other instants than its dates do on the clock.
    func charges(
        plan: PricePlan, cycle: BucketWidth, over bucket: Bucket, _ context: ScreenContext,
        by granularity: BucketWidth? = nil
    ) async throws -> ChargeToDate {
        let tenant = try context.tenant()
        try plan.check(tenant)
        let range = bucket.startMicroseconds..<bucket.endMicroseconds
        let period = try ChargePeriod(
            range, dates: bucket.firstDate...max(bucket.firstDate, bucket.lastDate), zone: context.zone(),
            now: context.now, by: granularity)
        let engine = try await UsageEngine(context, tenant: tenant)
        let usage = try await ChargeMeter(plan, over: period).read(engine)
        return try ChargeToDate(
            stamp: context.stamp(showing: range), tenant: tenant, plan: plan, width: cycle, bucket: bucket,
            usage: usage, granularity: granularity, buckets: period.buckets)
    }
}
