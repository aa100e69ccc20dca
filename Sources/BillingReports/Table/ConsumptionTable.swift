public import BillingModel
public import BillingTime

/// Each metric of one tenant over the last 3, 6 and 12 months, its growth, and how active subjects are.
///
/// "The last n months" are the n complete calendar months before the month that holds `now`; that month is a column
/// of its own, up to `now`. What a window tells depends on the kind of metric:
///
/// | kind | value | average | peak | change |
/// | --- | --- | --- | --- | --- |
/// | gauge | last | weighted by time, over covered time | highest day | value − value at the window's first instant |
/// | count, cumulative | sum, or increase | per covered day | highest day | value − value of the window before |
/// | distinct | none | mean of the days that have a figure | highest day | average − average before |
/// | to date | last month-end | mean of the month-ends | highest month-end | value − month-end before the window |
///
/// With fewer months of data than n, a window says so and has no change.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `rows` and `activity`.
public struct ConsumptionTable: Hashable, Sendable, Codable {
    /// When and from what the table was made.
    public let stamp: ScreenStamp
    /// Whose consumption it is.
    public let tenant: TenantID
    /// The tenant's name for people.
    public let name: String
    /// A row for each metric, followed by those of its parts.
    public let rows: [Row]
    /// How active devices and users are; none for a kind of subject without figures.
    public let activity: [ActivityLevel]

    /// Makes a table of its parts.
    public init(
        stamp: ScreenStamp, tenant: TenantID, name: String, rows: [Row], activity: [ActivityLevel]
    ) {
        self.stamp = stamp
        self.tenant = tenant
        self.name = name
        self.rows = rows
        self.activity = activity
    }

    /// The row of a metric as a whole, or of a part of it; nil if there is none.
    public func row(_ metric: Metric, labels: Labels = .none) -> Row? {
        rows.first { $0.metric == metric.id && $0.labels == labels }
    }
}

extension ConsumptionTable {
    /// One metric, or the part of it that has some labels.
    ///
    /// The JSON form has the keys `metric`, `labels`, `name`, `unit`, `kind`, `members`, `windows` and `progress`.
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// What tells the rows of a table apart.
        public struct ID: Hashable, Sendable {
            /// The metric.
            public let metric: MetricID
            /// The labels that are common to the series of the row.
            public let labels: Labels
        }

        /// The metric.
        public let metric: MetricID
        /// The labels that are common to the series of the row; none for the metric as a whole.
        public let labels: Labels
        /// The metric's name for people.
        public let name: String
        /// The unit of one.
        public let unit: String
        /// What the numbers are.
        public let kind: MetricKind
        /// How many series the row puts together.
        public let members: Int
        /// The last 3, 6 and 12 complete months.
        public let windows: [Window]
        /// The month that holds `now`, up to `now`.
        public let progress: Progress

        /// The metric and its labels.
        public var id: ID { ID(metric: metric, labels: labels) }
    }

    /// What a row says about the n complete months before the one that holds `now`.
    ///
    /// The JSON form has the keys `months`, `covered`, `reporting`, `completeness`, and `value`, `average`, `peak` and
    /// `change` if there are any.
    public struct Window: Hashable, Sendable, Codable, Identifiable {
        /// How many months it has.
        public let months: Int
        /// How many of them have any data: covered time, or a sample.
        public let covered: Int
        /// How many of the row's series have a value in it.
        public let reporting: Int
        /// The figure at its end, or its sum, by kind; nil if there is none.
        public let value: Double?
        /// The average, by kind; nil if there is none.
        public let average: Double?
        /// The highest day or month-end; nil if there is none.
        public let peak: Peak?
        /// The change, by kind; nil if there is no full base for it.
        public let change: Change?
        /// The weakest of its days.
        public let completeness: Completeness

        /// The number of months.
        public var id: Int { months }
    }

    /// What a row says about the month that holds `now`, up to `now`.
    ///
    /// A figure to date has neither average nor peak here, as no month has ended. There is nothing at all if `now` is the first
    /// instant of the month.
    ///
    /// The JSON form has the keys `month`, `reporting`, and `value`, `average`, `peak` and `completeness` if there are
    /// any.
    public struct Progress: Hashable, Sendable, Codable {
        /// The first date of the month.
        public let month: LocalDate
        /// How many of the row's series have a value in it.
        public let reporting: Int
        /// The figure so far, or the sum, by kind.
        public let value: Double?
        /// The average, by kind.
        public let average: Double?
        /// The highest day.
        public let peak: Peak?
        /// The weakest of its days; nil if none has begun.
        public let completeness: Completeness?
    }

    /// The highest of several figures.
    ///
    /// The JSON form has the keys `value` and `date`.
    public struct Peak: Hashable, Sendable, Codable {
        /// The highest figure.
        public let value: Double
        /// The earliest date on which it was reached; of a figure to date, the last date of its month.
        public let date: LocalDate
    }
}
