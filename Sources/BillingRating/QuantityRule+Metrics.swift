public import BillingModel

extension QuantityRule {
    /// The rules that make sense for a metric, in the order of their declaration.
    ///
    /// | kind | rules |
    /// | --- | --- |
    /// | count, cumulative | sum; peak and mean of the daily sums |
    /// | gauge | last, peak, mean; the mean weighted by time |
    /// | distinct, recorded | peak, mean of the days |
    /// | distinct, derived from activity | peak, mean of the days, and month-end: the distinct count of the period |
    /// | to-date | month-end |
    public static func rules(for metric: Metric) -> [QuantityRule] {
        switch metric.kind {
        case .count, .cumulative: return [.sum, .peak, .mean]
        case .gauge: return [.last, .peak, .mean, .timeWeightedMean]
        case .distinctToDate: return [.monthEnd]
        case .distinct:
            if case .activity = metric.source { return [.peak, .mean, .monthEnd] }
            return [.peak, .mean]
        }
    }
}

extension Charge {
    /// Checks that the rule of this charge makes sense for the metric that it names.
    ///
    /// - Parameter metric: The metric as the tenant defines it.
    /// - Throws: `BillingError` with code `unsupported` if it makes none, or if the charge selects by labels and the metric
    ///   is derived from activity, which has none; the detail names the charge and the metric. `invalidValue` if the charge
    ///   names another metric.
    public func check(_ metric: Metric) throws(BillingError) {
        guard case .metric(let id, let rule, let labels) = usage, id == metric.id else {
            throw BillingError(
                .invalidValue, rule: "a charge is checked with the metric that it names",
                detail: "charge '\(self.id)', metric '\(metric.id)'")
        }
        if labels != nil, case .activity = metric.source {
            throw BillingError(
                .unsupported, rule: "a charge by labels takes in a metric that labels split",
                detail: "charge '\(self.id)', metric '\(metric.id)' from \(metric.source)")
        }
        let rules = QuantityRule.rules(for: metric)
        guard rules.contains(rule) else {
            throw BillingError(
                .unsupported, rule: "the quantity rule of a charge makes sense for the kind of its metric",
                detail: "charge '\(self.id)' takes \(rule.rawValue) of metric '\(metric.id)' of kind "
                    + "\(metric.kind.rawValue), which has \(rules.map(\.rawValue).joined(separator: ", "))")
        }
    }
}
