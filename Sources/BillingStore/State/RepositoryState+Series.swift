public import BillingModel

extension RepositoryState {
    /// Reads one page of series.
    ///
    /// - Complexity: O(*p* + *s* log *n*) for a page of *p* samples of *s* series; at an earlier revision than the last that
    ///   changed a series, all its samples from the place of the page on may be looked at.
    public func series(_ request: SeriesRequest) throws(BillingError) -> SeriesPage {
        try BillingError.only { try series(request) {} }
    }

    /// Reads one page, and calls `step` before each series.
    func series(_ request: SeriesRequest, step: () throws -> Void) throws -> SeriesPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        let place = opened.flatMap { SeriesPlace($0) }
        if opened != nil, place == nil { throw PageCursor.invalid }
        let instants = try Instants.microseconds(request.instants)
        let dates =
            request.dates.map { Int64($0.lowerBound.dayNumber)..<(Int64($0.upperBound.dayNumber) + 1) }
            ?? .min ..< .max
        let metrics = request.metrics.map { Set($0).sorted() }
        var page = SeriesPage(series: [], next: nil, revision: revision)
        var room = request.limit
        for tenant in try tenants(request.tenants, at: revision) {
            if let place, tenant < place.key.tenant { continue }
            guard let records = tenants[tenant] else { continue }
            for (name, columns) in records.columns(of: metrics, at: revision) {
                try step()
                let key = SeriesKey(tenant: tenant, metric: name.metric, labels: name.labels)
                if let place, key < place.key { continue }
                let begun = place.flatMap { $0.key == key ? $0.position : nil }
                let range = columns.timing == .dates ? dates : instants
                let start = max(begun ?? range.lowerBound, range.lowerBound)
                let (series, next) = columns.read(
                    .init(
                        range: start..<max(start, range.upperBound),
                        includesPrevious: request.includesPrevious && begun == nil, revision: revision,
                        limit: room),
                    as: key)
                if let series {
                    page.series.append(series)
                    room -= series.count
                }
                if let next {
                    let place = SeriesPlace(key: key, position: series == nil ? nil : next)
                    page.next = PageCursor.cursor(for: request.form, revision: revision, place: place.form)
                    return page
                }
            }
        }
        return page
    }
}

extension TenantRecords {
    /// The series of some metrics in order, as recorded or as derived from actions; all recorded ones if nil.
    func columns(of metrics: [MetricID]?, at revision: Revision) -> [(SeriesName, SeriesColumns)] {
        guard let metrics else { return seriesNames.compactMap { name in series[name].map { (name, $0) } } }
        var result: [(SeriesName, SeriesColumns)] = []
        for metric in metrics {
            switch self.metric(metric, at: revision)?.source {
            case .actions(let measure):
                for labels in measureLabels {
                    guard let columns = measures[MeasureName(measure: measure, labels: labels)] else {
                        continue
                    }
                    result.append((SeriesName(metric: metric, labels: labels), columns))
                }
            case .recorded:
                let start = seriesNames.lowerBound { $0.metric < metric }
                for name in seriesNames[start...].prefix(while: { $0.metric == metric }) {
                    if let columns = series[name] { result.append((name, columns)) }
                }
            case .activity, nil: break
            }
        }
        return result
    }
}
