import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTime
import Foundation
import Testing

@Suite("Screens of actions and of many tenants as CSV")
struct TenantsCSVTests {
    /// One tenant with a name that a spreadsheet would run, and one that ran nothing.
    private func filled() async throws -> InMemoryRepository {
        try await repository { changes in
            for id in ["acme", "=b"] {
                changes.add(try Tenant(id: id, name: "Name, of \(id)", zone: "UTC", currency: .usd))
            }
            let acme = try TenantID("acme")
            changes.add(
                try Coverage(
                    tenant: acme, metric: Metric.actions.id, source: SourceID("feed"),
                    range: instant("2025-03-01T00:00:00Z")..<instant("2025-03-03T00:00:00Z")))
            changes.add(
                try ActionRecord(
                    tenant: acme, source: SourceID("feed"), id: ActionID("1"),
                    at: instant("2025-03-01T12:00:00Z"), type: .sendSMS, category: .alert, succeeded: 2,
                    failed: 1, quantity: Decimal(string: "4.50"), unit: "=segments",
                    workflow: WorkflowID("door")))
            try changes.add(.assets, of: acme, [("2025-02-28", 90), ("2025-03-01", 100)])
        }
    }

    private let days: Range<Date>
    private let now: Date

    init() throws {
        days = try instant("2025-02-28T00:00:00Z")..<instant("2025-03-02T00:00:00Z")
        now = try instant("2025-03-02T00:00:00Z")
    }

    private func plan() throws -> PricePlan {
        try PricePlan(
            id: Identifier("p"), name: "P", currency: .usd,
            charges: [
                Charge(
                    id: Identifier("runs"), name: "Runs", usage: .actions(ActionSelection()), included: 1,
                    price: .perUnit(2)),
                Charge(
                    id: Identifier("users"), name: "Users", usage: .metric(Metric.users.id, .last),
                    price: .perUnit(1)),
            ])
    }

    @Test("Actions by category and type: what is not known is empty, and no zero")
    func actions() async throws {
        let screen = try await filled().scope(of: TenantID("acme")).actions(
            range: days, width: .day, now: now)
        let sheet = try Sheet(try screen.csv())
        #expect(
            sheet.cells("section", "category", "type", "start", "executed", "failed", "coverage") == [
                "bucket|||2025-02-28T00:00:00.000000Z|||0",
                "rowbucket|alert|send-sms|2025-02-28T00:00:00.000000Z|||0",
                "bucket|||2025-03-01T00:00:00.000000Z|3||1",
                "rowbucket|alert|send-sms|2025-03-01T00:00:00.000000Z|3||1",
                "row|alert|send-sms|2025-02-28T00:00:00.000000Z|3|1|0",
                "category|alert||2025-02-28T00:00:00.000000Z|3|1|0",
                "total|||2025-02-28T00:00:00.000000Z|3|1|0",
            ])
        #expect(sheet.cells("zone", "width", "revision").allSatisfy { $0 == "UTC|day|1" })
    }

    @Test("Actions by workflow: a row for each number, quantities by unit, and the cost by charge")
    func breakdown() async throws {
        let screen = try await filled().scope(of: TenantID("acme")).actions(
            range: days, width: .day, now: now, by: [.workflow], plan: plan())
        let text = try screen.csv()
        #expect(text.contains("'=segments"))
        let sheet = try Sheet(text)
        let columns = sheet.rows.filter { $0["section"] == "row" && $0["local"] != "" }.map { row in
            ["workflow", "start", "measure", "unit", "value"].map { row[$0] ?? "?" }.joined(separator: "|")
        }
        let (first, second) = ("2025-02-28T00:00:00.000000Z", "2025-03-01T00:00:00.000000Z")
        #expect(
            columns == [
                "door|\(first)|succeeded||", "door|\(first)|failed||", "door|\(first)|suppressed||",
                "door|\(second)|succeeded||2", "door|\(second)|failed||1", "door|\(second)|suppressed||0",
                "door|\(second)|billed|=segments|4.5",
            ])
        // February knows nothing; in March one of three is free.
        #expect(
            sheet.cells("charge", "local", "measure", "currency", "value", section: "cost") == [
                "runs|2025-02-28T00:00:00+00:00|amount|USD|",
                "runs|2025-03-01T00:00:00+00:00|amount|USD|4.00",
                "runs||amount|USD|4.00",
            ])
        #expect(sheet.cells("measure", section: "total").count == 11)
        #expect(sheet.cells("phase", "coverage").allSatisfy { $0.hasPrefix("settled|") })
    }

    @Test("Many tenants: a row each, then the totals")
    func overview() async throws {
        let acme = try TenantID("acme")
        let screen = try await filled().fleet.tenantOverview(
            TenantOverviewRequest(
                metrics: [.assets], since: LocalDate("2025-02-28"), plans: [acme: plan()]), now: now)
        let text = try screen.csv()
        #expect(text.contains("\r\ntenant,'=b,\"Name, of =b\",UTC,"))
        let sheet = try Sheet(text)
        #expect(
            sheet.cells(
                "section", "tenant", "count assets", "change assets", "executed", "charge", "currency") == [
                    "tenant|=b|||||", "tenant|acme|100|10|3|4.00|USD", "total||100|10|3|4.00|USD",
                ])
        #expect(sheet.cells("unrated", "plan", section: "tenant") == ["|", "[\"users\"]|p"])
        #expect(sheet.cells("unrated", section: "total") == ["1"])
        #expect(sheet.cells("phase", "coverage", "phase assets")[1] == "in-progress|1|settled")
    }
}
