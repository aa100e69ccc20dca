public import BillingModel

/// What is worth a look in the usage of a tenant: unusual days, changes of level, and feeds that went silent.
///
/// A day in progress, one that data are still due of, and one that is covered in part are not judged.
///
/// The JSON form has the keys `stamp`, `tenant`, `name`, `since`, `findings` and `unjudged`.
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
