import BillingModel
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension BillingReader {
    /// Summarises what ``series(_:)`` and ``presence(_:)`` give, at one revision.
    ///
    /// The default of a backend that has nothing better: right, and as costly as reading every sample. A page reads its
    /// metrics whole; memory holds one metric of one tenant at a time.
    public func summaries(_ request: SummaryRequest) async throws -> SummaryPage {
        guard request.limit >= 1 else {
            throw BillingError(
                .invalidValue, rule: "a page has at least one row", detail: "limit \(request.limit)")
        }
        try request.bounds.check()
        let opened = try request.cursor.map { try PageCursor($0, for: request.form) }
        let revision: Revision
        do {
            revision = try await self.revision(opened.map { .revision($0.revision) } ?? request.knownAt)
        } catch BillingError.Code.notFound where opened != nil {
            throw PageCursor.invalid
        }
        var place: SeriesKey?
        if let opened {
            guard let key = SeriesKey(CanonicalReader(opened.place)) else { throw PageCursor.invalid }
            place = key
        }
        let summariser = Summariser(reader: self, bounds: request.bounds, revision: revision)
        var page = SummaryPage(rows: [], next: nil, revision: revision)
        let metrics = Set(request.metrics).sorted()
        for tenant in try await tenants(request.tenants, at: revision).map(\.id) {
            if let place, tenant < place.tenant { continue }
            let known = Dictionary(
                try await self.metrics(of: tenant, at: revision).map { ($0.id, $0) }
            ) { first, _ in first }
            for id in metrics {
                if let place, tenant == place.tenant, id < place.metric { continue }
                guard let metric = known[id] else { continue }
                for row in try await summariser.rows(of: metric, tenant: tenant) {
                    if let place, row.key < place { continue }
                    if page.rows.count == request.limit {
                        var form = CanonicalBytes()
                        form.add(row.key)
                        page.next = PageCursor.cursor(for: request.form, revision: revision, place: form)
                        return page
                    }
                    page.rows.append(row)
                }
            }
        }
        return page
    }
}

/// Computes the rows of one metric of one tenant.
private struct Summariser<Reader: BillingReader> {
    let reader: Reader
    let bounds: SummaryBounds
    let revision: Revision

    func rows(of metric: Metric, tenant: TenantID) async throws -> [SummaryRow] {
        if case .activity(let kind) = metric.source {
            return try await distinctRows(of: metric, kind, tenant)
        }
        guard let window = try bounds.window(of: metric) else { return [] }
        var request = SeriesRequest(
            of: .one(tenant), metrics: [metric.id], includesPrevious: true, knownAt: .revision(revision))
        if metric.isDaily {
            // An empty range of dates cannot be asked for: one date more is read, and dropped.
            let (first, end) = (window.range.lowerBound, window.range.upperBound)
            request.dates = Self.date(first)...Self.date(max(first, end - 1))
        } else {
            request.instants = Instants.date(window.range.lowerBound)..<Instants.date(window.range.upperBound)
        }
        return try await stateRows(request, window, resets: metric.resets)
    }

    private static func date(_ day: Int64) -> LocalDate {
        let clamped = min(max(day, Int64(LocalDate.min.dayNumber)), Int64(LocalDate.max.dayNumber))
        return (try? LocalDate(dayNumber: Int(clamped))) ?? .min
    }

    private func stateRows(
        _ request: SeriesRequest, _ window: SummaryBounds.Window, resets: ResetRule
    ) async throws -> [SummaryRow] {
        var rows: [SummaryRow] = []
        for series in try await reader.allSeries(request) {
            let stop = series.positions.lowerBound { $0 < window.range.upperBound }
            guard stop > 0 else { continue }
            let start = series.positions.lowerBound { $0 < window.range.lowerBound }
            let previous = start > 0 ? series[start - 1] : nil
            let states = try Aggregation.states(
                positions: Array(series.positions[start..<stop]), values: Array(series.values[start..<stop]),
                boundaries: window.boundaries, previous: previous?.value, resets: resets)
            rows.append(SummaryRow(key: series.key, content: .states(states), previous: previous))
        }
        return rows
    }

    private func distinctRows(
        of metric: Metric, _ kind: SubjectKind, _ tenant: TenantID
    ) async throws -> [SummaryRow] {
        guard let range = bounds.activity(of: metric) else { return [] }
        var request = PresenceRequest(
            of: .one(tenant), kind: kind,
            in: Instants.date(range.lowerBound)..<Instants.date(range.upperBound),
            knownAt: .revision(revision))
        var presence = try await reader.allPresence(request).first?.presence
        if presence == nil {
            let earliest = QuarterHour.earliest.start
            guard earliest < Instants.date(range.upperBound) else { return [] }
            request.range = earliest..<Instants.date(range.upperBound)
            request.limit = 1
            guard try await !reader.presence(request).blocks.isEmpty else { return [] }
            presence = try Presence(quarterHours: [], subjects: [])
        }
        guard let presence else { return [] }
        return [
            SummaryRow(
                key: SeriesKey(tenant: tenant, metric: metric.id),
                content: try bounds.distinct(presence, of: metric))
        ]
    }
}
