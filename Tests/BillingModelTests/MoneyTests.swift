import BillingModel
import BillingTestSupport
import Foundation
import Testing

@Suite("Money is exact: it rounds once where it is told to, and throws what does not fit")
struct MoneyTests {
    private func eur(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }

    @Test(
        "A text is read with the digits of its currency",
        arguments: [
            ("12.30", "EUR", 1230), ("12.3", "EUR", 1230), ("12", "EUR", 1200), ("-0.05", "EUR", -5),
            ("0", "EUR", 0),
            ("-0.00", "EUR", 0), ("12", "JPY", 12), ("1.234", "KWD", 1234), ("1.2345", "CLF", 12345),
            ("92233720368547758.07", "EUR", Int64.max), ("-92233720368547758.08", "EUR", Int64.min),
            ("-9223372036854775808", "JPY", Int64.min),
            ("249.0000", "USD", 24900), ("100.00", "JPY", 100), ("12.300", "EUR", 1230),
            ("-0.0500", "EUR", -5),
            ("0.00000000000000000000000000000000000000000000", "EUR", 0),
            ("1.10000000000000000000000000000000000000000000", "EUR", 110),
        ])
    func reads(_ text: String, _ code: String, _ units: Int64) throws {
        let money = try Money(text, Currency(code))
        #expect(money.minorUnits == units)
        #expect(money.currency.code == code)
    }

    @Test(
        "A text that says more than the currency can, or says it otherwise, is refused",
        arguments: [
            ("249.005", "USD", "invalidValue"), ("12.301", "EUR", "invalidValue"),
            ("12.5", "JPY", "invalidValue"),
            ("0.10000000000000000000000000000000000001", "EUR", "invalidValue"),
            ("0.0001", "KWD", "invalidValue"),
            ("92233720368547758.08", "EUR", "overflow"), ("-92233720368547758.09", "EUR", "overflow"),
            ("99999999999999999999999999999999999999999", "EUR", "overflow"),
            ("1e2", "EUR", "malformed"), ("+1", "EUR", "malformed"), (" 1", "EUR", "malformed"),
            ("1,00", "EUR", "malformed"), ("", "EUR", "malformed"), ("€1", "EUR", "malformed"),
            ("1.", "EUR", "malformed"), (".50", "EUR", "malformed"), ("01", "EUR", "malformed"),
        ])
    func refuses(_ text: String, _ code: String, _ expected: String) {
        #expect(refusal { try Money(text, Currency(code)) }?.description == expected)
    }

    @Test(
        "It is written with exactly the digits of its currency",
        arguments: [
            (1230, "EUR", "12.30 EUR"), (-5, "EUR", "-0.05 EUR"), (0, "EUR", "0.00 EUR"),
            (12, "JPY", "12 JPY"),
            (7, "KWD", "0.007 KWD"), (-12345, "CLF", "-1.2345 CLF"),
            (Int64.max, "EUR", "92233720368547758.07 EUR"), (Int64.min, "EUR", "-92233720368547758.08 EUR"),
            (Int64.min, "JPY", "-9223372036854775808 JPY"),
        ])
    func writes(_ units: Int64, _ code: String, _ text: String) throws {
        let money = Money(minorUnits: units, currency: try Currency(code))
        #expect(money.description == text)
        #expect(money.decimal == Decimal(string: String(text.dropLast(4)))!)
        let form = "{\"amount\":\"\(text.dropLast(4))\",\"currency\":\"\(code)\"}"
        #expect(try json(money) == form)
        #expect(try json(money, strategies: true) == form)
        #expect(try read(Money.self, form, strategies: true) == money)
        #expect(try Money(rounding: money.decimal, currency: money.currency, rule: .towardZero) == money)
    }

    @Test(
        "Malformed JSON is refused",
        arguments: [
            (#"{"amount":12.3,"currency":"EUR"}"#, nil), (#"{"amount":"12.3"}"#, nil), (#""12.3 EUR""#, nil),
            (#"{"amount":"12.345","currency":"EUR"}"#, "invalidValue"),
            (#"{"amount":"1e2","currency":"EUR"}"#, "malformed"),
            (#"{"amount":"1","currency":"eu"}"#, "invalidValue"),
        ] as [(String, String?)])
    func malformed(_ text: String, _ code: String?) {
        #expect(throws: (any Error).self) { try read(Money.self, text) }
        #expect(refusal { try read(Money.self, text) }?.description == code)
    }

    private static let rules: [String: RoundingRule] = [
        "halfAwayFromZero": .halfAwayFromZero, "halfToEven": .halfToEven, "towardZero": .towardZero,
        "awayFromZero": .awayFromZero,
    ]

    @Test("Rounding agrees with another engine under each rule and number of digits")
    func rounding() throws {
        for row in try Fixture("rounding.csv").rows {
            let rule = try #require(Self.rules[row[2]])
            let amount = try #require(Decimal(string: row[0]))
            let currency = try Currency(row[1])
            if row[3] == "overflow" {
                let code = refusal { try Money(rounding: amount, currency: currency, rule: rule) }
                #expect(code == .overflow, "\(row)")
            } else {
                let money = try Money(rounding: amount, currency: currency, rule: rule)
                #expect(String(money.minorUnits) == row[3], "\(row)")
            }
        }
    }

    @Test("Unless told otherwise, a half rounds away from zero")
    func defaultRule() throws {
        #expect(try Money(rounding: Decimal(string: "0.125")!, currency: .usd).minorUnits == 13)
        #expect(try Money(rounding: Decimal(string: "-0.125")!, currency: .usd).minorUnits == -13)
    }

    @Test("What is no number, or too large for 64 bits, cannot become money")
    func roundingLimits() {
        #expect(refusal { try Money(rounding: .nan, currency: .eur) } == .invalidValue)
        #expect(refusal { try Money(rounding: .greatestFiniteMagnitude, currency: .eur) } == .overflow)
        #expect(refusal { try Money(rounding: -.greatestFiniteMagnitude, currency: .jpy) } == .overflow)
    }

    @Test("Splits agree with the largest remainders of exact fractions")
    func splits() throws {
        for row in try Fixture("splits.csv").rows {
            let amount = eur(try #require(Int64(row[0])))
            let weights = row[1].split(separator: " ").compactMap { Int($0) }
            let shares = try amount.split(by: weights)
            #expect(shares.map { String($0.minorUnits) }.joined(separator: " ") == row[2], "\(row)")
            #expect(try Money.sum(of: shares, in: .eur) == amount)
        }
    }

    @Test(
        "A split needs weights", arguments: [[], [0], [0, 0], [1, -1, 2], [Int.min], [Int.max, Int.min]])
    func splitRefused(_ weights: [Int]) {
        #expect(refusal { try eur(100).split(by: weights) } == .invalidValue)
    }

    @Test("Sums, differences and multiples are exact up to the last unit")
    func arithmetic() throws {
        #expect(try eur(30) + eur(-70) == eur(-40))
        #expect(try eur(.max) + eur(.min) == eur(-1))
        #expect(try eur(.min) - eur(.min) == eur(0))
        #expect(try eur(-1) - eur(.min) == eur(.max))
        #expect(try -eur(5) == eur(-5))
        #expect(try eur(-7) * 6 == eur(-42))
        #expect(try eur(1 << 62) * -2 == eur(.min))
        #expect(try eur(0) * Int.min == eur(0))
        #expect(try eur(1) < eur(2))
        #expect(try !(eur(2) < eur(2)))
    }

    @Test("What does not fit is an overflow")
    func overflow() {
        #expect(refusal { try eur(.max) + eur(1) } == .overflow)
        #expect(refusal { try eur(.min) - eur(1) } == .overflow)
        #expect(refusal { try eur(0) - eur(.min) } == .overflow)
        #expect(refusal { try -eur(.min) } == .overflow)
        #expect(refusal { try eur(.min) * -1 } == .overflow)
        #expect(refusal { try eur(.max) * Int.max } == .overflow)
        #expect(refusal { try Money.sum(of: [eur(.max), eur(1)], in: .eur) } == .overflow)
    }

    @Test("Only the sum of many must fit, in whatever order they come")
    func sums() throws {
        #expect(try Money.sum(of: [eur(.max), eur(.max), eur(.min), eur(.min)], in: .eur) == eur(-2))
        #expect(try Money.sum(of: [], in: .jpy) == .zero(.jpy))
    }

    @Test("Two currencies do not mix")
    func twoCurrencies() {
        let (euro, yen) = (eur(100), Money(minorUnits: 100, currency: .jpy))
        let rule = "amounts of two currencies do not mix"
        #expect(euro != yen)
        #expect(brokenRule { try euro + yen } == rule)
        #expect(brokenRule { try euro - yen } == rule)
        #expect(brokenRule { try euro < yen } == rule)
        #expect(brokenRule { try Money.sum(of: [euro, yen], in: .eur) } == rule)
        #expect(brokenRule { try Money.sum(of: [yen], in: .eur) } == rule)
    }
}
