import BillingModel
import BillingTime

extension RepositoryState {
    /// Reads one page of summaries, as the default over pages of samples would, without these pages.
    ///
    /// - Complexity: O(*t* log *n* + *s* + *b*) for *t* tenants, *s* samples in the bounds and *b* buckets of the rows.
    ///
    /// `step` is called before each row and each metric.
    func summaries(_ request: SummaryRequest, step: () throws -> Void = {}) throws -> SummaryPage {
        let (revision, opened) = try opening(
            request.cursor, of: request.form, request.knownAt, limit: request.limit)
        try request.bounds.check()
        let place = opened.flatMap { SeriesKey($0) }
        if opened != nil, place == nil { throw PageCursor.invalid }
        let metrics = Set(request.metrics).sorted()
        var page = SummaryPage(rows: [], next: nil, revision: revision)
        for tenant in try tenants(request.tenants, at: revision) {
            if let place, tenant < place.tenant { continue }
            guard let records = tenants[tenant] else { continue }
            for id in metrics {
                try step()
                if let place, tenant == place.tenant, id < place.metric { continue }
                guard let metric = records.metric(id, at: revision) else { continue }
                let rows = try records.summaries(
                    metric, of: tenant, in: request.bounds, at: revision, step: step)
                for row in rows {
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

extension TenantRecords {
    fileprivate func summaries(
        _ metric: Metric, of tenant: TenantID, in bounds: SummaryBounds, at revision: Revision,
        step: () throws -> Void
    ) throws -> [SummaryRow] {
        if case .activity(let kind) = metric.source {
            guard let content = try distinct(metric, kind, in: bounds, at: revision) else { return [] }
            return [SummaryRow(key: SeriesKey(tenant: tenant, metric: metric.id), content: content)]
        }
        guard let window = try bounds.window(of: metric) else { return [] }
        var rows: [SummaryRow] = []
        for (name, columns) in self.columns(of: [metric.id], at: revision) {
            try step()
            let key = SeriesKey(tenant: tenant, metric: metric.id, labels: name.labels)
            let part = columns.read(
                .init(range: window.range, includesPrevious: true, revision: revision, limit: .max), as: key)
            guard let series = part.series, let first = series.positions.first else { continue }
            // The last sample before the first bucket is where its increase begins.
            let states = try Aggregation.states(
                positions: series.positions, values: series.values, boundaries: window.boundaries,
                resets: metric.resets)
            rows.append(
                SummaryRow(
                    key: key, content: .states(states),
                    previous: first < window.range.lowerBound ? series[0] : nil))
        }
        return rows
    }

    /// What there is of activity; nil if there was none before the end of the bounds.
    private func distinct(
        _ metric: Metric, _ kind: SubjectKind, in bounds: SummaryBounds, at revision: Revision
    ) throws -> SummaryRow.Content? {
        guard let range = bounds.activity(of: metric), let columns = activity[kind] else { return nil }
        let asked = try RepositoryState.quarterHours(range)
        let (quarterHours, numbers, _) = columns.read(
            from: ActivityRow(quarterHour: asked.lowerBound, number: 0), to: asked.upperBound, at: revision,
            limit: .max)
        if numbers.isEmpty {
            let before = try RepositoryState.quarterHours(
                min(Instants.first, range.upperBound)..<range.upperBound)
            let earlier = columns.read(
                from: ActivityRow(quarterHour: before.lowerBound, number: 0), to: before.upperBound,
                at: revision, limit: 1)
            guard !earlier.numbers.isEmpty else { return nil }
        }
        return try bounds.distinct(Presence(quarterHours: quarterHours, subjects: numbers), of: metric)
    }
}
