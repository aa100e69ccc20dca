package import BillingModel

/// Names a recorded series within its tenant.
package struct SeriesName: Hashable, Comparable, Sendable {
    package let metric: MetricID
    package let labels: Labels

    package init(metric: MetricID, labels: Labels) {
        self.metric = metric
        self.labels = labels
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.metric == right.metric ? left.labels < right.labels : left.metric < right.metric
    }
}

/// Names a series that is derived from actions.
package struct MeasureName: Hashable, Comparable, Sendable {
    package let measure: Metric.ActionMeasure
    package let labels: Labels

    package init(measure: Metric.ActionMeasure, labels: Labels) {
        self.measure = measure
        self.labels = labels
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.measure == right.measure
            ? left.labels < right.labels : left.measure.rawValue < right.measure.rawValue
    }
}

/// Names what a feed states coverage of.
package struct CoverageName: Hashable, Comparable, Sendable {
    package let metric: MetricID
    package let source: SourceID

    package init(metric: MetricID, source: SourceID) {
        self.metric = metric
        self.source = source
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.metric == right.metric ? left.source < right.source : left.metric < right.metric
    }
}
