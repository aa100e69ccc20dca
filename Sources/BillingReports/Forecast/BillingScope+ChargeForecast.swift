public import BillingModel
public import BillingStore
public import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// What the usage of the current billing period will cost at its end, charge by charge, with intervals.
    ///
    /// ```swift
    /// let forecast = try await repository.scope(of: acme).chargeForecast(plan: plan, now: now)
    /// forecast.total?.interval80  // where four of five months like this one end
    /// ```
    ///
    /// - Parameters:
    ///   - plan: The price plan of the tenant, in the tenant's currency.
    ///   - cycle: The width of the billing period: a month, quarter, year or billing cycle, from a day to a year.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the period; nil for the clock of the tenant.
    /// - Returns: The screen, read at one revision.
    /// - Throws: What `chargeToDate(plan:cycle:holding:now:zone:by:)` throws.
    /// - Complexity: As a charge to date of the last 400 days; of each charge some hundred courses are priced.
    public func chargeForecast(
        plan: PricePlan, cycle: BucketWidth = .month, now: Date, zone: ZoneID? = nil
    ) async throws -> ChargeForecast {
        let context = try await context(now: now, zone: zone)
        try cycle.checkBillingPeriod()
        let bucket = try context.zone().bucket(holding: context.now, width: cycle)
        return try await context.chargeForecast(RatedPeriod(plan: plan, cycle: cycle, bucket: bucket))
    }
}

extension ScreenContext {
    /// What a billing period that holds now will come to.
    func chargeForecast(_ period: RatedPeriod) async throws -> ChargeForecast {
        let outlook = try await outlooks(of: [period])[0]
        if let toDate = outlook.toDate { return ChargeForecast(toDate, outlook.charges) }
        // It begins now.
        return ChargeForecast(try await charge(period), outlook.charges)
    }
}
