public import BillingModel

/// The tenants that a request is about: always stated, never an optional filter.
public enum TenantSelection: Hashable, Sendable {
    /// One tenant.
    case one(TenantID)
    /// The tenants of a set; an empty set sees nothing.
    case set(Set<TenantID>)
    /// Every tenant of the repository.
    case all

    /// Whether a tenant is selected.
    public func contains(_ tenant: TenantID) -> Bool {
        switch self {
        case .one(let one): one == tenant
        case .set(let set): set.contains(tenant)
        case .all: true
        }
    }
}
