import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Foundation
import Testing

/// A repository that a test fills step by step.
struct World {
    let repository = emptyRepository()
    private var count = 0

    init(_ tenants: [Tenant]) async throws {
        try await commit { changes in for tenant in tenants { changes.add(tenant) } }
    }

    /// A world of one tenant, `acme`.
    init(zone: String = "UTC") async throws {
        try await self.init([makeTenant(BillingTestSupport.acme, name: "Acme", zone: zone)])
    }

    mutating func commit(_ fill: (inout ChangeSet) throws -> Void) async throws {
        count += 1
        try await repository.commit("commit-\(count)", fill)
    }

    var acme: BillingScope { repository.scope(of: BillingTestSupport.acme) }

    static let level = constant {
        try Metric(
            id: MetricID("level"), unit: "litres", kind: .gauge, staleness: .seconds(2 * 3_600))
    }
}

/// For constants that obey the rules by eye.
func constant<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { fatalError("\(error)") }
}

extension ChangeSet {
    /// Daily values of a metric of a tenant, the same for each date.
    mutating func add(
        _ metric: Metric, _ value: Double?, on dates: [LocalDate], labels: Labels = .none,
        of tenant: TenantID = acme
    ) {
        for date in dates {
            add(
                SampleWrite(
                    key(tenant, metric, labels), at: .date(date), value: value))
        }
    }
}

/// The JSON form of a value and what is read back from it.
func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
    try read(Value.self, json(value, strategies: true))
}
