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
        try cycle.checkBillingPeriod()
        let held = try instant.map { date throws(BillingError) in try Instants.microseconds(date) }
        let bucket = try context.zone().bucket(holding: held ?? context.now, width: cycle)
        return try await context.charge(
            RatedPeriod(plan: plan, cycle: cycle, bucket: bucket), by: granularity)
    }
}

extension BucketWidth {
    /// Refuses billing periods below a day.
    func checkBillingPeriod() throws(BillingError) {
        guard isDayOrWider else {
            throw BillingError(
                .unsupported, rule: "a billing period is made of whole days", detail: "\(self)")
        }
    }
}

/// A billing period, which may begin and end at other instants than its dates do on the clock, and the plan that it is rated by.
struct RatedPeriod {
    let plan: PricePlan
    let cycle: BucketWidth
    let bucket: Bucket
}

extension ScreenContext {
    /// What usage of billing periods costs so far; they are read together.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the screen has not exactly one tenant, or a plan is in another currency.
    func charges(
        _ periods: [RatedPeriod], by granularity: BucketWidth? = nil
    ) async throws -> [ChargeToDate] {
        let meters = try periods.map { try meter(of: $0, by: granularity) }
        let usage = try await ChargeReading.usage(of: meters, MetricReader(self))
        return try zip(periods, zip(meters, usage)).map { period, read in
            try charge(period, read.0, read.1, by: granularity)
        }
    }

    /// What meters a billing period.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the screen has not exactly one tenant, or the plan is in another currency.
    func meter(
        of period: RatedPeriod, by granularity: BucketWidth? = nil
    ) throws(BillingError) -> ChargeMeter {
        try period.plan.check(try tenant())
        let bucket = period.bucket
        return ChargeMeter(
            period.plan,
            over: try ChargePeriod(
                bucket.startMicroseconds..<bucket.endMicroseconds,
                dates: bucket.firstDate...max(bucket.firstDate, bucket.lastDate), zone: zone(), now: now,
                by: granularity))
    }

    /// What metered usage of a billing period costs so far.
    func charge(
        _ period: RatedPeriod, _ meter: ChargeMeter, _ usage: [ChargeUsage],
        by granularity: BucketWidth? = nil
    ) throws(BillingError) -> ChargeToDate {
        try ChargeToDate(
            stamp: stamp(showing: meter.period.range), tenant: tenant(), plan: period.plan,
            width: period.cycle, bucket: period.bucket, usage: usage, granularity: granularity,
            buckets: meter.period.buckets)
    }

    /// What usage of one billing period costs so far.
    func charge(_ period: RatedPeriod, by granularity: BucketWidth? = nil) async throws -> ChargeToDate {
        try await charges([period], by: granularity)[0]
    }
}
