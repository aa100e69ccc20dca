package import BillingModel
import BillingStore
package import BillingTime

/// One series on the buckets of a plan: its gaps are filled, and nothing is rounded that is added later.
package struct SeriesColumn: Sendable {
    package let labels: Labels
    /// One per bucket.
    package var values: [BucketValue]
    /// One per bucket, of what was recorded or counted; none for distinct counts of activity.
    package var states: [AggregateState] = []
    /// One per bucket, of a gauge; none for other kinds.
    package var weighted: [TimeWeightedState] = []
    /// The covered and past time in which a level is in force, of a gauge; empty for other kinds.
    package var held = IntervalSet()
    /// The covered time, that of recorded dates included.
    package let coverage: IntervalSet
    /// The time in which the level of a gauge is known, if it is more than ``held``: where another series tells it.
    package var knownLevel: IntervalSet?
    /// Whether it is what its series adds to the metric as a whole, and no row or line of its own.
    package var isShare = false
}

/// The series of one metric of one tenant on the buckets of a plan.
package struct MetricColumns: Sendable {
    package let metric: Metric
    /// In ascending order of labels.
    package let series: [SeriesColumn]
    /// What makes up the metric as a whole: its own series, those that labels split it into, or shares of both.
    package let whole: [SeriesColumn]

    /// Takes the columns of a metric in any order, never none.
    package init(_ metric: Metric, _ columns: [SeriesColumn]) {
        self.metric = metric
        let columns = columns.sorted { $0.labels < $1.labels }
        series = columns.filter { !$0.isShare }
        let shares = columns.filter(\.isShare)
        whole = shares.isEmpty ? series.first { $0.labels.isEmpty }.map { [$0] } ?? series : shares
    }

    /// The series with some labels; nil if there is none.
    func series(_ labels: Labels) -> SeriesColumn? {
        let place = series.lowerBound { $0.labels < labels }
        return series.indices.contains(place) && series[place].labels == labels ? series[place] : nil
    }

    /// Whether any bucket has a value, or samples that make none.
    ///
    /// Silence about failed and suppressed actions is no news: they are covered by what is said of actions.
    package var hasData: Bool {
        let isNews = metric.id != Metric.actionsFailed.id && metric.id != Metric.actionsSuppressed.id
        return series.contains { column in
            column.values.contains { $0.completeness.samples > 0 || isNews && $0.value != nil }
        }
    }
}
