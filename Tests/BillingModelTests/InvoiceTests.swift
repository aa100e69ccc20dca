import BillingModel
import BillingTestSupport
import Foundation
import Testing

/// Short ways to the parts of invoices.
private enum Sample {
    static func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    static func usd(_ text: String) throws -> Money { try Money(text, .usd) }

    static func lines(_ amounts: String...) throws -> [Invoice.Line] {
        try amounts.enumerated().map { index, amount in
            try Invoice.Line(id: EntityID("\(index)"), description: "line", amount: usd(amount))
        }
    }

    static func invoice(
        issuedAt: Date? = nil, currency: Currency = .usd, period: Range<Date>? = nil,
        lines: [Invoice.Line] = [],
        subtotal: String? = nil, tax: String? = nil, payable: String? = nil, totalPaid: String? = nil,
        document: String? = nil, link: String? = nil
    ) throws -> Invoice {
        try Invoice(
            tenant: TenantID("acme"), number: InvoiceNumber("INV-7"),
            issuedAt: issuedAt ?? instant("2013-08-01T04:00:00Z"), currency: currency, period: period,
            lines: lines, subtotal: subtotal.map(usd), tax: tax.map(usd), payable: payable.map(usd),
            totalPaid: totalPaid.map(usd), document: document, paymentLink: link)
    }

    static func entry(
        _ kind: InvoiceEntry.Kind, _ amount: String?, _ instant: String = "2013-08-02T00:00:00Z",
        id: String? = nil
    ) throws -> InvoiceEntry {
        let money = try amount.map(usd)
        return try InvoiceEntry(
            id: EntityID(id ?? "\(kind) \(amount ?? "") \(instant)"), tenant: TenantID("acme"),
            invoice: InvoiceNumber("INV-7"), kind: kind, instant: self.instant(instant), amount: money)
    }
}

@Suite("An invoice is frozen at issue, and its amounts agree")
struct InvoiceTests {
    @Test("Number, instant and total paid make an invoice")
    func threeFields() throws {
        let issuedAt = try Sample.instant("2013-08-01T04:00:00Z")
        let invoice = try Invoice(
            tenant: TenantID("acme"), number: InvoiceNumber("INV-7"), issuedAt: issuedAt,
            totalPaid: Sample.usd("110.86"))
        #expect(invoice.issuedAt == issuedAt)
        #expect(invoice.currency == .usd)
        #expect(invoice.totalPaid?.minorUnits == 11_086)
        #expect(invoice.payable == nil)
        let form =
            #"{"currency":"USD","issued":"2013-08-01T04:00:00.000000Z","number":"INV-7","#
            + #""paid":{"amount":"110.86","currency":"USD"},"tenant":"acme"}"#
        #expect(try json(invoice) == form)
        #expect(try json(invoice, strategies: true) == form)
        #expect(try read(Invoice.self, form, strategies: true) == invoice)
    }

    private static let fullForm =
        #"{"currency":"USD","document":"INV-7.pdf","issued":"2013-08-01T04:00:00.000000Z","#
        + #""lines":[{"amount":{"amount":"106.00","currency":"USD"},"description":"Active devices","id":"devices","#
        + #""price":"2","quantity":"53","unit":"device"},"#
        + #"{"amount":{"amount":"4.86","currency":"USD"},"description":"Actions","id":"actions"}],"#
        + #""link":"https://pay.example/INV-7?a=b&c=%20","number":"INV-7","paid":{"amount":"10.00","currency":"USD"},"#
        + #""payable":{"amount":"121.95","currency":"USD"},"#
        + #""period":{"end":"2013-08-01T04:00:00.000000Z","start":"2013-07-01T04:00:00.000000Z"},"#
        + #""rating":{"plan":"standard","revision":12},"subtotal":{"amount":"110.86","currency":"USD"},"#
        + #""tax":{"amount":"11.09","currency":"USD"},"tenant":"acme"}"#

    @Test("A full invoice keeps its JSON form, whatever strategies the host's encoder has")
    func fullInvoice() throws {
        let invoice = try Invoice(
            tenant: TenantID("acme"), number: InvoiceNumber("INV-7"),
            issuedAt: Sample.instant("2013-08-01T04:00:00Z"), currency: .usd,
            period: Sample.instant("2013-07-01T04:00:00Z")..<Sample.instant("2013-08-01T04:00:00Z"),
            lines: [
                Invoice.Line(
                    id: EntityID("devices"), description: "Active devices", quantity: 53, unit: "device",
                    unitPrice: 2, amount: Sample.usd("106")),
                Invoice.Line(id: EntityID("actions"), description: "Actions", amount: Sample.usd("4.86")),
            ],
            subtotal: Sample.usd("110.86"), tax: Sample.usd("11.09"), payable: Sample.usd("121.95"),
            totalPaid: Sample.usd("10"), rating: Invoice.Rating(plan: EntityID("standard"), revision: 12),
            document: "INV-7.pdf", paymentLink: "https://pay.example/INV-7?a=b&c=%20")
        #expect(try json(invoice) == Self.fullForm)
        #expect(try json(invoice, strategies: true) == Self.fullForm)
        let copy = try read(Invoice.self, Self.fullForm, strategies: true)
        #expect(copy == invoice)
        #expect(copy.hashValue == invoice.hashValue)
        #expect(copy.period == invoice.period)
        #expect(copy.lines[0].unitPrice == 2)
        #expect(copy.lines[0].unit == "device")
        #expect(copy.document == "INV-7.pdf")
        #expect(copy.rating?.revision == 12)
    }

    @Test(
        "JSON that breaks a rule is refused by that rule",
        arguments: [
            (#""amount":"4.86""#, #""amount":"4.87""#, "the lines of an invoice add up to its subtotal"),
            (#""11.09""#, #""11.10""#, "subtotal and tax add up to what is payable"),
            (#""id":"actions""#, #""id":"devices""#, "the lines of an invoice have different ids"),
            (
                #""11.09","currency":"USD""#, #""11.09","currency":"CAD""#,
                "all amounts of an invoice are in its currency"
            ),
            (#""start":"2013-07"#, #""start":"2013-09"#, "a service period starts before it ends"),
            (#""revision":12"#, #""revision":-1"#, "a revision is not negative"),
            (#""10.00""#, #""-10.00""#, "what was paid is not negative: a refund is an entry"),
            (
                #""https:"#, #""javascript:"#,
                "a payment link is an https or http address without spaces"
            ),
            (
                #""quantity":"53""#, #""quantity":"5e1""#,
                "a decimal is written as digits, perhaps with '-' in front and '.' and digits behind, such as -12.5"
            ),
            (
                #""number":"INV-7""#, #""number":"""#,
                "an id or label text has 1 to 255 bytes of UTF-8 and no NUL"
            ),
            (
                #""issued":"2013-08-01T04:00:00.000000Z""#, #""issued":"2013-08-01""#,
                "an instant is written as 2025-03-30T01:00:00.000000Z, or with an offset"
            ),
        ])
    func brokenJSON(_ part: String, _ other: String, _ rule: String) throws {
        let broken = Self.fullForm.replacing(part, with: other)
        #expect(broken != Self.fullForm)
        #expect(brokenRule { try read(Invoice.self, broken) } == rule)
    }

    @Test("JSON of another shape is refused", arguments: ["{}", "[]", "null", #"{"tenant":"acme"}"#])
    func otherShape(_ text: String) {
        #expect(throws: DecodingError.self) { try read(Invoice.self, text) }
    }

    @Test("Lines add up to the subtotal, also with discounts; either may be unknown")
    func lines() throws {
        #expect(throws: Never.self) { try Sample.invoice(lines: Sample.lines("5", "-1.5"), subtotal: "3.50") }
        #expect(throws: Never.self) { try Sample.invoice(lines: Sample.lines("5", "-1.5")) }
        #expect(throws: Never.self) { try Sample.invoice(subtotal: "3.50") }
        let rule = "the lines of an invoice add up to its subtotal"
        #expect(brokenRule { try Sample.invoice(lines: Sample.lines("5"), subtotal: "4.99") } == rule)
        let huge = "92233720368547758.07"
        #expect(
            refusal { try Sample.invoice(lines: Sample.lines(huge, huge), subtotal: "1") } == .overflow)
    }

    @Test("Subtotal and tax give what is payable")
    func payable() throws {
        #expect(try Sample.invoice(subtotal: "10", tax: "2").payable == Sample.usd("12"))
        #expect(try Sample.invoice(subtotal: "10", tax: "-2").payable == Sample.usd("8"))
        #expect(try Sample.invoice(subtotal: "10").payable == nil)
        #expect(try Sample.invoice(subtotal: "10", payable: "11").payable == Sample.usd("11"))
        let rule = "subtotal and tax add up to what is payable"
        #expect(brokenRule { try Sample.invoice(subtotal: "10", tax: "2", payable: "12.01") } == rule)
        let negative = "what is payable is not negative: a credit is an entry"
        #expect(brokenRule { try Sample.invoice(payable: "-0.01") } == negative)
        #expect(brokenRule { try Sample.invoice(subtotal: "1", tax: "-1.01") } == negative)
        #expect(refusal { try Sample.invoice(subtotal: "92233720368547758.07", tax: "0.01") } == .overflow)
    }

    @Test("Every amount is in the currency of the invoice")
    func currency() throws {
        let rule = "all amounts of an invoice are in its currency"
        #expect(brokenRule { try Sample.invoice(currency: .eur, lines: Sample.lines("1")) } == rule)
        #expect(brokenRule { try Sample.invoice(currency: .eur, subtotal: "1") } == rule)
        #expect(brokenRule { try Sample.invoice(currency: .eur, payable: "1") } == rule)
        #expect(brokenRule { try Sample.invoice(currency: .eur, totalPaid: "1") } == rule)
    }

    @Test("A service period is not empty")
    func period() throws {
        let start = try Sample.instant("2013-07-01T04:00:00Z")
        let rule = "a service period starts before it ends"
        #expect(brokenRule { try Sample.invoice(period: start..<start) } == rule)
        // A nanosecond is no period, since instants are whole microseconds.
        #expect(brokenRule { try Sample.invoice(period: start..<start.addingTimeInterval(1e-9)) } == rule)
        #expect(
            refusal { try Sample.invoice(period: start..<Date.distantFuture.addingTimeInterval(1e12)) } != nil
        )
    }

    @Test(
        "Instants keep their microseconds through JSON, in all years",
        arguments: [
            "0001-01-01T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z", "2024-02-29T12:00:00.000001Z",
            "2290-06-01T00:00:00.123457Z", "9999-12-31T23:59:59.999999Z",
        ])
    func years(_ text: String) throws {
        let form =
            #"{"currency":"USD","issued":"\#(text)","number":"INV-7","period":"#
            + #"{"end":"10000-01-01T00:00:00.000000Z","start":"\#(text)"},"tenant":"acme"}"#
        #expect(try json(read(Invoice.self, form)) == form)
    }

    @Test("The end of the last year is no instant of issue, nor is what is no instant")
    func issuedAt() throws {
        let end = #"{"currency":"USD","issued":"10000-01-01T00:00:00.000000Z","number":"I","tenant":"t"}"#
        #expect(
            brokenRule { try read(Invoice.self, end) } == "an invoice is issued in the years 1 to 9999")
        for seconds in [Double.nan, .infinity, -1e300] {
            let date = Date(timeIntervalSinceReferenceDate: seconds)
            #expect(refusal { try Sample.invoice(issuedAt: date) } == .invalidValue)
        }
    }

    @Test(
        "A payment link is an address that a page can offer",
        arguments: [
            ("https://pay.example/7", true), ("http://localhost:8080/?n=7#top", true), ("https://", false),
            ("https:///x", false), ("HTTPS://pay.example", false), ("javascript:alert(1)", false),
            ("//pay.example", false), ("https://pay.example/a b", false), ("https://pay.example/\"x", false),
            ("https://pay.example/\n", false), ("https://pay.example/<script>", false),
            ("https://пример", false),
            ("", false), ("https://a/" + String(repeating: "x", count: 4_087), false),
        ])
    func link(_ text: String, _ isAccepted: Bool) {
        #expect((refusal { try Sample.invoice(link: text) } == nil) == isAccepted)
    }

    @Test("Texts are content: other bytes make another invoice")
    func texts() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed)
        #expect(try Sample.invoice(document: composed) != Sample.invoice(document: decomposed))
        #expect(refusal { try Sample.invoice(document: "") } == .invalidValue)
        #expect(refusal { try Sample.invoice(document: "a\u{0}b") } == .invalidValue)
        #expect(
            refusal { try Sample.invoice(document: String(repeating: "é", count: 2_049)) } == .invalidValue)
        #expect(try Sample.invoice(document: String(repeating: "é", count: 2_048)).document?.count == 2_048)
    }

    @Test("A line's decimals are numbers, kept exactly")
    func decimals() throws {
        let price = try #require(Decimal(string: "0.00000000000000000000000000000000000001"))
        let line = try Invoice.Line(
            id: EntityID("a"), description: "d", quantity: -3, unitPrice: price, amount: .zero(.usd))
        #expect(
            try json(line).contains(#""price":"0.00000000000000000000000000000000000001","quantity":"-3""#))
        #expect(try read(Invoice.Line.self, json(line)) == line)
        #expect(
            refusal {
                try Invoice.Line(id: EntityID("a"), description: "d", quantity: .nan, amount: .zero(.usd))
            } == .invalidValue)
    }
}

@Suite("What happens to an invoice is appended as entries")
struct InvoiceEntryTests {
    @Test(
        "An entry keeps its JSON form",
        arguments: [
            ("payment", #""amount":{"amount":"106.00","currency":"USD"},"#),
            ("refund", #""amount":{"amount":"0.01","currency":"USD"},"#),
            ("credit-note", #""amount":{"amount":"5","currency":"JPY"},"#), ("void", ""),
        ])
    func codable(_ kind: String, _ amount: String) throws {
        let form =
            #"{\#(amount)"id":"e-1","instant":"2013-08-02T09:30:00.000001Z","invoice":"INV-7","#
            + #""kind":"\#(kind)","tenant":"acme"}"#
        let entry = try read(InvoiceEntry.self, form, strategies: true)
        #expect(entry.kind.rawValue == kind)
        #expect(entry.id.text == "e-1")
        #expect((entry.amount == nil) == amount.isEmpty)
        #expect(try json(entry) == form)
        #expect(try json(entry, strategies: true) == form)
    }

    @Test("A void has no amount, every other entry one above zero")
    func amounts() throws {
        let rule = "a payment, refund or credit note has an amount of more than zero"
        for kind in InvoiceEntry.Kind.allCases where kind != .void {
            for amount in [nil, "0", "-1"] {
                #expect(brokenRule { try Sample.entry(kind, amount) } == rule)
            }
        }
        #expect(brokenRule { try Sample.entry(.void, "1") } == "a void has no amount")
        let missing =
            #"{"id":"e","instant":"2013-08-02T09:30:00Z","invoice":"I","kind":"refund","tenant":"acme"}"#
        #expect(brokenRule { try read(InvoiceEntry.self, missing) } == rule)
        let end = missing.replacing("refund", with: "void").replacing(
            "2013-08-02T09:30:00Z", with: "10000-01-01T00:00:00.000000Z")
        #expect(brokenRule { try read(InvoiceEntry.self, end) } == "an entry lies in the years 1 to 9999")
        let unknown = missing.replacing("refund", with: "gift")
        #expect(throws: DecodingError.self) { try read(InvoiceEntry.self, unknown) }
    }
}

@Suite("A balance says what is paid and due as of an instant")
struct InvoiceBalanceTests {
    private func balance(
        payable: String?, totalPaid: String? = nil, now: String = "2013-09-01T00:00:00Z",
        _ entries: [InvoiceEntry]
    ) throws -> InvoiceBalance {
        let invoice = try Sample.invoice(payable: payable, totalPaid: totalPaid)
        return try InvoiceBalance(of: invoice, entries: entries, now: Sample.instant(now))
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let payable: String?
        var totalPaid: String?
        let entries: [(InvoiceEntry.Kind, String?)]
        /// Payable, credits, paid and due in cents, and the status.
        let expected: (Int64, Int64, Int64, Int64, InvoiceStatus)
    }

    private static let cases = [
        Case(
            testDescription: "nothing yet", payable: "100", entries: [], expected: (10000, 0, 0, 10000, .open)
        ),
        Case(testDescription: "nothing to pay", payable: "0", entries: [], expected: (0, 0, 0, 0, .paid)),
        Case(
            testDescription: "a part", payable: "100", entries: [(.payment, "30")],
            expected: (10000, 0, 3000, 7000, .partiallyPaid)),
        Case(
            testDescription: "all but a cent", payable: "100",
            entries: [(.payment, "30"), (.payment, "69.99")],
            expected: (10000, 0, 9999, 1, .partiallyPaid)),
        Case(
            testDescription: "all of it", payable: "100", entries: [(.payment, "30"), (.payment, "70")],
            expected: (10000, 0, 10000, 0, .paid)),
        Case(
            testDescription: "a cent too much", payable: "100", entries: [(.payment, "100.01")],
            expected: (10000, 0, 10001, -1, .overpaid)),
        Case(
            testDescription: "paid at issue", payable: "100", totalPaid: "100", entries: [],
            expected: (10000, 0, 10000, 0, .paid)),
        Case(
            testDescription: "paid at issue and after", payable: "100", totalPaid: "60",
            entries: [(.payment, "40")],
            expected: (10000, 0, 10000, 0, .paid)),
        Case(
            testDescription: "paid and refunded", payable: "100",
            entries: [(.refund, "100"), (.payment, "100")],
            expected: (10000, 0, 0, 10000, .open)),
        Case(
            testDescription: "more refunded than paid", payable: "100", entries: [(.refund, "10")],
            expected: (10000, 0, -1000, 11000, .open)),
        Case(
            testDescription: "credited in part", payable: "100", entries: [(.creditNote, "40")],
            expected: (10000, 4000, 0, 6000, .open)),
        Case(
            testDescription: "credited in part, the rest paid", payable: "100",
            entries: [(.creditNote, "40"), (.payment, "60")], expected: (10000, 4000, 6000, 0, .paid)),
        Case(
            testDescription: "credited", payable: "100", entries: [(.creditNote, "100")],
            expected: (10000, 10000, 0, 0, .credited)),
        Case(
            testDescription: "paid, then credited", payable: "100",
            entries: [(.payment, "100"), (.creditNote, "25")],
            expected: (10000, 2500, 10000, -2500, .overpaid)),
        Case(
            testDescription: "credited beyond what is payable", payable: "100",
            entries: [(.creditNote, "120")], expected: (10000, 12000, 0, -2000, .inCredit)),
        Case(
            testDescription: "credited beyond what is payable, and refunded", payable: "100",
            entries: [(.creditNote, "120"), (.refund, "5")],
            expected: (10000, 12000, -500, -1500, .inCredit)),
        Case(
            testDescription: "paid, credited, refunded", payable: "100",
            entries: [(.payment, "100"), (.creditNote, "25"), (.refund, "25")],
            expected: (10000, 2500, 7500, 0, .paid)),
        Case(
            testDescription: "void", payable: "100", entries: [(.void, nil)], expected: (0, 0, 0, 0, .void)),
        Case(
            testDescription: "void after a payment and a credit note", payable: "100",
            entries: [(.payment, "30"), (.creditNote, "5"), (.void, nil)],
            expected: (0, 0, 3000, -3000, .void)),
        Case(
            testDescription: "void and refunded", payable: "100",
            entries: [(.payment, "30"), (.void, nil), (.refund, "30")], expected: (0, 0, 0, 0, .void)),
        Case(
            testDescription: "three fields", payable: nil, totalPaid: "110.86", entries: [],
            expected: (11086, 0, 11086, 0, .paid)),
        Case(
            testDescription: "three fields, refunded in part", payable: nil, totalPaid: "110.86",
            entries: [(.refund, "10.86")], expected: (10000, 0, 10000, 0, .paid)),
        Case(
            testDescription: "three fields, credited in part", payable: nil, totalPaid: "110.86",
            entries: [(.creditNote, "10")], expected: (12086, 1000, 11086, 0, .paid)),
        Case(
            testDescription: "three fields, void", payable: nil, totalPaid: "110.86", entries: [(.void, nil)],
            expected: (0, 0, 11086, -11086, .void)),
        Case(
            testDescription: "no amount at all", payable: nil, entries: [], expected: (0, 0, 0, 0, .paid)),
        Case(
            testDescription: "no amount at all, credited", payable: nil, entries: [(.creditNote, "1")],
            expected: (100, 100, 0, 0, .credited)),
    ]

    @Test(
        "paid = payments − refunds, due = payable − credits − paid, and the status follows", arguments: cases)
    func sums(_ row: Case) throws {
        let entries = try row.entries.map { try Sample.entry($0.0, $0.1) }
        for order in [entries, entries.reversed()] {
            let balance = try balance(payable: row.payable, totalPaid: row.totalPaid, order)
            let units = [balance.payable, balance.credits, balance.paid, balance.due].map(\.minorUnits)
            #expect(units == [row.expected.0, row.expected.1, row.expected.2, row.expected.3])
            #expect(balance.status == row.expected.4)
            #expect(try balance.payable - balance.credits - balance.paid == balance.due)
            #expect(try read(InvoiceBalance.self, json(balance), strategies: true) == balance)
        }
    }

    @Test("Entries at or after the instant are not read, whatever they say")
    func asOf() throws {
        let payment = try Sample.entry(.payment, "100", "2013-08-10T00:00:00Z")
        #expect(try balance(payable: "100", now: "2013-08-10T00:00:00Z", [payment]).status == .open)
        #expect(try balance(payable: "100", now: "2013-08-10T00:00:01Z", [payment]).status == .paid)
        let elsewhere = try InvoiceEntry(
            id: EntityID("x"), tenant: TenantID("other"), invoice: InvoiceNumber("INV-8"), kind: .payment,
            instant: Sample.instant("2013-08-10T00:00:00Z"), amount: Money(minorUnits: 1, currency: .jpy))
        #expect(try balance(payable: "100", now: "2013-08-10T00:00:00Z", [elsewhere]).status == .open)
    }

    @Test("An invoice has no balance at the instant of its issue or before")
    func beforeIssue() throws {
        let rule = "an invoice has a balance after the instant of its issue"
        #expect(brokenRule { try balance(payable: "1", now: "2013-08-01T04:00:00Z", []) } == rule)
        #expect(brokenRule { try balance(payable: "1", now: "2013-01-01T00:00:00Z", []) } == rule)
        #expect(try balance(payable: "1", now: "2013-08-01T04:00:01Z", []).status == .open)
    }

    @Test("Entries of another tenant or invoice, in another currency, or twice are refused")
    func refused() throws {
        let instant = try Sample.instant("2013-08-02T00:00:00Z")
        func entry(_ tenant: String, _ number: String, _ currency: Currency) throws -> InvoiceEntry {
            try InvoiceEntry(
                id: EntityID("x"), tenant: TenantID(tenant), invoice: InvoiceNumber(number), kind: .payment,
                instant: instant, amount: Money(minorUnits: 1, currency: currency))
        }
        let own = "a balance reads the entries of its own invoice"
        #expect(brokenRule { try balance(payable: "1", [entry("other", "INV-7", .usd)]) } == own)
        #expect(brokenRule { try balance(payable: "1", [entry("acme", "INV-8", .usd)]) } == own)
        #expect(
            brokenRule { try balance(payable: "1", [entry("acme", "INV-7", .eur)]) }
                == "amounts of two currencies do not mix")
        let twice = try entry("acme", "INV-7", .usd)
        #expect(refusal { try balance(payable: "1", [twice, twice]) } == .conflict)
    }

    @Test("Only the result must fit: payments beyond 64 bits that refunds take back are no overflow")
    func limits() throws {
        let huge = "92233720368547758.07"
        let payments = try ["a", "b"].map { try Sample.entry(.payment, huge, id: $0) }
        #expect(refusal { try balance(payable: "1", payments) } == .overflow)
        let refund = try Sample.entry(.refund, huge, id: "c")
        #expect(try balance(payable: huge, payments + [refund]).status == .paid)
        // The tenant is owed more than fits.
        let void = try Sample.entry(.void, nil)
        let refunds = try ["a", "b"].map { try Sample.entry(.refund, huge, id: $0) }
        #expect(refusal { try balance(payable: huge, [void] + refunds) } == .overflow)
    }

    @Test("Its JSON form is stable, and amounts that do not follow from each other are refused")
    func codable() throws {
        let form =
            #"{"credits":{"amount":"10.00","currency":"USD"},"due":{"amount":"60.00","currency":"USD"},"#
            + #""paid":{"amount":"30.00","currency":"USD"},"payable":{"amount":"100.00","currency":"USD"},"#
            + #""status":"partially-paid"}"#
        let entries = try [Sample.entry(.payment, "30"), Sample.entry(.creditNote, "10")]
        let balance = try balance(payable: "100", entries)
        #expect(try json(balance) == form)
        #expect(try json(balance, strategies: true) == form)
        #expect(try read(InvoiceBalance.self, form) == balance)
        let rule = "the due amount and the status of a balance follow from its other amounts"
        for (part, other) in [
            (#""60.00""#, #""60.01""#), ("partially-paid", "paid"), ("partially-paid", "void"),
            (#""10.00""#, #""-10.00""#),
        ] {
            let broken = form.replacing(part, with: other)
            #expect(brokenRule { try read(InvoiceBalance.self, broken) } == rule, "\(other)")
        }
        let mixed = form.replacing(#""30.00","currency":"USD""#, with: #""30.00","currency":"EUR""#)
        #expect(brokenRule { try read(InvoiceBalance.self, mixed) } == "amounts of two currencies do not mix")
        #expect(
            InvoiceStatus.allCases.map(\.rawValue) == [
                "open", "partially-paid", "paid", "credited", "overpaid", "in-credit", "void",
            ])
    }
}
