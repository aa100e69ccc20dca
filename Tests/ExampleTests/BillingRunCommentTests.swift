import Foundation
import InauroBilling
import Testing

@Suite("The examples of doc comments on plans and billing runs are true")
struct BillingRunCommentTests {
    /// 2026-03-01T12:00:00Z, when February is over everywhere.
    private let now = Date(timeIntervalSince1970: 1_772_366_400)
    private let start = Date(timeIntervalSince1970: 1_772_330_000)

    private func filled(_ acme: TenantID) async throws -> InMemoryRepository {
        let start = start
        let repository = InMemoryRepository(clock: { start })
        let standard = try PricePlan(
            id: "standard", name: "Standard", currency: .aud,
            charges: [Charge(id: "base", name: "Base fee", usage: .period, price: .flat(49))])
        var changes = try ChangeSet(id: "tenants-1")
        changes.add(try Tenant(id: acme.text, name: "Acme", zone: "Australia/Sydney", currency: .aud))
        changes.add(try PlanTerm(tenant: acme, plan: standard, from: LocalDate("2026-01-01")))
        try await repository.commit(changes)
        return repository
    }

    @Test("A period is charged by its plan, and its invoice has a tax")
    func charges() async throws {
        let acme = try TenantID("acme")
        let repository = try await filled(acme)
        do {
            let charges = try await repository.scope(of: acme).chargeToDate(now: now)
            #expect(
                charges.plan
                    == (try EntityID("standard")))
        }
        let scope = try repository.scope(of: "acme")
        let zone = try await scope.zone()
        let month =
            try zone.lastWhole(.month, before: now)
        let february = month.start
        let charges = try await scope.chargeToDate(holding: february, now: now)
        let invoice = try charges.invoice(InvoiceNumber("2026-02"), issuedAt: now, tax: TaxRate(percent: 10))
        #expect(try invoice.payable == Money("53.90", .aud))
    }

    @Test("A run issues an invoice")
    func run() async throws {
        let acme = try TenantID("acme")
        let repository = try await filled(acme)
        let run = BillingRun(repository) { charges in
            try InvoiceDetails(
                number: InvoiceNumber("\(charges.tenant)-\(charges.first)"), tax: TaxRate(percent: 10))
        }
        let result = try await run.issueInvoice(of: acme, now: now)
        #expect(result.invoice?.number.text == "acme-2026-02-01")
    }

    @Test("A tax is rounded once, and whole amounts need no try")
    func amounts() throws {
        let gst = try TaxRate(percent: 10)
        let tax =
            try gst.tax(on: Money("129.95", .aud))
        #expect(try tax == Money("13.00", .aud))
        let amounts = [
            Money(whole: 249, .usd),
            Money(minorUnits: 24_950, currency: .usd),
        ]
        #expect(amounts.map(\.description) == ["249.00 USD", "249.50 USD"])
    }
}
