import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("An action record says what ran, how often and what is billed")
struct ActionRecordTests {
    private func record(
        at: Date = instant(0), succeeded: Int = 1, failed: Int = 0, suppressed: Int = 0,
        quantity: Decimal? = nil,
        unit: String? = nil
    ) throws -> ActionRecord {
        try ActionRecord(
            tenant: TenantID("acme"), source: SourceID("crm"), id: ActionID("a-1"), at: at, type: .sendEmail,
            category: .alert, succeeded: succeeded, failed: failed, suppressed: suppressed,
            quantity: quantity,
            unit: unit)
    }

    @Test("One execution that succeeded is the default")
    func defaults() throws {
        let record = try record()
        #expect((record.succeeded, record.failed, record.suppressed) == (1, 0, 0))
        #expect(record.executed == 1)
        #expect(record.quantity == nil && record.unit == nil)
        #expect(record.workflow == nil && record.run == nil)
    }

    @Test("Executions are what succeeded and what failed, without what was suppressed")
    func executed() throws {
        #expect(try record(succeeded: 3, failed: 2, suppressed: 9).executed == 5)
        #expect(try record(succeeded: 0, suppressed: 9).executed == 0)
        let most = ActionRecord.executionLimit
        #expect(most == 1_000_000_000_000)
        #expect(try record(succeeded: most, failed: most, suppressed: most).executed == 2 * most)
    }

    @Test("Counts are within their limits, and something happened")
    func counts() {
        let rule = "the counts of an action are from 0 to a million million"
        for bad in [-1, ActionRecord.executionLimit + 1, .max, .min] {
            #expect(brokenRule { try record(succeeded: bad) } == rule)
            #expect(brokenRule { try record(failed: bad) } == rule)
            #expect(brokenRule { try record(suppressed: bad) } == rule)
        }
        #expect(brokenRule { try record(succeeded: 0) } == "an action has at least one run")
    }

    @Test(
        "A billed quantity has a unit, is a number and fits JSON; below zero it is a credit, which has no runs"
    )
    func quantity() throws {
        let pair = "a billed quantity has a unit, and a unit has a quantity"
        #expect(brokenRule { try record(quantity: 1) } == pair)
        #expect(brokenRule { try record(unit: "recipients") } == pair)
        #expect(try record(quantity: 0, unit: "recipients").quantity == 0)
        #expect(brokenRule { try record(quantity: .nan, unit: "u") } == "a billed quantity is a number")
        for credit in [Decimal(-1), Decimal(sign: .minus, exponent: -100, significand: 7)] {
            #expect(
                brokenRule { try record(quantity: credit, unit: "u") }
                    == "an action with a negative quantity is a credit, which has no runs")
            let taken = try record(succeeded: 0, quantity: credit, unit: "u")
            #expect(taken.isCredit && taken.executed == 0 && taken.quantity == credit)
            #expect(try read(ActionRecord.self, json(taken)) == taken)
        }
        #expect(try !record(quantity: 1, unit: "u").isCredit)
        #expect(
            brokenRule { try record(succeeded: 0, quantity: 0, unit: "u") }
                == "an action has at least one run")
        #expect(refusal { try record(quantity: .greatestFiniteMagnitude, unit: "u") } == .overflow)
        for quantity in [Decimal.leastNonzeroMagnitude, Decimal(sign: .plus, exponent: 100, significand: 7)] {
            let record = try record(quantity: quantity, unit: "u")
            #expect(try read(ActionRecord.self, json(record)) == record)
        }
        #expect(refusal { try record(quantity: 1, unit: "") } == .invalidValue)
        #expect(refusal { try record(quantity: 1, unit: "a\u{0}") } == .invalidValue)
        #expect(try record(quantity: 1, unit: "caf\u{E9}") != record(quantity: 1, unit: "cafe\u{301}"))
    }

    @Test("An instant is kept to the microsecond, in years 1 to 9999")
    func instants() throws {
        let fine = try record(at: instant(1_361_966_400).addingTimeInterval(2e-7))
        #expect(fine.at == instant(1_361_966_400))
        #expect(try fine == record(at: instant(1_361_966_400)))
        for date in impossibleDates { #expect(refusal { try record(at: date) } == .invalidValue) }
    }

    @Test("The JSON form is pinned, with and without what is optional")
    func codable() throws {
        try expectForm(
            record(at: instant(1_361_966_400, micro: 250_000)),
            #"{"at":"2013-02-27T12:00:00.250000Z","category":"alert","failed":0,"id":"a-1","source":"crm","#
                + #""succeeded":1,"suppressed":0,"tenant":"acme","type":"send-email"}"#)
        try expectForm(
            ActionRecord(
                tenant: TenantID("acme"), source: SourceID("crm"), id: ActionID("a-2"), at: instant(0),
                type: ActionType("print"), category: .automation, succeeded: 2, failed: 1, suppressed: 3,
                quantity: Decimal(125) / 10, unit: "pages", workflow: WorkflowID("w"),
                run: WorkflowRunID("w-7")),
            #"{"at":"1970-01-01T00:00:00.000000Z","category":"automation","failed":1,"id":"a-2","quantity":"12.5","#
                + #""run":"w-7","source":"crm","succeeded":2,"suppressed":3,"tenant":"acme","type":"print","#
                + #""unit":"pages","workflow":"w"}"#)
    }

    @Test(
        "JSON that breaks a rule is refused",
        arguments: [
            (#""succeeded":1"#, #""succeeded":-1"#), (#""succeeded":1"#, #""succeeded":0"#),
            (#""succeeded":1"#, #""succeeded":1.5"#),
            (#""succeeded":1"#, #""succeeded":99999999999999999999"#), (#""succeeded":1,"#, ""),
            (#""quantity":"1""#, #""quantity":1"#), (#""quantity":"1""#, #""quantity":"1e3""#),
            (#""quantity":"1""#, #""quantity":"-1""#), (#""quantity":"1""#, #""quantity":"NaN""#),
            (#""quantity":"1","#, ""),
            (#""unit":"u""#, #""unit":"""#), (#""id":"a""#, #""id":"""#),
            (#""type":"t""#, #""type":"\u0000""#),
            (#""at":"2013-02-27T12:00:00Z""#, #""at":1361966400"#),
            (#""at":"2013-02-27T12:00:00Z""#, #""at":"2013-02-27""#),
            (#""at":"2013-02-27T12:00:00Z""#, #""at":"10000-01-01T00:00:00.000000Z""#),
        ])
    func malformed(_ part: String, _ other: String) {
        let form =
            #"{"at":"2013-02-27T12:00:00Z","category":"c","failed":0,"id":"a","quantity":"1","source":"s","#
            + #""succeeded":1,"suppressed":0,"tenant":"t","type":"t","unit":"u"}"#
        #expect(throws: Never.self) { try read(ActionRecord.self, form) }
        let broken = form.replacing(part, with: other)
        #expect(broken != form)
        #expect(throws: (any Error).self) { try read(ActionRecord.self, broken) }
    }
}
