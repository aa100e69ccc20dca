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
}

/// The series of one metric of one tenant on the buckets of a plan, in ascending order of labels; never none.
package struct MetricColumns: Sendable {
    package let metric: Metric
    package let series: [SeriesColumn]

    /// The series that make up the metric as a whole: its own, or else those that labels split it into.
    package var whole: [SeriesColumn] {
        series.first { $0.labels.isEmpty }.map { [$0] } ?? series
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
