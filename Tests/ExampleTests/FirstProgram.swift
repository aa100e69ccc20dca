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

        var changes = ChangeSet(id: try CommitID("february"))
        changes.add(acme)
        for (date, assets, users) in [
            ("2026-02-26", 118, 7), ("2026-02-27", 120, 8), ("2026-02-28", 121, 9),
        ] {
            let day = try LocalDate(date)
            changes.add(
                try DailyUsage(
                    tenant: acme.id, date: day, counts: [.assets: assets, .dailyActiveUsers: users]))
        }
        let issued = try Date("2026-03-01T01:00:00Z", strategy: .iso8601)
        changes.add(
            try Invoice(
                tenant: acme.id, number: InvoiceNumber("2026-02"), issuedAt: issued,
                totalPaid: Money("249.00", .aud)))
        try await repository.commit(changes)

        let now = try Date("2026-03-02T00:00:00Z", strategy: .iso8601)
        print(try await repository.scope(of: acme.id).consumptionTable(now: now).text())
        // README.md ends here.
        return output
    }
}
