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
        guard let first = bounds.instants.first, let last = bounds.instants.last else { return [] }
        let start = min(first, bounds.now)
        let end = max(start, min(last, bounds.now))
        if case .activity(let kind) = metric.source {
            return try await distinctRows(of: metric, kind, tenant, start, end)
        }
        var request = SeriesRequest(
            of: .one(tenant), metrics: [metric.id], includesPrevious: true, knownAt: .revision(revision))
        guard metric.isDaily else {
            request.instants = Instants.date(start)..<Instants.date(end)
            return try await stateRows(request, boundaries: bounds.instants, positions: start..<end)
        }
        let days = try bounds.readDays(of: metric)
        // Which dates before the first bucket lie before now, an earlier instant, cannot be told without a day.
        guard bounds.endDay != nil || first < bounds.now else { return [] }
        // An empty range of dates cannot be asked for: one date more is read, and dropped.
        request.dates =
            Self.date(
                days.range.lowerBound)...Self.date(max(days.range.lowerBound, days.range.upperBound - 1))
        return try await stateRows(request, boundaries: days.boundaries, positions: days.range)
    }

    private static func date(_ day: Int64) -> LocalDate {
        let clamped = min(max(day, Int64(LocalDate.min.dayNumber)), Int64(LocalDate.max.dayNumber))
        return (try? LocalDate(dayNumber: Int(clamped))) ?? .min
    }

    private func stateRows(
        _ request: SeriesRequest, boundaries: [Int64], positions range: Range<Int64>
    ) async throws -> [SummaryRow] {
        var rows: [SummaryRow] = []
        for series in try await reader.allSeries(request) {
            let stop = series.positions.lowerBound { $0 < range.upperBound }
            guard stop > 0 else { continue }
            let start = series.positions.lowerBound { $0 < range.lowerBound }
            let previous = start > 0 ? series[start - 1] : nil
            let states = try Aggregation.states(
                positions: Array(series.positions[start..<stop]), values: Array(series.values[start..<stop]),
                boundaries: boundaries, previous: previous?.value)
            rows.append(SummaryRow(key: series.key, content: .states(states), previous: previous))
        }
        return rows
    }

    private func distinctRows(
        of metric: Metric, _ kind: SubjectKind, _ tenant: TenantID, _ start: Int64, _ end: Int64
    ) async throws -> [SummaryRow] {
        let isToDate = metric.kind == .distinctToDate
        let reset = isToDate ? bounds.resets.last { $0 <= start } ?? start : start
        let request = PresenceRequest(
            of: .one(tenant), kind: kind, in: Instants.date(reset)..<Instants.date(end),
            knownAt: .revision(revision))
        var presence = try await reader.allPresence(request).first?.presence
        if presence == nil {
            let earliest = QuarterHour.earliest.start
            guard earliest < Instants.date(end) else { return [] }
            let before = PresenceRequest(
                of: .one(tenant), kind: kind, in: earliest..<Instants.date(end),
                knownAt: .revision(revision), limit: 1)
            guard try await !reader.presence(before).blocks.isEmpty else { return [] }
            presence = try Presence(quarterHours: [], subjects: [])
        }
        guard let presence else { return [] }
        let content: SummaryRow.Content =
            if isToDate {
                .distinctToDate(
                    try presence.distinctToDate(boundaries: bounds.instants, resets: bounds.resets)
                        .map { $0?.count })
            } else {
                .distinct(try presence.distinct(boundaries: bounds.instants).map(\.count))
            }
        return [SummaryRow(key: SeriesKey(tenant: tenant, metric: metric.id), content: content)]
    }
}

extension SummaryBounds {
    /// Checks the rules of bounds.
    fileprivate func check() throws(BillingError) {
        func isAscending(_ numbers: [Int64]) -> Bool {
            zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
        }
        let isInRange = [instants.first, instants.last, now].allSatisfy {
            $0.map { (Instants.first...Instants.end).contains($0) } ?? true
        }
        let days = Int64(LocalDate.min.dayNumber)...(Int64(LocalDate.max.dayNumber) + 1)
        let areDays = [dayNumbers?.first, dayNumbers?.last, endDay].allSatisfy {
            $0.map(days.contains) ?? true
        }
        guard areDays, isAscending(instants), isAscending(resets), isAscending(dayNumbers ?? []), isInRange,
            dayNumbers?.count ?? instants.count == instants.count
        else {
            throw BillingError(
                .invalidValue,
                rule: "the bounds of a summary ascend within the years 1 to 9999, a day for each instant")
        }
    }

    /// The days that are read of a daily metric, and the days at which buckets touch.
    ///
    /// A date is not read if its bucket begins at or after `now`.
    fileprivate func readDays(
        of metric: Metric
    ) throws(BillingError) -> (range: Range<Int64>, boundaries: [Int64]) {
        guard let dayNumbers, let first = dayNumbers.first else {
            throw BillingError(
                .unsupported, rule: "no bucket is narrower than the cadence of its metric",
                detail: "metric '\(metric.id)'")
        }
        // The buckets that begin before now; those that begin later end the days that are read where they begin.
        let begun = instants.lowerBound { $0 < now }
        var end = dayNumbers[min(begun, dayNumbers.count - 1)]
        if let endDay { end = min(end, endDay) }
        let start = min(first, end)
        return (start..<end, dayNumbers)
    }
}

extension SeriesKey {
    fileprivate init?(_ reader: CanonicalReader) {
        var reader = reader
        guard let tenant = reader.id(of: Tenant.self), let metric = reader.id(of: Metric.self),
            let labels = reader.labels(), reader.isAtEnd
        else { return nil }
        self.init(tenant: tenant, metric: metric, labels: labels)
    }
}

extension CanonicalBytes {
    fileprivate mutating func add(_ key: SeriesKey) {
        add(key.tenant)
        add(key.metric)
        add(key.labels)
    }
}
