import Foundation
import InauroBilling
import Testing

@Suite("The guide to invoices and budgets is true")
final class InvoiceGuideTests: ExamplePage {
    @Test("What is owed, what is missing, and what is spent")
    func invoicesAndBudgets() async throws {
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme Logistics", zone: "Australia/Sydney", currency: .aud)
        // Documentation/Guides/invoices-and-budgets.md begins here.
        func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
        let (january, february, march) = (
            try instant("2025-12-31T13:00:00Z"), try instant("2026-01-31T13:00:00Z"),
            try instant("2026-02-28T13:00:00Z")
        )
        var changes = ChangeSet(id: try CommitID("invoices"))
        changes.add(acme)
        changes.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("INV-2026-001"),
                issuedAt: instant("2026-02-01T01:00:00Z"), currency: .aud, period: january..<february,
                payable: Money("250.00", .aud), document: "2026/INV-2026-001.pdf",
                paymentLink: "https://pay.example/INV-2026-001"))
        changes.add(
            try InvoiceEntry(
                id: EntityID("pay-1"), tenant: acme.id, invoice: InvoiceNumber("INV-2026-001"),
                kind: .payment, instant: instant("2026-02-10T00:00:00Z"), amount: Money("250.00", .aud)))
        changes.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("INV-2026-003"),
                issuedAt: instant("2026-03-01T01:00:00Z"), currency: .aud, period: february..<march,
                payable: Money("280.00", .aud)))
        changes.add(
            try InvoiceEntry(
                id: EntityID("credit-1"), tenant: acme.id, invoice: InvoiceNumber("INV-2026-003"),
                kind: .creditNote, instant: instant("2026-03-05T00:00:00Z"), amount: Money("30.00", .aud)))
        try await repository.commit(changes)
        let now = try instant("2026-03-15T00:00:00Z")
        let scope = repository.scope(of: acme.id)
        let statement = try await scope.statement(
            now: now, numbering: [acme.id: InvoiceNumbering("INV-{year}-{counter:3}")])
        for movement in statement.movements.prefix(2) {
            print(movement.amount, movement.balance)  // -30.00 AUD 250.00 AUD, then 280.00 AUD 280.00 AUD
        }
        print(statement.totals[0].closing)  // 250.00 AUD
        let fiscal = try await scope.statement(now: now, per: .year(startingIn: 7))
        print(fiscal.periods[0].name)  // FY2026
        print(statement.numbering[0].gaps[0].first)  // INV-2026-002
        let budget = try Budget(
            tenant: acme.id, amount: Money("300.00", .aud), period: .month, basis: .payable)
        let spent = try await scope.budget(budget, now: now, on: LocalDate("2026-02-01"))
        print(spent.spent, spent.left)  // 250.00 AUD 50.00 AUD
        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .aud,
            charges: [Charge(id: EntityID("base"), name: "Base fee", usage: .period, price: .flat(310))])
        let monthly = try Budget(
            tenant: acme.id, amount: Money("300.00", .aud), period: .month, basis: .chargeToDate)
        let current = try await scope.budget(monthly, plan: plan, now: now)
        print(current.spent, current.left, current.provisional)  // 310.00 AUD -10.00 AUD true
        let forecast = current.forecast
        print(forecast?.amount?.value ?? current.spent, forecast?.probability ?? 0)  // 310.00 AUD 1.0
        // Documentation/Guides/invoices-and-budgets.md ends here.
        try expectPrinted("Documentation/Guides/invoices-and-budgets.md")
        #expect(current.pace == 310.0 / 300 && current.projected == current.spent)
        #expect(try statement.totals.map(\.closing) == (await scope.invoices(now: now)).totals.map(\.due))
    }
}
