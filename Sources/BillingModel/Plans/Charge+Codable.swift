#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Charge: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, name, usage, included, price
    }

    /// Reads a charge from its JSON form, with the rules of the initializer.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: try container.decode(EntityID<Charge>.self, forKey: .id),
            name: try container.decode(String.self, forKey: .name),
            usage: try container.decode(Usage.self, forKey: .usage),
            included: try container.decodeIfPresent(Decimal.self, forKey: .included) ?? 0,
            price: try container.decode(PriceModel.self, forKey: .price))
    }

    /// Writes the JSON form that ``PricePlan`` shows.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(usage, forKey: .usage)
        try container.encode(included, forKey: .included)
        try container.encode(price, forKey: .price)
    }
}

extension Charge.Usage: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, metric, rule, labels
    }

    private enum Kind: String, CaseIterable, Codable {
        case metric, actions, period
    }

    /// Reads what a charge measures from its JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .metric:
            self = .metric(
                try container.decode(MetricID.self, forKey: .metric),
                try container.decode(QuantityRule.self, forKey: .rule),
                labels: try container.decodeIfPresent(LabelSelection.self, forKey: .labels))
        case .actions: self = .actions(try ActionSelection(from: decoder))
        case .period: self = .period
        }
    }

    /// Writes the JSON form that ``PricePlan`` shows, or `{"kind":"period"}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .metric(let metric, let rule, let labels):
            try container.encode(Kind.metric, forKey: .kind)
            try container.encode(metric, forKey: .metric)
            try container.encode(rule, forKey: .rule)
            try container.encodeIfPresent(labels, forKey: .labels)
        case .actions(let selection):
            try container.encode(Kind.actions, forKey: .kind)
            try selection.encode(to: encoder)
        case .period:
            try container.encode(Kind.period, forKey: .kind)
        }
    }
}
