import BillingModel
import Foundation
import Testing

@Suite("A tax is a rate that is rounded once, and whole amounts need no try")
struct TaxRateTests {
    /// From Python's decimal module: quantize(subtotal * percent / 100).
    @Test(
        "The tax is the exact product, rounded by its rule",
        arguments: [
            ("129.95", "10", RoundingRule.halfAwayFromZero, "13.00"), ("129.95", "10", .towardZero, "12.99"),
            ("-129.95", "10", .halfAwayFromZero, "-13.00"), ("0.25", "10", .halfToEven, "0.02"),
            ("0.35", "10", .halfToEven, "0.04"), ("100.00", "8.875", .halfAwayFromZero, "8.88"),
            ("59.00", "0", .halfAwayFromZero, "0.00"), ("0.01", "19", .awayFromZero, "0.01"),
        ])
    func tax(amount: String, percent: String, rule: RoundingRule, tax: String) throws {
        let rate = try TaxRate(percent: try #require(Decimal(string: percent)), rounding: rule)
        #expect(try rate.tax(on: Money(amount, .usd)) == Money(tax, .usd))
    }

    @Test("Currencies keep their digits, and what is no rate is refused")
    func currencies() throws {
        #expect(try TaxRate(percent: 10).tax(on: Money("105", .jpy)) == Money("11", .jpy))
        for percent in [Decimal(-1), .nan] {
            #expect(throws: BillingError.self) { try TaxRate(percent: percent) }
        }
        #expect(throws: BillingError.self) {
            try TaxRate(percent: 200).tax(on: Money(minorUnits: .max, currency: .usd))
        }
    }

    @Test("An amount of whole units is that of its text")
    func whole() throws {
        #expect(Money(whole: 249, .usd) == (try Money("249.00", .usd)))
        #expect(Money(whole: -3, .jpy) == (try Money("-3", .jpy)))
        #expect(Money(whole: .max, .usd).minorUnits == 214_748_364_700)
        #expect(Money(whole: .min, try Currency("UYW")).minorUnits == -21_474_836_480_000)
    }
}
