import BillingModel

/// The JSON form has the keys `id`, `alert`, `rule`, `subject`, `condition`, `threshold`, `from`, `to`, `cause`, `measure`,
/// `ordinal`, `at`, `since`, `period` and `sentence`; `measure` and `period` are left out where there is none.
extension AlertTransition: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, alert, rule, subject, condition, threshold, from, to, cause, measure, ordinal, at, since,
            period, sentence
    }

    /// Reads a transition, and checks that the id follows from the rest.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        rule = try values.decode(AlertRuleID.self, forKey: .rule)
        subject = try values.decode(AlertSubjectID.self, forKey: .subject)
        condition = try values.decode(AlertCondition.self, forKey: .condition)
        threshold = try values.decode(Double.self, forKey: .threshold)
        from = try values.decode(AlertPhase.self, forKey: .from)
        to = try values.decode(AlertPhase.self, forKey: .to)
        cause = try values.decode(Cause.self, forKey: .cause)
        measure = try values.decodeIfPresent(AlertMeasure.self, forKey: .measure)
        ordinal = try values.decode(Int.self, forKey: .ordinal)
        instant = try Instants.microseconds(try values.decode(String.self, forKey: .at))
        opening = try Instants.microseconds(try values.decode(String.self, forKey: .since))
        span = try values.decodeIfPresent(AlertPeriod.self, forKey: .period)
        guard try values.decode(String.self, forKey: .id) == id,
            measure?.kind ?? condition.kind == condition.kind
        else {
            throw BillingError(
                .malformed, rule: "the id and the measure of a transition follow from its alert")
        }
    }

    /// Writes a transition, with its ids and its sentence for readers in other languages.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(alert, forKey: .alert)
        try values.encode(rule, forKey: .rule)
        try values.encode(subject, forKey: .subject)
        try values.encode(condition, forKey: .condition)
        try values.encode(threshold, forKey: .threshold)
        try values.encode(from, forKey: .from)
        try values.encode(to, forKey: .to)
        try values.encode(cause, forKey: .cause)
        try values.encodeIfPresent(measure, forKey: .measure)
        try values.encode(ordinal, forKey: .ordinal)
        try values.encode(Instants.text(instant), forKey: .at)
        try values.encode(Instants.text(opening), forKey: .since)
        try values.encodeIfPresent(span, forKey: .period)
        try values.encode(sentence(), forKey: .sentence)
    }
}
