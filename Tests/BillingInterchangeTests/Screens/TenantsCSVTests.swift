import BillingInterchange
import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
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
            try changes.cover(.actions, "2025-03-01T00:00:00Z", "2025-03-03T00:00:00Z")
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
            id: EntityID("p"), name: "P", currency: .usd,
            charges: [
                Charge(
                    id: EntityID("runs"), name: "Runs", usage: .actions(ActionSelection()), included: 1,
                    price: .perUnit(2)),
                Charge(
                    id: EntityID("users"), name: "Users", usage: .metric(Metric.users.id, .last),
                    price: .perUnit(1)),
            ])
    }

    @Test("Actions by category and type: what is not known is empty, and no zero")
    func actions() async throws {
        let screen = try await filled().scope(of: acme).actions(
            range: days, width: .day, now: now)
        let sheets = try Sheets(screen)
        #expect(
            sheets["sums"].cells("category", "type", "start", "executed", "coverage") == [
                "||2025-02-28T00:00:00.000000Z||0", "||2025-03-01T00:00:00.000000Z|3|1",
            ])
        #expect(
            sheets["buckets"].cells("category", "type", "start", "executed", "coverage") == [
                "alert|send-sms|2025-02-28T00:00:00.000000Z||0",
                "alert|send-sms|2025-03-01T00:00:00.000000Z|3|1",
            ])
        for (name, names) in [("types", "alert|send-sms"), ("categories", "alert|"), ("total", "|")] {
            #expect(
                sheets[name].cells("category", "type", "start", "executed", "failed", "coverage") == [
                    "\(names)|2025-02-28T00:00:00.000000Z|3|1|0"
                ])
        }
        #expect(sheets["buckets"].cells("zone", "width", "revision").allSatisfy { $0 == "UTC|day|1" })
    }

    @Test("Actions by workflow: a row for each group, quantities by unit, and the cost by charge")
    func breakdown() async throws {
        let screen = try await filled().scope(of: acme).actions(
            range: days, width: .day, now: now, by: [.workflow], plan: plan())
        let sheets = try Sheets(screen)
        #expect(try screen.csv().contains(",billed =segments,"))
        let (first, second) = ("2025-02-28T00:00:00.000000Z", "2025-03-01T00:00:00.000000Z")
        #expect(
            sheets["buckets"].cells(
                "workflow", "start", "succeeded", "failed", "suppressed", "executed", "billed =segments") == [
                    "door|\(first)|||||", "door|\(second)|2|1|0|3|4.5",
                ])
        // February knows nothing; in March one of three is free.
        #expect(
            sheets["parts"].cells("charge", "local", "currency", "amount") == [
                "runs|2025-02-28T00:00:00+00:00|USD|", "runs|2025-03-01T00:00:00+00:00|USD|4.00",
            ])
        #expect(sheets["charges"].cells("charge", "quantity", "currency", "amount") == ["runs|3|USD|4.00"])
        #expect(sheets["total"].cells("workflow", "executed", "share") == ["|3|1"])
        #expect(sheets.main.cells("phase", "coverage").allSatisfy { $0.hasPrefix("settled|") })
    }

    @Test("Many tenants: a row each, and tables of what they have and of totals")
    func overview() async throws {
        let screen = try await filled().fleet.tenantOverview(
            TenantOverviewRequest(
                metrics: [.assets], since: LocalDate("2025-02-28"), plans: [acme: plan()]), now: now)
        #expect(try screen.csv().contains("\r\n'=b,\"Name, of =b\",UTC,"))
        let sheets = try Sheets(screen)
        #expect(
            sheets.main.cells("tenant", "executed", "charge", "currency") == ["=b|||", "acme|3|4.00|USD"])
        #expect(
            sheets["counts"].cells("tenant", "metric", "value", "difference", "phase") == [
                "=b|assets|||settled", "acme|assets|100|10|settled",
            ])
        #expect(sheets["sums"].cells("metric", "value", "difference") == ["assets|100|10"])
        #expect(sheets["total"].cells("executed") == ["3"])
        #expect(sheets["tenants"].cells("unrated", "plan") == ["|", "[\"users\"]|p"])
        #expect(sheets["charges"].cells("currency", "amount", "unrated") == ["USD|4.00|1"])
        #expect(sheets.main.cells("phase", "coverage")[1] == "in-progress|1")
    }
}
