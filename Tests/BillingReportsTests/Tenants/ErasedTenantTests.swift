import BillingModel
import BillingReports
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

@Suite("An overview goes on while tenants are erased")
struct ErasedTenantTests {
    @Test("Whoever is erased is on no later page, and a page that began after them is asked for anew")
    func erased() async throws {
        let repository = emptyRepository()
        let zones = [
            "UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe",
            "Pacific/Chatham",
        ]
        var changes = ChangeSet(id: try CommitID("first"))
        for (index, zone) in zones.enumerated() {
            let tenant = try Tenant(id: "t\(index)", name: "T", zone: zone, currency: .usd)
            changes.add(tenant)
            changes.add(.assets, Double(index % 2), on: try days("2026-03-04", "2026-03-05"), of: tenant.id)
        }
        try await repository.commit(changes)
        let now = try instant("2026-03-05T00:00:00Z")
        var request = TenantOverviewRequest(
            metrics: [.assets], order: .count(of: .assets), descending: true, limit: 2)
        let first = try await repository.fleet.tenantOverview(request, now: now)
        #expect(first.rows.map(\.id.text) == ["t1", "t3"])
        request.cursor = first.next
        try await repository.erase(ErasureRequest(id: CommitID("one"), .tenant(TenantID("t1"))))
        try await repository.erase(ErasureRequest(id: CommitID("two"), .tenant(TenantID("t0"))))
        let second = try await repository.fleet.tenantOverview(request, now: now)
        #expect(second.rows.map(\.id.text) == ["t5", "t2"] && second.tenants == 4)
        try await repository.erase(ErasureRequest(id: CommitID("three"), .tenant(TenantID("t3"))))
        await #expect {
            try await repository.fleet.tenantOverview(request, now: now)
        } throws: { BillingError.Code.invalidCursor ~= $0 }
    }
}
