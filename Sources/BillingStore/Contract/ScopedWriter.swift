public import BillingModel

/// What a host may write: the records of one tenant, of a stated set of tenants, or of the fleet.
public struct ScopedWriter: Sendable {
    private let repository: any BillingRepository
    /// The tenants whose records it takes.
    public let tenants: TenantSelection

    package init(repository: any BillingRepository, tenants: TenantSelection) {
        self.repository = repository
        self.tenants = tenants
    }

    /// Commits changes, if all of them lie in the scope.
    ///
    /// - Throws: `BillingError` with code `outOfScope` if a record names a tenant outside the scope; nothing is then
    ///   changed. Else what ``BillingRepository/commit(_:)`` throws.
    @discardableResult
    public func commit(_ changes: ChangeSet) async throws -> CommitRecord {
        if let stranger = changes.tenantsNamed.sorted().first(where: { !tenants.contains($0) }) {
            throw BillingError.outOfScope(stranger)
        }
        return try await repository.commit(changes)
    }
}

extension BillingRepository {
    /// A writer for one tenant.
    public func writer(for tenant: TenantID) -> ScopedWriter {
        ScopedWriter(repository: self, tenants: .one(tenant))
    }

    /// A writer for the tenants of a set.
    public func writer(for tenants: Set<TenantID>) -> ScopedWriter {
        ScopedWriter(repository: self, tenants: .set(tenants))
    }
}

extension ChangeSet {
    /// Every tenant that a record of the set belongs to.
    package var tenantsNamed: Set<TenantID> {
        var named = Set(tenants.map(\.id))
        named.formUnion(metrics.map(\.tenant))
        named.formUnion(samples.series.map(\.tenant))
        named.formUnion(inventories.map(\.tenant))
        named.formUnion(usage.map(\.tenant))
        named.formUnion(actions.map(\.tenant))
        named.formUnion(activity.map(\.tenant))
        named.formUnion(coverage.map(\.tenant))
        named.formUnion(invoices.map(\.tenant))
        named.formUnion(entries.map(\.tenant))
        named.formUnion(plans.map(\.tenant))
        named.formUnion(budgets.map(\.tenant))
        return named
    }
}

extension ChangeSet.ActionChange {
    /// Whose action it is.
    public var tenant: TenantID {
        switch self {
        case .record(let action), .amend(let action): action.tenant
        case .void(let tenant, _, _): tenant
        }
    }
}
