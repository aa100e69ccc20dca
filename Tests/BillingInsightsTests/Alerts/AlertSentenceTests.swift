import BillingModel
import Foundation
import Testing

@testable import BillingInsights

@Suite("Sentences of alerts")
struct AlertSentenceTests {
    private func sentences(_ rule: AlertRule, _ measures: [AlertMeasure?]) throws -> [String] {
        var state = try March.state(of: rule)
        let observations = try measures.enumerated().map {
            try AlertObservation(at: March.day(Double($0)), period: March.march, measure: $1)
        }
        let next = try AlertObservation(at: March.day(35), period: March.april, measure: nil)
        return try state.advance(by: observations + [next], under: rule).map { $0.sentence() }
    }

    @Test("Shares")
    func shares() throws {
        let rule = try March.rule(.used([0.8], of: .budget), pendingHours: 24)
        #expect(
            try sentences(
                rule,
                [
                    try .used(0.8), try .used(0.931), try .used(0.7799), try .used(0.8), try .used(0.7),
                    try .used(10),
                ]) == [
                    "80 % of the budget is used since 2026-03-01; people are told if it lasts.",
                    "80 % of the budget is used since 2026-03-01: 93.1 %.",
                    "Less than 80 % of the budget is used since 2026-03-03: 77.9 %.",
                    "80 % of the budget is used since 2026-03-04; people are told if it lasts.",
                    "Less than 80 % of the budget is used since 2026-03-05: 70 %.",
                    "80 % of the budget is used since 2026-03-06: 1000 %; people are told if it lasts.",
                    "The period ended on 2026-04-01; before, 80 % of the budget was used.",
                ])
    }

    @Test("Forecasts")
    func forecasts() throws {
        let rule = try March.rule(.forecast(above: 1.1, of: .limit), pendingHours: 0)
        #expect(
            try sentences(
                rule,
                [
                    try .forecast(probability: 0.85, projected: 1.223),
                    try .forecast(probability: 0.2, projected: 0.95),
                    try .forecast(probability: 1, projected: 1.5),
                ]) == [
                    "Since 2026-03-01 the period is forecast to end above 110 % of the limit: "
                        + "122.3 % is expected, with a probability of 85 %.",
                    "Since 2026-03-02 the period is no longer forecast to end above 110 % of the limit: "
                        + "95 % is expected, with a probability of 20 %.",
                    "Since 2026-03-03 the period is forecast to end above 110 % of the limit: "
                        + "150 % is expected, with a probability of 100 %.",
                    "The period ended on 2026-04-01; before, it was forecast to end above 110 % of the limit.",
                ])
    }

    @Test("Unusual values, silence and unpaid invoices")
    func others() throws {
        #expect(
            try sentences(
                March.rule(.unusual()),
                [
                    try .unusual(.spike, probability: 0.000_5), .usual, try .unusual(.dip, probability: 0),
                    .usual, try .unusual(.shift, probability: 0.001),
                ]) == [
                    "Unusually high since 2026-03-01: one value in 2000 is so rare.",
                    "Nothing unusual since 2026-03-02.",
                    "Unusually low since 2026-03-03: one value in 1000000000 is so rare.",
                    "Nothing unusual since 2026-03-04.",
                    "At a new level since 2026-03-05: one value in 1000 is so rare.",
                    "The period ended on 2026-04-01; before, a value was unusual.",
                ])
        #expect(
            try sentences(
                March.rule(.silent(days: 1), pendingHours: 24),
                [try .silent(days: 1), try .silent(days: 2), try .silent(days: 0)]) == [
                    "No data for 1 day, as of 2026-03-01; people are told if it lasts.",
                    "No data for 2 days, as of 2026-03-02.", "Data came again, as of 2026-03-03.",
                ])
        #expect(
            try sentences(
                March.rule(.overdue(days: 14)), [try .overdue(days: 15), try .overdue(days: 0)]) == [
                    "The invoice is 15 days overdue, as of 2026-03-01.",
                    "The invoice is no longer 14 days overdue, as of 2026-03-02.",
                ])
    }

    @Test("A host writes dates on its own clock, and a changed rule says so")
    func clock() throws {
        let rule = try March.rule(.used([0.5], of: .limit))
        let next = try March.rule(.used([0.9], of: .limit))
        var state = try March.state(of: rule)
        let first = try state.advance(by: [try March.used(0.57, on: 2.9)], under: rule)
        #expect(
            first.map { $0.sentence { AlertTransition.dateInUTC($0 + 10 * 3_600) } } == [
                "50 % of the limit is used since 2026-03-04: 57 %."
            ])
        let second = try state.advance(by: [try March.used(0.57, on: 3)], under: next)
        #expect(
            second.map { $0.sentence() } == [
                "The rule no longer asks whether 50 % of the limit was used, since 2026-03-04."
            ])
    }

    @Test(
        "Numbers need no locale, and never reach a threshold that they are below",
        arguments: [
            (0.8, "80 %"), (0.57, "57 %"), (0.29, "29 %"), (0.799_99, "79.9 %"), (0.825, "82.5 %"),
            (1.0 / 3, "33.3 %"),
            (-0.25, "-25 %"), (-0.000_1, "0 %"), (0, "0 %"), (12.345_6, "1234.5 %"),
            (1e11, "10000000000000 %"),
            (1e300, "more than 1e14 %"), (-1e300, "less than -1e14 %"), (.leastNonzeroMagnitude, "0 %"),
        ])
    func percent(share: Double, text: String) {
        #expect(PlainNumber.percent(share) == text)
    }

    @Test("Every decimal of a percent reads as itself")
    func decimals() {
        for tenths in 0...20_000 {
            let decimal = tenths % 10 == 0 ? "" : ".\(tenths % 10)"
            #expect(PlainNumber.percent(Double(tenths) / 1_000) == "\(tenths / 10)\(decimal) %")
        }
    }
}
