import BillingModel
import BillingRating
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("A charge is rated over its period")
struct ChargeRatingTests {
    /// The line of a graduated price of 2 up to 100, 1.5 up to 1,000, 0.333 beyond, with 50 included.
    @Test(
        "What is included is free, and tiers count from there with their bound included",
        arguments: [
            ("0", "0", "1: 0 × 2 = 0", "0.00"), ("49.5", "0", "1: 0 × 2 = 0", "0.00"),
            ("50", "0", "1: 0 × 2 = 0", "0.00"), ("50.5", "0.5", "1: 0.5 × 2 = 1", "1.00"),
            ("150", "100", "1: 100 × 2 = 200", "200.00"),
            ("150.01", "100.01", "1: 100 × 2 = 200, 2: 0.01 × 1.5 = 0.015", "200.02"),
            (
                "1075", "1025", "1: 100 × 2 = 200, 2: 900 × 1.5 = 1350, 3: 25 × 0.333 = 8.325",
                "1558.33"
            ),
        ])
    func included(_ quantity: String, _ billable: String, _ parts: String, _ amount: String) throws {
        let charge = try make(.graduated(tiers("100:2 1000:1.5 *:0.333")), included: 50)
        let line = try charge.rated(decimal(quantity), currency: .usd)
        #expect("\(line.billable)" == billable)
        #expect(
            line.parts.map { "\($0.tier ?? 0): \($0.quantity) × \($0.unitPrice) = \($0.amount)" }
                .joined(separator: ", ") == parts)
        #expect(line.amount == (try Money(amount, .usd)))
        #expect(line.usedShare == (try #require(Double(quantity)) / 50))
    }

    @Test("Nothing is included in a charge without an included quantity, so no share of it is used")
    func noShare() throws {
        #expect(try make(.perUnit(2)).rated(7, currency: .usd).usedShare == nil)
    }

    @Test(
        "A half goes away from zero unless told otherwise",
        arguments: zip(RoundingRule.allCases, ["0.13", "0.12", "0.12", "0.13"]))
    func rounding(_ rule: RoundingRule, _ amount: String) throws {
        let line = try make(.perUnit(decimal("0.125"))).rated(1, currency: .usd, rounding: rule)
        #expect(line.amount == (try Money(amount, .usd)))
        #expect(try make(.perUnit(decimal("0.125"))).rated(1, currency: .usd).amount.minorUnits == 13)
    }

    @Test("A quantity that is negative or no number is refused, and the charge is named")
    func negative() throws {
        for quantity in [Decimal(-1), .nan, -.leastNonzeroMagnitude] {
            let error = syncBillingError { try make(.flat(3)).rated(quantity, currency: .usd) }
            #expect(error?.code == .invalidValue)
        }
        let error = syncBillingError { try make("seats", .perUnit(3)).rated(-1, currency: .usd) }
        #expect(error?.detail.contains("seats") == true)
    }

    @Test("A step of more than 38 digits and an amount beyond 64 bits are overflows")
    func overflow() throws {
        let long = try decimal("0.33333333333333333333333333333333333333")
        #expect(syncBillingError { try make(.perUnit(long)).rated(7, currency: .usd) }?.code == .overflow)
        #expect(try make(.perUnit(long)).rated(3, currency: .usd).amount.minorUnits == 100)
        let most = try decimal("92233720368547758.07")
        #expect(try make(.perUnit(1)).rated(most, currency: .usd).amount.minorUnits == .max)
        #expect(
            syncBillingError { try make(.perUnit(1)).rated(most + decimal("0.01"), currency: .usd) }?.code
                == .overflow)
        #expect(
            syncBillingError { try make(.perUnit(1), included: long).rated(decimal("1e30"), currency: .usd) }?
                .code
                == .overflow)
    }

    @Test("A flat price lies in the first part of its period, whatever is used")
    func flatParts() throws {
        let amounts = try make(.flat(49)).amounts(toEnds: [0, 3, 3, 9], currency: .usd)
        #expect(amounts.map { $0?.minorUnits } == [4900, 0, 0, 0])
    }

    @Test("An unknown part has no amount, and the next known one holds what was missed")
    func unknownParts() throws {
        let amounts = try make(.perUnit(2), included: 10).amounts(
            toEnds: [nil, 12, nil, 20, 15], currency: .usd)
        #expect(amounts.map { $0?.minorUnits } == [nil, 400, nil, 1600, -1000])
    }

    @Test("Rounding never makes parts add up to another amount than the period's")
    func telescoping() throws {
        // A cent and a third a day: each day alone would round to 1.33 cents, that is 1.
        let charge = try make(.perUnit(decimal("0.0133333")))
        let amounts = try charge.amounts(toEnds: (1...30).map { Decimal($0) }, currency: .usd)
        let cents = amounts.compactMap { $0?.minorUnits }
        #expect(cents.reduce(0, +) == 40)
        #expect(Set(cents) == [1, 2])
    }

    @Test("The JSON form is the one that its documentation shows")
    func form() throws {
        let form = """
            {"id": "actions", "name": "Actions", "model": "graduated", "quantity": "5162", "included": "100", "billable": "5062",
             "parts": [{"tier": 1, "quantity": "1000", "price": "0.02", "amount": "20"},
                       {"tier": 2, "quantity": "4062", "price": "0.0125", "amount": "50.775"}],
             "unrounded": "70.775", "rounding": "half-away-from-zero", "amount": {"amount": "70.78", "currency": "USD"}}
            """
        let charge = try Charge(
            id: EntityID("actions"), name: "Actions", usage: .actions(ActionSelection()), included: 100,
            price: .graduated(tiers("1000:0.02 *:0.0125")))
        let line = try charge.rated(5_162, currency: .usd)
        #expect(try JSONDecoder().decode(RatedCharge.self, from: Data(form.utf8)) == line)
        let read = try JSONSerialization.jsonObject(with: Data(form.utf8)) as? NSDictionary
        let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(line)) as? NSDictionary
        #expect(read == written)
    }

    @Test("A line by packages tells their size, and one whose number does not follow from it is refused")
    func packageSize() throws {
        let line = try make(.package(size: decimal("0.5"), price: 3), included: 1).rated(
            decimal("2.1"), currency: .usd)
        // 1.1 beyond: three halves.
        #expect(line.size == (try decimal("0.5")) && line.amount.minorUnits == 900)
        #expect(try make(.perUnit(3)).rated(1, currency: .usd).size == nil)
        let form = String(decoding: try JSONEncoder().encode(line), as: UTF8.self)
        #expect(try JSONDecoder().decode(RatedCharge.self, from: Data(form.utf8)) == line)
        for other in ["0.3", "1", "0", "-0.5"] {
            let broken = form.replacing(#""size":"0.5""#, with: #""size":"\#(other)""#)
            #expect(broken != form)
            #expect(throws: BillingError.self, "\(other)") {
                try JSONDecoder().decode(RatedCharge.self, from: Data(broken.utf8))
            }
        }
    }

    @Test("A decoded line whose arithmetic is broken is refused")
    func tampered() throws {
        let line = try make(.graduated(tiers("100:2 *:1.5")), included: 5).rated(150, currency: .usd)
        let text = String(decoding: try JSONEncoder().encode(line), as: UTF8.self)
        for (good, bad) in [
            (#""quantity":"150""#, #""quantity":"151""#), (#""billable":"145""#, #""billable":"144""#),
            (#""unrounded":"267.5""#, #""unrounded":"267""#), (#""amount":"267.50""#, #""amount":"267.51""#),
            (#""tier":1,"#, ""), (#""model":"graduated""#, #""model":"volume""#),
            (#""included":"5""#, #""included":"-5""#), (#""tier":1"#, #""tier":0"#),
            (#""price":"2""#, #""price":"3""#),
        ] {
            let form = try json(line)
            var broken = form.replacing(good, with: bad)
            if broken == form { broken = form.replacing(#","tier":1"#, with: "") }
            #expect(broken != form, "\(good)")
            #expect(
                throws: BillingError.self, "\(good)",
                performing: {
                    try JSONDecoder().decode(RatedCharge.self, from: Data(broken.utf8))
                })
        }
        #expect(try JSONDecoder().decode(RatedCharge.self, from: Data(text.utf8)) == line)
    }
}

@Suite("A price costs more the more is used, except where volume and the last value say otherwise")
struct RatingPropertyTests {
    private func randomTiers(_ random: inout SplitMix64) throws -> [PriceTier] {
        var bound = Decimal(0)
        var tiers: [PriceTier] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            bound += Decimal(Int.random(in: 1...4_000, using: &random)) / 10
            tiers.append(
                PriceTier(upTo: bound, unitPrice: Decimal(Int.random(in: 0...900, using: &random)) / 100))
        }
        return tiers + [
            PriceTier(upTo: nil, unitPrice: Decimal(Int.random(in: 0...900, using: &random)) / 100)
        ]
    }

    @Test(
        "Graduated, unit and package amounts never fall as the quantity grows",
        arguments: 1...20 as ClosedRange<UInt64>)
    func monotone(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let included = Decimal(Int.random(in: 0...50, using: &random))
        let models: [PriceModel] = try [
            .graduated(randomTiers(&random)),
            .perUnit(Decimal(Int.random(in: 0...999, using: &random)) / 1_000),
            .package(size: Decimal(Int.random(in: 1...90, using: &random)) / 10, price: 3),
        ]
        for model in models {
            let charge = try make(model, included: included)
            var last: Int64 = 0
            for quantity in (0..<40).map({ _ in Decimal(Int.random(in: 0...30_000, using: &random)) / 10 })
                .sorted()
            {
                let amount = try charge.rated(quantity, currency: .usd).amount.minorUnits
                #expect(amount >= last, "seed \(seed), \(model.form), \(quantity)")
                last = amount
            }
        }
    }

    @Test(
        "A graduated price is the integral of its tiers, piece by piece",
        arguments: 1...20 as ClosedRange<UInt64>)
    func additive(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let tiers = try randomTiers(&random)
        let model = try PriceModel.graduated(tiers)
        // Tenth by tenth, in the tier that the upper end of each lies in.
        var sum = Decimal(0)
        for tenth in 1...3_000 {
            let quantity = Decimal(tenth) / 10
            let tier = tiers.first { $0.upTo.map { quantity <= $0 } ?? true }
            sum += try #require(tier).unitPrice / 10
            if tenth % 97 == 0 {
                #expect(try model.price(quantity).amount == sum, "seed \(seed), \(quantity)")
            }
        }
    }

    @Test("A package steps up just behind each multiple of its size")
    func packages() throws {
        let charge = try make(.package(size: 8, price: 3), included: 4)
        for packages in 0...5 {
            let edge = Decimal(4 + 8 * packages)
            #expect(try charge.rated(edge, currency: .usd).amount.minorUnits == Int64(300 * packages))
            #expect(
                try charge.rated(edge + decimal("0.000001"), currency: .usd).amount.minorUnits
                    == Int64(300 * (packages + 1)))
        }
    }

    @Test("Examples that other meters publish come out the same")
    func published() throws {
        // 5 for each 100 calls, the first 100 free: 201 calls cost 10.
        let package = try make(.package(size: 100, price: 5), included: 100)
        #expect(try package.rated(201, currency: .usd).amount == Money("10.00", .usd))
        // 0.10 up to 1,000, 0.05 up to 10,000, then 0.01: 15,000 calls cost 600 by parts, and 150 as a whole.
        let tiers = try tiers("1000:0.1 10000:0.05 *:0.01")
        #expect(try make(.graduated(tiers)).rated(15_000, currency: .usd).amount == Money("600.00", .usd))
        #expect(try make(.volume(tiers)).rated(15_000, currency: .usd).amount == Money("150.00", .usd))
    }

    @Test(
        "Numbers at the limits are rated or overflow, and what is rated reads back",
        arguments: 1...4 as ClosedRange<UInt64>)
    func limits(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        func number() throws -> Decimal {
            let digits = (0..<Int.random(in: 1...38, using: &random)).map { index in
                "\(Int.random(in: (index == 0 ? 1 : 0)...9, using: &random))"
            }
            let exponent = Int.random(in: -60...30, using: &random)
            return try decimal(digits.joined() + "e\(exponent)")
        }
        var rated = 0
        for _ in 0..<500 {
            do {
                let (one, two, three) = try (number(), number(), number())
                let model: PriceModel =
                    switch Int.random(in: 0..<5, using: &random) {
                    case 0: try .flat(one)
                    case 1: try .perUnit(one)
                    case 2: try .package(size: one, price: two)
                    case 3:
                        try .graduated([
                            PriceTier(upTo: one, unitPrice: two), PriceTier(upTo: nil, unitPrice: three),
                        ])
                    default:
                        try .volume([
                            PriceTier(upTo: one, unitPrice: two), PriceTier(upTo: nil, unitPrice: three),
                        ])
                    }
                let charge = try make(model, included: model.form == .flat ? 0 : number())
                let currency = try Currency(
                    ["USD", "JPY", "BHD", "CLF"].randomElement(using: &random) ?? "USD")
                let rule = RoundingRule.allCases.randomElement(using: &random) ?? .halfToEven
                let line = try charge.rated(number(), currency: currency, rounding: rule)
                rated += 1
                let form = try JSONEncoder().encode(line)
                #expect(try JSONDecoder().decode(RatedCharge.self, from: form) == line, "seed \(seed)")
                // No rule moves an amount by more than a minor unit; the difference itself may be rounded to one.
                let error = line.amount.decimal - line.unrounded
                #expect(abs(error) * Decimal(sign: .plus, exponent: currency.digits, significand: 1) <= 1)
            } catch let error as BillingError {
                #expect(error.code == .overflow || error.code == .invalidValue, "seed \(seed): \(error)")
            }
        }
        #expect(rated > 50, "seed \(seed)")
    }

    @Test("A volume price falls where a cheaper tier begins")
    func volume() throws {
        let charge = try make(.volume(tiers("100:2 *:1")))
        #expect(try charge.rated(100, currency: .usd).amount.minorUnits == 20_000)
        #expect(try charge.rated(101, currency: .usd).amount.minorUnits == 10_100)
    }
}

@Suite("A plan is rated line by line")
struct PlanRatingTests {
    private func plan(_ rounding: RoundingRule = .halfAwayFromZero) throws -> PricePlan {
        try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .usd,
            charges: [
                make("base", .flat(49)), make("support", .perUnit(decimal("12.5"))),
                make(
                    "a", .perUnit(decimal("0.005")), usage: .metric(MetricID("messages"), .sum)),
                make(
                    "b", .perUnit(decimal("0.005")), usage: .metric(MetricID("alerts"), .sum)),
            ], rounding: rounding)
    }

    @Test("The total is the sum of the rounded lines, and a charge of the period needs no quantity")
    func total() throws {
        let rated = try plan().rated([EntityID("a"): 1, EntityID("b"): 1])
        #expect(rated.lines.map(\.amount.minorUnits) == [4900, 1250, 1, 1])
        #expect(rated.total == (try Money("61.52", .usd)))
        #expect(rated.unrated.isEmpty)
        #expect(
            try plan(.halfToEven).rated([EntityID("a"): 1, EntityID("b"): 3]).total.minorUnits == 6152)
    }

    @Test("Missing usage is not zero: its charge is listed, and the total is without it")
    func missing() throws {
        let rated = try plan().rated([EntityID("b"): 200, EntityID("support"): 2])
        #expect(rated.lines.map(\.id.text) == ["base", "support", "b"])
        #expect(rated.unrated.map(\.text) == ["a"])
        #expect(rated.total.minorUnits == 4900 + 2500 + 100)
    }

    @Test("A quantity of no charge is refused")
    func stranger() throws {
        #expect(syncBillingError { try plan().rated([EntityID("c"): 1]) }?.code == .invalidValue)
    }

    @Test("A plan keeps its rounding in its JSON form, and leaves out the usual one")
    func form() throws {
        for rule in RoundingRule.allCases {
            let text = String(decoding: try JSONEncoder().encode(plan(rule)), as: UTF8.self)
            #expect(text.contains("rounding") == (rule != .halfAwayFromZero))
            #expect(try JSONDecoder().decode(PricePlan.self, from: Data(text.utf8)) == plan(rule))
        }
    }
}

@Suite("A quantity is made of exact sums, and only with rules that make sense")
struct QuantityTests {
    @Test(
        "The noise of binary fractions is gone, and whole numbers are whole",
        arguments: [
            ([0.1, 0.1, 0.1], 1, "0.3"), ([], 1, "0"), ([1e15, 3, -1], 1, "1000000000000002"),
            ([1, 1], 3, "0.666666667"), ([1], 3, "0.333333333"), ([-1], 3, "-0.333333333"),
            ([0.0000000005], 1, "0.000000001"), ([0.000_000_000_4], 1, "0"),
            ([.leastNonzeroMagnitude], 1, "0"),
            ([1], 2_000_000_000, "0.000000001"), ([0.999_999_999_9], 1, "1"),
            ([1, 2, 4], 2, "3.5"), ([9_007_199_254_740_992, 0.25], 1, "9007199254740992.25"),
        ] as [([Double], Int, String)])
    func quantity(_ values: [Double], _ count: Int, _ expected: String) throws {
        var sum = ExactSum()
        for value in values { try sum.add(value) }
        #expect("\(try sum.quantity(dividedBy: count))" == expected)
    }

    @Test("It agrees with long division on random numbers", arguments: 1...5 as ClosedRange<UInt64>)
    func random(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            // Eighths, so that the sum is a small whole number of them.
            let values = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Int.random(in: -80_000...80_000, using: &random)
            }
            let count = Int.random(in: 1...400, using: &random)
            var sum = ExactSum()
            for value in values { try sum.add(Double(value) / 8) }
            let (total, divisor) = (Int128(values.reduce(0, +)) * 1_000_000_000, Int128(count) * 8)
            var units = Int128(total.magnitude) / divisor
            if Int128(total.magnitude) % divisor * 2 >= divisor { units += 1 }
            let expected = Decimal(
                sign: total < 0 ? .minus : .plus, exponent: -9, significand: try decimal(String(units)))
            #expect(try sum.quantity(dividedBy: count) == expected, "seed \(seed): \(values) / \(count)")
        }
    }

    @Test("A quantity beyond 38 digits is an overflow, and a count is above zero")
    func overflow() throws {
        var sum = ExactSum()
        try sum.add(1e300)
        #expect(syncBillingError { try sum.quantity() }?.code == .overflow)
        try sum.add(-1e300)
        #expect(try sum.quantity() == 0)
        try sum.add(1e28)
        #expect(try sum.quantity() == decimal("9999999999999999583119736832"))
        #expect(syncBillingError { try sum.quantity(dividedBy: 0) }?.code == .invalidValue)
    }

    @Test("Each kind has its rules")
    func rules() throws {
        let device = try Metric.dailyActiveDevices.derived(from: .activity(of: .device))
        let messages = try Metric(id: MetricID("messages"), unit: "messages", kind: .count)
        let hours = try Metric(id: MetricID("hours"), unit: "h", kind: .cumulative)
        let table: [(Metric, String)] = [
            (messages, "sum peak mean"), (hours, "sum peak mean"), (.actions, "sum peak mean"),
            (.assets, "last peak mean time-weighted-mean"), (.dailyActiveUsers, "peak mean"),
            (device, "peak mean month-end"), (.monthlyActiveUsers, "month-end"),
        ]
        for (metric, rules) in table {
            #expect(QuantityRule.rules(for: metric).map(\.rawValue).joined(separator: " ") == rules)
            for rule in QuantityRule.allCases {
                let charge = try make("seats", .perUnit(1), usage: .metric(metric.id, rule))
                let error = syncBillingError { try charge.check(metric) }
                #expect((error == nil) == rules.split(separator: " ").contains(Substring(rule.rawValue)))
                if let error {
                    #expect(error.code == .unsupported)
                    #expect(error.detail.contains("seats") && error.detail.contains(metric.id.text))
                }
            }
        }
        // Activity has no labels that a charge could select by.
        let europe = try LabelSelection(("region", ["eu"]))
        let byLabels = try make("seats", .perUnit(1), usage: .metric(device.id, .peak, labels: europe))
        #expect(syncBillingError { try byLabels.check(device) }?.code == .unsupported)
        try byLabels.check(.dailyActiveDevices)
        let other = try make(.perUnit(1), usage: .metric(MetricID("hours"), .sum))
        #expect(syncBillingError { try other.check(messages) }?.code == .invalidValue)
        #expect(syncBillingError { try make(.perUnit(1)).check(messages) }?.code == .invalidValue)
    }
}
