#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
import BillingModel
public import BillingStore
import BillingTime

extension BillingScope {
    /// What every tenant of the scope has, ran and is charged, one row each.
    ///
    /// ```swift
    /// var request = TenantOverviewRequest(since: lastMonth, plans: plans, order: .charge(in: .aud), descending: true)
    /// request.limit = 50
    /// let page = try await repository.fleet.tenantOverview(request, now: now)
    /// request.cursor = page.next  // the next fifty, as of the same revision
    /// ```
    ///
    /// To be sorted by a figure, all tenants need it, and totals are of all of them, so each page reads the whole scope: with
    /// a fixed number of requests, however many tenants there are, pages of the backend apart. Metrics whose distinct
    /// counts are derived from activity are asked for once a zone, since these cannot be merged. Charges on billed
    /// quantities read the records of the period's actions.
    ///
    /// - Parameters:
    ///   - request: What is shown, in which order, and which page.
    ///   - now: The instant of the report; nothing at or after it is read.
    /// - Returns: One page, at the revision of the first page; of several tenants one that is damaged is left out, as the stamp
    ///   says.
    /// - Throws: `BillingError` with code `unsupported` if a metric is no recorded gauge, a plan is in another currency than
    ///   its tenant, the rule of a charge makes no sense for its metric, or the period is shorter than a day; `invalidValue` if the rows are sorted by what is not
    ///   shown or a page has no room; `invalidCursor` if the cursor belongs to another request, or the last tenant of the
    ///   page before has been erased since; else what the reader or the zone database throws.
    /// - Complexity: O(*n* log *n*) for *n* tenants in scope, and memory for their figures.
    public func tenantOverview(
        _ request: TenantOverviewRequest = TenantOverviewRequest(), now: Date
    ) async throws -> TenantOverview {
        try request.check()
        let form = try request.form(in: self, now: now)
        let opened = try CursorContent.opened(request.cursor, of: form, limit: request.limit)
        var scope = self
        if let opened {
            scope = known(at: .revision(opened.revision))
            do {
                _ = try await reader.revision(scope.knownAt)
            } catch BillingError.Code.notFound {
                throw CursorContent.invalid
            }
        }
        // A place is one among all tenants.
        return try await scope.withoutDamaged(probe: { try await $0.overview(request, now: now, form, nil) })
        {
            try await $0.overview(request, now: now, form, opened?.place)
        }
    }

    /// The page of this scope after a place, for a cursor of the scope that was asked.
    private func overview(
        _ request: TenantOverviewRequest, now: Date, _ form: CanonicalBytes, _ opened: [UInt8]?
    ) async throws -> TenantOverview {
        let context = try await context(now: now, zone: request.zone)
        let plans = try await context.plans(request, of: tenants)
        let reader = try await MetricReader(context)
        let periods = try TenantPeriods(context, every: request.period, on: request.date)
        var query = MetricQuery(reader.catalogs)
        var counts = try InventoryCounts(request.metrics, since: request.since, of: reader, in: &query)
        var actions = try TenantActions(of: context.tenants.count, in: periods, &query)
        var charges = try TenantCharges(plans, in: periods, of: reader, &query)
        let (countsAsked, actionsAsked) = (counts.asked, actions.asked)
        try await reader.read(
            query,
            into: ColumnSink<OverviewPart>(
                begin: { OverviewPart() },
                add: { sum, part, tenant, columns in
                    if let level = try countsAsked.level(part, tenant, columns) {
                        sum.levels.append(level)
                    } else if let count = try actionsAsked.count(part, tenant, columns) {
                        sum.actions.append(count)
                    } else {
                        sum.others.append((part, tenant, columns))
                    }
                },
                finish: { sum in
                    for level in sum.levels { counts.take(level) }
                    for count in sum.actions { try actions.take(count) }
                    for (part, tenant, columns) in sum.others { charges.take(part, tenant, columns) }
                }))
        try await charges.readRecords()
        let (countsFound, actionsFound, chargesFound) = (counts, actions, charges)
        let rows = try TenantRows.map(context.tenants.count) { tenant throws(BillingError) in
            TenantOverview.Row(
                inventory: try countsFound.row(tenant), period: periods.ranges[tenant],
                actions: try actionsFound.actions(tenant), charge: try chargesFound.charge(tenant))
        }
        let totals = TenantOverview.Totals(
            counts: try counts.totals(of: rows.map(\.inventory.counts)),
            actions: try TenantActions.total(rows.map(\.actions)),
            charges: try TenantCharges.totals(
                of: rows.map(\.charge), in: context.tenants.map { plans[$0.id]?.currency }))
        let sorted = request.sorted(rows)
        var start = 0
        if let opened {
            var place = CanonicalReader(opened)
            guard let last = place.id(of: Tenant.self), place.isAtEnd,
                let index = sorted.firstIndex(where: { $0.id == last })
            else { throw CursorContent.invalid }
            start = index + 1
        }
        let page = Array(sorted[start...].prefix(request.limit))
        var next: PageCursor?
        if let last = page.last, start + page.count < sorted.count {
            var place = CanonicalBytes()
            place.add(last.id)
            next = CursorContent.cursor(for: form, revision: context.revision, place: place)
        }
        return TenantOverview(
            stamp: context.stamp(showing: counts.range ?? periods.range), columns: counts.columns,
            since: request.since, period: request.period, on: request.date, order: request.order,
            descending: request.descending, tenants: sorted.count, rows: page, totals: totals, next: next)
    }
}

/// What a thread takes from the answers to the query of an overview.
private struct OverviewPart: Sendable {
    var levels: [InventoryCounts.Taken] = []
    var actions: [TenantActions.Taken] = []
    /// What is about charges.
    var others: [(part: Int, tenant: Int, columns: MetricColumns)] = []
}
