public import BillingModel

/// Who is billed for several tenants, such as the organisation that they belong to: their billing account, of which each tenant is
/// a sub account.
///
/// Tenants number their invoices by themselves, and a billing account has each `InvoiceId` once. So the `InvoiceId` of such rows is
/// that of the tenant and the number, `acme/2026-02`.
public struct FocusBillingAccount: Hashable, Sendable {
    /// The `BillingAccountId`.
    public let id: OrganisationID
    /// The `BillingAccountName`; one of blanks is left out.
    public let name: String

    /// Names a billing account.
    public init(id: OrganisationID, name: String) {
        self.id = id
        self.name = name
    }

    /// The invoice of a tenant; its own billing account where there is no other.
    static func invoice(_ number: InvoiceNumber, of tenant: TenantID, _ account: Self?) -> FocusInvoiceID {
        guard let account else { return FocusInvoiceID(account: tenant.text, invoice: number.text) }
        let path = [tenant.text, number.text].map(FocusAccount.escaped).joined(separator: "/")
        return FocusInvoiceID(account: account.id.text, invoice: path)
    }
}
