import BillingModel
import BillingStore
import BillingTime

/// Fills the gaps of series on the buckets of a plan, by the rules of their kinds and what is covered.
struct SeriesFiller {
    let plan: BucketPlan
    let detail: MetricQuery.Detail
    private let time: ReadTime?
    /// What was known beforehand of the buckets of the last column: series that follow each other have one coverage as a rule.
    private var last: (lag: Duration, covered: IntervalSet, known: [Completeness])?
    /// What the last series have in common with those that follow.
    private var times: [SeriesReading.Times] = []
    /// What silence of the last metrics says.
    private var silences: [(metric: MetricID, covered: IntervalSet, column: SeriesColumn)] = []
    private static let mostSilences = 8

    init(_ plan: BucketPlan, _ detail: MetricQuery.Detail) {
        self.plan = plan
        self.detail = detail
        time = ReadTime(plan)
    }

    /// Whether a series has a sample that is known at the end of the buckets: one of dates that begin later is not.
    func isKnown(_ series: MetricSeries) -> Bool {
        guard series.timing == .instants || series.positions.first ?? .max < plan.endDay else { return false }
        return time?.reaches(series) ?? false
    }

    /// The only series of a recorded metric; nil if it is not known.
    mutating func metric(
        _ asked: AskedMetric, _ series: MetricSeries, _ catalog: TenantCatalog
    ) throws(BillingError) -> MetricColumns? {
        guard isKnown(series) else { return nil }
        return MetricColumns(asked, [try column(series, of: asked.metric, catalog)])
    }

    /// The series of a recorded metric that are known, and what each adds to the whole if that is asked for; nil if there are none.
    mutating func metric(
        _ asked: AskedMetric, _ series: ArraySlice<MetricSeries>, _ catalog: TenantCatalog
    ) throws(BillingError) -> MetricColumns? {
        let series = series.allSatisfy(isKnown) ? series : ArraySlice(series.filter(isKnown))
        guard !series.isEmpty else { return nil }
        let columns = try columns(series, of: asked.metric, catalog)
        guard detail.contains(.shares), MetricColumns.areSplit(columns.map(\.labels)) else {
            return MetricColumns(asked, columns)
        }
        return MetricColumns(asked, columns, shares: try shares(of: series, of: asked.metric, catalog))
    }

    /// Fills recorded series.
    mutating func columns(
        _ series: ArraySlice<MetricSeries>, of metric: Metric, _ catalog: TenantCatalog
    ) throws(BillingError) -> [SeriesColumn] {
        var columns: [SeriesColumn] = []
        for series in series { columns.append(try column(series, of: metric, catalog)) }
        return columns
    }

    /// Fills a recorded series.
    mutating func column(
        _ series: MetricSeries, of metric: Metric, _ catalog: TenantCatalog
    ) throws(BillingError) -> SeriesColumn {
        let stated = catalog.covered(metric, labels: series.key.labels)
        if !detail.contains(.states), let column = column(like: series, of: metric, stated: stated) {
            return column
        }
        let reading = try SeriesReading(series, on: plan)
        let times = reading.times(of: metric, stated: stated, weighted: detail.contains(.timeWeighted))
        self.times.keep(times)
        var column = SeriesColumn(
            labels: series.key.labels, values: try reading.column(of: metric, at: times),
            coverage: times.covered)
        if detail.contains(.states) { column.states = try reading.states(resets: metric.resets) }
        if let held = times.held {
            column.held = held
            if detail.contains(.timeWeighted) { column.weighted = try reading.weighted(at: times) }
        }
        return column
    }

    /// Fills a series from what it has in common with one before; nil if that is nothing.
    private func column(
        like series: MetricSeries, of metric: Metric, stated: IntervalSet
    ) -> SeriesColumn? {
        let places = plan.places(of: series)
        for times in times {
            let found = times.columns(
                of: series, places, of: metric, stated: stated, weighted: detail.contains(.timeWeighted))
            guard let found else { continue }
            return SeriesColumn(
                labels: series.key.labels, values: found.values, coverage: times.covered,
                weighted: found.weighted, held: times.held ?? IntervalSet())
        }
        return nil
    }

    /// Fills what the backend has summarised or counted.
    mutating func column(
        _ row: SummaryRow, of metric: Metric, _ catalog: TenantCatalog
    ) throws(BillingError) -> SeriesColumn {
        let covered = catalog.covered(metric, labels: row.key.labels)
        func column(_ values: [BucketValue], _ states: [AggregateState] = []) -> SeriesColumn {
            SeriesColumn(
                labels: row.key.labels, values: BucketColumn(values), coverage: covered, states: states)
        }
        switch row.content {
        case .states(let states):
            let values = try plan.values(
                counted: states, of: metric, completeness: try known(covered, of: metric))
            return column(values, detail.contains(.states) ? states : [])
        case .distinct(let counts):
            return column(try plan.values(distinct: counts, of: metric, coverage: covered))
        case .distinctToDate(let counts):
            return column(try plan.values(toDate: counts, of: metric, coverage: covered))
        }
    }

    /// What a series without any sample says: nothing, or zeros where it is covered.
    mutating func silence(
        of metric: Metric, labels: Labels = .none, _ tenant: TenantID, _ catalog: TenantCatalog
    ) throws(BillingError) -> SeriesColumn {
        let covered = catalog.covered(metric, labels: labels)
        // It says the same of every tenant that covers the same, unless one defines a metric in its own way.
        let isCommon = labels.isEmpty && !catalog.hasDefinitions
        if isCommon, let known = silences.first(where: { $0.metric == metric.id && $0.covered == covered }) {
            return known.column
        }
        let column = try newSilence(of: metric, labels: labels, covered, tenant, catalog)
        if isCommon {
            if silences.count == Self.mostSilences { silences.removeFirst() }
            silences.append((metric.id, covered, column))
        }
        return column
    }

    private mutating func newSilence(
        of metric: Metric, labels: Labels, _ covered: IntervalSet, _ tenant: TenantID,
        _ catalog: TenantCatalog
    ) throws(BillingError) -> SeriesColumn {
        let key = SeriesKey(tenant: tenant, metric: metric.id, labels: labels)
        let count = max(0, plan.instants.count - 1)
        switch (metric.source, metric.kind) {
        case (.activity, .distinctToDate):
            let counts = [Int?](repeating: 0, count: max(0, try plan.pieces().count - 1))
            return try column(SummaryRow(key: key, content: .distinctToDate(counts)), of: metric, catalog)
        case (.activity, _):
            let counts = [Int](repeating: 0, count: count)
            return try column(SummaryRow(key: key, content: .distinct(counts)), of: metric, catalog)
        case (.actions, _):
            let states = [AggregateState](
                repeating: AggregateState(), count: detail.contains(.states) ? count : 0)
            return SeriesColumn(
                labels: labels, values: plan.silence(completeness: try known(covered, of: metric)),
                coverage: covered, states: states)
        case (.recorded, _):
            let none = MetricSeries(
                key: key, timing: metric.isDaily ? .dates : .instants, positions: [], values: [],
                revisions: RunLengths(), zones: RunLengths())
            return try column(none, of: metric, catalog)
        }
    }

    private mutating func known(
        _ covered: IntervalSet, of metric: Metric
    ) throws(BillingError) -> [Completeness] {
        if let last, last.lag == metric.lag, last.covered == covered { return last.known }
        let known = plan.completeness(covered, of: metric)
        last = (metric.lag, covered, known)
        return known
    }
}
