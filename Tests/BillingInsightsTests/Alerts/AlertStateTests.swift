import BillingModel
import Foundation
import Testing

@testable import BillingInsights

@Suite("Alerts")
struct AlertStateTests {
    /// What a rule tells of the shares of the days of March from 0 on; nil is unknown.
    private func told(_ shares: [Double?], under rule: AlertRule) throws -> [String] {
        var state = try March.state(of: rule)
        let observations = try shares.enumerated().map { try March.used($1, on: Double($0)) }
        return try state.advance(by: observations, under: rule).map(\.short)
    }

    @Test("Each share that is crossed at once is told, the lowest first")
    func allAtOnce() throws {
        let rule = try March.rule(.used(of: .budget))
        var state = try March.state(of: rule)
        let transitions = try state.advance(by: [try March.used(1.3, on: 4)], under: rule)
        #expect(
            transitions.map(\.short) == [
                "0.5 ok>firing 2026-03-05", "0.8 ok>firing 2026-03-05", "0.9 ok>firing 2026-03-05",
                "1.0 ok>firing 2026-03-05",
            ])
        #expect(transitions.map(\.ordinal) == [1, 2, 3, 4])
        #expect(Set(transitions.map(\.alert)).count == 4)
        #expect(state.alerts.allSatisfy { $0.phase == .firing && $0.since == March.day(4) })
        #expect(state.measure?.value == 1.3)
    }

    @Test("Exactly the threshold is met; what is not below by the hysteresis is not cleared")
    func boundaries() throws {
        let rule = try March.rule(.used([0.8], of: .budget), hysteresis: 0.25)
        // 400 of 500; 0.8 less 0.25 is 0.55, of which the double is met exactly.
        #expect(
            try told([0.799_999, 400.0 / 500, 0.56, 0.8 - 0.25, 0.549_999, 0.7, 0.8], under: rule) == [
                "0.8 ok>firing 2026-03-02", "0.8 firing>resolved 2026-03-05",
                "0.8 resolved>firing 2026-03-07",
            ])
    }

    @Test("A condition that does not last is not told as firing")
    func pending() throws {
        let rule = try March.rule(.used([1], of: .budget), pendingHours: 48, hysteresis: 0.1)
        #expect(
            try told([1, 1.2, 0.8, 1, 0.95, 0.95, 1, 1.1, 0.2], under: rule) == [
                "1.0 ok>pending 2026-03-01", "1.0 pending>ok 2026-03-03", "1.0 ok>pending 2026-03-04",
                // Within the hysteresis it goes on, and fires once the threshold is met again.
                "1.0 pending>firing 2026-03-07", "1.0 firing>resolved 2026-03-09",
            ])
        var state = try March.state(of: rule)
        _ = try state.advance(by: [try March.used(1, on: 0)], under: rule)
        let early = try state.advance(by: [try March.used(1, on: 1.999_999)], under: rule)
        #expect(early.isEmpty)
        let due = try state.advance(by: [try March.used(1, on: 2)], under: rule)
        #expect(due.map(\.to) == [.firing])
        #expect(due.map(\.since) == [March.day(0)])
    }

    @Test("What is unknown changes nothing, and never resolves")
    func unknown() throws {
        let rule = try March.rule(.used([1], of: .budget), pendingHours: 24)
        #expect(
            try told([nil, 1, nil, nil, 1, nil, nil, 0.2, nil], under: rule) == [
                "1.0 ok>pending 2026-03-02", "1.0 pending>firing 2026-03-05",
                "1.0 firing>resolved 2026-03-08",
            ])
    }

    @Test("The end of a period closes what is open, and the next begins from ok")
    func periodEnd() throws {
        let rule = try March.rule(.used([0.5, 1], of: .budget), pendingHours: 72)
        var state = try March.state(of: rule)
        let transitions = try state.advance(
            by: [
                try March.used(0.6, on: 20), try March.used(0.7, on: 25), try March.used(1, on: 29),
                try March.used(nil, on: 31.5, of: March.april), try March.used(0.6, on: 32, of: March.april),
            ], under: rule)
        #expect(
            transitions.map(\.short) == [
                "0.5 ok>pending 2026-03-21", "0.5 pending>firing 2026-03-26", "1.0 ok>pending 2026-03-30",
                "0.5 firing>resolved 2026-04-01", "1.0 pending>ok 2026-04-01", "0.5 ok>pending 2026-04-02",
            ])
        #expect(transitions.map(\.cause) == [.value, .value, .value, .periodEnd, .periodEnd, .value])
        #expect(transitions.map(\.period) == Array(repeating: March.march, count: 5) + [March.april])
        #expect(transitions.map(\.ordinal) == [1, 2, 3, 4, 5, 1])
        #expect(transitions[3].value == 1)
        #expect(Set(transitions.map(\.id)).count == 6)
        #expect(state.period == March.april)
    }

    @Test("A new period that starts low is no recovery of the old one, and one that starts high fires anew")
    func renewal() throws {
        let rule = try March.rule(.used([0.5], of: .limit))
        var state = try March.state(of: rule)
        let transitions = try state.advance(
            by: [
                try March.used(0.9, on: 30), try March.used(0.6, on: 31, of: March.april),
            ], under: rule)
        #expect(transitions.map(\.to) == [.firing, .resolved, .firing])
        #expect(transitions.map(\.cause) == [.value, .periodEnd, .value])
    }

    @Test("What comes late of a period is told until the next period is observed")
    func late() throws {
        let rule = try March.rule(.used([1], of: .budget))
        var state = try March.state(of: rule)
        // The invoice for March is issued on 2 April.
        var transitions = try state.advance(
            by: [try March.used(0.2, on: 30), try March.used(1.1, on: 32)], under: rule)
        #expect(transitions.map(\.short) == ["1.0 ok>firing 2026-04-02"])
        transitions = try state.advance(
            by: [
                try March.used(0, on: 33, of: March.april),
                // March is over.
                try March.used(2, on: 34, of: March.march),
            ], under: rule)
        #expect(transitions.map(\.short) == ["1.0 firing>resolved 2026-04-02"])
        #expect(state.evaluated == March.day(33))
    }

    @Test("A correction is told when it becomes known, and what was told stays told")
    func correction() throws {
        let rule = try March.rule(.used([0.8], of: .budget))
        // On day 10 a credit note makes known that 70 % was used on day 8, when 85 % were known.
        let asKnownThen = [
            try March.used(0.5, on: 5), try March.used(0.85, on: 8), try March.used(0.7, on: 10),
        ]
        var state = try March.state(of: rule)
        let transitions = try state.advance(by: asKnownThen, under: rule)
        #expect(
            transitions.map(\.short) == ["0.8 ok>firing 2026-03-09", "0.8 firing>resolved 2026-03-11"])
        // Sent again with what is known today, the past says nothing new.
        #expect(try state.advance(by: [try March.used(0.7, on: 8)], under: rule).isEmpty)
        #expect(try state.advance(by: [try March.used(2, on: 10)], under: rule).isEmpty)
        // Evaluated anew as it was known then, it says the same with the same ids.
        var anew = try March.state(of: rule)
        #expect(try anew.advance(by: asKnownThen, under: rule).map(\.id) == transitions.map(\.id))
    }

    @Test("A rule may change its thresholds and its patience")
    func ruleChange() throws {
        let first = try March.rule(.used([0.5, 0.8], of: .budget))
        let second = try March.rule(.used([0.5, 0.7], of: .budget))
        var state = try March.state(of: first)
        _ = try state.advance(by: [try March.used(0.85, on: 3)], under: first)
        let transitions = try state.advance(by: [try March.used(0.85, on: 4)], under: second)
        #expect(transitions.map(\.short) == ["0.8 firing>resolved 2026-03-05", "0.7 ok>firing 2026-03-05"])
        #expect(transitions.map(\.cause) == [.ruleChange, .value])
        #expect(transitions.map(\.ordinal) == [3, 4])
        // Back again: another ordinal, so no id comes twice.
        let back = try state.advance(by: [try March.used(0.85, on: 5)], under: first)
        #expect(back.map(\.ordinal) == [5, 6])
        #expect(back.map(\.to) == [.resolved, .firing])
    }

    @Test("A measure of another kind, another rule, or a missing period is refused, and nothing changes")
    func refused() throws {
        let rule = try March.rule(.used([0.5], of: .budget))
        let other = try AlertRule(id: AlertRuleID("other"), name: "Other", condition: rule.condition)
        let overdue = try March.rule(.overdue(days: 3))
        var state = try March.state(of: rule)
        _ = try state.advance(by: [try March.used(0.6, on: 1)], under: rule)
        let before = state
        let wrong = try AlertObservation(at: March.day(3), period: March.march, measure: .silent(days: 3))
        for (observation, rule) in [
            (wrong, rule), (try March.used(0.1, on: 3, of: nil), rule), (try March.used(0.1, on: 3), other),
            (try March.used(0.1, on: 3), overdue),
        ] {
            let error = #expect(throws: BillingError.self) {
                try state.advance(by: [try March.used(0.2, on: 2), observation], under: rule)
            }
            #expect(error?.code == .invalidValue)
            #expect(state == before)
        }
        #expect(throws: BillingError.self) { try March.used(0.1, on: -1) }
        #expect(throws: BillingError.self) { try March.used(0.1, on: 1, of: March.day(1)..<March.day(1)) }
        #expect(throws: BillingError.self) {
            try AlertObservation(at: Date(timeIntervalSince1970: .nan), measure: nil)
        }
    }

    @Test("Findings that do not count are usual values")
    func findings() throws {
        let rule = try March.rule(.unusual([.spike], rarity: 2_000))
        var state = try March.state(of: rule)
        let measures: [AlertMeasure?] = [
            .usual, try .unusual(.dip, probability: 0.000_1), try .unusual(.spike, probability: 0.001),
            try .unusual(.spike, probability: 0.000_1), nil, .usual,
        ]
        let transitions = try state.advance(
            by: try measures.enumerated().map {
                try AlertObservation(at: March.day(Double($0)), measure: $1)
            }, under: rule)
        #expect(
            transitions.map(\.short) == [
                "2000.0 ok>firing 2026-03-04", "2000.0 firing>resolved 2026-03-06",
            ])
        #expect(transitions.map(\.value) == [10_000, 0])
        #expect(transitions[0].period == nil)
    }

    @Test("An id is plain ASCII, and no two alerts share one")
    func ids() throws {
        let rule = try AlertRule(
            id: AlertRuleID("a/b"), name: "R", condition: .used([0.5], of: .limit), hysteresis: 0)
        let observations = [try March.used(1, on: 0)]
        var ids: [String] = []
        for subject in ["c", "c/-", "%2F", "/", "e\u{301}", "\u{E9}"] {
            var state = AlertState(rule: rule, subject: try AlertSubjectID(subject))
            ids += try state.advance(by: observations, under: rule).map(\.id)
        }
        let period = "2026-03-01T00:00:00.000000Z--2026-04-01T00:00:00.000000Z"
        #expect(
            ids == ["c", "c%2F-", "%252F", "%2F", "e%CC%81", "%C3%A9"].map { "a%2Fb/\($0)/\(period)/0.5/1" })
    }
}
