public import BillingModel

/// What is worth a look in the usage of a tenant: unusual days and feeds that went silent, where metrics are going, where they
/// changed for good, and what moves together.
///
/// A day in progress, one that data are still due of, and one that is covered in part are not judged.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `since`, `findings`, `trends`, `changes`, `links`, `judged` and
/// `unjudged`.
public struct UsageInsights: Hashable, Sendable, Codable {
    /// When and from what the screen was made.
    public let stamp: ScreenStamp
    /// Whose usage it is.
    public let tenant: TenantID
    /// The name of the tenant.
    public let name: String
    /// The first day of what is told; a finding that goes on then is told too.
    public let since: LocalDate
    /// What was found: what nobody has said anything of first, and of these the latest.
    public let findings: [Finding]
    /// Where each metric is going; none of figures to date, and where too little is known.
    public let trends: [MetricTrend]
    /// Where metrics changed for good, from the first day of what is told on; of levels only where they jumped.
    public let changes: [MetricChange]
    /// Which metrics move together, the strongest first; whatever belongs together by construction is left out.
    public let links: [MetricLink]
    /// How many metrics have a day in what is told that was judged, with enough known before it; without one, that nothing was found
    /// says nothing.
    public let judged: Int
    /// The metrics that were not judged, and why.
    public let unjudged: [Unjudged]

    /// What nobody has said anything of.
    public var open: [Finding] { findings.filter { $0.mark == nil } }

    /// A metric that was not judged.
    ///
    /// The JSON form has the keys `metric`, `name` and `rule`.
    public struct Unjudged: Hashable, Sendable, Codable {
        /// The metric.
        public let metric: MetricID
        /// Its name.
        public let name: String
        /// What it lacks: `a day is judged by 14 days before it: 5 are known in full`.
        public let rule: String
    }
}
