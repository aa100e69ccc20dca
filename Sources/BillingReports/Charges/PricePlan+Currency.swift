import BillingModel

extension PricePlan {
    /// Refuses to charge a tenant in another currency than its own.
    func check(_ tenant: Tenant) throws(BillingError) {
        guard currency == tenant.currency else {
            throw BillingError(
                .unsupported, rule: "a tenant is charged by a plan in its own currency",
                detail:
                    "plan '\(id)' is in \(currency.code), tenant '\(tenant.id)' in \(tenant.currency.code)")
        }
    }
}
