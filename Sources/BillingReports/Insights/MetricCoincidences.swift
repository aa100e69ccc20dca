public import BillingModel

/// What else of a tenant was unusual on the unusual days of one metric, far more often than by chance.
///
/// That they come together does not say that one is the cause of the other.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `metric`, `companions` and `days`.
public struct MetricCoincidences: Hashable, Sendable, Codable {
    /// A metric that was unusual on these days.
    ///
    /// The JSON form has the keys `metric`, `hits`, `judged`, `share` and `probability`.
    public struct Companion: Hashable, Sendable, Codable {
        /// The metric, or a part of one.
        public let metric: MetricLink.Side
        /// On how many of the days it was unusual, or a day before or after.
        public let hits: Int
        /// On how many of the days it was judged.
        public let judged: Int
        /// The share of all its days that are as near to something unusual.
        public let share: Double
        /// The probability of at least so many hits by chance.
        public let probability: Double
    }

    /// One of the unusual days, and what else was unusual then.
    ///
    /// The JSON form has the keys `date` and `others`.
    public struct Day: Hashable, Sendable, Codable {
        /// The day.
        public let date: LocalDate
        /// The companions that were unusual on it, or a day before or after.
        public let others: [MetricLink.Side]
    }

    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// Whose usage it is.
    public let tenant: TenantID
    /// The name of the tenant.
    public let name: String
    /// The metric that was asked about.
    public let metric: MetricLink.Side
    /// What comes with its unusual days, the least likely by chance first; one in twenty is expected to be false.
    public let companions: [Companion]
    /// The unusual days with a companion, the earliest first.
    public let days: [Day]
}
