import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@testable import BillingStoreFile

@Suite("A file from before plan books takes them once it was opened to write")
struct PlanTablesTests {
    @Test("The tables come with the version, and what was there stays")
    func upgrade() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("billing")
        var first = ChangeSet(id: try CommitID("first"))
        first.add(try Tenant(id: acme.text, name: "A name", zone: "Etc/UTC", currency: .usd))
        first.add(
            try Invoice(
                tenant: acme, number: InvoiceNumber("I"), issuedAt: StoredWorld.day(3),
                totalPaid: Money("1.00", .usd)))
        let before = try await StoredWorld.open(path, .create)
        let commit = try await before.commit(first)
        await before.close()
        // As the release before left it, which has neither.
        let connection = try Connection(opening: path, path: path, flags: 0x2 | 0x4, wait: 0)
        try connection.runAll(
            """
            DROP TABLE action_run; CREATE INDEX action_by_id ON action (tenant, source, id);
            DROP TABLE plan_term; DROP TABLE budget; ALTER TABLE lane DROP COLUMN moved;
            ALTER TABLE lane_state DROP COLUMN first; PRAGMA user_version = 2
            """)
        connection.close()
        await #expect(throws: BillingError.self) { try await StoredWorld.open(path, .readOnly) }

        let repository = try await StoredWorld.open(path, .readWrite)
        #expect(try await repository.verify().isEmpty)
        #expect(try await repository.commit(withID: commit.id) == commit)
        #expect(try await repository.allRecords(RecordRequest(.plan, of: .all)).isEmpty)
        var plans = ChangeSet(id: try CommitID("plans"))
        let plan = try PricePlan(id: EntityID("a"), name: "A", currency: .usd, charges: [])
        plans.add(try PlanTerm(tenant: acme, plan: plan, from: LocalDate("2026-01-01")))
        plans.add(
            try Budget(tenant: acme, amount: Money("9.00", .usd), period: .month, basis: .payable))
        let revision = try await repository.commit(plans).revision
        #expect(try await repository.verify().isEmpty)
        await repository.close()

        let reader = try await StoredWorld.open(path, .readOnly)
        #expect(try await reader.planBooks(of: .one(acme), at: revision)[acme]?.plans == [plan])
        #expect(try await reader.budgets(of: .all, at: revision).map(\.amount) == [Money("9.00", .usd)])
        #expect(try await reader.invoice(InvoiceNumber("I"), of: acme, at: revision)?.number.text == "I")
        #expect(try await reader.invoice(InvoiceNumber("J"), of: acme, at: revision) == nil)
        await reader.close()
    }
}
