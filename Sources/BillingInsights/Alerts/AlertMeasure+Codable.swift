import BillingModel

/// The JSON form has the keys `kind` and `value`, and `projected` or `finding` where there is one.
extension AlertMeasure: Codable {
    private enum CodingKeys: String, CodingKey { case kind, value, projected, finding }

    /// Reads a measure, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let kind = try values.decode(AlertCondition.Kind.self, forKey: .kind)
        switch kind {
        case .used: self = try .used(try values.decode(Double.self, forKey: .value))
        case .forecast:
            self = try .forecast(
                probability: try values.decode(Double.self, forKey: .value),
                projected: try values.decode(Double.self, forKey: .projected))
        case .unusual:
            let finding = try values.decodeIfPresent(Anomaly.Kind.self, forKey: .finding)
            let value = try values.decode(Double.self, forKey: .value)
            self = try Self(rarity: value, of: finding)
        case .silent: self = try .silent(days: try values.decode(Int.self, forKey: .value))
        case .overdue: self = try .overdue(days: try values.decode(Int.self, forKey: .value))
        }
    }

    /// Writes the measure.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        try values.encode(value, forKey: .value)
        try values.encodeIfPresent(projected, forKey: .projected)
        try values.encodeIfPresent(finding, forKey: .finding)
    }
}
