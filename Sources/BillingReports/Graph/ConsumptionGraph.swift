#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif
public import BillingModel
public import BillingTime

/// A line for each metric over a range of time, all on the same buckets.
///
/// What a point tells depends on the kind of metric:
///
/// | kind | value | minimum, maximum, mean |
/// | --- | --- | --- |
/// | gauge | the last one | of the samples; the mean is weighted by time, over covered time |
/// | count, cumulative | the sum, or the increase | none |
/// | distinct, from activity | different subjects of the whole bucket | none |
/// | distinct, recorded | that of the day; none in a wider bucket | of the days in a wider bucket |
/// | to date | the figure at the end; none across a reset, where the parts are listed | none |
///
/// Where the range begins or ends inside a bucket, its point is of the part inside, and says so. An instant exactly on a
/// boundary belongs to the bucket that starts there.
///
/// The JSON form has the keys `stamp`, `range`, `width`, `buckets`, `series` and `annotations`.
public struct ConsumptionGraph: Hashable, Sendable, Codable {
    /// When and from what the graph was made.
    public let stamp: ScreenStamp
    /// The range that was asked for.
    public let range: InstantRange
    /// The width of the buckets.
    public let width: BucketWidth
    /// The buckets that the range meets, in ascending order.
    public let buckets: [Bucket]
    /// A line for each metric, and for each of its parts by labels.
    public let series: [Series]
    /// What a host says to have happened, in ascending order of instant and id.
    public let annotations: [Mark]

    /// The line of a metric as a whole, or of a part of it; nil if there is none.
    public func series(_ metric: Metric, labels: Labels = .none) -> Series? {
        series.first { $0.metric == metric.id && $0.labels == labels }
    }
}

extension ConsumptionGraph {
    /// One line.
    ///
    /// The JSON form has the keys `metric`, `labels`, `name`, `unit`, `kind`, `members`, `shared` and `points`.
    public struct Series: Hashable, Sendable, Codable, Identifiable {
        /// What tells the lines of a graph apart.
        ///
        /// The JSON form has the keys `metric` and `labels`.
        public struct ID: Hashable, Sendable, Codable {
            /// The metric.
            public let metric: MetricID
            /// The labels of the line.
            public let labels: Labels
        }

        /// The metric.
        public let metric: MetricID
        /// The labels of the line; none for the metric as a whole.
        public let labels: Labels
        /// The metric's name for people.
        public let name: String
        /// The unit of one; lines of one unit can share an axis.
        public let unit: String
        /// What the numbers are.
        public let kind: MetricKind
        /// How many series, or tenants, the line puts together.
        public let members: Int
        /// Whether an object that two tenants share may be counted twice.
        public let shared: Bool
        /// A point for each bucket, in their order.
        public let points: [Point]

        /// The metric and its labels.
        public var id: ID { ID(metric: metric, labels: labels) }
    }

    /// What a line tells about one bucket.
    ///
    /// The JSON form has the keys `index`, `reporting`, `widened`, `parts` and `completeness`, and those of `value`,
    /// `minimum`, `maximum`, `mean` and `sampled` that there are.
    public struct Point: Hashable, Sendable, Codable, Identifiable {
        /// The place of the bucket.
        public let index: Int
        /// The figure, by kind; nil if it is missing or makes no sense.
        public let value: Double?
        /// The lowest sample of a gauge, or day of a distinct count.
        public let minimum: Double?
        /// The highest sample of a gauge, or day of a distinct count.
        public let maximum: Double?
        /// The mean of a gauge, weighted by time, or of the days of a distinct count.
        public let mean: Double?
        /// When the sample was true that the value was taken from, in the bucket or carried into it.
        public let sampled: SampleTime?
        /// How many of the line's series, or tenants, have a value.
        public let reporting: Int
        /// Whether the count is that of whole quarter hours, at which activity is kept, because the range or the instant of
        /// the report cuts one.
        public let widened: Bool
        /// The figure at the end of each part, of a figure to date in a bucket that crosses a reset; else none.
        public let parts: [Part]
        /// How far the point can be relied on.
        public let completeness: Completeness

        /// The place of the bucket.
        public var id: Int { index }
    }

    /// The figure to date at the end of a part of a bucket, between two resets.
    ///
    /// The JSON form has the keys `end` and `value`.
    public struct Part: Hashable, Sendable, Codable {
        /// The first instant after the part: a reset, or the end of the bucket.
        @InstantText public private(set) var end: Date
        /// The figure.
        public let value: Double
    }
}
