#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingStore
public import BillingTime

extension BillingScope {
    /// The actions that ran in a range, grouped by what the caller asks for.
    ///
    /// ```swift
    /// let top = try await acme.actions(
    ///     range: july, width: .week, now: now, by: [.workflow, .outcome], top: 10, plan: standard)
    /// top.rows.first?.group.workflow  // the workflow that ran most
    /// top.cost?.total  // what all of its actions cost
    /// ```
    ///
    /// Workflows, billed quantities and the quantities of a plan are read from the records, page by page: a call per
    /// 10,000 actions. Without any of them two or three sums a series suffice. Memory grows with the groups and the buckets
    /// in which they ran, not with the actions.
    ///
    /// - Parameters:
    ///   - range: The range to show, half-open; it may begin and end inside a bucket.
    ///   - width: The width of the buckets.
    ///   - now: The instant of the report; actions at or after it do not count.
    ///   - dimensions: What rows are grouped by, each once; none for a single row.
    ///   - top: How many groups get a row, those with most executions; nil for all.
    ///   - billed: Whether billed quantities are told.
    ///   - plan: The plan whose charges on actions are rated, for each tenant by itself, all of which have its currency; nil
    ///     for none.
    ///   - period: The billing period of the plan, a day or longer.
    ///   - zone: The zone of buckets and periods; nil for the clock of the tenants, which they must share.
    /// - Returns: The screen, read at one revision.
    /// - Throws: `BillingError` with code `invalidValue` if an instant lies outside years 1 to 9999, a dimension comes twice
    ///   or `top` is below 1; `notFound` if a tenant or zone is unknown; `unsupported` if the tenants are in several zones
    ///   and none is given, the plan is in another currency than a tenant, or the period is shorter than a day; `limitExceeded` if there are too many buckets; `overflow`
    ///   if a number or an amount does not fit.
    public func actions(
        range: Range<Date>, width: BucketWidth, now: Date, by dimensions: [ActionDimension], top: Int? = nil,
        billed: Bool = true, plan: PricePlan? = nil, period: BucketWidth = .month, zone: ZoneID? = nil
    ) async throws -> ActionBreakdown {
        guard Set(dimensions).count == dimensions.count, top ?? 1 >= 1 else {
            throw BillingError(
                .invalidValue, rule: "actions are grouped by each dimension once, into at least one row")
        }
        let context = try await context(now: now, zone: zone)
        for tenant in context.tenants { try plan?.check(tenant) }
        let asked = try Instants.microseconds(range.lowerBound)..<Instants.microseconds(range.upperBound)
        let grid = try BucketGrid(asked, width: width, zone: try context.zone())
        var groups = ActionGroups(grid, by: dimensions)
        var pricing = try plan.map { try ActionPricing($0, ratedEvery: period, on: grid) }
        let readsRecords = billed || !groups.areLabels || pricing != nil
        var lead: Completeness?
        if !asked.isEmpty {
            let metrics = try await MetricReader(context)
            var query = MetricQuery(metrics.catalogs)
            try query.add(
                readsRecords ? [.actions] : ActionCounts.metrics, of: Array(context.tenants.indices),
                on: try BucketPlan(grid, now: context.now), with: readsRecords ? [] : .states)
            try await metrics.read(query) { _, _, columns in
                for series in columns.series {
                    if columns.metric.id == Metric.actions.id { try groups.note(series) }
                    if !readsRecords { try groups.add(series, of: columns.metric) }
                }
            }
            if readsRecords {
                let start = min(pricing?.start ?? asked.lowerBound, asked.lowerBound)
                lead = try metrics.actionsKnown(from: start, to: asked.lowerBound)
                let end = max(start, min(asked.upperBound, context.now))
                try await context.forEachAction(of: tenants, in: start..<end) { action, instant in
                    try groups.add(action, at: instant, billed: billed)
                    try pricing?.add(action, at: instant)
                }
            }
        }
        let result = try groups.result(top: top)
        let cost = try pricing.map { pricing in
            try pricing.cost(
                of: context.tenants.map(\.id), isKnown: result.buckets.map { $0.tally != nil },
                try Completeness.weakest(of: [result.completeness] + (lead.map { [$0] } ?? []))
                    ?? result.completeness,
                now: context.now)
        }
        return ActionBreakdown(
            stamp: context.stamp(showing: asked), range: InstantRange(asked, in: grid.zone), width: width,
            dimensions: dimensions, buckets: result.buckets, rows: result.rows, rest: result.rest,
            total: result.total, cost: cost, completeness: result.completeness)
    }
}

extension MetricReader {
    /// How far the actions of some time are known of all tenants; nil if there is no such time.
    fileprivate func actionsKnown(
        from start: Int64, to end: Int64
    ) throws(BillingError) -> Completeness? {
        guard start < end else { return nil }
        var known: Completeness?
        for catalog in catalogs {
            let part = try Aggregation.completeness(
                boundaries: [start, end], coverage: catalog.covered(.actions, labels: .none), now: context.now
            )
            known = try ActionCounts.weaker(known, part[0])
        }
        return known
    }
}

extension ScreenContext {
    /// Hands on every action of a range, page after page.
    func forEachAction(
        of tenants: TenantSelection, in range: Range<Int64>,
        _ take: (ActionRecord, Int64) throws -> Void
    ) async throws {
        guard !range.isEmpty else { return }
        var request = RecordRequest(
            .action, of: tenants, in: Instants.date(range.lowerBound)..<Instants.date(range.upperBound),
            knownAt: knownAt, limit: 10_000)
        repeat {
            let page = try await reader.records(request)
            for case .action(let action) in page.records {
                try take(action, try Instants.microseconds(action.at))
            }
            request.cursor = page.next
        } while request.cursor != nil
    }
}
