import BillingModel
import BillingTime

/// What a screen asks for of metrics, all of it at once: some metrics of some tenants on the buckets of a plan, and again on others.
///
/// Each tenant has buckets of its own, because its clock has; those of one clock are one part. ``MetricReader`` answers a query.
struct MetricQuery: Sendable {
    /// What is told of each series beside its values.
    struct Detail: OptionSet, Sendable {
        let rawValue: Int

        /// The states of samples, or of actions that were counted.
        static let states = Detail(rawValue: 1)
        /// The levels of a gauge, weighted by time.
        static let timeWeighted = Detail(rawValue: 2)
        /// What each series adds to a metric that has a series of its own beside those that labels split it into.
        static let shares = Detail(rawValue: 4)
    }

    /// Some metrics of tenants that have the same buckets.
    struct Part: Sendable {
        let metrics: [Metric]
        /// The places of the tenants among those of the screen, ascending.
        let tenants: [Int]
        let plan: BucketPlan
        let detail: Detail
    }

    private(set) var parts: [Part] = []

    /// Asks for metrics of tenants.
    ///
    /// - Returns: The place of the part, by which its answers are known.
    @discardableResult
    mutating func add(
        _ metrics: [Metric], of tenants: [Int], on plan: BucketPlan, with detail: Detail = []
    ) -> Int {
        parts.append(Part(metrics: metrics, tenants: tenants, plan: plan, detail: detail))
        return parts.count - 1
    }
}
