public import BillingModel
public import BillingTime

/// Each metric of one tenant over a period, beside an earlier range.
///
/// What is compared depends on the kind of metric:
///
/// | kind | figures |
/// | --- | --- |
/// | gauge | the level in force at the end, and the mean weighted by time over the time in which it is known |
/// | count | the exact sum; in the mode per day, divided by the covered days |
/// | cumulative | the exact increase; in the mode per day, divided by the covered days |
/// | distinct, from activity | different subjects of the whole range |
/// | distinct, recorded | mean and highest of the days, as daily numbers make no number of a range |
/// | to date | the figure in force at the end of the last day, beside that of the same day of its month |
///
/// A figure to date is a saw-tooth, so it is never compared with another day of its month: that of 1 March stands beside
/// that of 1 February, in every mode. The day compared with is the last day of the base if it is the same one; of a
/// month's last day the last month-end in or before the base, else the last same day in or before it, or the last of
/// a shorter month. So it may lie before the base, and its date is told.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `mode`, `ranges`, `breakdown`, `rows` and `omitted`.
public struct PeriodComparison: Hashable, Sendable, Codable {
    /// When and from what the comparison was made.
    public let stamp: ScreenStamp
    /// Whose consumption it is.
    public let tenant: TenantID
    /// The tenant's name for people.
    public let name: String
    /// How the range was found that the period is compared with.
    public let mode: ComparisonMode
    /// Both ranges.
    public let ranges: ComparedRanges
    /// Which labels the rows are of.
    public let breakdown: LabelBreakdown
    /// A row for each metric, followed by those of its parts; none if the ranges are empty.
    public let rows: [Row]
    /// The rows that cannot be told, and why.
    public let omitted: [OmittedRow]

    /// The row of a metric as a whole, or of the series or group with some labels; nil if there is none.
    public func row(_ metric: Metric, labels: Labels = .none) -> Row? {
        rows.first { $0.metric == metric.id && $0.labels == labels }
    }

    /// The row of a part of a metric that no labels tell, such as the rest; nil if there is none.
    public func row(_ metric: Metric, part: RowPart) -> Row? {
        rows.first { $0.metric == metric.id && $0.part == part }
    }
}

extension PeriodComparison {
    /// One metric, or a part of it.
    ///
    /// The JSON form has the keys `metric`, `labels`, `part`, `name`, `unit`, `kind`, `members` and `figures`.
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// The metric.
        public let metric: MetricID
        /// The labels that are common to the series of the row; none for the metric as a whole.
        public let labels: Labels
        /// Which part of the metric it is.
        public let part: RowPart
        /// The metric's name for people.
        public let name: String
        /// The unit of one.
        public let unit: String
        /// What the numbers are.
        public let kind: MetricKind
        /// How many series the row puts together.
        public let members: Int
        /// What is compared, by kind.
        public let figures: [Pair]

        /// The metric, its labels and the part.
        public var id: ConsumptionTable.Row.ID { .init(metric: metric, labels: labels, part: part) }

        /// The pair of one measure; nil if the kind has none.
        public func figure(_ measure: Measure) -> Pair? { figures.first { $0.measure == measure } }
    }

    /// What a figure tells of a range.
    ///
    /// The domain is closed: the table of kinds.
    public enum Measure: String, CaseIterable, Hashable, Sendable, Codable {
        /// The level in force at the end.
        case last
        /// The mean of a level, weighted by time, or of the days of a distinct count.
        case mean
        /// The exact sum of a count.
        case sum
        /// The exact increase of a cumulative reading.
        case increase
        /// Different subjects of the range.
        case distinct
        /// The highest day of a distinct count.
        case peak
        /// The figure to date of one day.
        case toDate = "to-date"
        /// A sum or an increase, divided by the covered days; a day that is covered in part does not count.
        case perDay = "per-day"
    }

    /// One measure of both ranges.
    ///
    /// The JSON form has the keys `measure`, `period`, `base`, and `change` if both have a value.
    public struct Pair: Hashable, Sendable, Codable, Identifiable {
        /// What it tells.
        public let measure: Measure
        /// The figure of the period.
        public let period: Side
        /// The figure of the range that the period is compared with.
        public let base: Side
        /// The difference, and the growth in percent unless its base is zero; nil if a figure is missing.
        ///
        /// Of a sum or an increase the growth is that of the averages per covered day.
        ///
        /// Sums and means of days are subtracted before they are rounded, other means after.
        public let change: FigureChange?

        /// The measure.
        public var id: Measure { measure }
    }

    /// One figure of a range.
    ///
    /// The JSON form has the keys `completeness`, `reporting`, `widened`, and `value`, `known` and `date` if there are any.
    public struct Side: Hashable, Sendable, Codable {
        /// The number; nil if it is missing.
        public let value: Double?
        /// What was known last, before the end, of the levels that have none there; nil if each has, and for other measures.
        public let lastKnown: LastKnown?
        /// The date of a peak, the earliest of several, or that a figure to date is of; nil for other measures.
        public let date: LocalDate?
        /// How many of the row's series the number is made of.
        public let reporting: Int
        /// Whether a count of activity goes beyond the range to whole quarter hours, by which activity is kept.
        public let widened: Bool
        /// How far it can be relied on, in the range; of a figure to date, on its date.
        public let completeness: Completeness

        private enum CodingKeys: String, CodingKey {
            case value
            case lastKnown = "known"
            case date, reporting, widened, completeness
        }
    }
}
