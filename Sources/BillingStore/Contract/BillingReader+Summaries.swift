import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension BillingReader {
    /// Summarises what ``series(_:)`` and ``activity(_:)`` give, at one revision.
    ///
    /// The default of a backend that has nothing better: right, and as costly as reading every sample. A page reads its
    /// metrics whole; memory holds one metric of one tenant at a time.
    public func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        let opened = try CursorContent.opened(request.cursor, of: request.form, limit: request.limit)
        let revision: Revision
        do {
            revision = try await self.revision(opened.map { .revision($0.revision) } ?? request.knownAt)
        } catch BillingError.Code.notFound where opened != nil {
            throw CursorContent.invalid
        }
        var rows = try SummaryRows(request, PageStart(request.form, opened, revision))
        for tenant in try await tenants(request.tenants, at: revision).map(\.id) {
            if let place = rows.place, tenant < place.tenant { continue }
            let committed = try await allRecords(
                RecordRequest(.metric, of: .one(tenant), knownAt: .revision(revision))
            ).compactMap { if case .metric(_, let metric) = $0 { metric } else { nil } }
            for metric in rows.metrics.metrics(committed) where !rows.skips(tenant, metric.id) {
                for row in try await summaries(of: metric, tenant, request, at: revision) {
                    guard rows.take(row) else { return rows.page }
                }
            }
        }
        return rows.page
    }

    /// The rows of one metric of one tenant.
    private func summaries(
        of metric: Metric, _ tenant: TenantID, _ asked: SummaryRequest, at revision: Revision
    ) async throws -> [SummaryRow] {
        if case .activity(let kind) = metric.source {
            return try await distinct(of: metric, kind, tenant, in: asked.bounds, at: revision)
        }
        guard let buckets = try asked.bounds.buckets(of: metric, asked.measures, at: revision) else {
            return []
        }
        let range = buckets.range
        var request = SeriesRequest(
            of: .one(tenant), metrics: [metric.id], includesPrevious: true, knownAt: .revision(revision))
        if metric.isDaily {
            // An empty range of dates cannot be asked for: one date more is read, and dropped.
            let last = max(range.lowerBound, range.upperBound - 1)
            request.dates = Self.date(range.lowerBound)...Self.date(last)
        } else {
            request.instants = Instants.date(range.lowerBound)..<Instants.date(range.upperBound)
        }
        return try await allSeries(request).compactMap { series in
            let samples = SampleColumns(series, before: range.upperBound)
            return try SeriesSummary(samples, series.timing, in: buckets).map {
                SummaryRow(key: series.key, $0)
            }
        }
    }

    private static func date(_ day: Int64) -> LocalDate {
        let clamped = min(max(day, Int64(LocalDate.min.dayNumber)), Int64(LocalDate.max.dayNumber))
        return (try? LocalDate(dayNumber: Int(clamped))) ?? .min
    }

    private func distinct(
        of metric: Metric, _ kind: SubjectKind, _ tenant: TenantID, in bounds: SummaryBounds,
        at revision: Revision
    ) async throws -> [SummaryRow] {
        let earliest = QuarterHour.earliest.start
        guard let range = bounds.activity(of: metric), earliest < Instants.date(range.upperBound) else {
            return []
        }
        let request = ActivityRequest(
            of: .one(tenant), kind: kind, in: earliest..<Instants.date(range.upperBound),
            knownAt: .revision(revision))
        guard let activity = try await allActivity(request).first?.activity else { return [] }
        let key = SeriesKey(tenant: tenant, metric: metric.id)
        return [SummaryRow(key: key, content: try bounds.counts(activity, of: metric))]
    }
}

extension SampleColumns {
    /// The samples of a series before a position.
    fileprivate init(_ series: MetricSeries, before bound: Int64) {
        let end = series.positions.lowerBound { $0 < bound }
        self.init(
            positions: Array(series.positions[..<end]), values: Array(series.values[..<end]),
            revisions: series.revisions.slice(0..<end),
            zones: series.zones.slice(0..<min(end, series.zones.count)))
    }
}
