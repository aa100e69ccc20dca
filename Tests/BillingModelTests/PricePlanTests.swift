import BillingModel
import BillingTestSupport
import Foundation
import Testing

private func tiers(_ text: String) throws -> [PriceTier] {
    try text.split(separator: " ").map { step in
        let parts = step.split(separator: ":")
        return PriceTier(
            upTo: parts[0] == "*" ? nil : try decimal(String(parts[0])),
            unitPrice: try decimal(String(parts[1])))
    }
}

@Suite("A price model prices a quantity exactly and shows its arithmetic")
struct PriceModelTests {
    /// The parts as `quantity*price=amount`, divided by spaces, and the sum.
    private func arithmetic(_ priced: PricedQuantity) -> String {
        priced.parts.map { "\($0.quantity)*\($0.unitPrice)=\($0.amount)" }.joined(separator: " ")
            + " = \(priced.amount)"
    }

    @Test(
        "A flat price and a unit price",
        arguments: [
            ("0", "1*49.9=49.9 = 49.9", "0*0.01=0 = 0"), ("1", "1*49.9=49.9 = 49.9", "1*0.01=0.01 = 0.01"),
            ("5131", "1*49.9=49.9 = 49.9", "5131*0.01=51.31 = 51.31"),
            ("0.125", "1*49.9=49.9 = 49.9", "0.125*0.01=0.00125 = 0.00125"),
        ])
    func simple(_ quantity: String, _ flat: String, _ unit: String) throws {
        #expect(try arithmetic(PriceModel.flat(decimal("49.90")).price(decimal(quantity))) == flat)
        #expect(try arithmetic(PriceModel.perUnit(decimal("0.01")).price(decimal(quantity))) == unit)
    }

    @Test(
        "Tiers end with their bound, included",
        arguments: [
            ("0", "0*2=0 = 0", "0*2=0 = 0"), ("99.5", "99.5*2=199 = 199", "99.5*2=199 = 199"),
            ("100", "100*2=200 = 200", "100*2=200 = 200"),
            ("100.01", "100*2=200 0.01*1.5=0.015 = 200.015", "100.01*1.5=150.015 = 150.015"),
            ("1000", "100*2=200 900*1.5=1350 = 1550", "1000*1.5=1500 = 1500"),
            ("1200", "100*2=200 900*1.5=1350 200*0.333=66.6 = 1616.6", "1200*0.333=399.6 = 399.6"),
        ])
    func tiered(_ quantity: String, _ graduated: String, _ volume: String) throws {
        let steps = try tiers("100:2 1000:1.5 *:0.333")
        #expect(try arithmetic(PriceModel.graduated(steps).price(decimal(quantity))) == graduated)
        #expect(try arithmetic(PriceModel.volume(steps).price(decimal(quantity))) == volume)
    }

    @Test(
        "A package that was begun is charged whole",
        arguments: [
            ("0", "0*5=0 = 0"), ("0.001", "1*5=5 = 5"), ("1000", "1*5=5 = 5"), ("1000.0001", "2*5=10 = 10"),
            ("5162", "6*5=30 = 30"),
        ])
    func package(_ quantity: String, _ expected: String) throws {
        #expect(
            try arithmetic(PriceModel.package(size: 1_000, price: 5).price(decimal(quantity))) == expected)
    }

    @Test("The parts of a graduated price are those of a slow count, unit by unit")
    func graduatedByUnits() throws {
        let steps = try tiers("3:0.7 4:0.05 11:0.3 *:0.011")
        let model = try PriceModel.graduated(steps)
        for quantity in 0...30 {
            // In thousandths, unit by unit.
            let expected = (0..<quantity).reduce(0) { sum, unit in
                sum + (unit < 3 ? 700 : unit < 4 ? 50 : unit < 11 ? 300 : 11)
            }
            let priced = try model.price(Decimal(quantity))
            #expect(priced.amount == Decimal(expected) / 1_000)
            #expect(priced.parts.map(\.quantity).reduce(0, +) == Decimal(quantity))
        }
    }

    @Test("Digits beyond what Decimal holds are an overflow, never rounded away")
    func overflow() throws {
        let long = try decimal("0.33333333333333333333333333333333333333")
        #expect(refusal { try PriceModel.perUnit(long).price(7) } == .overflow)
        #expect(
            try PriceModel.perUnit(long).price(3).amount
                == decimal("0.99999999999999999999999999999999999999"))
        let huge = Decimal(sign: .plus, exponent: 100, significand: 1)
        #expect(refusal { try PriceModel.perUnit(huge).price(huge) } == .overflow)
        #expect(refusal { try PriceModel.graduated(tiers("1:0.5 *:0.25")).price(huge) } == .overflow)
        #expect(refusal { try PriceModel.package(size: long, price: 1).price(huge) } == .overflow)
    }

    @Test("A quantity is a number and not negative")
    func quantity() throws {
        for quantity in [Decimal(-1), .nan, -.leastNonzeroMagnitude] {
            #expect(refusal { try PriceModel.perUnit(1).price(quantity) } == .invalidValue)
            #expect(refusal { try PriceModel.flat(1).price(quantity) } == .invalidValue)
        }
    }

    @Test(
        "Tiers ascend from above zero, and only the last one is open",
        arguments: [
            ("", "a price has at least one tier"),
            ("100:1", "the last tier of a price is open, and only that one"),
            ("*:1 *:2", "the last tier of a price is open, and only that one"),
            ("5:1 *:1 9:1 *:1", "the last tier of a price is open, and only that one"),
            ("0:1 *:1", "the bounds of the tiers of a price ascend from above zero"),
            ("-5:1 *:1", "the bounds of the tiers of a price ascend from above zero"),
            ("5:1 5:2 *:1", "the bounds of the tiers of a price ascend from above zero"),
            ("5:1 4.9:2 *:1", "the bounds of the tiers of a price ascend from above zero"),
            ("5:1 *:-0.01", "a price is not negative: a credit is an entry of an invoice"),
        ])
    func brokenTiers(_ text: String, _ rule: String) throws {
        let steps = try tiers(text)
        #expect(brokenRule { try PriceModel.graduated(steps) } == rule)
        #expect(brokenRule { try PriceModel.volume(steps) } == rule)
    }

    @Test("A price is a number and not negative, a package holds something")
    func brokenPrices() {
        let negative = "a price is not negative: a credit is an entry of an invoice"
        #expect(brokenRule { try PriceModel.flat(-1) } == negative)
        #expect(brokenRule { try PriceModel.perUnit(-1) } == negative)
        #expect(brokenRule { try PriceModel.package(size: 1, price: -1) } == negative)
        #expect(
            brokenRule { try PriceModel.package(size: 0, price: 1) } == "a package holds more than nothing")
        #expect(brokenRule { try PriceModel.perUnit(.nan) } == "a decimal is a finite number")
        #expect(brokenRule { try PriceModel.package(size: .nan, price: 1) } == "a decimal is a finite number")
    }

    @Test(
        "Each model keeps its JSON form",
        arguments: [
            #"{"model":"flat","price":"49"}"#, #"{"model":"unit","price":"0.01"}"#,
            #"{"model":"graduated","tiers":[{"price":"2","upto":"100"},{"price":"1.5"}]}"#,
            #"{"model":"volume","tiers":[{"price":"2","upto":"0.5"},{"price":"0"}]}"#,
            #"{"model":"package","price":"5","size":"1000"}"#,
        ])
    func codable(_ form: String) throws {
        let model = try read(PriceModel.self, form, strategies: true)
        #expect(try json(model) == form)
        #expect(try json(model, strategies: true) == form)
    }

    @Test(
        "Malformed JSON is refused",
        arguments: [
            #"{"model":"flat"}"#, #"{"model":"unit","price":0.01}"#, #"{"model":"unit","price":"1e3"}"#,
            #"{"model":"graduated","tiers":[]}"#, #"{"model":"volume","tiers":[{"price":"2","upto":"100"}]}"#,
            #"{"model":"package","price":"5"}"#, #"{"model":"package","price":"5","size":"0"}"#,
            #"{"model":"stairs","price":"5"}"#, #"{"price":"5"}"#,
        ])
    func malformed(_ form: String) {
        #expect(throws: (any Error).self) { try read(PriceModel.self, form) }
    }
}

@Suite("A price plan says what is charged for")
struct PricePlanTests {
    private static let form =
        #"{"charges":[{"id":"fee","included":"0","name":"Base fee","price":{"model":"flat","price":"49"},"#
        + #""usage":{"kind":"period"}},"#
        + #"{"id":"devices","included":"0","name":"Active devices","price":{"model":"unit","price":"2"},"#
        + #""usage":{"kind":"metric","metric":"monthly-active-devices","rule":"month-end"}},"#
        + #"{"id":"actions","included":"100","name":"Actions","price":{"model":"unit","price":"0.01"},"#
        + #""usage":{"categories":["alert","automation"],"kind":"actions","measure":"executions"}}],"#
        + #""currency":"USD","id":"standard","name":"Standard"}"#

    private func plan() throws -> PricePlan {
        try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .usd,
            charges: [
                Charge(id: EntityID("fee"), name: "Base fee", usage: .period, price: .flat(49)),
                Charge(
                    id: EntityID("devices"), name: "Active devices",
                    usage: .metric(MetricID("monthly-active-devices"), .monthEnd), price: .perUnit(2)),
                Charge(
                    id: EntityID("actions"), name: "Actions",
                    usage: .actions(ActionSelection(categories: ["automation", "alert", "automation"])),
                    included: 100,
                    price: .perUnit(decimal("0.01"))),
            ])
    }

    @Test("It keeps its JSON form, whatever strategies the host's encoder has")
    func codable() throws {
        let plan = try plan()
        #expect(try json(plan) == Self.form)
        #expect(try json(plan, strategies: true) == Self.form)
        let copy = try read(PricePlan.self, Self.form, strategies: true)
        #expect(copy == plan)
        #expect(copy.hashValue == plan.hashValue)
        #expect(copy.name == "Standard")
    }

    @Test(
        "JSON that breaks a rule is refused by that rule",
        arguments: [
            (#""id":"fee""#, #""id":"devices""#, "the charges of a plan have different ids"),
            (
                #""name":"Standard""#, #""name":"""#,
                "a name, unit, description or reference has 1 to 4096 bytes of UTF-8 and no NUL"
            ),
            (
                #""included":"100""#, #""included":"-1""#,
                "an included quantity is not negative, and zero for a flat price"
            ),
            (
                #""id":"fee","included":"0""#, #""id":"fee","included":"1""#,
                "an included quantity is not negative, and zero for a flat price"
            ),
            (
                #"["alert","automation"]"#, "[]",
                "a selection of actions lists at least one value, or leaves the list out"
            ),
            (#""alert""#, #""""#, "an id or label text has 1 to 255 bytes of UTF-8 and no NUL"),
            (
                #""currency":"USD""#, #""currency":"US$""#,
                "a currency is a code of three letters that ISO 4217 has, or had since 1999"
            ),
        ])
    func brokenJSON(_ part: String, _ other: String, _ rule: String) {
        let broken = Self.form.replacing(part, with: other)
        #expect(broken != Self.form)
        #expect(brokenRule { try read(PricePlan.self, broken) } == rule)
    }

    @Test(
        "What is included costs nothing",
        arguments: [("0", "0"), ("99", "0"), ("100", "0"), ("100.5", "0.005"), ("5131", "50.31")])
    func included(_ quantity: String, _ amount: String) throws {
        let actions = try plan().charges[2]
        #expect(try actions.price(decimal(quantity)).amount == decimal(amount))
        #expect(refusal { try actions.price(-1) } == .invalidValue)
        #expect(refusal { try actions.price(.nan) } == .invalidValue)
    }

    @Test("A month of devices and actions, rounded once")
    func month() throws {
        // July 2013 of the example tenant: 53 devices and 486 actions.
        let devices = try PriceModel.perUnit(2).price(53)
        let actions = try PriceModel.perUnit(decimal("0.01")).price(486)
        let total = try Money.sum(
            of: [devices, actions].map { try Money(rounding: $0.amount, currency: .usd) }, in: .usd)
        #expect(total.description == "110.86 USD")
    }

    @Test("A selection compares texts byte by byte; a list that is left out takes in all")
    func selection() throws {
        let all = try ActionSelection()
        #expect(all.includes(category: "alert", type: "sms"))
        #expect(all.categories == nil)
        let alerts = try ActionSelection(
            categories: ["alert"], types: ["sms", "caf\u{E9}"], measure: .billed)
        #expect(alerts.includes(category: "alert", type: "sms"))
        #expect(alerts.includes(category: "alert", type: "caf\u{E9}"))
        #expect(!alerts.includes(category: "alert", type: "cafe\u{301}"))
        #expect(!alerts.includes(category: "Alert", type: "sms"))
        #expect(!alerts.includes(category: "alert", type: "e-mail"))
        #expect(!alerts.includes(category: "automation", type: "sms"))
        #expect(alerts.types == ["caf\u{E9}", "sms"])
        #expect(try read(ActionSelection.self, json(alerts)) == alerts)
        #expect(refusal { try ActionSelection(types: []) } == .invalidValue)
        #expect(refusal { try ActionSelection(types: ["a\u{0}"]) } == .invalidValue)
    }
}
