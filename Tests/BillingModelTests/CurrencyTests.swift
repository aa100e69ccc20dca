import BillingModel
import BillingTestSupport
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
            "", "EU", "EURO", " EUR", "EUR ", "ABC", "XEU", "DDM", "SUR",
            "E\u{0}R", "DK\u{212A}", "\u{FF25}\u{FF35}\u{FF32}", "E\u{301}U", "978",
        ])
    func refused(_ code: String) {
        let error = #expect(throws: BillingError.self) { try Currency(code) }
        #expect(error?.code == .invalidValue)
        #expect(error?.rule == "a currency is a code of three letters that ISO 4217 has, or had since 1999")
    }

    @Test("Small letters are the same code", arguments: ["eur", "Eur", "eUR", "EUR"])
    func smallLetters(_ code: String) throws {
        #expect(try Currency(code) == .eur)
        #expect(refusal { try Currency("xau") } == .invalidValue)
    }

    @Test(
        "A withdrawn currency has its digits and its last date, and is none of those in force",
        arguments: [
            ("HRK", 2, "2022-12-31"), ("BGN", 2, "2025-12-31"), ("DEM", 2, "2002-02-28"),
            ("ITL", 0, "2002-02-28"), ("ESP", 0, "2002-02-28"), ("GRD", 0, "2002-02-28"),
            ("LTL", 2, "2014-12-31"), ("LVL", 2, "2013-12-31"), ("EEK", 2, "2010-12-31"),
            ("TRL", 0, "2005-12-31"), ("BYR", 0, "2016-12-31"), ("VEF", 2, "2018-08-19"),
            ("SKK", 2, "2008-12-31"), ("SIT", 2, "2006-12-31"), ("hrk", 2, "2022-12-31"),
        ])
    func withdrawn(_ code: String, _ digits: Int, _ last: String) throws {
        let currency = try Currency(code)
        #expect(currency.code == code.uppercased())
        #expect(currency.digits == digits)
        #expect(currency.lastDate?.description == last)
        #expect(!Currency.all.contains(currency))
        #expect(try read(Currency.self, json(currency)) == currency)
    }

    @Test("What is in force has no last date")
    func inForce() {
        for currency in Currency.all { #expect(currency.lastDate == nil, "\(currency)") }
    }

    @Test("An invoice is issued in a currency until its last date has ended everywhere, and no longer")
    func issued() throws {
        let kuna = try Currency("HRK")
        func invoice(_ at: String) throws -> Invoice {
            try Invoice(
                tenant: TenantID("t"), number: InvoiceNumber("1"),
                issuedAt: Instants.date(Instants.microseconds(at)),
                totalPaid: Money(minorUnits: 100, currency: kuna))
        }
        #expect(try invoice("2022-06-01T00:00Z").currency == kuna)
        // 23:59:59 of the last date, twelve hours behind UTC.
        #expect(try invoice("2022-12-31T23:59:59-12:00").currency == kuna)
        let error = #expect(throws: BillingError.self) { try invoice("2023-01-01T00:00:00-12:00") }
        #expect(error?.rule == "an invoice is issued in a currency that is in force")
        #expect(error?.detail == "invoice '1' in HRK, which ended with 2022-12-31")
        #expect(refusal { try invoice("2024-05-01T00:00Z") } == .invalidValue)
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
