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
/// | gauge | the one in force at the end | of the samples and of what is carried in; the mean is weighted by time, over the time in which it is known |
/// | count, cumulative | the sum, or the increase | none |
/// | distinct, from activity | different subjects of the whole bucket | none |
/// | distinct, recorded | that of the day; none in a wider bucket | of the days in a wider bucket |
/// | to date | the one in force at the end; none across a reset, where the parts are listed | none |
///
/// A level, that of a gauge or a figure to date, is in force where its sample stands or is carried: to the staleness limit or the
/// reset, where the time is covered. Else it is missing, and what was known last stands beside it.
///
/// A gauge that several series or tenants make up has the mean of their sum, over the time in which any is known, and
/// neither minimum nor maximum: what each had lowest need not have been at one time.
///
/// Where the range begins or ends inside a bucket, its point is of the part inside, and says so. An instant exactly on a
/// boundary belongs to the bucket that starts there.
///
/// The JSON form has the keys `stamp`, `range`, `width`, `buckets`, `series` and `annotations`, and `first` and `last` if the range
/// is made of whole dates, and `outlook`, `findings` and `limits` if any were added. Buckets and lines are columns, which the guide to JSON forms describes, so that a year of days takes
/// kilobytes.
public struct ConsumptionGraph: Hashable, Sendable {
    /// When and from what the graph was made.
    public let stamp: ScreenStamp
    /// The range that was asked for.
    public let range: InstantRange
    /// The first local date of the range; nil if it is not made of whole dates.
    public let first: LocalDate?
    /// The last local date of the range, included; nil if it is not made of whole dates.
    public let last: LocalDate?
    /// The width of the buckets.
    public let width: BucketWidth
    /// The buckets that the range meets, in ascending order.
    public let buckets: [Bucket]
    /// A line for each metric, and for each of its parts by labels.
    public let series: [Series]
    /// What a host says to have happened, in ascending order of instant and id.
    public let annotations: [Mark]
    /// What is to come of the lines, in their order; none unless a forecast was added.
    public internal(set) var outlook: [Outlook] = []
    /// What is unusual in the lines, in the order of the insights; none unless these were added.
    public internal(set) var findings: [FindingPoint] = []
    /// What the lines are held against, in the order in which the limits were given; none unless these were added.
    public internal(set) var limits: [MetricLimit] = []
    /// Whose the lines are.
    var owner = ScreenOwner.unknown

    /// The line of a metric as a whole, or of a part of it; nil if there is none.
    public func series(_ metric: Metric, labels: Labels = .none) -> Series? {
        series.first { $0.metric == metric.id && $0.labels == labels }
    }
}

extension ConsumptionGraph {
    /// One line.
    ///
    /// It has no JSON form of its own, because its columns stand on the buckets of the graph.
    public struct Series: Hashable, Sendable, Identifiable {
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
    /// The JSON form, that of a point by itself, has the keys `index`, `reporting`, `widened`, `parts` and `completeness`, and
    /// those of `value`, `known`, `minimum`, `maximum`, `mean` and `sampled` that there are.
    public struct Point: Hashable, Sendable, Codable, Identifiable {
        /// The place of the bucket.
        public let index: Int
        /// The figure, by kind; nil if it is missing or makes no sense.
        public let value: Double?
        /// What was known last, before the end, of the levels that have none there; nil if each has, and for other kinds.
        public let lastKnown: LastKnown?
        /// The lowest sample of a gauge, or level that is carried in and in force; or the lowest day of a distinct count.
        public let minimum: Double?
        /// The highest sample of a gauge, or level that is carried in and in force; or the highest day of a distinct count.
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
        /// Every part of a bucket that crosses a reset, of a figure to date; else none.
        public let parts: [Part]
        /// How far the point can be relied on; of a level, its coverage is the share of the time in which it is in force,
        /// and of a bucket that crosses a reset that of its elapsed time which is covered.
        public let completeness: Completeness

        /// The place of the bucket.
        public var id: Int { index }

        private enum CodingKeys: String, CodingKey {
            case index, value
            case lastKnown = "known"
            case minimum, maximum, mean, sampled, reporting, widened, parts, completeness
        }
    }

    /// The figure to date at the end of a part of a bucket, between two resets.
    ///
    /// The JSON form has the keys `end` and `completeness`, and `value` and `known` if there are any.
    public struct Part: Hashable, Sendable, Codable {
        /// The first instant after the part: a reset, or the end of the bucket.
        @InstantText public private(set) var end: Date
        /// The figure; nil if it is missing.
        public let value: Double?
        /// What was known last of the period, if the figure is missing.
        public let lastKnown: LastKnown?
        /// How far the part can be relied on, in its own time.
        public let completeness: Completeness

        private enum CodingKeys: String, CodingKey {
            case end, value
            case lastKnown = "known"
            case completeness
        }
    }
}
