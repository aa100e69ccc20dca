#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// Which tenants of this scope need attention.
    ///
    /// ```swift
    /// let attention = try await repository.fleet.attention(plans: plans, now: now)
    /// for row in attention.rows { print(row.name, row.cost?.description ?? "", row.findings[0].statement) }
    /// ```
    ///
    /// Each tenant is looked at as by ``insights(metrics:since:annotations:marks:plan:leastCost:now:zone:)``, on its own
    /// clock. All are read at once, and forgotten as they are judged.
    ///
    /// - Parameters:
    ///   - days: How many of the last days are told of, the one in progress included; from 1 to 400.
    ///   - plans: The price plans of tenants, by which findings are worth something.
    ///   - leastCost: What a finding has to be worth to be told; nil to tell all. One without a price in this currency is told.
    ///   - annotations: What the host knows to have happened.
    ///   - marks: What people have said of findings, by tenant.
    ///   - limit: How many tenants have a row at most.
    ///   - now: The instant of the report; nothing at or after it is read.
    ///   - zone: The zone of the days; nil for the clock of each tenant.
    /// - Returns: The screen, read at one revision. Of several tenants one that is damaged is left out, as the stamp says.
    /// - Throws: `BillingError` with code `invalidValue` if the days or the limit are out of range or two annotations have
    ///   one id; else what the reader or the zone database throws.
    /// - Complexity: O(*n*) for *n* samples of the last 400 days, and for each day of a series a place among those before.
    public func attention(
        days: Int = 7, plans: [TenantID: PricePlan] = [:], leastCost: Money? = nil,
        annotations: [GraphAnnotation] = [], marks: [TenantID: [FindingMark]] = [:], limit: Int = 100,
        now: Date,
        zone: ZoneID? = nil
    ) async throws -> TenantAttention {
        guard (1...InsightDays.most).contains(days), limit > 0 else {
            throw BillingError(
                .invalidValue, rule: "attention is asked for 1 to 400 days, and a row or more",
                detail: "\(days) days, \(limit) rows")
        }
        return try await withoutDamaged { scope in
            let context = try await scope.context(now: now, zone: zone)
            let reader = try await MetricReader(context)
            var query = MetricQuery(reader.catalogs)
            var searches: [FindingSearch?] = Array(repeating: nil, count: context.tenants.count)
            var shown: Range<Int64>?
            for (clock, places) in try context.clocks() {
                let time = try InsightDays(now: context.now, zone: clock)
                let first = try time.date(at: max(0, time.count - days))
                for place in places {
                    let tenant = context.tenants[place]
                    searches[place] = FindingSearch(
                        days: time, since: first, annotations: try annotations.about([tenant]),
                        marks: marks[tenant.id] ?? [], prices: plans[tenant.id].map(FindingPrices.init),
                        leastCost: leastCost)
                }
                try query.add(reader.metrics(of: places), of: places, on: time.plan, with: [.shares])
                shown = shown ?? time.plan.grid.rangeMicroseconds
            }
            let asked = searches
            var findings: [[Finding]] = Array(repeating: [], count: asked.count)
            try await reader.read(
                query,
                into: ColumnSink<[(tenant: Int, findings: [Finding])]>(
                    begin: { [] },
                    add: { found, _, tenant, columns in
                        guard columns.hasData, let search = asked[tenant] else { return }
                        // A metric that cannot be judged is no reason to leave the tenant out.
                        let told =
                            (try? search.look(at: DayCourse.courses(of: columns, over: search.days)))?
                            .findings ?? []
                        if !told.isEmpty { found.append((tenant, told.filter { $0.mark == nil })) }
                    },
                    finish: { found in for (tenant, told) in found { findings[tenant] += told } }))
            let rows = zip(context.tenants, findings).compactMap { TenantAttention.Row($0, $1) }
            return TenantAttention(
                stamp: context.stamp(showing: shown), days: days, tenants: context.tenants.count,
                quiet: context.tenants.count - rows.count,
                rows: Array(rows.sorted { $0.precedes($1) }.prefix(limit)))
        }
    }
}
