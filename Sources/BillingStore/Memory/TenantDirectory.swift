import BillingModel

/// The records of each tenant, and the tenants in order.
struct TenantDirectory: Sendable {
    private var records: [TenantID: TenantRecords] = [:]
    /// The tenants in order.
    private(set) var ids: [TenantID] = []

    /// What is kept of a known tenant.
    subscript(id: TenantID) -> TenantRecords? { records[id] }

    /// Changes what is kept of a known tenant, in place.
    mutating func change(_ id: TenantID, _ body: (inout TenantRecords) -> Void) {
        guard let index = records.index(forKey: id) else { return }
        body(&records.values[index])
    }

    /// Adds tenants that are unknown.
    mutating func add(_ tenants: [(id: TenantID, records: TenantRecords)]) {
        for (id, known) in tenants { records[id] = known }
        ids.merge(sorted: tenants.map(\.id).sorted(), by: <)
    }

    /// Adds a tenant whose id comes after all others; false if it does not.
    mutating func append(_ id: TenantID, _ known: TenantRecords) -> Bool {
        guard ids.last.map({ $0 < id }) ?? true else { return false }
        records[id] = known
        ids.append(id)
        return true
    }

    mutating func remove(_ id: TenantID) {
        records[id] = nil
        ids.removeAll { $0 == id }
    }

    /// The tenants from an id on, in order.
    func ids(from first: TenantID?) -> ArraySlice<TenantID> {
        ids[(first.map { first in ids.lowerBound { $0 < first } } ?? 0)...]
    }
}
