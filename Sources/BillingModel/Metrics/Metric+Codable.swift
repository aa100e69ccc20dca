/// The JSON form has the keys `id`, `name`, `unit`, `kind`, `source`, `cadence`, `lag` and `staleness` (whole
/// microseconds, the latter only if there is a limit), `identity`, and `resets` if another reset rule than any drop is
/// stated.
extension Metric: Codable {
    private enum Key: String, CodingKey {
        case id, name, unit, kind, source, cadence, lag, staleness, identity, resets
    }

    /// Reads a metric, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        try self.init(
            id: try values.decode(MetricID.self, forKey: .id),
            name: try values.decode(String.self, forKey: .name),
            unit: try values.decode(String.self, forKey: .unit),
            kind: try values.decode(MetricKind.self, forKey: .kind),
            source: try values.decode(Source.self, forKey: .source),
            cadence: try values.decode(Cadence.self, forKey: .cadence),
            lag: try .microseconds(values.decode(Int64.self, forKey: .lag)),
            staleness: try values.decodeIfPresent(Int64.self, forKey: .staleness).map(Duration.microseconds),
            identity: try values.decode(IdentityScope.self, forKey: .identity),
            resets: try values.decodeIfPresent(ResetRule.self, forKey: .resets) ?? .anyDrop)
    }

    /// Writes the metric.
    public func encode(to encoder: any Encoder) throws { try encodeFields(to: encoder) }
}

extension Metric: FieldedRecord {
    package static let fields: [RecordField<Metric>] = [
        RecordField("id", columns: ["metric"]) { .id($0.id) },
        RecordField("name") { .text($0.name) },
        RecordField("unit") { .text($0.unit) },
        RecordField("kind") { .text($0.kind.rawValue) },
        RecordField("source") { .text($0.source.description) },
        RecordField("cadence") { .text($0.cadence.description) },
        RecordField("lag") { .integer($0.lag.microseconds) },
        RecordField("staleness", .optional) {
            $0.staleness.map { .integer($0.microseconds) } ?? .missing
        },
        RecordField("identity") { .text($0.identity.rawValue) },
        RecordField("resets", .ifStated) {
            $0.resets == .anyDrop ? .missing : .text($0.resets.description)
        },
    ]
}

extension Metric.Source: Codable {
    /// Reads a source from its text.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("recorded", 1): self = .recorded
        case ("activity", 2): self = .activity(of: try SubjectKind(String(parts[1])))
        case ("actions", 2):
            guard let measure = Metric.ActionMeasure(rawValue: String(parts[1])) else { fallthrough }
            self = .actions(measure)
        default:
            throw BillingError(
                .malformed,
                rule: "a source is 'recorded', 'activity:' and a kind, or 'actions:' and a measure",
                detail: "text '\(text)'")
        }
    }

    /// Writes the source as its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Duration {
    /// Whole microseconds, rounded towards zero; for the durations of a metric, which are at most 36,500 days.
    package var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    /// Whether nothing is lost by counting in microseconds.
    var isWholeMicroseconds: Bool {
        components.attoseconds.isMultiple(of: 1_000_000_000_000)
    }
}
