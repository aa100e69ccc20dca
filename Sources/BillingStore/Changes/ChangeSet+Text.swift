public import BillingModel

// Short ways for ids that stand in the code as texts. They throw, since a text may be no id; what comes after shares
// their `try`.

extension ChangeSet {
    /// Makes an empty set under an id that is given as text.
    ///
    /// ```swift
    /// var changes = try ChangeSet(id: "tenants-1")
    /// ```
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the text is not one of 1 to 255 bytes without NUL.
    public init(id: String, basis: Revision? = nil) throws(BillingError) {
        self.init(id: try CommitID(id), basis: basis)
    }
}

extension BillingReader {
    /// A scope that sees one tenant, whose id is given as text.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the text is not one of 1 to 255 bytes without NUL.
    public func scope(of tenant: String) throws(BillingError) -> BillingScope {
        scope(of: try TenantID(tenant))
    }
}

extension BillingRepository {
    /// A writer for one tenant, whose id is given as text.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the text is not one of 1 to 255 bytes without NUL.
    public func writer(for tenant: String) throws(BillingError) -> ScopedWriter {
        writer(for: try TenantID(tenant))
    }
}
