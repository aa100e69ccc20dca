public import BillingModel

/// Something that a screen leaves out because it cannot be shown; the rest is shown all the same.
///
/// The JSON form has the keys `tenant`, `invoice` (left out if all of the tenant is left out), `code` and `rule`.
public struct Unshown: Hashable, Sendable, Codable {
    /// Whose it is.
    public let tenant: TenantID
    /// The invoice; nil if all of the tenant is left out.
    public let invoice: InvoiceNumber?
    /// The stable name of the code of the error that it meets, such as `corruptData` or `overflow`.
    public let code: String
    /// The rule that was broken, as one sentence without data.
    public let rule: String

    /// Makes a mark.
    public init(tenant: TenantID, invoice: InvoiceNumber? = nil, error: BillingError) {
        self.tenant = tenant
        self.invoice = invoice
        code = error.code.description
        rule = error.rule
    }
}

extension BillingError {
    /// Whether the error is that of one record or tenant, which need not keep others from a screen.
    package var isOfOneRecord: Bool { code == .corruptData || code == .overflow }
}
