package import BillingModel

/// Whose usage a screen without a tenant of its own was read of, for what is joined to it.
///
/// It is no part of what the screen says: its JSON form leaves it out, and screens are equal whatever it is.
struct ScreenOwner: Sendable {
    private enum Name: Sendable {
        case one(TenantID)
        case others(Int)
    }

    private let name: Name?

    /// That of a screen that was read from its JSON form, which does not say.
    static let unknown = ScreenOwner(name: nil)

    private init(name: Name?) { self.name = name }

    init(_ tenants: [Tenant]) {
        self.init(name: tenants.count == 1 ? .one(tenants[0].id) : .others(tenants.count))
    }

    /// Checks that what is joined is of the same tenant.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the screen is not of one tenant, `invalidValue` if it is of another one.
    func checkJoining(_ tenant: TenantID) throws(BillingError) {
        try checkOneTenant()
        if case .one(let own) = name { try own.checkJoining(tenant) }
    }

    /// - Throws: `BillingError` with code `unsupported` if the screen is not of one tenant, as far as it says.
    func checkOneTenant() throws(BillingError) {
        if case .others(let count) = name { throw Self.severalTenants("\(count) tenants") }
    }

    static func severalTenants(_ detail: String) -> BillingError {
        BillingError(
            .unsupported, rule: "forecasts, findings and limits are joined to a screen of one tenant",
            detail: detail)
    }
}

extension ScreenOwner: Hashable {
    static func == (left: Self, right: Self) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}

extension TenantID {
    /// - Throws: `BillingError` with code `invalidValue` if the tenant is another one.
    package func checkJoining(_ other: TenantID) throws(BillingError) {
        guard self == other else {
            throw BillingError(
                .invalidValue, rule: "screens that are joined are of one tenant",
                detail: "\(self) and \(other)")
        }
    }
}
