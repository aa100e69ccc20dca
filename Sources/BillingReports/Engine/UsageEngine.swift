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
        let metrics = asked.map(catalog.defined)
        for metric in metrics { try plan.check(metric) }
        var found: [MetricID: [SeriesColumn]] = [:]
        for row in try await summaries(metrics.filter(\.isSummarised), on: plan) {
            guard let metric = metrics.first(where: { $0.id == row.key.metric }) else { continue }
            found[metric.id, default: []].append(try column(row, of: metric, on: plan))
        }
        for series in try await samples(metrics.filter { !$0.isSummarised }, on: plan) {
            guard let metric = metrics.first(where: { $0.id == series.key.metric }) else { continue }
            found[metric.id, default: []].append(try column(series, of: metric, on: plan))
        }
        return try metrics.map { metric in
            MetricColumns(metric: metric, series: try found[metric.id] ?? [silence(of: metric, on: plan)])
        }
    }

    /// What a series without any sample says: nothing, or zeros where it is covered.
    private func silence(of metric: Metric, on plan: BucketPlan) throws(BillingError) -> SeriesColumn {
        let count = max(0, plan.instants.count - 1)
        let key = SeriesKey(tenant: tenant.id, metric: metric.id)
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
        return try column(SummaryRow(key: key, content: content), of: metric, on: plan)
    }

    /// Fills what the backend has summarised or counted.
    private func column(
        _ row: SummaryRow, of metric: Metric, on plan: BucketPlan
    ) throws(BillingError) -> SeriesColumn {
        let covered = catalog.covered(metric, labels: row.key.labels)
        var column = SeriesColumn(labels: row.key.labels, values: [], coverage: covered)
        switch row.content {
        case .states(let states):
            column.values = try plan.values(counted: states, of: metric, coverage: covered)
            column.states = states
        case .distinct(let counts):
            column.values = try plan.values(distinct: counts, of: metric, coverage: covered)
        case .distinctToDate(let counts):
            column.values = try plan.values(toDate: counts, of: metric, coverage: covered)
        }
        return column
    }
}

extension Metric {
    /// Whether states per bucket answer for it: not where gauges are weighted by time, or values belong to dates.
    fileprivate var isSummarised: Bool {
        switch (source, kind) {
        case (.activity, _), (.actions, _): true
        case (.recorded, .count), (.recorded, .cumulative): !isDaily
        case (.recorded, _): false
        }
    }
}

extension UsageEngine {
    /// The rows of metrics that states answer for; figures to date over pieces of buckets between resets.
    private func summaries(_ metrics: [Metric], on plan: BucketPlan) async throws -> [SummaryRow] {
        guard plan.instants.count > 1 else { return [] }
        let pieces = try plan.pieces()
        var rows: [SummaryRow] = []
        for isToDate in [false, true] {
            let ids = metrics.filter { ($0.kind == .distinctToDate) == isToDate }.map(\.id)
            guard !ids.isEmpty else { continue }
            var request = SummaryRequest(
                of: .one(tenant.id), metrics: ids,
                in: SummaryBounds(
                    instants: isToDate ? pieces : plan.instants, dayNumbers: nil, resets: plan.resets,
                    now: plan.now),
                knownAt: context.knownAt)
            repeat {
                let page = try await context.reader.summaries(request)
                rows += page.rows
                request.cursor = page.next
            } while request.cursor != nil
        }
        return rows
    }
}
