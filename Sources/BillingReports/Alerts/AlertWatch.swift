public import BillingInsights
public import BillingModel
public import BillingStore
public import BillingTime

/// A rule of alerts and what it is about: what a host keeps for each tenant.
///
/// | about | conditions of the rule |
/// | --- | --- |
/// | ``Topic/budget(_:plan:cycle:)`` | a share of a budget is used; it is forecast to be exceeded |
/// | ``Topic/limit(_:)`` | a share of a limit is used; it is forecast to be exceeded |
/// | ``Topic/metric(_:labels:)`` | a day is unusual; a feed is silent |
/// | ``Topic/invoices(dueAfter:)`` | an invoice is overdue |
public struct AlertWatch: Hashable, Sendable {
    /// When people are told.
    public let rule: AlertRule
    /// What it is about.
    public let topic: Topic

    /// What alerts are about.
    ///
    /// The domain is closed: these are what the conditions of rules ask for.
    public enum Topic: Hashable, Sendable {
        /// A budget of the tenant.
        ///
        /// On the basis of the charge to date it has the plan and the width of the billing period, `cycle`; on others there is no plan.
        case budget(Budget, plan: PricePlan? = nil, cycle: BucketWidth = .month)
        /// A limit of a metric.
        case limit(MetricLimit)
        /// A metric as a whole, or the part of it that has these labels.
        case metric(MetricID, labels: Labels = .none)
        /// The invoices of the tenant, each for itself.
        ///
        /// An invoice has no date on which it is due; one that is not paid counts as overdue from the day on that is more than so many
        /// days after the date of its issue, from 0 to 36,500.
        case invoices(dueAfter: Int)
    }

    /// Makes a watch.
    ///
    /// - Parameters:
    ///   - rule: When people are told.
    ///   - topic: What it is about.
    /// - Throws: `BillingError` with code `invalidValue` if the rule asks for something else, or the days are out of range.
    public init(_ rule: AlertRule, of topic: Topic) throws(BillingError) {
        let condition = rule.condition
        let fits =
            switch topic {
            case .budget: condition.whole == .budget
            case .limit: condition.whole == .limit
            case .metric: condition.kind == .unusual || condition.kind == .silent
            case .invoices: condition.kind == .overdue
            }
        guard fits else {
            throw BillingError(
                .invalidValue, rule: "what a rule of alerts asks for can be told of what it is about",
                detail: "rule '\(rule.id)' is about '\(condition.kind.rawValue)'")
        }
        if case .budget(let budget, let plan, _) = topic, (budget.basis == .chargeToDate) != (plan != nil) {
            throw BillingError(
                .invalidValue, rule: "a budget has a plan on the basis of the charge to date, and only there",
                detail: "basis \(budget.basis.rawValue)")
        }
        if case .invoices(let days) = topic, !(0...36_500).contains(days) {
            throw BillingError(
                .invalidValue, rule: "an invoice is due 0 to 36,500 days after its issue", detail: "\(days)")
        }
        self.rule = rule
        self.topic = topic
    }
}
