import BillingInsights
import BillingModel
import BillingStore
import BillingTime

/// The JSON form has the key `rule`, and those of what it is about: `budget`, and on the basis of the charge to date `plan` and `cycle`;
/// `limit`; `metric`, and `labels` of a part; or `dueafter`, in days, of invoices. `cycle` and `labels` may be left out.
///
/// ```json
/// {"rule": {"id": "feed", "name": "Silent feed", "condition": {"kind": "silent", "days": 3}}, "metric": "orders"}
/// ```
extension AlertWatch: Codable {
    private enum CodingKeys: String, CodingKey {
        case rule, budget, plan, cycle, limit, metric, labels, dueAfter = "dueafter"
    }

    /// Reads a watch, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let topics: [CodingKeys] = [.budget, .limit, .metric, .dueAfter]
        guard topics.count(where: values.contains) == 1 else {
            throw BillingError(
                .malformed, rule: "a watch is about one of these: a budget, a limit, a metric, or invoices",
                detail: topics.filter(values.contains).map(\.rawValue).joined(separator: ", "))
        }
        let topic: Topic
        if let budget = try values.decodeIfPresent(Budget.self, forKey: .budget) {
            let plan = try values.decodeIfPresent(PricePlan.self, forKey: .plan)
            let cycle = plan == nil ? nil : try values.decodeIfPresent(BucketWidth.self, forKey: .cycle)
            topic = .budget(budget, plan: plan, cycle: cycle ?? .month)
        } else if let limit = try values.decodeIfPresent(MetricLimit.self, forKey: .limit) {
            topic = .limit(limit)
        } else if let metric = try values.decodeIfPresent(MetricID.self, forKey: .metric) {
            topic = .metric(
                metric, labels: try values.decodeIfPresent(Labels.self, forKey: .labels) ?? .none)
        } else {
            topic = .invoices(dueAfter: try values.decode(Int.self, forKey: .dueAfter))
        }
        try self.init(try values.decode(AlertRule.self, forKey: .rule), of: topic)
    }

    /// Writes the watch.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(rule, forKey: .rule)
        switch topic {
        case .budget(let budget, let plan, let cycle):
            try values.encode(budget, forKey: .budget)
            try values.encodeIfPresent(plan, forKey: .plan)
            if plan != nil { try values.encode(cycle, forKey: .cycle) }
        case .limit(let limit): try values.encode(limit, forKey: .limit)
        case .metric(let metric, let labels):
            try values.encode(metric, forKey: .metric)
            if !labels.isEmpty { try values.encode(labels, forKey: .labels) }
        case .invoices(let days): try values.encode(days, forKey: .dueAfter)
        }
    }
}
