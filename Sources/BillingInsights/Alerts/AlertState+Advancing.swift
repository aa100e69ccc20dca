public import BillingModel

extension AlertState {
    /// Evaluates observations, and tells what changed.
    ///
    /// - An observation at or before the last instant that was evaluated changes nothing, nor does one of an earlier
    ///   period than the last; periods are ordered by start, then end.
    /// - An unknown value keeps every alert as it is. Time passes, and an alert that is pending fires at the next known
    ///   value that is met.
    /// - The first observation of another period ends the one before: what is open is closed, at the end of the period
    ///   but not before the last observation, and all alerts start anew from ok.
    /// - A rule may have changed its thresholds: an alert whose threshold is gone is closed, a new one starts from ok.
    ///
    /// Several alerts that change at once are told with the lowest threshold first.
    ///
    /// - Parameters:
    ///   - observations: The observations, the earliest first.
    ///   - rule: The rule of the state.
    /// - Returns: The transitions in their order; none if nothing changed.
    /// - Throws: `BillingError` with code `invalidValue` if the rule is another one or has another kind of condition, an
    ///   observation is of another kind, or some have a period and some have none; the state is as before then.
    /// - Complexity: O(*n* · *t*) for *n* observations and *t* thresholds.
    public mutating func advance(
        by observations: some Sequence<AlertObservation>, under rule: AlertRule
    ) throws(BillingError) -> [AlertTransition] {
        try check(rule)
        var walk = AlertWalk(self, under: rule)
        for observation in observations { try walk.evaluate(observation) }
        self = walk.state
        return walk.transitions
    }

    private func check(_ rule: AlertRule) throws(BillingError) {
        guard rule.id == self.rule else {
            throw BillingError(
                .invalidValue, rule: "the state of alerts is advanced under its own rule",
                detail: "\(rule.id) for \(self.rule)")
        }
        guard rule.condition.kind == kind else {
            throw BillingError(
                .invalidValue, rule: "a rule keeps the kind of its condition; give another one another id",
                detail: "\(rule.id): \(rule.condition.kind.rawValue) for \(kind.rawValue)")
        }
    }
}
