import BillingModel

extension AlertCondition: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, of, shares, share, probability, findings, rarity, days
    }

    /// Reads a condition from its JSON form, with the rules of its factories.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.decode(Kind.self, forKey: .kind) {
        case .used:
            self = try .used(
                try values.decode([Double].self, forKey: .shares),
                of: try values.decode(Whole.self, forKey: .of))
        case .forecast:
            self = try .forecast(
                above: try values.decodeIfPresent(Double.self, forKey: .share) ?? 1,
                of: try values.decode(Whole.self, forKey: .of),
                probability: try values.decodeIfPresent(Double.self, forKey: .probability) ?? 0.8)
        case .unusual:
            let findings = try values.decodeIfPresent([Anomaly.Kind].self, forKey: .findings)
            self = try .unusual(
                Set(findings ?? Anomaly.Kind.all),
                rarity: try values.decodeIfPresent(Double.self, forKey: .rarity) ?? 1)
        case .silent: self = try .silent(days: try values.decode(Int.self, forKey: .days))
        case .overdue: self = try .overdue(days: try values.decode(Int.self, forKey: .days))
        }
    }

    /// Writes the JSON form that the type's documentation shows.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(kind, forKey: .kind)
        try values.encodeIfPresent(whole, forKey: .of)
        try values.encodeIfPresent(share, forKey: .share)
        switch kind {
        case .used: try values.encode(thresholds, forKey: .shares)
        case .forecast: try values.encode(least, forKey: .probability)
        case .unusual:
            try values.encode(findings, forKey: .findings)
            try values.encode(least, forKey: .rarity)
        case .silent, .overdue: try values.encode(Int(least), forKey: .days)
        }
    }
}
