import BillingModel
import BillingRating
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What many tenants ran and are charged in the periods that hold now or a date, read together.
struct TenantUsage {
    /// The period of each tenant on its clock, whole.
    private(set) var periods: [InstantRange] = []
    private(set) var actions: [TenantOverview.Actions] = []
    private(set) var charges: [TenantOverview.Charge?] = []
    /// The time of all periods up to now.
    let range: Range<Int64>

    private let context: ScreenContext
    private let members: [UsageSurvey.Member]

    /// Actions per tenant as they are added up.
    private struct Counts {
        var executed = 0
        var failed = 0
        var suppressed = 0
        var known: Completeness?
    }

    init(
        _ context: ScreenContext, _ tenants: TenantSelection, catalogs: [TenantID: TenantCatalog],
        period width: BucketWidth, on date: LocalDate?, plans: [TenantID: PricePlan]
    ) async throws {
        self.context = context
        var known: [Zone: BucketPlan] = [:]
        var members: [UsageSurvey.Member] = []
        for tenant in context.tenants {
            let zone = try context.zone(of: tenant)
            let plan: BucketPlan
            if let cut = known[zone] {
                plan = cut
            } else {
                let bucket = try zone.bucket(
                    holding: date.map { zone.startOfDay(Int($0.dayNumber)) } ?? context.now, width: width)
                plan = try BucketPlan(
                    BucketGrid(bucket.startMicroseconds..<bucket.endMicroseconds, width: width, zone: zone),
                    now: context.now)
                known[zone] = plan
            }
            periods.append(InstantRange(plan.grid.rangeMicroseconds))
            let catalog = catalogs[tenant.id] ?? TenantCatalog()
            members.append(.init(UsageEngine(context, tenant: tenant, catalog: catalog), on: plan))
        }
        self.members = members
        range = min(members.compactMap(\.plan.instants.first).min() ?? context.now, context.now)..<context.now

        var counts = Array(repeating: Counts(), count: members.count)
        var meters: [TenantCharge?] = []
        var chargePeriods: [Zone: ChargePeriod] = [:]
        for member in members {
            guard let plan = plans[member.engine.tenant.id] else {
                meters.append(nil)
                continue
            }
            try plan.check(member.engine.tenant)
            let grid = member.plan.grid
            let period =
                try chargePeriods[grid.zone]
                ?? ChargePeriod(grid.rangeMicroseconds, zone: grid.zone, now: context.now)
            chargePeriods[grid.zone] = period
            meters.append(try TenantCharge(plan, of: member, over: period))
        }
        let asked = meters.map { meter in
            var needed = meter?.needs.whole ?? []
            needed.removeAll { metric in ActionCounts.metrics.contains { $0.id == metric.id } }
            return ActionCounts.metrics + needed
        }
        let survey = UsageSurvey(context, members, everyone: tenants)
        try await survey.read(asked) { place, metric, series in
            meters[place]?.add(series, of: metric)
            guard ActionCounts.metrics.contains(where: { $0.id == metric.id }) else { return }
            for state in series.states {
                let count = try ActionCounts.count(state)
                switch metric.id {
                case Metric.actionsFailed.id:
                    counts[place].failed = try ActionCounts.sum([counts[place].failed, count])
                case Metric.actionsSuppressed.id:
                    counts[place].suppressed = try ActionCounts.sum([counts[place].suppressed, count])
                default: counts[place].executed = try ActionCounts.sum([counts[place].executed, count])
                }
            }
            if metric.id == Metric.actions.id {
                for value in series.values {
                    counts[place].known = try ActionCounts.weaker(counts[place].known, value.completeness)
                }
            }
        }
        for count in counts { actions.append(try Self.shown(count)) }
        try await readDays(&meters)
        try await readRecords(&meters)
        for meter in meters { charges.append(try meter?.charge()) }
    }

    /// Reads what is charged by its daily values.
    private func readDays(_ meters: inout [TenantCharge?]) async throws {
        let places = meters.indices.filter { meters[$0].map { !$0.needs.days.isEmpty } ?? false }
        guard !places.isEmpty else { return }
        var days: [UsageSurvey.Member] = []
        for place in places {
            guard let plan = meters[place]?.period.days else { continue }
            days.append(.init(members[place].engine, on: plan))
        }
        let survey = UsageSurvey(
            context, days, everyone: .set(Set(days.map(\.engine.tenant.id))))
        try await survey.read(places.map { meters[$0]?.needs.days ?? [] }) { place, metric, series in
            meters[places[place]]?.add(series, ofDay: metric)
        }
    }

    /// Reads the actions whose billed quantities are charged.
    private func readRecords(_ meters: inout [TenantCharge?]) async throws {
        var places: [TenantID: Int] = [:]
        for (place, meter) in meters.enumerated() where meter?.needs.records == true {
            places[members[place].engine.tenant.id] = place
        }
        let start = places.values.compactMap { members[$0].plan.instants.first }.min()
        guard let start, start < context.now else { return }
        try await context.forEachAction(of: .set(Set(places.keys)), in: start..<context.now) {
            action, instant in
            guard let place = places[action.tenant],
                members[place].plan.grid.rangeMicroseconds.contains(instant)
            else { return }
            meters[place]?.add(action)
        }
    }

    private static func shown(_ counts: Counts) throws(BillingError) -> TenantOverview.Actions {
        let unknown = try Completeness(phase: .future, coverage: 0, samples: 0, origin: .missing)
        let completeness = counts.known ?? unknown
        func shown(_ count: Int) -> Int? { ConsumptionActions.isKnown(count, completeness) ? count : nil }
        return TenantOverview.Actions(
            executed: shown(counts.executed), failed: shown(counts.failed),
            suppressed: shown(counts.suppressed), completeness: completeness)
    }
}

extension TenantUsage {
    /// The actions of all tenants; nil if there are none.
    static func total(_ parts: [TenantOverview.Actions]) throws(BillingError) -> TenantOverview.Actions? {
        guard let weakest = try Completeness.weakest(of: parts.map(\.completeness)) else { return nil }
        func sum(_ counts: [Int?]) throws(BillingError) -> Int? {
            let known = counts.compactMap(\.self)
            return known.isEmpty ? nil : try ActionCounts.sum(known)
        }
        return TenantOverview.Actions(
            executed: try sum(parts.map(\.executed)), failed: try sum(parts.map(\.failed)),
            suppressed: try sum(parts.map(\.suppressed)), completeness: weakest)
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
