import BillingModel
import Foundation

@testable import BillingInsights

/// Alerts on made-up days of 2026, counted from 1 March.
enum March {
    /// The instant of an ISO 8601 text without seconds: `2026-03-14T09:00`.
    static func instant(_ text: String) throws -> Date {
        Instants.date(try Instants.microseconds("\(text):00Z"))
    }

    /// 1 March 2026 is day 0; parts of days count.
    static func day(_ day: Double) -> Date { Date(timeIntervalSince1970: 1_772_323_200 + 86_400 * day) }

    static let march = day(0)..<day(31)
    static let april = day(31)..<day(61)

    static func used(
        _ share: Double?, on day: Double, of period: Range<Date>? = march
    ) throws -> AlertObservation {
        try AlertObservation(
            at: self.day(day), period: period, measure: try share.map { try AlertMeasure.used($0) })
    }

    static func rule(
        _ condition: AlertCondition, pendingHours: Int? = nil, hysteresis: Double? = nil
    ) throws -> AlertRule {
        try AlertRule(
            id: AlertRuleID("budget"), name: "Monthly budget", condition: condition,
            pendingHours: pendingHours, hysteresis: hysteresis)
    }

    static func state(of rule: AlertRule) throws -> AlertState {
        AlertState(rule: rule, subject: try AlertSubjectID("acme"))
    }
}

extension AlertTransition {
    /// Threshold, states and day, such as `0.8 ok>firing 2026-03-14`.
    var short: String { "\(threshold) \(from)>\(to) \(Self.dateInUTC(at))" }
}
