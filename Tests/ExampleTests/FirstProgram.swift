import Foundation
import InauroBilling

/// The body of the first program of README.md, word for word, with its output as the result.
enum FirstProgram {
    static func run() async throws -> String {
        var output = ""
        func print(_ text: String) { output += text + "\n" }

        // README.md begins here.
        let repository = InMemoryRepository(clock: { Date() })
        let acme = try Tenant(id: "acme", name: "Acme", zone: "Australia/Sydney", currency: .aud)

        var changes = ChangeSet(id: try CommitID("first-year"))
        changes.add(acme)
        // A row of counts for each day, as the platform sends it.
        for day in 0..<365 {
            let date = try LocalDate("2025-03-01").adding(days: day)
            changes.add(
                try DailyUsage(
                    tenant: acme.id, date: date,
                    counts: [
                        .assets: 80 + day / 9, .users: 14 + day / 40,
                        .monthlyActiveUsers: date.day * (9 + day / 45) / 25,
                    ]
                ))
        }
        for (number, issued, paid) in [
            ("2025-12", "2026-01-01T01:00:00Z", "236.00"), ("2026-01", "2026-02-01T01:00:00Z", "242.00"),
        ] {
            changes.add(
                try Invoice(
                    tenant: acme.id, number: InvoiceNumber(number),
                    issuedAt: Date(issued, strategy: .iso8601), totalPaid: Money(paid, .aud)))
        }
        try await repository.commit(changes)

        // The end of 28 February in Sydney, and the year before it.
        let now = try Date("2026-02-28T13:00:00Z", strategy: .iso8601)
        let year = try Date("2025-02-28T13:00:00Z", strategy: .iso8601)..<now
        let scope = repository.scope(of: acme.id)
        print(try await scope.consumptionGraph(range: year, width: .month, now: now).text())
        print(try await scope.invoices(now: now).text())
        // README.md ends here.
        return output
    }
}
