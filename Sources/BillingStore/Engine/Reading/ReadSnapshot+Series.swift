import BillingModel

extension ReadSnapshot {
    /// Reads one page of series, as ``BillingReader/series(_:)`` says.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - checkCancellation: Is called before each tenant and each few series, and ends the read by throwing.
    /// - Returns: The page.
    /// - Throws: What the reader throws, and what the lookups and `checkCancellation` throw.
    public func series(
        _ request: SeriesRequest, checkCancellation: () throws -> Void = { try Task.checkCancellation() }
    ) throws -> SeriesPage {
        try series(request, checkCancellation) { _, _ in nil }
    }

    /// As its namesake, for a backend that can read many tenants at once.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - checkCancellation: As of its namesake.
    ///   - readAhead: Gives every series of some tenants; nil if that is better done one by one. What does not fit the page any
    ///     more is read again.
    /// - Returns: The page.
    /// - Throws: As its namesake, and what `readAhead` throws.
    func series(
        _ request: SeriesRequest, _ checkCancellation: () throws -> Void,
        ahead readAhead: (ArraySlice<TenantView>, SeriesChoice) throws -> [[MetricSeries]]?
    ) throws -> SeriesPage {
        try checkCancellation()
        let start = try start(request.form, request.cursor, request.knownAt, limit: request.limit)
        let place = start.place.flatMap { SeriesPlace($0) }
        if start.place != nil, place == nil { throw CursorContent.invalid }
        let choice = try SeriesChoice(request, at: start.revision)
        var page = SeriesPage(series: [], next: nil, revision: start.revision)
        var room = request.limit
        var taken = 0
        /// Takes the samples of a series; false if the page is full.
        func take(_ series: TenantView.Series, of tenant: TenantID) throws -> Bool {
            taken &+= 1
            if taken.isMultiple(of: 16) { try checkCancellation() }
            let name = series.name
            let key = SeriesKey(tenant: tenant, metric: name.metric, labels: name.labels)
            if let place, key < place.key { return true }
            let begun = place.flatMap { $0.key == key ? $0.position : nil }
            let found = try series.samples(choice.window(series.timing, from: begun, limit: room))
            if !found.samples.isEmpty {
                room -= found.samples.count
                page.series.append(MetricSeries(key, series.timing, found.samples))
            }
            guard let next = found.next else { return true }
            let place = SeriesPlace(key: key, position: found.samples.isEmpty ? nil : next)
            page.next = start.cursor { place.write(to: &$0) }
            return false
        }
        try scanBatches(request.tenants, from: place?.key.tenant, at: start.revision) { tenants in
            try checkCancellation()
            // A page that begins in the middle of a tenant goes on from there.
            if place == nil || !page.series.isEmpty, let ahead = try readAhead(tenants, choice) {
                let count = ahead.reduce(0) { $1.reduce($0) { $0 + $1.positions.count } }
                if count <= room {
                    room -= count
                    for series in ahead { page.series += series }
                    return true
                }
            }
            for tenant in tenants {
                try checkCancellation()
                let isWhole = try choice.forEachSeries(of: tenant) { try take($0, of: tenant.id) }
                guard isWhole else { return false }
            }
            return true
        }
        return page
    }
}

/// Which series a request is about, and which of their samples.
struct SeriesChoice: Sendable {
    private let metrics: MetricChoice?
    private let instants: Range<Int64>
    private let dates: Range<Int64>
    private let includesPrevious: Bool
    private let revision: Revision

    init(_ request: SeriesRequest, at revision: Revision) throws {
        metrics = request.metrics.map { MetricChoice($0) }
        instants = try Instants.microseconds(request.instants)
        dates =
            request.dates.map { Int64($0.lowerBound.dayNumber)..<(Int64($0.upperBound.dayNumber) + 1) }
            ?? .min ..< .max
        includesPrevious = request.includesPrevious
        self.revision = revision
    }

    /// What is read of a series, from a position on if it has begun on the page before.
    func window(_ timing: MetricSeries.Timing, from begun: Int64? = nil, limit: Int = .max) -> SampleWindow {
        let range = timing == .dates ? dates : instants
        let first = max(begun ?? range.lowerBound, range.lowerBound)
        return SampleWindow(
            range: first..<max(first, range.upperBound), includesPrevious: includesPrevious && begun == nil,
            revision: revision, limit: limit)
    }

    /// Calls `body` with each series of a tenant that is asked for, in order, while it wants another one.
    ///
    /// - Returns: Whether it wanted all.
    func forEachSeries<View: TenantSnapshot>(
        of tenant: View, _ body: (View.Series) throws -> Bool
    ) throws -> Bool {
        guard let metrics else {
            for series in try tenant.series() {
                guard try body(series) else { return false }
            }
            return true
        }
        for metric in metrics.metrics(try tenant.metrics()) {
            for series in try tenant.series(of: metric) {
                guard try body(series) else { return false }
            }
        }
        return true
    }
}

/// The metrics that a request names, each once and in order, as a tenant has them or else as the platform does.
struct MetricChoice: Sendable {
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
