import BillingModel

/// The JSON form has the keys `rule`, `subject`, `kind`, `alerts` (`threshold`, `phase`, `since`), `told`, and `measure`,
/// `evaluated` and `period` where there is one.
extension AlertState: Codable {
    private enum CodingKeys: String, CodingKey {
        case rule, subject, kind, alerts, told, measure, evaluated, period
    }

    /// Reads a state, and checks that it is one that observations lead to.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            rule: try values.decode(AlertRuleID.self, forKey: .rule),
            subject: try values.decode(AlertSubjectID.self, forKey: .subject),
            kind: try values.decode(AlertCondition.Kind.self, forKey: .kind),
            alerts: try values.decode([Alert].self, forKey: .alerts),
            measure: try values.decodeIfPresent(AlertMeasure.self, forKey: .measure),
            evaluated: try values.decodeIfPresent(String.self, forKey: .evaluated)
                .map(Instants.microseconds),
            span: try values.decodeIfPresent(AlertPeriod.self, forKey: .period),
            told: try values.decode(Int.self, forKey: .told))
        guard isSound else {
            throw BillingError(
                .malformed, rule: "the state of alerts is one that observations lead to",
                detail: "\(rule) of '\(subject)'")
        }
    }

    private var isSound: Bool {
        let thresholds = alerts.map(\.threshold)
        let ascend = zip(thresholds, thresholds.dropFirst()).allSatisfy(<)
        let isKnown = evaluatedInstant != nil || (told == 0 && span == nil && measure == nil)
        // So many transitions that no counter ever ends.
        return ascend && !alerts.isEmpty && isKnown && (0...1 << 53).contains(told)
            && measure?.kind ?? kind == kind
            && alerts.allSatisfy { alert in
                alert.phase.isOpen == (alert.opening != nil)
                    && (alert.phase == .ok || told > 0)
                    && alert.opening ?? .min <= evaluatedInstant ?? .min
            }
    }

    /// Writes the state.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(rule, forKey: .rule)
        try values.encode(subject, forKey: .subject)
        try values.encode(kind, forKey: .kind)
        try values.encode(alerts, forKey: .alerts)
        try values.encode(told, forKey: .told)
        try values.encodeIfPresent(measure, forKey: .measure)
        try values.encodeIfPresent(evaluatedInstant.map(Instants.text), forKey: .evaluated)
        try values.encodeIfPresent(span, forKey: .period)
    }
}

extension AlertState.Alert: Codable {
    private enum CodingKeys: String, CodingKey { case threshold, phase, since }

    /// Reads an alert.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        threshold = try values.decode(Double.self, forKey: .threshold)
        phase = try values.decode(AlertPhase.self, forKey: .phase)
        opening = try values.decodeIfPresent(String.self, forKey: .since).map(Instants.microseconds)
    }

    /// Writes the alert.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(threshold, forKey: .threshold)
        try values.encode(phase, forKey: .phase)
        try values.encodeIfPresent(opening.map(Instants.text), forKey: .since)
    }
}
