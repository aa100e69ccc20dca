import BillingTestSupport
import Foundation
import Testing

@testable import BillingModel

@Suite("Exact decimals round nothing and throw where digits do not suffice")
struct ExactDecimalTests {
    private func outcome(_ compute: () throws -> ExactDecimal) throws -> String {
        do {
            return try compute().text
        } catch BillingError.Code.overflow {
            return "overflow"
        }
    }

    @Test("Sums, differences, products and order agree with integers of any length")
    func arithmetic() throws {
        for row in try Fixture("decimals.csv").rows {
            let (left, right) = (try ExactDecimal(row[0]), try ExactDecimal(row[1]))
            #expect(left.text == row[0])
            #expect(try outcome { try left + right } == row[2], "\(row)")
            #expect(try outcome { try left - right } == row[3], "\(row)")
            #expect(try outcome { try left * right } == row[4], "\(row)")
            let order = left < right ? -1 : right < left ? 1 : 0
            #expect(order == Int(row[5]), "\(row)")
            #expect((left == right) == (order == 0))
        }
    }

    @Test("A number passes through Decimal digit for digit")
    func bridge() throws {
        for row in try Fixture("decimals.csv").rows {
            for text in row[0...1] {
                let decimal = try ExactDecimal(text).decimal()
                #expect(try ExactDecimal(decimal).text == text)
            }
        }
        #expect(try ExactDecimal(Decimal(string: "12.500")!).text == "12.5")
        #expect(try ExactDecimal(Decimal(-4_200)).text == "-4200")
        let tiny = Decimal(sign: .plus, exponent: -128, significand: 1)
        #expect(try ExactDecimal(tiny) == ExactDecimal(1, exponent: -128))
        #expect(try ExactDecimal(1, exponent: -128).decimal() == tiny)
        let huge = Decimal(sign: .minus, exponent: 127, significand: 7)
        #expect(try ExactDecimal(-7, exponent: 127).decimal() == huge)
    }

    @Test("What Decimal cannot hold is an overflow, and what is no number is refused")
    func limits() {
        #expect(refusal { try ExactDecimal(1, exponent: 128).decimal() } == .overflow)
        #expect(refusal { try ExactDecimal(1, exponent: -129).decimal() } == .overflow)
        #expect(refusal { try ExactDecimal(Decimal.nan) } == .invalidValue)
        #expect(refusal { try ExactDecimal(Decimal.greatestFiniteMagnitude) } == .overflow)
        #expect(refusal { try ExactDecimal("9" + String(repeating: "8", count: 39)) } == .overflow)
        #expect(refusal { try ExactDecimal("1" + String(repeating: "0", count: 300) + "1") } == .overflow)
    }

    @Test(
        "Zeros at the end cost no digits",
        arguments: [
            ("0", "0"), ("-0", "0"), ("-0.000", "0"), ("12.500", "12.5"), ("100", "100"), ("-0.05", "-0.05"),
            ("1." + String(repeating: "0", count: 500), "1"),
            (
                "99999999999999999999999999999999999999.0000",
                "99999999999999999999999999999999999999"
            ),
            ("0.00000000000000000000000000000000000012", "0.00000000000000000000000000000000000012"),
        ])
    func canonicalText(_ text: String, _ canonical: String) throws {
        #expect(try ExactDecimal(text).text == canonical)
    }

    @Test(
        "Texts of another form are refused",
        arguments: [
            "", "-", ".", "+1", "--1", "1-", "1e3", "1E3", ".5", "5.", "-.5", "007", "00", "-01.5", "1,5",
            "1 000",
            " 1", "1 ", "1.2.3", "0x10", "NaN", "inf", "١٢", "１", "1\u{0}", "1\u{301}", "1\n", "−1", "1_000",
        ])
    func malformed(_ text: String) {
        #expect(refusal { try ExactDecimal(text) } == .malformed)
    }

    @Test(
        "In a sentence a number has digits, unless most of them would be zeros",
        arguments: [
            (Int128(1), 400, "1E+400"), (-125, 199, "-125E+199"), (1, -400, "1E-400"), (125, -1, "12.5"),
            (1, 38, "1" + String(repeating: "0", count: 38)), (0, 0, "0"),
        ])
    func short(_ coefficient: Int128, _ exponent: Int, _ text: String) {
        #expect(ExactDecimal(coefficient, exponent: exponent).shortText == text)
    }

    @Test("An amount, a sum and a product that are too large are told in few letters")
    func overflows() throws {
        let (huge, fine) = (ExactDecimal(1, exponent: 400), ExactDecimal(1, exponent: -400))
        for make in [
            { _ = try huge + fine }, { _ = try huge - fine },
            { _ = try ExactDecimal(.max, exponent: 400) * ExactDecimal(.max, exponent: 400) },
            { _ = try Money(huge.text, .usd) },
        ] as [() throws -> Void] {
            let error = #expect(throws: BillingError.self) { try make() }
            #expect((error?.detail.utf8.count ?? 0) < 120, "\(error?.detail ?? "")")
        }
    }

    @Test(
        "The least whole multiple that covers a number",
        arguments: [
            ("0", "10", "0"), ("1", "10", "1"), ("10", "10", "1"), ("10.001", "10", "2"), ("0.3", "0.1", "3"),
            ("7", "0.25", "28"), ("1", "3", "1"), ("100000000000000000000", "1", "100000000000000000000"),
        ])
    func ceiling(_ dividend: String, _ divisor: String, _ expected: String) throws {
        let quotient = try ExactDecimal.ceilingQuotient(
            try ExactDecimal(dividend), by: try ExactDecimal(divisor))
        #expect(quotient.text == expected)
    }
}
