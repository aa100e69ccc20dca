public import BillingModel
public import BillingTime

extension BillingScope {
    /// The tenants that the scope sees, with their names and zones, in ascending order of id.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named tenant is unknown.
    public func allTenants() async throws -> [Tenant] {
        try await reader.tenants(tenants, at: try await reader.revision(knownAt))
    }

    /// The clock of the tenants that the scope sees, on which their days and months begin.
    ///
    /// - Throws: `BillingError` with code `unsupported` if they have different clocks, or the scope sees no tenant;
    ///   `notFound` if a tenant or a zone is unknown, `unavailable` if there is no time zone database.
    public func zone() async throws -> Zone {
        let histories = Set(try await allTenants().map(\.zones))
        guard let history = histories.first, histories.count == 1 else {
            throw BillingError(
                .unsupported, rule: "a clock is that of one tenant, or of several that have the same",
                detail: "\(histories.count) clocks in scope")
        }
        return try zones.zone(history)
    }

    /// The plan books of the tenants that the scope sees; none for a tenant without a term.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named tenant is unknown.
    public func planBooks() async throws -> [TenantID: PlanBook] {
        try await reader.planBooks(of: tenants, at: try await reader.revision(knownAt))
    }

    /// The budgets of the tenants that the scope sees, in ascending order of tenant.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named tenant is unknown.
    public func budgets() async throws -> [Budget] {
        try await reader.budgets(of: tenants, at: try await reader.revision(knownAt))
    }

    /// The invoice with a number, in a scope of one tenant.
    ///
    /// - Returns: The invoice; nil if the tenant has none of this number.
    /// - Throws: `BillingError` with code `unsupported` if the scope is not of one tenant, since two tenants may use one
    ///   number; `notFound` if the tenant is unknown.
    public func invoice(_ number: InvoiceNumber) async throws -> Invoice? {
        try await reader.invoice(number, of: try oneTenant(), at: try await reader.revision(knownAt))
    }

    /// The commit that made a revision under an id; nil if none did.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the scope is not of the fleet, since a commit may be of any
    ///   tenants.
    public func commit(withID id: CommitID) async throws -> CommitRecord? {
        guard tenants == .all else { throw RecordRequest.commitsAreOfAll }
        let known = try await reader.revision(knownAt)
        let commit = try await reader.commit(withID: id)
        return commit.flatMap { $0.revision <= known ? $0 : nil }
    }

    /// The tenant of a scope that has one by its name.
    package func oneTenant() throws(BillingError) -> TenantID {
        switch tenants {
        case .one(let tenant): return tenant
        case .set(let set):
            if let tenant = set.first, set.count == 1 { return tenant }
        case .all: break
        }
        throw BillingError(.unsupported, rule: "what is asked for is of one tenant", detail: "\(tenants)")
    }
}
