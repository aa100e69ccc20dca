import BillingModel

/// A walk over observations, from one state to the next.
struct AlertWalk {
    private(set) var state: AlertState
    private(set) var transitions: [AlertTransition] = []
    private let rule: AlertRule
    private let pending: Int64

    init(_ state: AlertState, under rule: AlertRule) {
        self.state = state
        self.rule = rule
        pending = Int64(rule.pendingHours) * 3_600 * Instants.perSecond
    }

    mutating func evaluate(_ observation: AlertObservation) throws(BillingError) {
        try check(observation)
        let now = observation.instant
        if let last = state.evaluatedInstant, now <= last { return }
        if let current = state.span, let next = observation.span, next != current {
            guard current < next else { return }
            close(current, before: now)
        }
        state.evaluatedInstant = now
        state.span = observation.span
        if state.alerts.map(\.threshold) != rule.condition.thresholds { followRule(at: now) }
        guard let measure = observation.measure else { return }
        state.measure = measure
        let value = rule.condition.value(of: measure)
        for index in state.alerts.indices { judge(index, value, at: now) }
    }

    private func check(_ observation: AlertObservation) throws(BillingError) {
        if let kind = observation.measure?.kind, kind != state.kind {
            throw BillingError(
                .invalidValue, rule: "what is measured is what the condition of the rule asks for",
                detail: "\(kind.rawValue) for \(state.kind.rawValue)")
        }
        if state.evaluatedInstant != nil, (observation.span == nil) != (state.span == nil) {
            throw BillingError(
                .invalidValue, rule: "all observations of a subject have a period, or none has")
        }
    }

    // MARK: Values

    private mutating func judge(_ index: Int, _ value: Double, at now: Int64) {
        let alert = state.alerts[index]
        let isMet = value >= alert.threshold
        let isCleared = value < alert.threshold - rule.hysteresis
        switch alert.phase {
        case .ok, .resolved:
            guard isMet else { return }
            state.alerts[index].opening = now
            move(index, to: pending == 0 ? .firing : .pending, at: now, .value)
        case .pending:
            if isCleared {
                move(index, to: .ok, at: now, .value)
            } else if isMet, let opening = alert.opening, now - opening >= pending {
                move(index, to: .firing, at: now, .value)
            }
        case .firing:
            if isCleared { move(index, to: .resolved, at: now, .value) }
        }
    }

    // MARK: Periods and rules

    /// Ends a period, of which the next is known since `now`.
    private mutating func close(_ period: AlertPeriod, before now: Int64) {
        let end = max(min(period.end, now), state.evaluatedInstant ?? now)
        for index in state.alerts.indices { shut(index, at: end, .periodEnd) }
        for index in state.alerts.indices { state.alerts[index].phase = .ok }
        state.measure = nil
        state.told = 0
    }

    private mutating func followRule(at now: Int64) {
        let thresholds = rule.condition.thresholds
        for index in state.alerts.indices where !thresholds.contains(state.alerts[index].threshold) {
            shut(index, at: now, .ruleChange)
        }
        let known = state.alerts
        state.alerts = thresholds.map { threshold in
            known.first { $0.threshold == threshold } ?? AlertState.Alert(threshold: threshold)
        }
    }

    private mutating func shut(_ index: Int, at now: Int64, _ cause: AlertTransition.Cause) {
        switch state.alerts[index].phase {
        case .pending: move(index, to: .ok, at: now, cause)
        case .firing: move(index, to: .resolved, at: now, cause)
        case .ok, .resolved: break
        }
    }

    private mutating func move(
        _ index: Int, to phase: AlertPhase, at now: Int64, _ cause: AlertTransition.Cause
    ) {
        let alert = state.alerts[index]
        state.told += 1
        transitions.append(
            AlertTransition(
                rule: state.rule, subject: state.subject, condition: rule.condition,
                threshold: alert.threshold, from: alert.phase, to: phase, cause: cause,
                measure: state.measure, ordinal: state.told, instant: now, opening: alert.opening ?? now,
                span: state.span))
        state.alerts[index].phase = phase
        if !phase.isOpen { state.alerts[index].opening = nil }
    }
}
