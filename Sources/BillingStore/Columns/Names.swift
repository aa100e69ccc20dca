public import BillingModel

/// Names a recorded series within its tenant.
public struct SeriesName: Hashable, Comparable, Sendable {
    /// What is measured.
    public let metric: MetricID
    /// What splits the metric; none for the tenant's own series.
    public let labels: Labels

    /// Makes a name.
    public init(metric: MetricID, labels: Labels) {
        self.metric = metric
        self.labels = labels
    }

    /// The order in which names are listed.
    public static func < (left: Self, right: Self) -> Bool {
        left.metric == right.metric ? left.labels < right.labels : left.metric < right.metric
    }
}

/// Names a series that is derived from actions.
public struct MeasureName: Hashable, Comparable, Sendable {
    /// What of the actions is added up.
    public let measure: Metric.ActionMeasure
    /// The labels `category` and `type`.
    public let labels: Labels

    /// Makes a name.
    public init(measure: Metric.ActionMeasure, labels: Labels) {
        self.measure = measure
        self.labels = labels
    }

    /// The order in which names are listed.
    public static func < (left: Self, right: Self) -> Bool {
        left.measure == right.measure
            ? left.labels < right.labels : left.measure.rawValue < right.measure.rawValue
    }
}

/// Names what a feed states coverage of.
public struct CoverageName: Hashable, Comparable, Sendable {
    /// What is covered.
    public let metric: MetricID
    /// The feed that states it.
    public let source: SourceID

    /// Makes a name.
    public init(metric: MetricID, source: SourceID) {
        self.metric = metric
        self.source = source
    }

    /// The order in which names are listed.
    public static func < (left: Self, right: Self) -> Bool {
        left.metric == right.metric ? left.source < right.source : left.metric < right.metric
    }
}
