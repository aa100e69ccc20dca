public import BillingModel
public import BillingTime

/// Each metric of one tenant over the last 3, 6 and 12 months, its growth, and how active subjects are.
///
/// "The last n months" are the n complete calendar months before the month that holds `now`; that month is a column
/// of its own, up to `now`. What a window tells depends on the kind of metric:
///
/// | kind | value | average | peak | change |
/// | --- | --- | --- | --- | --- |
/// | gauge | in force at the end | weighted by time, over the time in which it is known | highest day | value − value just before the window |
/// | count, cumulative | sum, or increase | per covered day | highest day | value − value of the window before; in percent, average against average |
/// | distinct | none | mean of the days that have a figure | highest day | average − average before |
/// | to date | in force at the last month-end | mean of the month-ends | highest month-end | value − month-end before the window |
///
/// A day of a gauge has the level in force at its end. A covered day is one of which all that has passed is covered.
///
/// A value of a date that the clock skipped, as Apia did 2011-12-30, counts as one of the date before.
///
/// A level, that of a gauge or a figure to date, is in force where its sample stands or is carried: to the staleness limit or the
/// reset, where the time is covered. Else the value is missing, and what was known last stands beside it. The level of
/// several series is the sum of those that are in force, so that parts add up to the whole.
///
/// With fewer months of data than n, a window says so and has no change. Of a level, as that of a configuration object, a
/// window also tells on how many dates it changed.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `breakdown`, `rows`, `omitted` and `activity`.
public struct ConsumptionTable: Hashable, Sendable, Codable {
    /// When and from what the table was made.
    public let stamp: ScreenStamp
    /// Whose consumption it is.
    public let tenant: TenantID
    /// The tenant's name for people.
    public let name: String
    /// Which labels the rows are of.
    public let breakdown: LabelBreakdown
    /// A row for each metric, followed by those of its parts.
    public let rows: [Row]
    /// The rows that cannot be told, and why.
    public let omitted: [OmittedRow]
    /// How active devices and users are; none for a kind of subject without figures.
    public let activity: [ActivityLevel]

    /// Makes a table of its parts.
    package init(
        stamp: ScreenStamp, tenant: TenantID, name: String, breakdown: LabelBreakdown = .series, rows: [Row],
        omitted: [OmittedRow] = [], activity: [ActivityLevel]
    ) {
        self.stamp = stamp
        self.tenant = tenant
        self.name = name
        self.breakdown = breakdown
        self.rows = rows
        self.omitted = omitted
        self.activity = activity
    }

    /// The row of a metric as a whole, or of the series or group with some labels; nil if there is none.
    public func row(_ metric: Metric, labels: Labels = .none) -> Row? {
        rows.first { $0.metric == metric.id && $0.labels == labels }
    }

    /// The row of a part of a metric that no labels tell, such as the rest; nil if there is none.
    public func row(_ metric: Metric, part: RowPart) -> Row? {
        rows.first { $0.metric == metric.id && $0.part == part }
    }
}

extension ConsumptionTable {
    /// One metric, or the part of it that has some labels.
    ///
    /// The JSON form has the keys `metric`, `labels`, `part`, `name`, `unit`, `kind`, `members`, `windows` and `progress`,
    /// and those of `trend` and `outlook` that were added.
    public struct Row: Hashable, Sendable, Codable, Identifiable {
        /// What tells the rows of a table apart.
        public struct ID: Hashable, Sendable {
            /// The metric.
            public let metric: MetricID
            /// The labels that are common to the series of the row.
            public let labels: Labels
            /// Which part of the metric it is.
            public let part: RowPart
        }

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
        /// The last 3, 6 and 12 complete months.
        public let windows: [Window]
        /// The month that holds `now`, up to `now`.
        public let progress: Progress
        /// Where it is going; nil unless insights that tell it were added.
        public internal(set) var trend: MetricTrend?
        /// Where the month that holds `now` will end; nil unless a forecast that tells it was added.
        public internal(set) var outlook: UsageForecast.End?

        /// The metric, its labels and the part.
        public var id: ID { ID(metric: metric, labels: labels, part: part) }
    }

    /// What a row says about the n complete months before the one that holds `now`.
    ///
    /// The JSON form has the keys `months`, `covered`, `reporting`, `completeness`, and `value`, `known`, `average`, `peak`,
    /// `change` and `steps` if there are any.
    public struct Window: Hashable, Sendable, Codable, Identifiable {
        /// How many months it has.
        public let months: Int
        /// How many of them have any data: time that is known, or a sample.
        public let covered: Int
        /// How many of the row's series the value is made of: of a sum, and of days, those that have a value anywhere
        /// in the window; of a level and of a figure to date those that have one at its end.
        public let reporting: Int
        /// The figure in force at its end, or its sum, by kind; nil if there is none.
        public let value: Double?
        /// What was known last before its end of the levels that have none there; nil if each has, and for other kinds.
        public let lastKnown: LastKnown?
        /// The average, by kind; nil if there is none.
        public let average: Double?
        /// The highest day or month-end; nil if there is none.
        public let peak: Peak?
        /// The change, by kind; nil if there is no full base for it.
        public let change: FigureChange?
        /// On how many dates a level changed; nil for other kinds, and if it has no value in the window.
        public let steps: Steps?
        /// The weakest of its days; a level is known of a day as far as it is in force.
        public let completeness: Completeness

        /// The number of months.
        public var id: Int { months }

        private enum CodingKeys: String, CodingKey {
            case months, covered, reporting, value
            case lastKnown = "known"
            case average, peak, change, steps, completeness
        }
    }

    /// What a row says about the month that holds `now`, up to `now`.
    ///
    /// A figure to date has neither average nor peak here, as no month has ended. There is nothing at all if `now` is the first
    /// instant of the month.
    ///
    /// The JSON form has the keys `month`, `reporting`, `widened`, and `value`, `known`, `average`, `peak` and `completeness`
    /// if there are any.
    public struct Progress: Hashable, Sendable, Codable {
        /// The first date of the month.
        public let month: LocalDate
        /// How many of the row's series the value is made of, as in a window.
        public let reporting: Int
        /// The figure so far, or the sum, by kind.
        public let value: Double?
        /// What was known last before `now`, as in a window.
        public let lastKnown: LastKnown?
        /// The average, by kind.
        public let average: Double?
        /// The highest day.
        public let peak: Peak?
        /// Whether a count of activity goes beyond `now`, to the end of its quarter hour, by which activity is kept.
        public let widened: Bool
        /// The weakest of its days; nil if none has begun.
        public let completeness: Completeness?

        private enum CodingKeys: String, CodingKey {
            case month, reporting, value
            case lastKnown = "known"
            case average, peak, widened, completeness
        }
    }

    /// How often a level changed, by the day.
    ///
    /// A date counts if the level at its end differs from the last one known before it, however long ago, within the 24
    /// months that are read. So a change in a gap counts on the date that ends the gap, and the first level that is
    /// known is no change. A row of several series counts a date once, if any of them changed.
    ///
    /// The JSON form has the keys `days` and `net`.
    public struct Steps: Hashable, Sendable, Codable {
        /// The number of dates on which it changed.
        public let days: Int
        /// What these changes add up to, the one on the first date included.
        public let net: Double
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

extension ConsumptionTable {
    private enum CodingKeys: String, CodingKey {
        case stamp, tenant, name, breakdown, rows, omitted, activity
    }

    /// Reads a table, and checks that trends and outlooks are of the metrics and the parts that can have one.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            name: try values.decode(String.self, forKey: .name),
            breakdown: try values.decode(LabelBreakdown.self, forKey: .breakdown),
            rows: try values.decode([Row].self, forKey: .rows),
            omitted: try values.decode([OmittedRow].self, forKey: .omitted),
            activity: try values.decode([ActivityLevel].self, forKey: .activity))
        let areOwn = rows.allSatisfy { row in
            guard row.trend != nil || row.outlook != nil else { return true }
            return hasOutlook(row)
                && row.trend.map { $0.metric == row.metric && $0.labels == row.labels } ?? true
        }
        guard areOwn else {
            throw BillingError(
                .malformed, rule: "a trend and an outlook are of a metric as a whole or of one series")
        }
    }
}
