import BillingModel
import BillingTime

extension ReadSnapshot {
    /// Reads one page of summaries, as ``BillingReader/summaries(_:)`` says.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - checkCancellation: Is called before each metric and each few series, and ends the read by throwing.
    /// - Returns: The page.
    /// - Throws: What the reader throws, and what the lookups and `checkCancellation` throw.
    public func summaries(
        _ request: SummaryRequest, checkCancellation: () throws -> Void = { try Task.checkCancellation() }
    ) throws -> SummaryPage {
        try checkCancellation()
        let start = try start(request.form, request.cursor, request.knownAt, limit: request.limit)
        var rows = try SummaryRows(request, start)
        var pending = PendingRows<TenantView.Series>()
        try scanTenants(request.tenants, from: rows.place?.tenant, at: start.revision) { tenant in
            for metric in rows.metrics.metrics(try tenant.metrics()) {
                try checkCancellation()
                if rows.skips(tenant.id, metric.id) { continue }
                guard try take(metric, of: tenant, &pending, into: &rows, checkCancellation) else {
                    return false
                }
            }
            return true
        }
        _ = try pending.move(to: &rows, checkCancellation)
        return rows.page
    }

    /// Takes the rows of one metric of one tenant; false if the page is full.
    private func take(
        _ metric: Metric, of tenant: TenantView, _ pending: inout PendingRows<TenantView.Series>,
        into rows: inout SummaryRows, _ checkCancellation: () throws -> Void
    ) throws -> Bool {
        if case .activity(let kind) = metric.source {
            guard let range = rows.bounds.activity(of: metric) else { return true }
            guard try pending.move(to: &rows, checkCancellation) else { return false }
            let content = try rows.bounds.distinct(of: metric, in: range) { range, limit in
                let hours = QuarterHour.numbers(touching: range)
                return try tenant.activity(
                    kind,
                    ActivityWindow(
                        from: ActivityRow(quarterHour: hours.lowerBound, number: 0), to: hours.upperBound,
                        limit: limit))
            }
            guard let content else { return true }
            return rows.take(
                SummaryRow(key: SeriesKey(tenant: tenant.id, metric: metric.id), content: content))
        }
        // Bounds that make no sense for a metric are refused, also if it has no series.
        guard let buckets = try rows.bounds.buckets(of: metric, rows.measures, at: rows.page.revision) else {
            return true
        }
        for series in try tenant.series(of: metric) {
            let key = SeriesKey(tenant: tenant.id, metric: metric.id, labels: series.name.labels)
            if let place = rows.place, key < place { continue }
            // Whether there is a next page is known once its first row is made.
            if pending.count > rows.room || pending.count >= 1_000 {
                guard try pending.move(to: &rows, checkCancellation) else { return false }
            }
            pending.append(key, series, buckets)
        }
        return true
    }
}

/// Series whose rows come next: they are summarised together.
private struct PendingRows<Series: SeriesSnapshot> {
    private var keys: [SeriesKey] = []
    private var asked: [(series: Series, buckets: SummaryBuckets)] = []

    var count: Int { keys.count }

    mutating func append(_ key: SeriesKey, _ series: Series, _ buckets: SummaryBuckets) {
        keys.append(key)
        asked.append((series, buckets))
    }

    /// Summarises them and takes their rows; false if the page is full.
    mutating func move(to rows: inout SummaryRows, _ checkCancellation: () throws -> Void) throws -> Bool {
        guard !keys.isEmpty else { return true }
        let summaries = try Series.summaries(asked, checkCancellation: checkCancellation)
        guard summaries.count == keys.count else {
            throw BillingError(
                .unavailable, rule: "a backend summarises each series that it is asked about",
                detail: "\(summaries.count) summaries of \(keys.count) series")
        }
        defer {
            keys.removeAll(keepingCapacity: true)
            asked.removeAll(keepingCapacity: true)
        }
        for (key, summary) in zip(keys, summaries) {
            guard let summary else { continue }
            guard rows.take(SummaryRow(key: key, summary)) else { return false }
        }
        return true
    }
}

/// The rows of a page of summaries, as they are found in order of their keys.
struct SummaryRows {
    let bounds: SummaryBounds
    let measures: AggregateState.Measures
    let metrics: MetricChoice
    /// The key of the first row; nil if that is the first of all.
    let place: SeriesKey?
    private(set) var page: SummaryPage
    private let start: PageStart
    private let limit: Int

    init(_ request: SummaryRequest, _ start: PageStart) throws(BillingError) {
        try request.bounds.check()
        guard request.measures.isSubset(of: .all) else {
            throw BillingError(
                .invalidValue, rule: "the measures of a summary are sum, squares and increase",
                detail: "measures \(request.measures.rawValue)")
        }
        place = start.place.flatMap { SeriesKey($0) }
        if start.place != nil, place == nil { throw CursorContent.invalid }
        (bounds, measures, metrics) = (request.bounds, request.measures, MetricChoice(request.metrics))
        page = SummaryPage(rows: [], next: nil, revision: start.revision)
        (self.start, limit) = (start, request.limit)
    }

    /// How many more rows the page takes.
    var room: Int { limit - page.rows.count }

    /// Whether all rows of a metric of a tenant come before the page.
    func skips(_ tenant: TenantID, _ metric: MetricID) -> Bool {
        guard let place else { return false }
        return tenant == place.tenant ? metric < place.metric : tenant < place.tenant
    }

    /// Takes the next row, unless it lies before the page; false if the page is full, which then ends before it.
    mutating func take(_ row: SummaryRow) -> Bool {
        if let place, row.key < place { return true }
        guard page.rows.count < limit else {
            page.next = start.cursor { $0.add(row.key) }
            return false
        }
        page.rows.append(row)
        return true
    }
}

extension SummaryRow {
    init(key: SeriesKey, _ summary: SeriesSummary) {
        self.init(key: key, content: .states(summary.states), previous: summary.previous)
    }
}
