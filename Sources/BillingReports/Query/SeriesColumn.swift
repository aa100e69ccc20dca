import BillingModel
import BillingTime

/// One series on the buckets of a plan: its gaps are filled, and nothing is rounded that is added later.
struct SeriesColumn: Sendable {
    let labels: Labels
    /// One per bucket.
    let values: BucketColumn
    /// The covered time, that of recorded dates included.
    let coverage: IntervalSet
    /// One per bucket, of what was recorded or counted, if asked for; none for distinct counts of activity.
    var states: [AggregateState] = []
    /// One per bucket, of a gauge, if asked for; none for other kinds.
    var weighted = WeightedColumn()
    /// The covered and past time in which a level is in force, of a gauge; empty for other kinds.
    var held = IntervalSet()
    /// The time in which the level of a gauge is known, if it is more than ``held``: where another series tells it.
    var knownLevel: IntervalSet?
}

/// The series of one metric of one tenant on the buckets of a plan.
struct MetricColumns: Sendable {
    private let asked: AskedMetric
    /// In ascending order of labels, never none.
    let series: [SeriesColumn]
    /// What makes up the metric as a whole: its own series, those that labels split it into, or shares of both.
    let whole: [SeriesColumn]

    /// The metric as the tenant defines it.
    var metric: Metric { asked.metric }
    /// The place of the metric among the different ones that its part of the query asks for.
    var place: Int { asked.place }

    /// Takes the columns of a metric in any order, and what each adds to the whole if that is not all of it.
    init(_ asked: AskedMetric, _ columns: [SeriesColumn], shares: [SeriesColumn] = []) {
        self.asked = asked
        guard columns.count > 1 else {
            (series, whole) = (columns, columns)
            return
        }
        series = columns.sorted { $0.labels < $1.labels }
        let own = series.first.flatMap { $0.labels.isEmpty ? [$0] : nil }
        whole = shares.isEmpty ? own ?? series : shares.sorted { $0.labels < $1.labels }
    }

    /// The series with some labels; nil if there is none.
    func series(_ labels: Labels) -> SeriesColumn? { series.first { $0.labels == labels } }

    /// Whether any bucket has a value, or samples that make none.
    ///
    /// Silence about failed and suppressed actions is no news: they are covered by what is said of actions.
    var hasData: Bool {
        let isNews = metric.id != Metric.actionsFailed.id && metric.id != Metric.actionsSuppressed.id
        return series.contains { $0.values.hasSamples || isNews && $0.values.hasFigures }
    }

    /// Whether a metric of series with some labels has its own and others, so that what each adds depends on the time.
    static func areSplit(_ labels: [Labels]) -> Bool {
        labels.count > 1 && labels.contains(where: \.isEmpty)
    }
}
