#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

public import BillingModel

/// What an alert is about: a tenant, a metric of a tenant, an invoice.
public enum AlertSubject {}

/// The id of an ``AlertSubject``, as the host names it.
public typealias AlertSubjectID = EntityID<AlertSubject>

/// How the alerts of one rule and one subject stand: what a host keeps between evaluations.
///
/// ```swift
/// var state = AlertState(rule: rule, subject: try AlertSubjectID("acme"))
/// for transition in try state.advance(by: observations, under: rule) { tell(transition.sentence()) }
/// ```
///
/// Nothing is read but the state, the rule and the observations, one after the other. So evaluating them at once, in steps or
/// anew gives the same transitions with the same ids. What was told stays told: a correction is a new observation, at the
/// instant at which it became known, and closes an alert by the same rule as any other value. Whoever evaluates the past anew
/// observes what was known then.
public struct AlertState: Hashable, Sendable {
    /// How the alert at one threshold stands.
    public struct Alert: Hashable, Sendable {
        /// The threshold, in the unit of the value.
        public let threshold: Double
        /// Where the alert stands.
        public internal(set) var phase = AlertPhase.ok
        /// The instant at which the condition began to hold, in microseconds; nil unless pending or firing.
        var opening: Int64?

        /// The instant at which the condition began to hold; nil unless it is pending or firing.
        public var since: Date? { opening.map(Instants.date) }
    }

    /// The rule.
    public let rule: AlertRuleID
    /// What is observed.
    public let subject: AlertSubjectID
    /// The alerts, by ascending threshold.
    public internal(set) var alerts: [Alert]
    /// What was measured last in this period, if anything was.
    public internal(set) var measure: AlertMeasure?
    /// The kind of the rule's condition.
    public let kind: AlertCondition.Kind
    var evaluatedInstant: Int64?
    var span: AlertPeriod?
    /// How many transitions were told of this period.
    var told = 0

    /// The instant of the last observation that was evaluated, in microseconds.
    package var lastInstant: Int64? { evaluatedInstant }

    /// The instant of the last observation that was evaluated; nil before the first.
    public var evaluated: Date? { evaluatedInstant.map(Instants.date) }
    /// The period that was observed last; nil before the first, and for conditions without.
    public var period: Range<Date>? { span?.range }

    /// Whether nothing was ever told in this period, nor is anything pending.
    package var isUntold: Bool { told == 0 }

    /// Makes a state of which nothing was observed, so that all alerts are ok.
    ///
    /// - Parameters:
    ///   - rule: The rule.
    ///   - subject: What is observed; a host keeps one state for each.
    public init(rule: AlertRule, subject: AlertSubjectID) {
        self.rule = rule.id
        self.subject = subject
        kind = rule.condition.kind
        alerts = rule.condition.thresholds.map { Alert(threshold: $0) }
    }

    init(
        rule: AlertRuleID, subject: AlertSubjectID, kind: AlertCondition.Kind, alerts: [Alert],
        measure: AlertMeasure?, evaluated: Int64?, span: AlertPeriod?, told: Int
    ) {
        self.rule = rule
        self.subject = subject
        self.kind = kind
        self.alerts = alerts
        self.measure = measure
        evaluatedInstant = evaluated
        self.span = span
        self.told = told
    }
}
