public import BillingModel
public import BillingStore

/// What a host adds to the charges of a period to make an invoice of them.
public struct InvoiceDetails: Hashable, Sendable {
    /// The number of the invoice, unique within its tenant.
    public var number: InvoiceNumber
    /// The tax on the subtotal; nil for none.
    public var tax: TaxRate?
    /// Where the host keeps the document.
    public var document: String?
    /// Where the tenant pays: an `https` or `http` address.
    public var paymentLink: String?

    /// Makes details.
    public init(
        number: InvoiceNumber, tax: TaxRate? = nil, document: String? = nil, paymentLink: String? = nil
    ) {
        self.number = number
        self.tax = tax
        self.document = document
        self.paymentLink = paymentLink
    }
}

/// What became of the invoice of one tenant.
///
/// The domain is closed: a period is invoiced by this run, was invoiced before, waits, has no plan, or failed.
public enum BillingOutcome: Sendable {
    /// It was issued by this run, in this commit.
    ///
    /// Two runs at one instant that read one revision issue the same invoice in one commit, and both are told so.
    case issued(Invoice, CommitRecord)
    /// It was issued before; the commit is nil if the host issued it in another way. What the plan gave then and gives
    /// now stands beside it.
    case issuedBefore(Invoice, CommitRecord?, InvoiceVerification)
    /// Some charges are not settled, so nothing was issued.
    case unsettled(ChargeToDate, [UnsettledCharge])
    /// No plan is in force on the first date of the period, or no period with a plan has ended.
    case unplanned
    /// Something went wrong; nothing was issued, or the next run finds what was.
    case failed(any Error)

    /// The invoice that stands for the period now; nil if there is none.
    public var invoice: Invoice? {
        switch self {
        case .issued(let invoice, _), .issuedBefore(let invoice, _, _): invoice
        case .unsettled, .unplanned, .failed: nil
        }
    }
}

/// What became of one tenant in a run over many.
public struct BillingResult: Sendable {
    /// The tenant.
    public let tenant: TenantID
    /// What became of its invoice.
    public let outcome: BillingOutcome
}
