import Testing

@testable import BillingReports

@Suite("Numbers for people")
struct NumberTextTests {
    @Test(
        "A whole number is grouped by thousands",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (5_162, "5,162"), (-1_431, "−1,431"),
            (1_234_567, "1,234,567"), (Int.max, "9,223,372,036,854,775,807"),
            (Int.min, "−9,223,372,036,854,775,808"),
        ])
    func whole(_ number: Int, text: String) {
        #expect(NumberText.whole(number) == text)
    }

    @Test(
        "A number has decimals only if it is not whole",
        arguments: [
            (5_162.0, "5,162"), (-0.0, "0"), (12.25, "12.25"), (12.5, "12.50"), (1_399.999, "1,400.00"),
            (-3.5, "−3.50"), (0.05, "0.05"), (0.001_25, "0.00125"), (1e-9, "1e-09"),
            (0x1p54, "1.8014398509481984e+16"),
            (0x1p54 - 2, "18,014,398,509,481,982"), (.infinity, "–"), (.nan, "–"),
            (-.greatestFiniteMagnitude, "−1.7976931348623157e+308"), (.leastNonzeroMagnitude, "5e-324"),
        ])
    func number(_ value: Double, text: String) {
        #expect(NumberText.number(value) == text)
    }

    @Test(
        "Rounding is half away from zero of the exact binary value",
        arguments: [
            // 0.125 and 0.375 are exact in binary, so they are ties. 1.005 and 2.675 lie below the tie that they are
            // written as, and 1.135 above it, as Python's decimal.Decimal(1.005) shows.
            (0.125, 2, "0.13"), (-0.125, 2, "−0.13"), (0.375, 2, "0.38"), (1.005, 2, "1.00"),
            (2.675, 2, "2.67"), (1.135, 2, "1.14"), (0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"),
            (0.499_999_999_999_999_94, 0, "0"), (15.010_869_565_217_391, 1, "15.0"), (0.05, 1, "0.1"),
            (0.25, 1, "0.3"), (-0.04, 1, "0.0"), (9.95, 1, "9.9"), (999.96, 1, "1,000.0"),
        ])
    func rounding(_ value: Double, decimals: Int, text: String) {
        #expect(NumberText.number(value, decimals: decimals) == text)
    }

    @Test(
        "An average has one decimal, and more if it is small",
        arguments: [
            (15.010_869_565_217_391, "15.0"), (1_600, "1,600.0"), (0, "0.0"), (0.055_6, "0.06"),
            (-0.5, "−0.50"),
            (0.999, "1.00"), (1, "1.0"), (0.004_5, "0.0045"),
        ])
    func average(_ value: Double, text: String) {
        #expect(NumberText.average(value) == text)
    }

    @Test(
        "A difference shows its sign",
        arguments: [(498.0, "+498"), (-32.0, "−32"), (0.0, "0"), (-0.0, "0"), (0.5, "+0.50")])
    func difference(_ value: Double, text: String) {
        #expect(NumberText.difference(value) == text)
    }

    @Test(
        "A percentage follows from the exact quotient",
        arguments: [
            // By hand: −32/1431 = −2.236 %, 498/2332 = 21.355 %. 1/8 = 12.5 %, 1/2000 = 0.05 % is a tie, and so is
            // 1/800 = 0.125 %.
            (-32.0, 1_431.0, "−2.2 %"), (498.0, 2_332.0, "+21.4 %"), (1.0, 8.0, "+12.5 %"),
            (1.0, 2_000.0, "+0.1 %"), (-1.0, 2_000.0, "−0.1 %"), (1.0, 2_001.0, "0.0 %"), (0.0, 5.0, "0.0 %"),
            (5.0, -10.0, "+50.0 %"), (-5.0, -10.0, "−50.0 %"), (9_999_999.0, 1.0, "+999,999,900.0 %"),
            (1e-300, 1e300, "0.0 %"),
            (.leastNonzeroMagnitude, .leastNonzeroMagnitude, "+100.0 %"), (1e20, 1.0, "+1e+22 %"),
            (.leastNonzeroMagnitude, .greatestFiniteMagnitude, "0.0 %"),
        ])
    func percent(_ difference: Double, base: Double, text: String) {
        #expect(NumberText.percent(of: difference, base: base) == text)
    }

    @Test("A base of zero has no percentage, nor has what is not finite")
    func noBase() {
        #expect(NumberText.percent(of: 1, base: 0) == nil)
        #expect(NumberText.percent(of: 1, base: -0.0) == nil)
        #expect(NumberText.percent(of: .nan, base: 1) == nil)
        #expect(NumberText.percent(of: .greatestFiniteMagnitude, base: .leastNonzeroMagnitude) == nil)
        #expect(NumberText.share(of: 0, in: 0) == nil)
        #expect(NumberText.share(of: 4_238, in: 5_162) == "82.1 %")
    }

    @Test(
        "An amount keeps its digits and is grouped",
        arguments: [
            ("1179.31", "1,179.31"), ("110.86", "110.86"), ("0.05", "0.05"), ("-1234567.8", "−1,234,567.8"),
            ("1000", "1,000"), ("-92233720368547758.08", "−92,233,720,368,547,758.08"), ("12.345", "12.345"),
        ])
    func amount(_ decimal: String, text: String) {
        #expect(NumberText.amount(decimal) == text)
    }

    @Test("Every tenth of a percent of whole numbers agrees with integer arithmetic")
    func percentages() {
        for base in 1...120 {
            for part in 0...240 {
                // Half away from zero of 1000 · part / base, in whole numbers.
                let tenths = (2_000 * part + base) / (2 * base)
                let expected = "\(NumberText.whole(tenths / 10)).\(tenths % 10) %"
                #expect(
                    NumberText.share(of: Double(part), in: Double(base)) == expected, "\(part) of \(base)")
            }
        }
    }
}
