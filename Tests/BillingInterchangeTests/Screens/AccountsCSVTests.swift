import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Statements and budgets as CSV")
struct AccountsCSVTests {
    private static func filled() async throws -> BillingScope {
        let acme = try Tenant(id: "acme", name: "Acme", zone: "America/New_York", currency: .usd)
        let repository = try await repository { changes in
            changes.add(acme)
            changes.add(
                try Invoice(
                    tenant: acme.id, number: InvoiceNumber("=1"), issuedAt: instant("2013-07-05T12:00:00Z"),
                    currency: .usd, period: instant("2013-06-16T04:00:00Z")..<instant("2013-07-16T04:00:00Z"),
                    payable: Money("1000.00", .usd), document: "-a.pdf",
                    paymentLink: "https://pay.example/?a=1,b=2"))
            changes.add(
                try InvoiceEntry(
                    id: EntityID("p"), tenant: acme.id, invoice: InvoiceNumber("=1"), kind: .payment,
                    instant: instant("2013-07-01T12:00:00Z"), amount: Money("400.00", .usd)))
            changes.add(
                try Invoice(
                    tenant: acme.id, number: InvoiceNumber("=4"), issuedAt: instant("2013-07-06T12:00:00Z"),
                    totalPaid: Money("500", .jpy)))
            changes.add(
                try Invoice(
                    tenant: acme.id, number: InvoiceNumber("x,\"y\""),
                    issuedAt: instant("2013-07-07T12:00:00Z"),
                    totalPaid: Money("0.00", .usd)))
        }
        return repository.scope(of: acme.id)
    }

    private let scope: BillingScope
    private let now: Date

    init() async throws {
        scope = try await Self.filled()
        now = try instant("2013-07-17T04:00:00Z")
    }

    @Test("A statement has tables of movements, periods, totals, gaps and other numbers")
    func statement() async throws {
        let screen = try await scope.statement(
            now: now, numbering: [acme: try InvoiceNumbering("={counter}")])
        let sheets = try Sheets(screen)
        #expect(
            sheets["movements"].cells(
                "invoice", "kind", "entry", "amount", "balance", "currency")
                == [
                    "x,\"y\"|invoice||0.00|600.00|USD", "=4|payment||-500|0|JPY",
                    "=4|invoice||500|500|JPY",
                    "=1|payment|p|-400.00|600.00|USD", "=1|invoice||1000.00|1000.00|USD",
                ])
        #expect(
            sheets["movements"].cells("instant", "local", "dated")[3]
                == "2013-07-05T12:00:00.000000Z|2013-07-05T08:00:00-04:00|2013-07-01T12:00:00.000000Z")
        #expect(
            sheets["movements"].cells("document", "link", "first", "last", "status")[4]
                == "-a.pdf|https://pay.example/?a=1,b=2|2013-06-16|2013-07-15|partially-paid")
        #expect(
            sheets["periods"].cells(
                "name", "clipped", "count", "opening", "invoiced", "credited", "voided", "paid", "refunded",
                "closing", "currency", "start", "first", "last") == [
                    "2013-07|end|2|0|500|0|0|500|0|0|JPY|2013-07-01T04:00:00.000000Z|2013-07-01|2013-07-31",
                    "2013-07|end|3|0.00|1000.00|0.00|0.00|400.00|0.00|600.00|USD|2013-07-01T04:00:00.000000Z|"
                        + "2013-07-01|2013-07-31",
                ])
        #expect(sheets["totals"].cells("currency", "count", "closing") == ["JPY|2|0", "USD|3|600.00"])
        #expect(sheets["gaps"].cells("tenant", "first", "last", "count") == ["acme|=2|=3|2"])
        #expect(sheets["others"].cells("tenant", "invoice") == ["acme|x,\"y\""])
        #expect(
            Set(sheets.main.cells("zone", "now", "revision")) == [
                "America/New_York|2013-07-17T04:00:00.000000Z|1"
            ])
    }

    @Test("A budget has tables of itself, of its parts, and of what is excluded")
    func budget() async throws {
        let budget = try Budget(
            tenant: acme, amount: Money("800.00", .usd), period: .month, basis: .paid)
        let sheets = try Sheets(await scope.budget(budget, now: now))
        // Half of the 400.00, as 15 of the 30 days lie in July; what is invoiced is not projected.
        #expect(
            sheets["budget"].cells(
                "tenant", "basis", "width", "name", "amount", "spent", "left", "used", "projected", "pace",
                "provisional",
                "currency", "first", "last") == [
                    "acme|paid|month|2013-07|800.00|200.00|600.00|0.25|200.00|0.25|true|USD|2013-07-01|"
                        + "2013-07-31"
                ])
        #expect(
            sheets["parts"].cells(
                "invoice", "attribution", "status", "amount", "share", "provisional", "first"
            ) == [
                "x,\"y\"|issue|paid|0.00|0.00|false|",
                "=1|service|partially-paid|400.00|200.00|true|2013-06-16",
            ])
        #expect(
            sheets["excluded"].cells("invoice", "attribution", "currency", "share") == [
                "=4|issue|JPY|500"
            ])
    }

    @Test("The list of invoices carries document and link")
    func references() async throws {
        let sheets = try Sheets(await scope.invoices(now: now))
        #expect(
            sheets["invoices"].cells("number", "document", "link")
                == ["x,\"y\"||", "=4||", "=1|-a.pdf|https://pay.example/?a=1,b=2"])
    }
}
