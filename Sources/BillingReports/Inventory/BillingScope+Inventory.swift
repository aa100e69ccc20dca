public import BillingModel
public import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension BillingScope {
    /// What each tenant of the scope has, at a glance.
    ///
    /// ```swift
    /// let fleet = try await repository.fleet.inventory(now: now, sortedBy: .assets, descending: true)
    /// fleet.rows.first?.name  // the tenant with most assets
    /// ```
    ///
    /// - Parameters:
    ///   - now: The instant of the report; nothing at or after it is read. A daily value is read if its date has begun.
    ///   - since: A date from whose end changes are told, at the latest `now`; nil for none.
    ///   - metrics: What is counted; each a recorded gauge.
    ///   - sort: The metric whose values order the rows; nil for the ids of the tenants. Missing values come last, and
    ///     equal ones in ascending order of id.
    ///   - descending: Whether the highest comes first.
    ///   - zone: The zone of all dates; nil for the clock of each tenant.
    /// - Returns: A row for each tenant, and the totals; of several tenants one that is damaged is left out, as the stamp says.
    /// - Throws: `BillingError` with code `unsupported` if a metric is no recorded gauge, `invalidValue` if the rows are
    ///   sorted by one that is not shown; else what the reader or the zone database throws.
    public func inventory(
        now: Date, since: LocalDate? = nil, metrics: [Metric] = Metric.inventory,
        sortedBy sort: Metric? = nil,
        descending: Bool = false, zone: ZoneID? = nil
    ) async throws -> TenantInventory {
        let column = sort.flatMap { sort in metrics.firstIndex { $0.id == sort.id } }
        if let sort, column == nil {
            throw BillingError(
                .invalidValue, rule: "an inventory is sorted by a metric that it shows",
                detail: "metric '\(sort.id)'")
        }
        return try await withoutDamaged {
            try await $0.inventory(now, since, metrics, by: column, descending: descending, zone)
        }
    }

    private func inventory(
        _ now: Date, _ since: LocalDate?, _ metrics: [Metric], by column: Int?, descending: Bool,
        _ zone: ZoneID?
    ) async throws -> TenantInventory {
        let context = try await context(now: now, zone: zone)
        let reader = try await MetricReader(context)
        var query = MetricQuery(reader.catalogs)
        var counts = try InventoryCounts(metrics, since: since, of: reader, in: &query)
        let asked = counts.asked
        try await reader.read(
            query,
            into: ColumnSink<[InventoryCounts.Taken]>(
                begin: { [] },
                add: { if let level = try asked.level($1, $2, $3) { $0.append(level) } },
                finish: { for level in $0 { counts.take(level) } }))
        let found = counts
        let rows = try TenantRows.map(context.tenants.count) { tenant throws(BillingError) in
            try found.row(tenant)
        }
        return TenantInventory(
            stamp: context.stamp(showing: counts.range), columns: counts.columns, since: since,
            rows: sorted(rows, by: column, descending: descending),
            totals: try counts.totals(of: rows.map(\.counts)))
    }

    private func sorted(
        _ rows: [TenantInventory.Row], by column: Int?, descending: Bool
    ) -> [TenantInventory.Row] {
        guard let column else { return descending ? rows.sorted { $1.tenant < $0.tenant } : rows }
        return rows.sorted(missingLast: { $0.counts[column].value }, <, descending: descending)
    }
}
