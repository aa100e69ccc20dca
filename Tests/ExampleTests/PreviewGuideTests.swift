import BillingReports
import Foundation
import InauroBilling
import Testing

@Suite("The guide to previews and tests is true")
final class PreviewGuideTests: ExamplePage {
    @Test("A screen of a few records, and one of a file")
    func guide() async throws {
        // Documentation/Guides/previews-and-tests.md begins here.
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)
        var changes = ChangeSet(id: try CommitID("preview"))
        changes.add(acme)
        let first = try LocalDate("2026-03-01")
        for day in 0..<33 where day != 9 {  // A day without data, since a view has to show one.
            changes.add(
                try DailyUsage(
                    tenant: acme.id, date: first.adding(days: day), counts: [.assets: 100 + day, .users: 8]))
        }
        changes.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("2026-03"),
                issuedAt: Date("2026-04-01T00:00:00Z", strategy: .iso8601), currency: .aud,
                payable: Money("236.00", .aud)))
        try await repository.commit(changes)
        let scope = repository.scope(of: acme.id)
        let now = try Date("2026-04-03T02:00:00Z", strategy: .iso8601)
        let table = try await scope.consumptionTable(now: now, metrics: [.assets, .users])
        let invoices = try await scope.invoices(now: now)
        print(table.rows.map(\.name))  // ["Assets", "Users"]
        print(invoices.rows.count)  // 1
        let json = try invoices.json()
        let kept = try JSONDecoder().decode(InvoiceList.self, from: Data(json.utf8))
        print(kept == invoices)  // true
        let edited = json.replacing("236.00", with: "236.01", maxReplacements: 1)
        do {
            _ = try JSONDecoder().decode(InvoiceList.self, from: Data(edited.utf8))
        } catch {
            print("refused")  // refused
        }
        // Documentation/Guides/previews-and-tests.md ends here.
        try expectPrinted("Documentation/Guides/previews-and-tests.md")
    }
}
