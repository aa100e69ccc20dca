import BillingInterchange
import BillingModel
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("Numbers of exported tables are read as the mapping declares, and never guessed")
struct NumberFormsTests {
    /// What is paid by an invoice whose cell holds a text; nil if the row is refused.
    private static func paid(_ text: String, _ mapping: CSVMapping) throws -> Result<String, BillingError> {
        var mapping = mapping
        mapping.dialect = .tabs
        let csv = "number\tissued\tpayable\nINV-1\t2026-03-01T00:00:00Z\t\(text)\n"
        switch try CSVMappingTests.lines(csv, mapping).first?.content {
        case .records(let records)?:
            guard case .invoice(let invoice)? = records.first else { return .success("") }
            return .success(invoice.payable?.description ?? "")
        case .rejected(let rejection)?:
            return .failure(BillingError(rejection.code, rule: rejection.rule, detail: rejection.detail))
        default: return .success("")
        }
    }

    private static func mapping(
        _ currency: String, _ change: (inout CSVMapping) -> Void = { _ in }
    ) -> CSVMapping {
        var mapping = CSVMapping(.invoices, constants: [.tenant: "acme", .currency: currency])
        change(&mapping)
        return mapping
    }

    private static let all: CSVMapping.NumberForms = [.parentheses, .trailingMinus, .currency, .exponents]

    @Test(
        "Amounts are judged by value",
        arguments: [
            ("249.0000", "USD", "249.00 USD"), ("100.00", "JPY", "100 JPY"), ("249", "usd", "249.00 USD"),
            ("+5.00", "EUR", "5.00 EUR"), ("0", "EUR", "0.00 EUR"), (" 5 ", "EUR", "5.00 EUR"),
            ("\u{A0}5.10\u{202F}", "EUR", "5.10 EUR"),
        ])
    func values(_ text: String, _ currency: String, _ amount: String) throws {
        #expect(try Self.paid(text, Self.mapping(currency)).get() == amount)
    }

    @Test(
        "Other forms are read if they are declared",
        arguments: [
            ("€ 5,00", "EUR", "5.00 EUR"), ("5,00 €", "EUR", "5.00 EUR"), ("€5", "EUR", "5.00 EUR"),
            ("249,00 EUR", "EUR", "249.00 EUR"), ("EUR249,00", "EUR", "249.00 EUR"),
            ("eur 1", "EUR", "1.00 EUR"),
            ("$ 5,00", "AUD", "5.00 AUD"), ("A$5,00", "AUD", "5.00 AUD"), ("kr. 5,00", "SEK", "5.00 SEK"),
            ("5,00 kr", "DKK", "5.00 DKK"), ("Fr. 5,00", "CHF", "5.00 CHF"),
            ("R$ 1.249,50", "BRL", "1249.50 BRL"),
            ("1.249,00", "EUR", "1249.00 EUR"), ("1,5E3", "EUR", "1500.00 EUR"),
            ("1,249E+03", "EUR", "1249.00 EUR"),
            ("12e-1", "EUR", "1.20 EUR"), ("+1.249,00 €", "EUR", "1249.00 EUR"), ("¥100", "JPY", "100 JPY"),
            ("100,00 円", "JPY", "100 JPY"),
            ("kn 7,53", "HRK", "refused: an invoice is issued in a currency that is in force"),
        ])
    func declared(_ text: String, _ currency: String, _ amount: String) throws {
        let mapping = Self.mapping(currency) {
            $0.hasDecimalComma = true
            $0.thousands = .point
            $0.numbers = Self.all
        }
        switch try Self.paid(text, mapping) {
        case .success(let paid): #expect(paid == amount)
        case .failure(let error): #expect("refused: \(error.rule)" == amount)
        }
        // Without the declaration each is refused, but for a plain number.
        if text.contains(where: { !$0.isNumber && !"+.,".contains($0) }) {
            let plain = Self.mapping(currency) {
                $0.hasDecimalComma = true
                $0.thousands = .point
            }
            #expect(throws: BillingError.self) { try Self.paid(text, plain).get() }
        }
    }

    @Test(
        "What is below zero is read by its sign, and refused where an invoice has none",
        arguments: [
            "-5.00", "(5.00)", "5.00-", "\u{2212}5.00", "-$5.00", "$-5.00", "($5.00)", "$ (5.00)",
            "5.00 USD-",
        ])
    func negative(_ text: String) throws {
        let mapping = Self.mapping("USD") { $0.numbers = Self.all }
        #expect(throws: BillingError.self) { try Self.paid(text, mapping).get() }
        var samples = CSVMapping(.samples)
        samples.numbers = Self.all
        guard !text.contains("$"), !text.contains("USD") else { return }
        let records = try CSVMappingTests.records(
            "tenant,metric,date,value\na,m,2026-01-01,\(text)\n", samples)
        guard case .sample(let write)? = records.first else { return }
        #expect(write.value == -5)
    }

    @Test(
        "A sign or code of another currency is refused, and so is what is none",
        arguments: [
            ("€5.00", "USD", "the currency beside an amount is that of its row"),
            ("5.00 EUR", "USD", "the currency beside an amount is that of its row"),
            ("NZ$5.00", "USD", "the currency beside an amount is that of its row"),
            ("$5.00", "EUR", "the currency beside an amount is that of its row"),
            ("x5.00", "USD", "what stands beside an amount is the sign or code of a currency"),
            ("5.00 apples", "USD", "what stands beside an amount is the sign or code of a currency"),
            ("5.00 US", "USD", "what stands beside an amount is the sign or code of a currency"),
        ])
    func contradictions(_ text: String, _ currency: String, _ rule: String) throws {
        let mapping = Self.mapping(currency) { $0.numbers = Self.all }
        let error = #expect(throws: BillingError.self) { try Self.paid(text, mapping).get() }
        #expect(error?.rule == rule)
    }

    @Test(
        "No cell of this table is read, whatever is declared",
        arguments: [
            "249.005", "--5", "+-5", "-(5)", "((5))", "(-5)", "-5-", "()", "-", "+", "$", "$$5", "$5 USD",
            "USD $5",
            "5..0", "5.", ".5", "1.2.3", "1,2,3", "1,23", "1234,567", ",123", "1,,234", "1,234,56", "1e",
            "e5",
            "1e5.5", "1e+", "1e99999999999999999999", "0x10", "٣", "５", "1 2", "5 .00", "007", "NaN", "inf",
            "1_000",
            "5.00\u{301}", "1'250", "1 250", "5%", "5;00", "5.00 -5",
        ])
    func hostile(_ text: String) throws {
        let mapping = Self.mapping("USD") {
            $0.numbers = Self.all
            $0.thousands = .comma
        }
        #expect(throws: BillingError.self, "\(text)") { try Self.paid(text, mapping).get() }
    }

    @Test(
        "Spaces and apostrophes of every kind divide thousands, in groups of three",
        arguments: [
            ("1'250", CSVMapping.Thousands.apostrophe, true), ("1\u{2019}250", .apostrophe, true),
            ("12\u{2019}345\u{2019}678", .apostrophe, true), ("1 250", .space, true),
            ("1\u{A0}250", .space, true), ("1\u{202F}250", .space, true), ("1\u{2009}250", .space, true),
            ("1\u{2019}25", .apostrophe, false), ("1  250", .space, false), ("1\u{2019}250", .space, false),
            ("1 250", .apostrophe, false), ("1\u{2019}250", .none, false), ("1,250", .space, false),
        ])
    func thousands(_ text: String, _ thousands: CSVMapping.Thousands, _ isRead: Bool) throws {
        let mapping = Self.mapping("USD") { $0.thousands = thousands }
        let digits = text.filter(\.isNumber)
        if isRead {
            #expect(try Self.paid(text, mapping).get() == "\(digits).00 USD")
        } else {
            #expect(throws: BillingError.self) { try Self.paid(text, mapping).get() }
        }
    }

    @Test("Any amount that is written in a declared form is read back, in thousands of random forms")
    func randomForms() throws {
        var random = SplitMix64(seed: 13)
        func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        let groupings: [(CSVMapping.Thousands, [String])] = [
            (.none, [""]), (.comma, [","]), (.point, ["."]), (.space, [" ", "\u{A0}", "\u{202F}"]),
            (.apostrophe, ["'", "\u{2019}"]),
        ]
        for _ in 0..<2_000 {
            let (thousands, dividers) = groupings[below(groupings.count)]
            let hasComma = thousands == .point || (thousands != .comma && below(2) == 0)
            let cents = below(10) == 0 ? below(100) : below(2_000_000_000)
            // The form is written by hand: digits from the right, in groups of three.
            let divider = dividers[below(dividers.count)]
            var whole = ""
            for (place, digit) in String(cents / 100).reversed().enumerated() {
                if place > 0, place % 3 == 0 { whole = divider + whole }
                whole = String(digit) + whole
            }
            let fraction = String(cents % 100 + 100).dropFirst() + String(repeating: "0", count: below(4))
            var text = whole + (hasComma ? "," : ".") + fraction
            switch below(5) {
            case 0: text = "€" + (below(2) == 0 ? " " : "") + text
            case 1: text += " EUR"
            case 2: text = "+" + text
            case 3: text = "  " + text + "\u{A0}"
            default: break
            }
            let mapping = Self.mapping("EUR") {
                $0.numbers = Self.all
                $0.thousands = thousands
                $0.hasDecimalComma = hasComma
            }
            let expected = "\(cents / 100).\(String(cents % 100 + 100).dropFirst()) EUR"
            #expect(try Self.paid(text, mapping).get() == expected, "\(text)")
        }
    }

    @Test("Random text never becomes an amount but by its digits")
    func randomText() throws {
        var random = SplitMix64(seed: 31)
        let alphabet = Array("0123456789..,,-+() '\u{2019}€$eE")
        let mapping = Self.mapping("EUR") { $0.numbers = Self.all }
        for _ in 0..<3_000 {
            let text = String(
                (0..<(1 + Int(random.next() % 7))).map { _ in
                    alphabet[Int(random.next() % UInt64(alphabet.count))]
                })
            guard case .success(let amount) = try Self.paid(text, mapping), !amount.isEmpty else { continue }
            // What is left without signs is a plain number, read by another engine.
            var plain = text.filter { !" +€".contains($0) }
            if plain.lowercased().contains("e") { plain = plain.lowercased() }
            let negative = plain.contains("(") || plain.hasSuffix("-") || plain.hasPrefix("-")
            plain = plain.filter { !"()".contains($0) }
            while plain.hasPrefix("-") { plain.removeFirst() }
            while plain.hasSuffix("-") { plain.removeLast() }
            // An apostrophe in front is the guard of a spreadsheet.
            if plain.hasPrefix("'") { plain.removeFirst() }
            while plain.hasPrefix("-") { plain.removeFirst() }
            let value = try #require(Double(plain), "\(text)")
            #expect(!negative || value == 0, "\(text)")
            let read = try #require(Double(amount.dropLast(4)))
            #expect(abs(read - value) <= 0.0001 * max(1, value), "\(text) as \(amount)")
        }
    }

    @Test("A negative quantity of an action is a credit if the mapping takes credits, and is no execution")
    func credits() throws {
        let csv = """
            id,at,type,category,quantity,unit
            1,2026-01-01T00:00:00Z,send-sms,alert,5,segments
            2,2026-01-02T00:00:00Z,send-sms,alert,-2,segments
            3,2026-01-02T00:00:00Z,send-sms,alert,(1.5),segments

            """
        var mapping = CSVMapping(.actions, constants: [.tenant: "acme", .source: "log"])
        mapping.numbers = .parentheses
        let refused = try CSVMappingTests.rejections(csv, mapping)
        #expect(refused.map(\.line) == [3, 4] && refused.map(\.column) == ["quantity", "quantity"])
        mapping.takesCredits = true
        var actions: [ActionRecord] = []
        for case .action(.record(let action)) in try CSVMappingTests.records(csv, mapping) {
            actions.append(action)
        }
        #expect(actions.map(\.quantity) == [5, -2, -1.5])
        #expect(actions.map(\.executed) == [1, 0, 0])
        #expect(actions.map(\.isCredit) == [false, true, true])
    }
}
