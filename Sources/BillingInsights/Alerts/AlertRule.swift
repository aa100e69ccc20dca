public import BillingModel

/// The id of an ``AlertRule``.
public typealias AlertRuleID = EntityID<AlertRule>

/// When people are to be told of something.
///
/// A host writes rules as JSON, read with `FormReader`, which refuses a key that a rule does not have:
///
/// ```json
/// {"id": "budget", "name": "Monthly budget",
///  "condition": {"kind": "used", "of": "budget", "shares": [0.5, 0.8, 1]}, "pendingHours": 24, "hysteresis": 0.05}
/// ```
///
/// A value counts as **met** from the threshold on, as **cleared** below the threshold less the hysteresis, and in
/// between it changes nothing. An alert opens when its value is met and fires at the first value that is met
/// `pendingHours` later or more; it closes when its value is cleared.
public struct AlertRule: Hashable, Sendable {
    /// The id; it is part of the id of each transition, so a rule keeps it.
    public let id: AlertRuleID
    private let nameText: FreeText
    /// What the alert is about.
    public let condition: AlertCondition
    /// For how many elapsed hours the condition has to hold before the alert fires; 0 to fire at once.
    public let pendingHours: Int
    /// How far a value falls below a threshold before it is cleared, in the unit of the value.
    public let hysteresis: Double

    /// The name for people.
    public var name: String { nameText.text }

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - id: The id, which a host does not use for another rule.
    ///   - name: The name for people, of 1 to 4,096 bytes.
    ///   - condition: What the alert is about.
    ///   - pendingHours: For how many elapsed hours the condition has to hold, from 0 to 8,784, a leap year;
    ///     nil for 24 where the condition is a forecast, and 0 elsewhere.
    ///   - hysteresis: How far a value falls below a threshold before it is cleared, from 0 to less than the
    ///     least threshold; nil for 0.02 of a share and 0.2 of a probability, at most half the threshold, and 0
    ///     elsewhere.
    /// - Throws: `BillingError` with code `invalidValue` if one of them is out of range.
    public init(
        id: AlertRuleID, name: String, condition: AlertCondition, pendingHours: Int? = nil,
        hysteresis: Double? = nil
    ) throws(BillingError) {
        let hours = pendingHours ?? condition.usualPendingHours
        guard (0...8_784).contains(hours) else {
            throw BillingError(
                .invalidValue, rule: "an alert is pending for 0 to 8,784 hours", detail: "\(hours)")
        }
        let least = condition.least
        let distance = hysteresis ?? min(condition.usualHysteresis, 0.5 * least)
        guard distance >= 0, distance < least else {
            throw BillingError(
                .invalidValue, rule: "a hysteresis is from 0 to less than the least threshold",
                detail: "\(distance) for \(least)")
        }
        self.id = id
        nameText = try FreeText(name)
        self.condition = condition
        self.pendingHours = hours
        self.hysteresis = distance
    }
}

extension AlertRule: Codable {
    private enum CodingKeys: String, CodingKey { case id, name, condition, pendingHours, hysteresis }

    /// Reads a rule, and checks it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: try values.decode(AlertRuleID.self, forKey: .id),
            name: try values.decode(String.self, forKey: .name),
            condition: try values.decode(AlertCondition.self, forKey: .condition),
            pendingHours: try values.decodeIfPresent(Int.self, forKey: .pendingHours),
            hysteresis: try values.decodeIfPresent(Double.self, forKey: .hysteresis))
    }

    /// Writes the rule with all that was left out.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(name, forKey: .name)
        try values.encode(condition, forKey: .condition)
        try values.encode(pendingHours, forKey: .pendingHours)
        try values.encode(hysteresis, forKey: .hysteresis)
    }
}

extension AlertCondition {
    /// A forecast wavers from day to day, above all early in a period.
    fileprivate var usualPendingHours: Int { kind == .forecast ? 24 : 0 }

    /// Shares fall with credits and corrections; days and rarities fall to 0 when the matter is over.
    fileprivate var usualHysteresis: Double {
        switch kind {
        case .used: 0.02
        case .forecast: 0.2
        case .unusual, .silent, .overdue: 0
        }
    }
}
