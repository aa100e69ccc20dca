import BillingInterchange
import BillingModel
import Testing

@Suite("A number in a form that is not declared is told by the declaration that it needs")
struct UndeclaredNumberTests {
    private static func fault(
        _ kind: CSVMapping.Kind, _ text: String, _ change: (inout CSVMapping) -> Void = { _ in }
    ) throws -> ImportRejection? {
        var mapping = CSVMapping(
            kind,
            constants: [.tenant: "acme", .currency: "EUR", .zone: "Etc/UTC", .metric: "level"])
        mapping.dialect = .tabs
        change(&mapping)
        let header =
            switch kind {
            case .invoices: "number\tissued\tpaid\nN\t2026-03-01T00:00:00Z\t"
            case .samples: "date\tvalue\n2026-03-01\t"
            default: "Date\tAssets\n2026-03-01\t"
            }
        let lines = try CSVMappingTests.lines("\(header)\(text)\n", mapping)
        guard case .rejected(let rejection)? = lines.first?.content else { return nil }
        return rejection
    }

    @Test(
        "In amounts, counts and samples alike",
        arguments: [
            ("(5)", "a negative number in parentheses is declared: .parentheses of CSVMapping.numbers"),
            ("5-", "a minus behind a number is declared: .trailingMinus of CSVMapping.numbers"),
            ("5\u{2212}", "a minus behind a number is declared: .trailingMinus of CSVMapping.numbers"),
            ("1’250", "what stands between thousands is declared: CSVMapping.thousands"),
            ("1'250", "what stands between thousands is declared: CSVMapping.thousands"),
            ("1 250", "what stands between thousands is declared: CSVMapping.thousands"),
            ("1\u{202F}250", "what stands between thousands is declared: CSVMapping.thousands"),
            ("N/A", "a text that says that nothing is known is declared: CSVMapping.missing"),
            ("-", "a text that says that nothing is known is declared: CSVMapping.missing"),
            ("NULL", "a text that says that nothing is known is declared: CSVMapping.missing"),
            ("1,000", "a comma in a number is declared, as decimal comma or between thousands"),
            ("5%", "a number is written in digits, with a point before decimals, such as -12.5"),
        ])
    func undeclared(_ text: String, _ rule: String) throws {
        for kind in [CSVMapping.Kind.invoices, .usage, .samples] {
            let error = try Self.fault(kind, text)
            #expect(error?.rule == rule, "\(kind)")
            #expect(error?.detail == "text '\(text)'", "\(kind)")
        }
    }

    @Test(
        "The sign or code of a currency beside an amount, and an exponent in it",
        arguments: ["€ 5", "5 EUR", "€5"])
    func currency(_ text: String) throws {
        #expect(
            try Self.fault(.invoices, text)?.rule
                == "the sign or code of a currency beside an amount is declared: .currency of CSVMapping.numbers"
        )
        #expect(
            try Self.fault(.invoices, "1e3")?.rule
                == "an exponent in a number is declared: .exponents of CSVMapping.numbers")
    }

    @Test("What is declared is told as it is declared, and with the text of the cell")
    func declared() throws {
        let error = try Self.fault(.invoices, "12,5%") { $0.hasDecimalComma = true }
        #expect(
            error?.rule
                == "a number is written in digits, with a comma before decimals as declared, such as -12,5")
        #expect(error?.detail == "text '12,5%'")
        #expect(
            try Self.fault(.invoices, "(5)") { $0.numbers = .parentheses }?.rule
                == "what was paid is not negative: a refund is an entry")
    }

    @Test(
        "A number beyond all amounts is told in few letters",
        arguments: ["1e400", "-1E999", "1e-400", "12.5e200"])
    func huge(_ text: String) throws {
        let error = try Self.fault(.invoices, text) { $0.numbers = .exponents }
        #expect(error != nil)
        #expect(
            (error?.detail.utf8.count ?? 0) < 100 && (error?.rule.utf8.count ?? 0) < 100,
            "\(error?.detail ?? "")")
    }
}
