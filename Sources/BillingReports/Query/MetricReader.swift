import BillingModel
import BillingStore
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Reads metrics of the tenants of a screen, and fills them bucket by bucket.
///
/// What is asked of the backend does not grow with the number of tenants, the pages of its answers apart: see ``MetricRequest``.
struct MetricReader: Sendable {
    /// Takes the place of a part of a query, that of a tenant, and a metric as the tenant defines it.
    typealias Take = (_ part: Int, _ tenant: Int, MetricColumns) throws -> Void

    let context: ScreenContext
    /// What each tenant of the screen defines and covers, in their order.
    let catalogs: [TenantCatalog]

    init(_ context: ScreenContext) async throws {
        self.context = context
        let known = try await context.reader.catalogs(of: context.selection, knownAt: context.knownAt)
        catalogs = context.tenants.map { known[$0.id] ?? .platform }
    }

    /// Every metric that any of some tenants has, those of the platform first.
    func metrics(of tenants: some Sequence<Int>) -> [Metric] {
        var metrics = Metric.platform
        var known = Set(metrics.map(\.id))
        for tenant in tenants where catalogs[tenant].hasDefinitions {
            for metric in catalogs[tenant].metrics where known.insert(metric.id).inserted {
                metrics.append(metric)
            }
        }
        return metrics
    }

    /// Reads a query, and hands on each metric of each tenant of each part once, to be added up and forgotten.
    ///
    /// The answers come in no stated order. A metric of which a tenant has no series comes as its silence.
    ///
    /// - Throws: What the backend or `take` throws.
    func read(_ query: MetricQuery, _ take: @escaping Take) async throws {
        try await read(query, into: ColumnSink(take))
    }

    /// Reads a query as its namesake does, and lets threads add up the metrics.
    func read<Part>(_ query: MetricQuery, into sink: ColumnSink<Part>) async throws {
        var answer = MetricAnswer(context, catalogs, query.parts)
        for request in MetricRequest.requests(for: query.parts) {
            answer.begin(request)
            if request.path == .samples {
                try await readSamples(request, into: &answer, sink)
            } else {
                try await readSummaries(request, into: &answer, sink)
            }
        }
        try answer.takeSilence(sink)
    }

    /// The answer to a query about a single tenant: for each part its metrics, in the order asked for; each has at least one series.
    func columns(_ query: MetricQuery) async throws -> [[MetricColumns]] {
        var found: [[MetricID: MetricColumns]] = Array(repeating: [:], count: query.parts.count)
        try await read(query) { part, _, columns in found[part][columns.metric.id] = columns }
        return zip(query.parts, found).map { part, found in part.asked.compactMap { found[$0] } }
    }

    /// Metrics of a single tenant on the buckets of one plan, in the order asked for.
    func columns(
        of metrics: [Metric], on plan: BucketPlan, with detail: MetricQuery.Detail
    ) async throws -> [MetricColumns] {
        var query = MetricQuery(catalogs)
        try query.add(metrics, of: [0], on: plan, with: detail)
        return try await columns(query)[0]
    }

    // MARK: Reading

    private func readSummaries<Part>(
        _ asked: MetricRequest, into answer: inout MetricAnswer, _ sink: ColumnSink<Part>
    ) async throws {
        let bounds = try asked.bounds
        guard bounds.instants.count > 1 else { return }
        var request = SummaryRequest(
            of: selection(asked), metrics: asked.metrics.sorted(),
            in: SummaryBounds(
                instants: bounds.instants, dayNumbers: nil, resets: bounds.resets, now: context.now),
            knownAt: context.knownAt, limit: bounds.rowsOfPage)
        var rows: [SummaryRow] = []
        repeat {
            let page = try await context.reader.summaries(request)
            for row in page.rows {
                if let last = rows.last, !last.key.isOfMetric(of: row.key) {
                    try answer.take(rows, bounds, sink)
                    rows.removeAll(keepingCapacity: true)
                }
                rows.append(row)
            }
            request.cursor = page.next
        } while request.cursor != nil
        try answer.take(rows, bounds, sink)
        let split = answer.split
        guard !split.isEmpty else { return }
        // What a series adds where the metric has its own too depends on its days.
        try await readSamples(
            asked, .set(Set(split.map(\.tenant))), Set(split.map(\.metric)).sorted(), into: &answer, sink)
    }

    /// Reads the recorded series in the time of all parts, each from its last sample before that, page after page.
    private func readSamples<Part>(
        _ asked: MetricRequest, _ tenants: TenantSelection? = nil, _ metrics: [MetricID]? = nil,
        into answer: inout MetricAnswer, _ sink: ColumnSink<Part>
    ) async throws {
        var request = SeriesRequest(
            of: tenants ?? selection(asked), metrics: metrics ?? asked.metrics.sorted(),
            instants: asked.time.instants, dates: try asked.time.dates, includesPrevious: true,
            knownAt: context.knownAt)
        // The series of the metric that a page ended in, and what further pages have of the last of them.
        var (held, parts): ([MetricSeries], [MetricSeries]) = ([], [])
        repeat {
            let page = try await context.reader.series(request)
            request.cursor = page.next
            var series = page.series
            if let last = held.last, let first = series.first, first.key == last.key {
                parts.append(first)
                series.removeFirst()
                // A long one is put together once.
                if series.isEmpty, request.cursor != nil { continue }
            }
            if !parts.isEmpty, let first = held.popLast() {
                held.append(MetricSeries(joining: first, parts))
                parts = []
            }
            if !held.isEmpty { series = held + series }
            held = []
            if request.cursor != nil, let last = series.last {
                let start = series.lastIndex { !$0.key.isOfMetric(of: last.key) }.map { $0 + 1 } ?? 0
                held = Array(series[start...])
                series.removeSubrange(start...)
            }
            try answer.take(series, sink)
        } while request.cursor != nil
    }

    private func selection(_ asked: MetricRequest) -> TenantSelection {
        let places = asked.tenants
        if places.count == context.tenants.count { return context.selection }
        return .set(Set(places.map { context.tenants[$0].id }))
    }
}
