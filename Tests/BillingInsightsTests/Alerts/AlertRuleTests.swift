import BillingModel
import Foundation
import Testing

@testable import BillingInsights

@Suite("Rules of alerts")
struct AlertRuleTests {
    private static let forms = [
        #"{"kind": "used", "of": "budget", "shares": [1, 0.5, 0.8]}"#,
        #"{"kind": "forecast", "of": "limit"}"#,
        #"{"kind": "forecast", "of": "budget", "share": 1.2, "probability": 0.9}"#,
        #"{"kind": "unusual"}"#,
        #"{"kind": "unusual", "findings": ["shift", "spike"], "rarity": 10000}"#,
        #"{"kind": "silent", "days": 3}"#,
        #"{"kind": "overdue", "days": 14}"#,
    ]

    private func read(_ condition: String, _ rest: String = "") throws -> AlertRule {
        try FormReader.read(
            AlertRule.self, from: #"{"id": "r", "name": "R", "condition": \#(condition)\#(rest)}"#.utf8)
    }

    @Test("What is written is read again", arguments: forms)
    func roundTrip(form: String) throws {
        let rule = try read(form)
        let json = try JSONEncoder().encode(rule)
        #expect(try FormReader.read(AlertRule.self, from: json) == rule)
        #expect(try JSONDecoder().decode(AlertRule.self, from: json) == rule)
    }

    @Test("What is left out has the default of its condition")
    func defaults() throws {
        let rules = try Self.forms.map { try read($0) }
        #expect(rules.map(\.hysteresis) == [0.02, 0.2, 0.2, 0, 0, 0, 0])
        #expect(rules.map(\.pendingHours) == [0, 24, 24, 0, 0, 0, 0])
        #expect(rules[0].condition == (try .used([0.5, 0.8, 1], of: .budget)))
        #expect(rules[0].condition.thresholds == [0.5, 0.8, 1])
        #expect(rules[1].condition == (try .forecast(of: .limit)))
        #expect(rules[3].condition == (try .unusual()))
        #expect(rules[4].condition == (try .unusual([.spike, .shift], rarity: 10_000)))
        // A hysteresis of a share of 1 % that is never cleared would never resolve.
        #expect(try March.rule(.used([0.01], of: .budget)).hysteresis == 0.005)
    }

    @Test(
        "A slip of the pen is named with its path",
        arguments: [
            (#"{"kind": "usd", "of": "budget", "shares": [1]}"#, "", "condition.kind"),
            (#"{"kind": "used", "of": "budget", "shars": [1]}"#, "", "the nearest key is 'shares'"),
            (#"{"kind": "used", "of": "budget", "shares": [1], "days": 3}"#, "", "condition.days"),
            (#"{"kind": "silent", "days": 3.5}"#, "", "a whole number"),
            (#"{"kind": "silent", "days": "3"}"#, "", "condition.days"),
            (#"{"kind": "unusual", "findings": ["spik"]}"#, "", "condition.findings[0]"),
            (#"{"kind": "silent", "days": 3}"#, #", "pendingHour": 2"#, "the nearest key is 'pendingHours'"),
            (#"{"kind": "silent", "days": 3}"#, #", "pendingHours": 2, "pendingHours": 3"#, "pendingHours"),
        ])
    func slips(condition: String, rest: String, told: String) throws {
        let error = #expect(throws: BillingError.self) { try read(condition, rest) }
        #expect(error?.code == .malformed)
        #expect(error?.detail.contains(told) == true, "\(error?.detail ?? "")")
    }

    @Test(
        "What makes no sense is refused",
        arguments: [
            (#"{"kind": "used", "of": "budget", "shares": []}"#, ""),
            (#"{"kind": "used", "of": "budget", "shares": [0]}"#, ""),
            (#"{"kind": "used", "of": "budget", "shares": [-0.5, 1]}"#, ""),
            (#"{"kind": "used", "of": "budget", "shares": [0.5, 0.50]}"#, ""),
            (#"{"kind": "used", "of": "budget", "shares": [1001]}"#, ""),
            (#"{"kind": "forecast", "of": "budget", "probability": 0}"#, ""),
            (#"{"kind": "forecast", "of": "budget", "probability": 1.1}"#, ""),
            (#"{"kind": "forecast", "of": "budget", "share": 0}"#, ""),
            (#"{"kind": "unusual", "findings": []}"#, ""),
            (#"{"kind": "unusual", "rarity": 0.5}"#, ""),
            (#"{"kind": "silent", "days": 0}"#, ""),
            (#"{"kind": "overdue", "days": 9223372036854775807}"#, ""),
            (#"{"kind": "overdue", "days": 14}"#, #", "hysteresis": 14"#),
            (#"{"kind": "overdue", "days": 14}"#, #", "hysteresis": -1"#),
            (#"{"kind": "overdue", "days": 14}"#, #", "pendingHours": -1"#),
            (#"{"kind": "overdue", "days": 14}"#, #", "pendingHours": 9223372036854775807"#),
        ])
    func senseless(condition: String, rest: String) throws {
        let error = #expect(throws: BillingError.self) { try read(condition, rest) }
        #expect(error?.code == .invalidValue)
    }

    @Test("Not a number is no value of anything")
    func notNumbers() throws {
        for number in [Double.nan, .infinity, -.infinity, .signalingNaN] {
            #expect(throws: BillingError.self) { try AlertCondition.used([number], of: .budget) }
            #expect(throws: BillingError.self) { try AlertCondition.forecast(above: number, of: .budget) }
            #expect(throws: BillingError.self) {
                try AlertCondition.forecast(of: .limit, probability: number)
            }
            #expect(throws: BillingError.self) { try AlertCondition.unusual(rarity: number) }
            #expect(throws: BillingError.self) { try March.rule(.silent(days: 2), hysteresis: number) }
            #expect(throws: BillingError.self) { try AlertMeasure.used(number) }
            #expect(throws: BillingError.self) {
                try AlertMeasure.forecast(probability: number, projected: 1)
            }
            #expect(throws: BillingError.self) {
                try AlertMeasure.forecast(probability: 0.5, projected: number)
            }
            #expect(throws: BillingError.self) { try AlertMeasure.unusual(.spike, probability: number) }
        }
        #expect(throws: BillingError.self) { try AlertMeasure.silent(days: -1) }
        #expect(throws: BillingError.self) { try AlertMeasure.overdue(days: .max) }
        #expect(throws: BillingError.self) { try AlertMeasure.used(1e301) }
    }

    @Test("A measure is read as it was written")
    func measures() throws {
        let measures: [AlertMeasure] = [
            try .used(-0.25), try .used(1e300), try .forecast(probability: 0.85, projected: 1.123), .usual,
            try .unusual(.dip, probability: 0.0003), try .unusual(.shift, probability: 0),
            try .silent(days: 4), try .overdue(days: 0),
        ]
        for measure in measures {
            let json = try JSONEncoder().encode(measure)
            #expect(try JSONDecoder().decode(AlertMeasure.self, from: json) == measure)
        }
        #expect(measures.map(\.value) == [-0.25, 1e300, 0.85, 0, 1 / 0.0003, 1e9, 4, 0])
        for wrong in [
            #"{"kind": "unusual", "value": 0.5, "finding": "dip"}"#, #"{"kind": "unusual", "value": 2}"#,
            #"{"kind": "silent", "value": -1}"#, #"{"kind": "forecast", "value": 2, "projected": 1}"#,
        ] {
            #expect(throws: BillingError.self) {
                try JSONDecoder().decode(AlertMeasure.self, from: Data(wrong.utf8))
            }
        }
    }

    @Test("What a scan says is a measure, and nothing where it says nothing")
    func verdicts() throws {
        var days: [Double?] = (0..<84).map { [50, 60, 60, 70, 60, 20, 10][$0 % 7] }
        days[60] = 400
        days[70] = nil
        for day in 75..<84 { days[day] = days[day].map { $0 + 500 } }
        let measures = try AnomalyScan(of: days, grid: .daily).verdicts.map { AlertMeasure($0) }
        #expect(measures[0] == nil)
        #expect(measures[59] == .usual)
        #expect(measures[60]?.finding == .spike)
        #expect((measures[60]?.value ?? 0) >= 1_000)
        #expect(measures[70] == nil)
        #expect(measures[78]?.finding == .shift)
    }
}
