import BillingInsights
import BillingModel
import BillingTime

/// The states of the alerts of a tenant, as they are advanced one after the other.
struct AlertBook {
    private struct Key: Hashable {
        let rule: AlertRuleID
        let subject: AlertSubjectID
    }

    private(set) var told: [AlertReport.Told] = []
    private(set) var rows: [AlertReport.Row] = []
    private var states: [Key: AlertState] = [:]
    private let given: [Key]
    private var watched: [Key] = []
    private var isWatched: Set<Key> = []

    /// - Throws: `BillingError` with code `invalidValue` if two states are of one rule and one subject.
    init(_ states: [AlertState], of tenant: Tenant) throws(BillingError) {
        given = states.map { Key(rule: $0.rule, subject: $0.subject) }
        for (key, state) in zip(given, states) where self.states.updateValue(state, forKey: key) != nil {
            throw BillingError(
                .invalidValue, rule: "the alerts of a rule and a subject have one state",
                detail: "rule '\(key.rule)' of '\(key.subject)'")
        }
    }

    /// What is kept of this evaluation, and the states of which there is no watch any more.
    var kept: [AlertState] {
        (watched + given.filter { !isWatched.contains($0) }).compactMap { states[$0] }
    }

    func state(_ rule: AlertRule, _ subject: AlertSubjectID) -> AlertState? {
        states[Key(rule: rule.id, subject: subject)]
    }

    /// Evaluates what was seen of a subject.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the subject was seen under this rule before, or the kind of the rule
    ///   has changed.
    mutating func advance(
        _ rule: AlertRule, _ sight: AlertSight, on clock: Zone
    ) throws(BillingError) {
        let key = Key(rule: rule.id, subject: sight.subject)
        guard !isWatched.contains(key) else {
            throw BillingError(
                .invalidValue, rule: "a rule watches a subject once",
                detail: "rule '\(key.rule)' of '\(key.subject)'")
        }
        var state = states[key] ?? AlertState(rule: rule, subject: sight.subject)
        let transitions = try state.advance(by: sight.observations, under: rule)
        watched.append(key)
        isWatched.insert(key)
        guard sight.isKept || !state.isUntold else {
            states[key] = nil
            return
        }
        states[key] = state
        for transition in transitions {
            let sentence = transition.sentence { (try? clock.date(of: $0))?.description ?? "" }
            told.append(
                AlertReport.Told(
                    name: rule.name, title: sight.title, statement: "\(sight.title): \(sentence)",
                    transition: transition))
        }
        rows.append(
            AlertReport.Row(
                rule: rule.id, name: rule.name, kind: rule.condition.kind, subject: sight.subject,
                title: sight.title, alerts: state.alerts, measure: state.measure, refusal: sight.refusal))
    }
}
