import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What tenants are charged in their periods.
///
/// Charges that add up are metered on the period as one bucket, those by daily values on its days, so that little has to be
/// kept of each of many tenants.
struct TenantCharges {
    /// Tenants of one clock and one plan.
    private struct Group: Hashable {
        let period: Int
        let plan: PricePlan
        /// The place of a tenant that defines metrics itself, and so is alone in its group.
        let definer: Int?
    }

    private var reading: ChargeReading
    /// The plan of each tenant that has one, and its meters: of what adds up, and of days.
    private var metered: [Int: (plan: PricePlan, sums: Int, daily: Int)] = [:]

    /// Adds to a query what is needed.
    ///
    /// - Throws: `BillingError` with code `unsupported` if a plan is in another currency than its tenant, or the rule of a charge
    ///   makes no sense for its metric.
    init(
        _ plans: [TenantID: PricePlan], in periods: TenantPeriods, of reader: MetricReader,
        _ query: inout MetricQuery
    ) throws(BillingError) {
        reading = ChargeReading(reader)
        var groups: [Group: [Int]] = [:]
        for (place, period) in periods.periods.enumerated() where !plans.isEmpty {
            for tenant in period.tenants {
                guard let plan = plans[reader.context.tenants[tenant].id] else { continue }
                try plan.check(reader.context.tenants[tenant])
                let definer = reader.catalogs[tenant].hasDefinitions ? tenant : nil
                groups[Group(period: place, plan: plan, definer: definer), default: []].append(tenant)
            }
        }
        for (group, tenants) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
            let period = periods.periods[group.period].plan
            let catalog = reader.catalogs[tenants[0]]
            let daily = group.plan.charges.filter { $0.isDaily(catalog) }
            let sums = group.plan.charges.filter { !$0.isDaily(catalog) }
            let grid = period.grid
            let days = try ChargePeriod(grid.rangeMicroseconds, zone: grid.zone, now: period.now)
            let meters = (
                sums: ChargeMeter(try group.plan.with(sums), over: ChargePeriod(asOneBucket: period)),
                daily: ChargeMeter(try group.plan.with(daily), over: days)
            )
            let summed = try reading.add(meters.sums, of: tenants, in: &query)
            let byDay = try reading.add(meters.daily, of: tenants, in: &query)
            for tenant in tenants { metered[tenant] = (group.plan, summed, byDay) }
        }
    }

    /// Takes an answer, if it is one about what is charged.
    mutating func take(_ part: Int, _ tenant: Int, _ columns: MetricColumns) {
        reading.take(part, tenant, columns)
    }

    /// Reads the actions whose billed quantities are charged.
    mutating func readRecords() async throws { try await reading.readRecords() }

    /// The sum of the charges of the tenant at a place; nil without a plan.
    func charge(_ tenant: Int) throws(BillingError) -> TenantOverview.Charge? {
        guard let (plan, sums, daily) = metered[tenant] else { return nil }
        let usage = try reading.usage(of: sums, tenant) + reading.usage(of: daily, tenant)
        var quantities: [EntityID<Charge>: Decimal] = [:]
        for part in usage { quantities[part.charge.id] = part.quantity }
        let rated = try plan.rated(quantities)
        let nothing = try Completeness(phase: .settled, coverage: 1, samples: 0, origin: .filled)
        return TenantOverview.Charge(
            plan: plan.id, amount: rated.lines.isEmpty && !rated.unrated.isEmpty ? nil : rated.total,
            unrated: rated.unrated,
            completeness: try Completeness.weakest(of: usage.map(\.completeness)) ?? nothing)
    }

    /// The charges in each currency.
    static func totals(
        of charges: [TenantOverview.Charge?], in currencies: [Currency?]
    ) throws(BillingError) -> [TenantOverview.ChargeTotal] {
        var members: [Currency: [TenantOverview.Charge]] = [:]
        for (charge, currency) in zip(charges, currencies) {
            if let charge, let currency { members[currency, default: []].append(charge) }
        }
        var totals: [TenantOverview.ChargeTotal] = []
        for (currency, charges) in members.sorted(by: { $0.key.code < $1.key.code }) {
            guard let weakest = try Completeness.weakest(of: charges.map(\.completeness)) else { continue }
            totals.append(
                .init(
                    amount: try Money.sum(of: charges.compactMap(\.amount), in: currency),
                    tenants: charges.count, unrated: charges.count { !$0.unrated.isEmpty },
                    completeness: weakest))
        }
        return totals
    }
}

extension PricePlan {
    /// The plan with some of its charges only.
    fileprivate func with(_ charges: [Charge]) throws(BillingError) -> PricePlan {
        try PricePlan(id: id, name: name, currency: currency, charges: charges)
    }
}

extension Charge {
    /// Whether the quantity follows from the values of days rather than from their sum.
    fileprivate func isDaily(_ catalog: TenantCatalog) -> Bool {
        guard case .metric(let id, let rule, _) = usage else { return false }
        return rule != .sum && !(rule == .monthEnd && catalog.metric(id)?.kind == .distinct)
    }
}
