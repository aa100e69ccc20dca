public import BillingModel

/// The platform's usage report: a row for each local date, with its numbers in the platform's order of columns.
///
/// Recorded numbers keep the date that they were sent for; those that follow from activity are counted by the days of
/// the screen's zone. A date that the clock skips whole is no row.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `dates` and `columns`: the guide to JSON forms describes its columns.
public struct DailyUsageReport: Hashable, Sendable {
    /// When and from what the report was made.
    public let stamp: ScreenStamp
    /// Whose usage it is.
    public let tenant: TenantID
    /// The tenant's name for people.
    public let name: String
    /// The metrics, in the order of the figures of each row.
    public let columns: [Column]
    /// A row for each date, in ascending order.
    public let rows: [Row]

    /// The figure of a metric on a date; nil if there is no such row or column.
    public func figure(_ metric: Metric, on date: LocalDate) -> Figure? {
        guard let column = columns.firstIndex(where: { $0.metric == metric.id }) else { return nil }
        return rows.first { $0.date == date }?.figures[column]
    }
}

extension DailyUsageReport {
    /// One metric of the report.
    public struct Column: Hashable, Sendable, Identifiable {
        /// The metric.
        public let metric: MetricID
        /// The metric's name for people.
        public let name: String
        /// The unit of one.
        public let unit: String
        /// What the numbers are.
        public let kind: MetricKind

        /// The metric.
        public var id: MetricID { metric }
    }

    /// The numbers of one local date.
    public struct Row: Hashable, Sendable, Identifiable {
        /// The date.
        public let date: LocalDate
        /// One figure for each column.
        public let figures: [Figure]

        /// The date.
        public var id: LocalDate { date }
    }
}
