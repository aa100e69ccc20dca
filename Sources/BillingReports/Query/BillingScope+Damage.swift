import BillingModel
import BillingStore

extension BillingScope {
    /// Makes a screen, and where the records of some of its tenants are damaged, makes it of the others and says so.
    ///
    /// - Parameters:
    ///   - probe: Makes the screen of one tenant, to see whether it can be shown, where `make` needs all of them; nil for
    ///     `make`.
    ///   - make: Makes the screen of a scope.
    /// - Returns: The screen; its stamp names the tenants that are left out.
    /// - Throws: What `make` throws, unless it is damage or an overflow of some tenants alone.
    /// - Complexity: As `make`; if a tenant cannot be shown, once more for each tenant.
    func withoutDamaged<Screen>(
        probe: ((BillingScope) async throws -> Screen)? = nil, _ make: (BillingScope) async throws -> Screen
    ) async throws -> Screen {
        do {
            return try await make(self)
        } catch let error as BillingError where error.isOfOneRecord {
            if case .one = tenants { throw error }
            let revision = try await reader.revision(knownAt)
            var shown: Set<TenantID> = []
            var unshown = unshown
            for tenant in try await reader.tenants(tenants, at: revision) {
                do {
                    let own = try known(at: .revision(revision)).scope(of: tenant.id)
                    if let probe { _ = try await probe(own) } else { _ = try await make(own) }
                    shown.insert(tenant.id)
                } catch let error as BillingError where error.isOfOneRecord {
                    unshown.append(Unshown(tenant: tenant.id, error: error))
                }
            }
            // What is wrong is wrong with all of them together.
            guard unshown.count > self.unshown.count else { throw error }
            return try await make(
                BillingScope(
                    reader: reader, tenants: .set(shown), knownAt: .revision(revision), zones: zones,
                    unshown: unshown))
        }
    }
}
