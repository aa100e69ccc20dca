import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("Why a statement changed")
struct StatementComparisonTests {
    @Test("An entry that is recorded later changes what was owed from its instant on, and is told as late")
    func late() async throws {
        var world = try await World()
        let number = try InvoiceNumber("N-1")
        try await world.commit { changes in
            changes.add(
                try Invoice(
                    tenant: acme, number: number, issuedAt: instant("2013-07-01T00:00:00Z"),
                    currency: .usd,
                    payable: Money("100.00", .usd)))
            changes.add(
                try InvoiceEntry(
                    id: EntityID("p"), tenant: acme, invoice: number, kind: .payment,
                    instant: instant("2013-08-10T00:00:00Z"), amount: Money("60.00", .usd)))
        }
        try await world.commit { changes in
            changes.add(
                try InvoiceEntry(
                    id: EntityID("c"), tenant: acme, invoice: number, kind: .creditNote,
                    instant: instant("2013-07-20T00:00:00Z"), amount: Money("40.00", .usd)))
        }
        let august = try instant("2013-08-01T00:00:00Z")..<instant("2013-09-01T00:00:00Z")
        let changes = try await world.acme.comparison(since: .revision(Revision(2))) { scope in
            try await scope.statement(now: august.upperBound, range: august)
        }
        let told = changes.cells.map { cell in
            "\(cell.place.part) \(cell.place.figure): \(cell.old?.text ?? "") \(cell.new?.text ?? "")"
        }
        #expect(
            told == [
                "payment p status: partially-paid paid", "payment p balance: USD 40.00 USD 0.00",
                "USD opening: USD 100.00 USD 60.00", "USD closing: USD 40.00 USD 0.00",
                "2013-08 USD opening: USD 100.00 USD 60.00", "2013-08 USD closing: USD 40.00 USD 0.00",
            ])
        #expect(changes.cells.allSatisfy { $0.causes == [.late] })
        try expectStableForms(changes)
    }

    @Test("No two figures have one place")
    func places() async throws {
        var books = try Books(Books.tenant("Etc/UTC"))
        try books.issue("N-1", "2013-07-01T00:00:00Z", nil, paid: "5.00")
        try books.issue("N-9", "2013-08-01T00:00:00Z", "7.00", paid: "5.00")
        try books.enter(.payment, "N-1", "2013-07-01T00:00:00Z", "2.00")
        try books.enter(.payment, "N-1", "2013-07-01T00:00:00Z", "2.00")
        try books.enter(.void, "N-9", "2013-08-01T00:00:00Z")
        let screen = try await books.commit().statement(
            now: instant("2013-09-01T00:00:00Z"), numbering: [acme: InvoiceNumbering("N-{counter}")])
        expectKeys(screen)
        // A total and one for each month, 9 movements, and a gap.
        #expect(screen.tables.map(\.rows.count) == [9, 1, 2, 1, 0])
        let figures = screen.tables.map { $0.rows.joined().count { !$0.dependencies.isEmpty } }
        #expect(figures == [27, 7, 14, 1, 0])
    }
}
