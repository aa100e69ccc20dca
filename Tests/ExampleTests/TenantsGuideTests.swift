import Foundation
import InauroBilling
import Testing

@Suite("The guide to actions and tenants is true")
final class TenantsGuideTests: ExamplePage {
    private let repository = InMemoryRepository(clock: { Date(timeIntervalSince1970: 0) })
    private let now = Date(timeIntervalSince1970: 1_773_532_800)

    /// Two tenants in Sydney, and what they ran in March 2026.
    private func fill() async throws {
        var changes = ChangeSet(id: try CommitID("march"))
        let actions: [(String, Int, ActionType, String, Decimal?)] = [
            ("acme", 2, .sendSMS, "cold-chain", Decimal(string: "4.5")),
            ("acme", 1, .sendSMS, "cold-chain", Decimal(string: "2.5")),
            ("acme", 2, .updateAsset, "door", nil), ("bolt", 1, .updateAsset, "door", nil),
        ]
        for (id, name) in [("acme", "Acme"), ("bolt", "Bolt")] {
            let tenant = try Tenant(id: id, name: name, zone: "Australia/Sydney", currency: .aud)
            changes.add(tenant)
            changes.add(
                try Coverage(
                    tenant: tenant.id, metric: Metric.actions.id, source: SourceID("engine"),
                    range: now.addingTimeInterval(-40 * 86_400)..<now))
            changes.add(
                try DailyUsage(tenant: tenant.id, date: LocalDate("2026-03-15"), counts: [.assets: 120]))
        }
        for (index, action) in actions.enumerated() {
            changes.add(
                try ActionRecord(
                    tenant: TenantID(action.0), source: SourceID("engine"), id: ActionID("\(index)"),
                    at: now.addingTimeInterval(-86_400 * Double(index + 1)), type: action.2, category: .alert,
                    succeeded: action.1, quantity: action.4, unit: action.4.map { _ in "segments" },
                    workflow: WorkflowID(action.3)))
        }
        try await repository.commit(changes)
    }

    @Test("Actions and tenants")
    func guide() async throws {
        try await fill()
        let acmeID = try TenantID("acme")
        let acme = repository.scope(of: acmeID)
        let sydney = try ZoneDatabase.system.zone(ZoneID("Australia/Sydney"))
        let march = try sydney.bucket(holding: now, width: .month).interval
        // Documentation/Guides/actions-and-tenants.md begins here.
        let messages = try Charge(
            id: EntityID("messages"), name: "Text messages",
            usage: .actions(ActionSelection(types: ["send-sms"], measure: .billed)), included: 2,
            price: .perUnit(Decimal(8) / 100))
        let plan = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .aud, charges: [messages])

        let screen = try await acme.actions(
            range: march, width: .week, now: now, by: [.workflow], top: 1, plan: plan)
        print(screen.rows[0].group.workflow?.text ?? "", screen.rows[0].total.executed)  // cold-chain 3
        print(screen.rest?.groups ?? 0, screen.rest?.total.executed ?? 0)  // 1 2
        print(screen.total?.billed(in: "segments") ?? 0)  // 7
        print(screen.cost?.total?.description ?? "")  // 0.40 AUD
        var request = TenantOverviewRequest(
            metrics: [.assets], plans: [acmeID: plan], order: .actions, descending: true)
        request.limit = 1
        let page = try await repository.fleet.tenantOverview(request, now: now)
        print(page.rows[0].inventory.name, page.rows[0].actions.executed ?? 0)  // Acme 5
        print(page.totals.counts[0].value ?? 0, page.totals.charges[0].amount)  // 240.0 0.40 AUD
        request.cursor = page.next
        let next = try await repository.fleet.tenantOverview(request, now: now)
        print(next.rows[0].inventory.name, next.next == nil)  // Bolt true
        // Documentation/Guides/actions-and-tenants.md ends here.
        try expectPrinted("Documentation/Guides/actions-and-tenants.md")
    }

    @Test("The examples of the calls")
    func comments() async throws {
        try await fill()
        let acme = repository.scope(of: try TenantID("acme"))
        let july = now.addingTimeInterval(-20 * 86_400)..<now
        let standard = try PricePlan(
            id: EntityID("standard"), name: "Standard", currency: .aud,
            charges: [
                Charge(
                    id: EntityID("runs"), name: "Runs", usage: .actions(ActionSelection()),
                    price: .perUnit(2))
            ])
        let top = try await acme.actions(
            range: july, width: .week, now: now, by: [.workflow, .outcome], top: 10, plan: standard)
        #expect(top.rows.first?.group.workflow == (try WorkflowID("cold-chain")))
        #expect(try top.cost?.total == Money("10.00", .aud))
        let lastMonth = try LocalDate("2026-02-28")
        let plans = [try TenantID("acme"): standard]
        var request = TenantOverviewRequest(
            since: lastMonth, plans: plans, order: .charge(in: .aud), descending: true)
        request.limit = 50
        let page = try await repository.fleet.tenantOverview(request, now: now)
        request.cursor = page.next  // the next fifty, as of the same revision
        #expect(request.cursor == nil && page.rows.map(\.id.text) == ["acme", "bolt"])
    }
}
