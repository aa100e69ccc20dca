import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import Foundation
import Testing

@Suite("The invoices screen")
struct InvoiceListTests {
    private let repository = emptyRepository()
    private let acme: Tenant
    private let now: Date

    init() async throws {
        acme = try Tenant(id: "acme", name: "Acme", zone: "America/New_York", currency: .usd)
        now = try instant("2013-10-01T04:00:00Z")
        var changes = ChangeSet(id: try CommitID("first"))
        changes.add(acme)
        changes.add(try invoice("INV-1", "2013-08-01T04:00:00Z", "110.86", .usd, period: true))
        changes.add(try entry("e1", "INV-1", .payment, "2013-08-01T04:00:00Z", "110.86", .usd))
        changes.add(try invoice("INV-2", "2013-09-01T04:00:00Z", "100.00", .usd))
        changes.add(try entry("e2", "INV-2", .payment, "2013-09-05T12:00:00Z", "40.00", .usd))
        changes.add(try entry("e3", "INV-2", .creditNote, "2013-09-06T12:00:00Z", "10.00", .usd))
        // At now itself: not read.
        changes.add(try entry("e4", "INV-2", .payment, "2013-10-01T04:00:00Z", "50.00", .usd))
        changes.add(
            try Invoice(
                tenant: acme.id, number: try InvoiceNumber("INV-10"),
                issuedAt: try instant("2013-09-01T04:00:00Z"), totalPaid: try Money("5.00", .eur)))
        changes.add(try invoice("INV-4", "2013-10-01T04:00:00Z", "77.00", .usd))
        _ = try await repository.commit(changes)
    }

    private func invoice(
        _ number: String, _ issued: String, _ payable: String, _ currency: Currency, period: Bool = false,
        tenant: TenantID? = nil
    ) throws -> Invoice {
        let july = try instant("2013-07-01T04:00:00Z")..<instant("2013-08-01T04:00:00Z")
        return try Invoice(
            tenant: tenant ?? acme.id, number: try InvoiceNumber(number), issuedAt: try instant(issued),
            currency: currency, period: period ? july : nil, payable: try Money(payable, currency))
    }

    private func entry(
        _ id: String, _ invoice: String, _ kind: InvoiceEntry.Kind, _ at: String, _ amount: String,
        _ currency: Currency
    ) throws -> InvoiceEntry {
        try InvoiceEntry(
            id: try EntityID(id), tenant: acme.id, invoice: try InvoiceNumber(invoice), kind: kind,
            instant: try instant(at), amount: try Money(amount, currency))
    }

    private var scope: BillingScope { repository.scope(of: acme.id) }

    @Test("The newest come first, ties by number, and what is issued at now is not shown")
    func order() async throws {
        let screen = try await scope.invoices(now: now)
        #expect(screen.rows.map(\.number.text) == ["INV-10", "INV-2", "INV-1"])
        #expect(screen.rows.map(\.status) == [.paid, .partiallyPaid, .paid])
        #expect(screen.rows.map(\.due.description) == ["0.00 EUR", "50.00 USD", "0.00 USD"])
        #expect(screen.rows.map(\.paid.description) == ["5.00 EUR", "40.00 USD", "110.86 USD"])
        #expect(screen.rows.map(\.credits.description) == ["0.00 EUR", "10.00 USD", "0.00 USD"])
        #expect(screen.rows[2].local == "2013-08-01T00:00:00-04:00")
        #expect(screen.rows[2].period?.first == (try LocalDate("2013-07-01")))
        #expect(screen.rows[2].period?.last == (try LocalDate("2013-07-31")))
        #expect(screen.stamp.revision == (try Revision(1)))
        try expectStableForms(screen)
    }

    @Test("Totals are per currency")
    func totals() async throws {
        let totals = try await scope.invoices(now: now).totals
        #expect(totals.map(\.id) == [.eur, .usd])
        #expect(totals.map(\.invoices) == [1, 2])
        #expect(totals.map(\.payable.description) == ["5.00 EUR", "210.86 USD"])
        #expect(totals.map(\.credits.description) == ["0.00 EUR", "10.00 USD"])
        #expect(totals.map(\.paid.description) == ["5.00 EUR", "150.86 USD"])
        #expect(totals.map(\.due.description) == ["0.00 EUR", "50.00 USD"])
    }

    @Test("An earlier now sees fewer entries")
    func earlier() async throws {
        let screen = try await scope.invoices(now: try instant("2013-09-05T12:00:00Z"))
        #expect(screen.rows.map(\.status) == [.paid, .open, .paid])
        #expect(try await scope.invoices(now: try instant("2013-08-01T04:00:00Z")).rows.isEmpty)
        let first = try await scope.invoices(now: try instant("2013-08-01T04:00:00.000001Z"))
        #expect(first.rows.map(\.status) == [.paid])
    }

    @Test("A range is half-open and selects by issue, a status by where the invoice stands")
    func filters() async throws {
        let august = try instant("2013-08-01T04:00:00Z")..<instant("2013-09-01T04:00:00Z")
        let screen = try await scope.invoices(now: now, range: august)
        #expect(screen.rows.map(\.number.text) == ["INV-1"])
        #expect(screen.totals.map(\.paid.description) == ["110.86 USD"])
        let paid = try await scope.invoices(now: now, statuses: [.open, .paid])
        #expect(paid.rows.map(\.number.text) == ["INV-10", "INV-1"])
        #expect(paid.statuses == [.open, .paid])
        #expect(try await scope.invoices(now: now, statuses: []).rows.isEmpty)
        let later = try await scope.invoices(now: now, range: now..<now.addingTimeInterval(86_400))
        #expect(later.rows.isEmpty && later.totals.isEmpty)
        try expectStableForms(later)
        try expectStableForms(paid)
    }

    @Test("Tenants of other zones keep their own clock, unless a zone is given")
    func severalTenants() async throws {
        let berlin = try Tenant(id: "zoo", name: "Zoo", zone: "Europe/Berlin", currency: .eur)
        var changes = ChangeSet(id: try CommitID("second"))
        changes.add(berlin)
        changes.add(try invoice("INV-2", "2013-09-01T04:00:00Z", "1.00", .eur, tenant: berlin.id))
        _ = try await repository.commit(changes)
        let screen = try await repository.fleet.invoices(now: now)
        #expect(screen.rows.map(\.id.tenant.text) == ["acme", "acme", "zoo", "acme"])
        #expect(screen.rows[1].local == "2013-09-01T00:00:00-04:00")
        #expect(screen.rows[2].local == "2013-09-01T06:00:00+02:00")
        #expect(screen.totals.map(\.invoices) == [2, 2])
        #expect(body(screen).contains("zoo"))
        let tokyo = try await repository.fleet.invoices(now: now, zone: try ZoneID("Asia/Tokyo"))
        #expect(Set(tokyo.rows.map { $0.local.suffix(6) }) == ["+09:00"])
        // Each tenant sees its own only, and the earlier revision knew one tenant.
        #expect(try await repository.scope(of: berlin.id).invoices(now: now).rows.count == 1)
        let known = repository.fleet.known(at: .revision(try Revision(1)))
        #expect(try await known.invoices(now: now).rows.count == 3)
        #expect(try await repository.scope(of: []).invoices(now: now).rows.isEmpty)
    }

    @Test("The text aligns amounts and totals them")
    func text() async throws {
        let screen = try await scope.invoices(now: now)
        #expect(
            body(screen) == """

                Issued               Number  Period   Status          Payable  Credits    Paid    Due  Currency
                ───────────────────  ──────  ───────  ──────────────  ───────  ───────  ──────  ─────  ────────
                2013-09-01 00:00:00  INV-10           paid               5.00     0.00    5.00   0.00  EUR
                2013-09-01 00:00:00  INV-2            partially-paid   100.00    10.00   40.00  50.00  USD
                2013-08-01 00:00:00  INV-1   2013-07  paid             110.86     0.00  110.86   0.00  USD

                Total  Invoices  Payable  Credits    Paid    Due
                ─────  ────────  ───────  ───────  ──────  ─────
                EUR           1     5.00     0.00    5.00   0.00
                USD           2   210.86    10.00  150.86  50.00

                """)
    }

    @Test("A document and a payment link are carried, and shown below; a link is never cut")
    func references() async throws {
        let link = "https://pay.example/" + String(repeating: "x", count: 90)
        var changes = ChangeSet(id: try CommitID("references"))
        changes.add(
            try Invoice(
                tenant: acme.id, number: try InvoiceNumber("REF"),
                issuedAt: try instant("2013-07-01T04:00:00Z"),
                currency: .usd, payable: .zero(.usd), document: "a/b.pdf", paymentLink: link))
        _ = try await repository.commit(changes)
        let screen = try await scope.invoices(now: now)
        #expect(screen.rows.map(\.document) == [nil, nil, nil, "a/b.pdf"])
        #expect(screen.rows.map(\.link) == [nil, nil, nil, link])
        #expect(screen.text(width: 60).contains(link) && screen.text().contains("a/b.pdf"))
        try expectStableForms(screen)
    }

    @Test("A hostile number cannot leave its cell")
    func hostile() async throws {
        try await repository.commit("hostile") {
            $0.add(try invoice("A\u{1B}[2J\n\u{202E}B", "2013-07-01T04:00:00Z", "1.00", .usd))
        }
        let screen = try await scope.invoices(now: now)
        #expect(screen.rows.last?.number.text == "A\u{1B}[2J\n\u{202E}B")
        #expect(screen.text(width: 400).contains("A\\u{1B}[2J\\u{A}\\u{202E}B"))
        try expectStableForms(screen)
    }

    @Test("Periods at the ends of the calendar keep a date of the calendar")
    func calendar() async throws {
        var changes = ChangeSet(id: try CommitID("ends"))
        changes.add(
            try Invoice(
                tenant: acme.id, number: try InvoiceNumber("ALL"),
                issuedAt: try instant("0001-01-01T00:00:00Z"),
                currency: .usd, period: try instant("0001-01-01T00:00:00Z")..<Instants.date(Instants.end),
                payable: .zero(.usd)))
        _ = try await repository.commit(changes)
        let screen = try await scope.invoices(now: now)
        #expect(screen.rows.last?.period?.first == .min)
        #expect(screen.rows.last?.period?.last == .max)
        try expectStableForms(screen)
    }

    @Test("What makes a total that does not fit is refused before it is in any list")
    func overflow() async throws {
        var changes = ChangeSet(id: try CommitID("much"))
        changes.add(try invoice("BIG", "2013-07-01T04:00:00Z", "92233720368547758.07", .usd))
        await #expect { try await repository.commit(changes) } throws: {
            ($0 as? BillingError)?.violations.map(\.code) == [.overflow]
        }
        #expect(try await scope.invoices(now: now).rows.allSatisfy { $0.number.text != "BIG" })
    }

    @Test("A screen that does not add up is refused when it is read")
    func malformed() async throws {
        let text = try await scope.invoices(now: now).json(pretty: true)
        let wrong = text.replacingOccurrences(of: "\"50.00\"", with: "\"49.00\"")
        #expect(wrong != text)
        #expect(throws: BillingError.self) {
            try JSONDecoder().decode(InvoiceList.self, from: Data(wrong.utf8))
        }
    }
}
