package import BillingModel
import BillingStore
package import BillingTime

/// Reads the metrics of one tenant as filled columns over buckets.
package struct UsageEngine: Sendable {
    package let context: ScreenContext
    package let tenant: Tenant
    package let catalog: TenantCatalog

    package init(_ context: ScreenContext, tenant: Tenant) async throws {
        self.init(
            context, tenant: tenant,
            catalog: try await context.catalogs(of: .one(tenant.id))[tenant.id] ?? TenantCatalog())
    }

    package init(_ context: ScreenContext, tenant: Tenant, catalog: TenantCatalog) {
        self.context = context
        self.tenant = tenant
        self.catalog = catalog
    }

    /// The metrics on the buckets of a plan, in the order asked for; each has at least one series.
    ///
    /// - Throws: `BillingError` with code `unsupported` if a bucket is narrower than the cadence of a metric; else
    ///   what the reader throws.
    package func columns(_ asked: [Metric], on plan: BucketPlan) async throws -> [MetricColumns] {
        try await UsageSurvey(context, [.init(self, on: plan)], everyone: .one(tenant.id)).columns(asked)[0]
    }

    /// What is known of buckets beforehand, for series of one coverage that follow each other.
    struct Filling {
        private struct Last {
            let grid: BucketGrid
            let now: Int64
            let lag: Duration
            let covered: IntervalSet
            let known: [Completeness]
        }

        private var last: [Zone: Last] = [:]

        mutating func known(
            _ covered: IntervalSet, of metric: Metric, on plan: BucketPlan
        ) throws(BillingError) -> [Completeness] {
            let zone = plan.grid.zone
            if let last = last[zone], last.grid == plan.grid, last.now == plan.now, last.lag == metric.lag,
                last.covered == covered
            {
                return last.known
            }
            let known = try plan.completeness(covered, of: metric)
            last[zone] = Last(
                grid: plan.grid, now: plan.now, lag: metric.lag, covered: covered, known: known)
            return known
        }
    }

    /// What a series without any sample says: nothing, or zeros where it is covered.
    func silence(
        of metric: Metric, labels: Labels = .none, on plan: BucketPlan, _ filling: inout Filling
    ) throws(BillingError) -> SeriesColumn {
        let count = max(0, plan.instants.count - 1)
        let key = SeriesKey(tenant: tenant.id, metric: metric.id, labels: labels)
        let content: SummaryRow.Content
        switch (metric.source, metric.kind) {
        case (.activity, .distinctToDate):
            content = .distinctToDate([Int?](repeating: 0, count: max(0, try plan.pieces().count - 1)))
        case (.activity, _):
            content = .distinct([Int](repeating: 0, count: count))
        case (.actions, _):
            content = .states([AggregateState](repeating: AggregateState(), count: count))
        case (.recorded, _):
            let none = MetricSeries(
                key: key, timing: metric.isDaily ? .dates : .instants, positions: [], values: [],
                revisions: RunLengths(), zones: RunLengths())
            return try column(none, of: metric, on: plan)
        }
        return try column(SummaryRow(key: key, content: content), of: metric, on: plan, &filling)
    }

    /// Fills what the backend has summarised or counted.
    func column(
        _ row: SummaryRow, of metric: Metric, on plan: BucketPlan, _ filling: inout Filling
    ) throws(BillingError) -> SeriesColumn {
        let covered = catalog.covered(metric, labels: row.key.labels)
        var column = SeriesColumn(labels: row.key.labels, values: [], coverage: covered)
        switch row.content {
        case .states(let states):
            column.values = try plan.values(
                counted: states, of: metric, completeness: try filling.known(covered, of: metric, on: plan))
            column.states = states
        case .distinct(let counts):
            column.values = try plan.values(distinct: counts, of: metric, coverage: covered)
        case .distinctToDate(let counts):
            column.values = try plan.values(toDate: counts, of: metric, coverage: covered)
        }
        return column
    }
}
