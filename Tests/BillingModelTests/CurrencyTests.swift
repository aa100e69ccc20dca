import BillingModel
import Foundation
import Testing

@Suite("A currency is one of ISO 4217 that has a minor unit")
struct CurrencyTests {
    @Test("The table is list one as published, without the codes that have no minor unit")
    func table() throws {
        let rows = try Fixture("currencies.csv").rows
        let expected = rows.filter { $0[1] != "" }.map { "\($0[0]) \($0[1])" }
        #expect(expected.count == 165)
        #expect(Currency.all.map { "\($0.code) \($0.digits)" } == expected)
        for row in rows where row[1] != "" {
            #expect(try Currency(row[0]).digits == Int(row[1]))
        }
    }

    @Test("Codes without a minor unit are refused by a rule of their own")
    func withoutMinorUnit() throws {
        let codes = try Fixture("currencies.csv").rows.filter { $0[1] == "" }.map { $0[0] }
        #expect(codes.count == 13)
        for code in codes {
            let error = #expect(throws: BillingError.self) { try Currency(code) }
            #expect(error?.code == .invalidValue)
            #expect(error?.rule == "a currency has a minor unit, which this code of ISO 4217 has not")
        }
    }

    @Test(
        "Other texts are refused, also those that Unicode takes for a code",
        arguments: [
            "", "EU", "EURO", "eur", "Eur", " EUR", "EUR ", "ABC", "BGN", "HRK", "ANG", "ZWL", "SLL", "CUC",
            "VEF",
            "E\u{0}R", "DK\u{212A}", "\u{FF25}\u{FF35}\u{FF32}", "E\u{301}U", "978",
        ])
    func refused(_ code: String) {
        let error = #expect(throws: BillingError.self) { try Currency(code) }
        #expect(error?.code == .invalidValue)
        #expect(error?.rule == "a currency is a code of ISO 4217 that is in force, in three capital letters")
    }

    @Test("The constants are entries of the table")
    func constants() throws {
        let constants: [(Currency, String)] = [
            (.aud, "AUD"), (.cad, "CAD"), (.chf, "CHF"), (.dkk, "DKK"), (.eur, "EUR"), (.gbp, "GBP"),
            (.inr, "INR"),
            (.jpy, "JPY"), (.nok, "NOK"), (.nzd, "NZD"), (.sek, "SEK"), (.sgd, "SGD"), (.usd, "USD"),
            (.zar, "ZAR"),
        ]
        for (constant, code) in constants { #expect(try constant == Currency(code)) }
    }

    @Test("Its JSON form is the code")
    func codable() throws {
        #expect(try json([Currency.eur, .jpy]) == #"["EUR","JPY"]"#)
        #expect(try read([Currency].self, #"["KWD","CLF"]"#).map(\.digits) == [3, 4])
        #expect(refusal { try read(Currency.self, #""XAU""#) } == .invalidValue)
        #expect(throws: DecodingError.self) { try read(Currency.self, "978") }
    }

    @Test("Currencies sort by their codes")
    func order() throws {
        #expect([Currency.usd, .eur, .jpy].sorted() == [.eur, .jpy, .usd])
        #expect("\(Currency.eur)" == "EUR")
    }
}
