public import BillingModel
public import BillingTime

/// What a host may read: one tenant, a stated set of tenants, or the fleet.
///
/// Every screen hangs on a scope.
///
/// A scope cannot name what is outside it, and an empty set sees nothing.
///
/// ```swift
/// let acme = repository.scope(of: acmeID)
/// let table = try await acme.consumptionTable(now: now)
/// ```
public struct BillingScope: Sendable {
    /// Where the scope reads.
    package let reader: any BillingReader
    /// The tenants that it sees.
    public let tenants: TenantSelection
    /// As of which state of knowledge it reads.
    public let knownAt: KnownAt

    /// Where the rules of time zones come from.
    public let zones: ZoneDatabase

    /// What a wider scope left out to come to this one; screens say so.
    package let unshown: [Unshown]

    package init(
        reader: any BillingReader, tenants: TenantSelection, knownAt: KnownAt = .latest,
        zones: ZoneDatabase = .system, unshown: [Unshown] = []
    ) {
        self.unshown = unshown
        self.reader = reader
        self.tenants = tenants
        self.knownAt = knownAt
        self.zones = zones
    }

    /// This scope as of another state of knowledge.
    public func known(at knownAt: KnownAt) -> BillingScope {
        BillingScope(reader: reader, tenants: tenants, knownAt: knownAt, zones: zones, unshown: unshown)
    }

    /// This scope with other rules of time zones.
    public func using(_ zones: ZoneDatabase) -> BillingScope {
        BillingScope(reader: reader, tenants: tenants, knownAt: knownAt, zones: zones, unshown: unshown)
    }

    /// The part of this scope that sees one tenant.
    ///
    /// - Throws: `BillingError` with code `outOfScope` if this scope does not see it.
    public func scope(of tenant: TenantID) throws -> BillingScope {
        guard tenants.contains(tenant) else { throw BillingError.outOfScope(tenant) }
        return BillingScope(reader: reader, tenants: .one(tenant), knownAt: knownAt, zones: zones)
    }
}

extension BillingReader {
    /// A scope that sees one tenant.
    public func scope(of tenant: TenantID) -> BillingScope {
        BillingScope(reader: self, tenants: .one(tenant))
    }

    /// A scope that sees the tenants of a set.
    public func scope(of tenants: Set<TenantID>) -> BillingScope {
        BillingScope(reader: self, tenants: .set(tenants))
    }

    /// A scope that sees every tenant.
    public var fleet: BillingScope { BillingScope(reader: self, tenants: .all) }
}

extension BillingError {
    static func outOfScope(_ tenant: TenantID) -> BillingError {
        BillingError(
            .outOfScope, rule: "a scope names only tenants that it sees", detail: "tenant '\(tenant)'")
    }
}
