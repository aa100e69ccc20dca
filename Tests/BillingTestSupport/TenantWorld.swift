package import BillingModel
package import BillingStore
package import Foundation

// The small world that most tests are about: two tenants, a count, a gauge, and a source.

package let acme = EntityID<Tenant>(constant: "acme")
package let bolt = EntityID<Tenant>(constant: "bolt")
package let messages = try! Metric(id: MetricID("messages"), unit: "messages", kind: .count)
package let level = try! Metric(id: MetricID("level"), unit: "litres", kind: .gauge)
package let feed = EntityID<SourceName>(constant: "feed")

package func makeTenant(
    _ id: TenantID, name: String = "A name", zone: String = "UTC", currency: Currency = .usd
) throws -> Tenant {
    try Tenant(id: id, name: name, zones: ZoneHistory(ZoneID(zone)), currency: currency)
}

/// An empty repository whose clock stands still, by default in November 2023.
package func emptyRepository(at seconds: TimeInterval = 1_700_000_000) -> InMemoryRepository {
    InMemoryRepository(clock: { Date(timeIntervalSince1970: seconds) })
}

extension BillingRepository {
    /// Commits what a closure adds, under the id.
    @discardableResult
    package func commit(
        _ id: String, basis: Revision? = nil, _ fill: (inout ChangeSet) throws -> Void
    ) async throws -> CommitRecord {
        var changes = try ChangeSet(id: id, basis: basis)
        try fill(&changes)
        return try await commit(changes)
    }

    /// Commits both tenants, each with a count and a gauge of its own.
    @discardableResult
    package func addTenants() async throws -> CommitRecord {
        try await commit("tenants") { changes in
            for id in [acme, bolt] {
                changes.add(try makeTenant(id))
                changes.add(messages, for: id)
                changes.add(level, for: id)
            }
        }
    }
}
