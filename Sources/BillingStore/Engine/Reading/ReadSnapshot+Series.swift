import BillingModel

extension ReadSnapshot {
    /// Reads one page of series, as ``BillingReader/series(_:)`` says.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - checkCancellation: Is called before each series, and ends the read by throwing.
    /// - Returns: The page.
    /// - Throws: What the reader throws, and what the lookups and `checkCancellation` throw.
    public func series(
        _ request: SeriesRequest, checkCancellation: () throws -> Void = { try Task.checkCancellation() }
    ) throws -> SeriesPage {
        try checkCancellation()
        let start = try start(request.form, request.cursor, request.knownAt, limit: request.limit)
        let place = start.place.flatMap { SeriesPlace($0) }
        if start.place != nil, place == nil { throw CursorContent.invalid }
        let instants = try Instants.microseconds(request.instants)
        let dates =
            request.dates.map { Int64($0.lowerBound.dayNumber)..<(Int64($0.upperBound.dayNumber) + 1) }
            ?? .min ..< .max
        let metrics = request.metrics.map { MetricChoice($0) }
        var page = SeriesPage(series: [], next: nil, revision: start.revision)
        var room = request.limit
        /// Takes the samples of a series; false if the page is full.
        func take(_ series: TenantView.Series, of tenant: TenantID) throws -> Bool {
            try checkCancellation()
            let name = series.name
            let key = SeriesKey(tenant: tenant, metric: name.metric, labels: name.labels)
            if let place, key < place.key { return true }
            let begun = place.flatMap { $0.key == key ? $0.position : nil }
            let timing = series.timing
            let range = timing == .dates ? dates : instants
            let first = max(begun ?? range.lowerBound, range.lowerBound)
            let found = try series.samples(
                SampleWindow(
                    range: first..<max(first, range.upperBound),
                    includesPrevious: request.includesPrevious && begun == nil,
                    revision: start.revision, limit: room))
            if !found.samples.isEmpty {
                room -= found.samples.count
                page.series.append(MetricSeries(key, timing, found.samples))
            }
            guard let next = found.next else { return true }
            let place = SeriesPlace(key: key, position: found.samples.isEmpty ? nil : next)
            page.next = start.cursor { place.write(to: &$0) }
            return false
        }
        try scanTenants(request.tenants, from: place?.key.tenant, at: start.revision) { tenant in
            let id = tenant.id
            guard let metrics else {
                for series in try tenant.series() {
                    guard try take(series, of: id) else { return false }
                }
                return true
            }
            for metric in metrics.metrics(try tenant.metrics()) {
                for series in try tenant.series(of: metric) {
                    guard try take(series, of: id) else { return false }
                }
            }
            return true
        }
        return page
    }
}

/// The metrics that a request names, each once and in order, as a tenant has them or else as the platform does.
struct MetricChoice {
    private let asked: [(id: MetricID, platform: Metric?)]
    /// Those of the platform, as a tenant has them that committed none.
    private let platform: [Metric]

    init(_ metrics: [MetricID]) {
        asked = Set(metrics).sorted().map { ($0, Metric.platform($0)) }
        platform = asked.compactMap(\.platform)
    }

    /// Those that a tenant knows, for which some metrics were committed, in order of id.
    func metrics(_ committed: [Metric]) -> [Metric] {
        guard !committed.isEmpty else { return platform }
        return asked.compactMap { id, platform in
            let place = committed.lowerBound { $0.id < id }
            return place < committed.count && committed[place].id == id ? committed[place] : platform
        }
    }
}
