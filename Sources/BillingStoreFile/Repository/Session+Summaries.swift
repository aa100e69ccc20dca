import BillingModel
import BillingStore
import BillingTime

extension Session {
    /// A page of summaries, as the default of the contract gives it; whole chunks are answered from their summaries.
    func summaries(_ request: SummaryRequest) throws -> SummaryPage {
        try request.bounds.check()
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        var place: SeriesKey?
        if let opened {
            guard let key = SeriesKey(opened) else { throw PageCursor.invalid }
            place = key
        }
        var page = SummaryPage(rows: [], next: nil, revision: revision)
        let metrics = Set(request.metrics).sorted()
        for (tenant, number) in try tenants(request.tenants, at: revision) {
            if let place, tenant < place.tenant { continue }
            try of(tenant) { try checkRoot(tenant, number) }
            for id in metrics {
                if let place, tenant == place.tenant, id < place.metric { continue }
                guard let metric = try metric(id, number, at: revision) else { continue }
                // Bounds that make no sense for a metric are refused, also if it has no series.
                let window = metric.isDerivedFromActivity ? nil : try request.bounds.window(of: metric)
                for series in try of(tenant, { try keys(of: metric, tenant, number, at: revision) }) {
                    if let place, series.key < place { continue }
                    // Whether there is a next page is known once its first row is made.
                    let made = try of(tenant) {
                        try row(series, of: metric, number, request.bounds, window, at: revision)
                    }
                    guard let row = made else { continue }
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

    /// The series of a metric in order, with their lanes; one without a lane for a metric that is derived from
    /// activity.
    private func keys(
        of metric: Metric, _ tenant: TenantID, _ number: Int64, at revision: Revision
    ) throws -> [(key: SeriesKey, lane: Lane?)] {
        if metric.isDerivedFromActivity { return [(SeriesKey(tenant: tenant, metric: metric.id), nil)] }
        return try lanes(of: [metric.id], number, at: revision).map { name, lane in
            (SeriesKey(tenant: tenant, metric: name.metric, labels: name.labels), lane)
        }
    }

    private func row(
        _ series: (key: SeriesKey, lane: Lane?), of metric: Metric, _ tenant: Int64, _ bounds: SummaryBounds,
        _ window: SummaryBounds.Window?, at revision: Revision
    ) throws -> SummaryRow? {
        if case .activity(let kind) = metric.source {
            return try distinctRow(series.key, of: metric, kind, tenant, bounds, at: revision)
        }
        guard let lane = series.lane, let window,
            let (states, previous) = try lanes.summary(
                lane, tenant, in: window.range, boundaries: window.boundaries, at: revision,
                resets: metric.resets)
        else { return nil }
        return SummaryRow(key: series.key, content: .states(states), previous: previous)
    }

    private func distinctRow(
        _ key: SeriesKey, of metric: Metric, _ kind: SubjectKind, _ tenant: Int64, _ bounds: SummaryBounds,
        at revision: Revision
    ) throws -> SummaryRow? {
        guard let range = bounds.activity(of: metric), let lane = try lanes.lane(.presence(kind), tenant)
        else {
            return nil
        }
        func positions(_ range: Range<Int64>, limit: Int) throws -> [Int64] {
            try lanes.positions(
                SeriesColumns.Window(
                    range: Self.positions(of: range), includesPrevious: false, revision: revision,
                    limit: limit),
                lane, tenant
            ).positions
        }
        let rows = try positions(range, limit: .max).map { ActivityRow(position: $0) }
        if rows.isEmpty {
            let earliest = try Instants.microseconds(QuarterHour.earliest.start)
            guard earliest < range.upperBound,
                try !positions(earliest..<range.upperBound, limit: 1).isEmpty
            else { return nil }
        }
        let presence = try Presence(quarterHours: rows.map(\.quarterHour), subjects: rows.map(\.number))
        return SummaryRow(key: key, content: try bounds.distinct(presence, of: metric))
    }
}

extension Metric {
    fileprivate var isDerivedFromActivity: Bool {
        if case .activity = source { true } else { false }
    }
}
