public import BillingInsights
public import BillingModel
public import BillingTime

/// How far the limits of a tenant's metrics are used, and when they will be reached.
///
/// What a row tells depends on the kind of its metric:
///
/// | metric | used | reached |
/// | --- | --- | --- |
/// | count, cumulative | what is counted in the period so far, the day in progress included | when the sums of expected days reach it |
/// | gauge | the level in force: that of the last day that data are due of, or of the day in progress | when the level expected at the end of a day is at the limit |
/// | distinct to date | the figure of the month so far | when the figure expected of a day is at the limit |
///
/// What is known is not forecast; days that are not known in full, the one in progress included, are. A day between two known ones
/// of which something is not known is missing: only what is known of it is counted, and nothing of it is forecast.
///
/// The JSON form has the keys `stamp`, `tenant`, `name` and `rows`.
public struct LimitReport: Hashable, Sendable, Codable {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// Whose limits they are.
    public let tenant: TenantID
    /// The name of the tenant.
    public let name: String
    /// One row for each limit, in the order asked for.
    public let rows: [Row]

    /// The row of the limit with a name.
    public func row(_ name: String) -> Row? { rows.first { $0.limit.name == name } }

    /// One limit in the period that holds the instant of the report.
    ///
    /// The JSON form has the keys `limit`, `title`, `unit`, `kind`, `basis`, `bucket`, `label`, `known`, `missing` and `ahead`, and
    /// those of `used`, `since`, `estimate`, `probability`, `expected`, `earliest`, `latest` and `refusal` that there are.
    public struct Row: Hashable, Sendable, Codable {
        /// The limit.
        public let limit: MetricLimit
        /// The name of the metric.
        public let title: String
        /// The unit of the figures.
        public let unit: String
        /// What the numbers are.
        public let kind: MetricKind
        /// What is held against the limit: a total, a level, or a figure to date.
        public let basis: UsageForecast.Basis
        /// The period, in the zone of the screen.
        public let bucket: Bucket
        /// What the period is called: `2013-07`.
        public let label: String
        /// What is used so far, or the level; nil if nothing is known.
        public let used: Double?
        /// How many days of the period are known in full.
        public let known: Int
        /// How many days before the last known one are not known in full: of a total, only what is known of them is in it.
        public let missing: Int
        /// How many days to the end of the period are not known yet, the one in progress included.
        public let ahead: Int
        /// The date on which a limit that is reached was reached; nil if it is not, or if what is known does not tell.
        ///
        /// Of a total it is that on which it came to the limit to stay, of a level the first of the days in a row that are at it. A
        /// day before that is not known may have been it, and there is no date then.
        public let since: LocalDate?
        /// What is expected at the end of the period; nil if nothing can be said.
        public let estimate: Forecast.Estimate?
        /// The probability of more than the limit at the end of the period; nil if nothing can be said.
        public let probability: Double?
        /// The date on which the limit is expected to be reached.
        ///
        /// It is nil if that is not expected in the period, if the limit is reached already, or if nothing can be said. It may lie
        /// before today where days that have ended are not known yet.
        public let expected: LocalDate?
        /// The date by which one course in ten has reached it; nil likewise.
        public let earliest: LocalDate?
        /// The date by which nine courses in ten have reached it; nil likewise.
        public let latest: LocalDate?
        /// Why nothing is forecast: `a forecast needs 14 days with a value: there are 5`.
        public let refusal: String?

        /// What is left of the limit, negative if more is used; nil if nothing is known.
        public var left: Double? { used.map { limit.quantity - $0 } }
        /// What is used as a share of the limit, above 1 if more is; nil if nothing is known or the share fits no number.
        public var share: Double? { used.map { $0 / limit.quantity }.flatMap { $0.isFinite ? $0 : nil } }
        /// Whether the limit is reached already, as far as is known.
        public var isReached: Bool { used.map { $0 >= limit.quantity } ?? false }
    }
}
