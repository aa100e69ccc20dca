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
    private var lastTimes: SeriesReading.Times?

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

    /// The series of a recorded metric that are known, and what each adds to the whole if that is asked for; nil if there are none.
    mutating func metric(
        _ metric: Metric, _ series: ArraySlice<MetricSeries>, _ catalog: TenantCatalog
    ) throws(BillingError) -> MetricColumns? {
        let series = series.allSatisfy(isKnown) ? series : ArraySlice(series.filter(isKnown))
        guard !series.isEmpty else { return nil }
        let columns = try columns(series, of: metric, catalog)
        guard detail.contains(.shares), MetricColumns.areSplit(columns.map(\.labels)) else {
            return MetricColumns(metric, columns)
        }
        return MetricColumns(metric, columns, shares: try shares(of: series, of: metric, catalog))
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
        let reading = try SeriesReading(series, on: plan)
        let stated = catalog.covered(metric, labels: series.key.labels)
        let times = reading.times(of: metric, stated: stated, like: lastTimes)
        lastTimes = times
        var column = SeriesColumn(
            labels: series.key.labels, values: try reading.values(of: metric, at: times),
            coverage: times.covered)
        if detail.contains(.states) { column.states = try reading.states(resets: metric.resets) }
        if let held = times.held {
            column.held = held
            if detail.contains(.timeWeighted) { column.weighted = try reading.weighted(at: times) }
        }
        return column
    }

    /// Fills what the backend has summarised or counted.
    mutating func column(
        _ row: SummaryRow, of metric: Metric, _ catalog: TenantCatalog
    ) throws(BillingError) -> SeriesColumn {
        let covered = catalog.covered(metric, labels: row.key.labels)
        func column(_ values: [BucketValue], _ states: [AggregateState] = []) -> SeriesColumn {
            SeriesColumn(labels: row.key.labels, values: values, coverage: covered, states: states)
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
        let key = SeriesKey(tenant: tenant, metric: metric.id, labels: labels)
        let count = max(0, plan.instants.count - 1)
        let content: SummaryRow.Content
        switch (metric.source, metric.kind) {
        case (.activity, .distinctToDate):
            content = .distinctToDate([Int?](repeating: 0, count: max(0, try plan.pieces().count - 1)))
        case (.activity, _): content = .distinct([Int](repeating: 0, count: count))
        case (.actions, _): content = .states([AggregateState](repeating: AggregateState(), count: count))
        case (.recorded, _):
            let none = MetricSeries(
                key: key, timing: metric.isDaily ? .dates : .instants, positions: [], values: [],
                revisions: RunLengths(), zones: RunLengths())
            return try column(none, of: metric, catalog)
        }
        return try column(SummaryRow(key: key, content: content), of: metric, catalog)
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
