#if Hummingbird
import InauroBilling

/// Takes the name of a tenant for its proof, `Bearer acme`: it keeps nobody out, and is to be replaced.
struct StandInAuthenticator: TenantAuthenticator {
    func tenant(_ authorization: String?) async throws -> TenantID? {
        try StandInTenants.names.first { authorization == "Bearer \($0)" }.map { try TenantID($0) }
    }
}

/// Two tenants that count messages, for what a host knows of its own.
enum StandInTenants {
    static let names = ["acme", "bolt"]

    /// Commits them under one id: all nodes do it, and one is the first.
    static func commit(to repository: some BillingRepository) async throws {
        let messages = try Metric(
            id: MetricID("messages"), name: "Messages", unit: "messages", kind: .count)
        var changes = ChangeSet(id: try CommitID("stand-ins"))
        for name in names {
            let tenant = try Tenant(id: name, name: name, zone: "Australia/Sydney", currency: .aud)
            changes.add(tenant)
            changes.add(messages, for: tenant.id)
        }
        try await repository.commit(changes)
    }
}
#endif
