#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// What of an invoice is paid and due, as of an instant.
///
/// paid = total paid at issue + payments − refunds; due = payable − credits − paid, negative if the tenant is owed
/// money. Two cases have a rule of their own:
/// - If what is payable is unknown, it is what was paid and credited, so nothing is due.
/// - Once an invoice is void, nothing is payable and its credit notes are gone; what was paid is owed to the tenant.
///
/// Its JSON form has the keys `payable`, `credits`, `paid` and `due`, each an amount, and `status`, a text such as
/// `partially-paid`.
public struct InvoiceBalance: Hashable, Sendable {
    /// What the tenant is to pay.
    public let payable: Money
    /// The sum of the credit notes.
    public let credits: Money
    /// The sum of the payments, less the refunds.
    public let paid: Money
    /// What is left to pay; negative if the tenant is owed money.
    public let due: Money
    /// Where the invoice stands.
    public let status: InvoiceStatus

    /// Sums up an invoice and its entries as of an instant.
    ///
    /// - Parameters:
    ///   - invoice: The invoice, issued before `now`.
    ///   - entries: The entries of the invoice, in any order; those at or after `now` are not read.
    ///   - now: The instant that the balance is for.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if the invoice is issued at or after
    ///   `now`, or if an entry that is read belongs to another invoice or is in another currency;
    ///   ``BillingError/Code/conflict`` if an entry comes twice; ``BillingError/Code/overflow`` if a sum does not fit.
    /// - Complexity: O(*n*) for *n* entries.
    public init(
        of invoice: Invoice, entries: some Sequence<InvoiceEntry>, now: Date
    ) throws(BillingError) {
        let currency = invoice.currency
        let now = try Instants.microseconds(now)
        guard invoice.issued < now else {
            throw BillingError(
                .invalidValue, rule: "an invoice has a balance after the instant of its issue",
                detail: "invoice '\(invoice.number)'")
        }
        var isVoid = false
        var credits: [Money] = []
        var payments = [invoice.totalPaid ?? .zero(currency)]
        var refunds: [Money] = []
        var ids: Set<EntityID<InvoiceEntry>> = []
        for entry in entries where entry.happened < now {
            guard entry.invoice == invoice.number, entry.tenant == invoice.tenant else {
                throw BillingError(
                    .invalidValue, rule: "a balance reads the entries of its own invoice",
                    detail: "entry '\(entry.id)' at invoice '\(invoice.number)'")
            }
            guard ids.insert(entry.id).inserted else {
                throw BillingError(
                    .conflict, rule: "an entry counts once in a balance", detail: "entry '\(entry.id)'")
            }
            switch (entry.kind, entry.amount) {
            case (.payment, let amount?): payments.append(amount)
            case (.refund, let amount?): refunds.append(amount)
            case (.creditNote, let amount?): credits.append(amount)
            case (.void, _), (_, nil): isVoid = true
            }
        }
        let credited = try Money.sum(of: credits, in: currency)
        let paid = try Money.difference(payments, refunds, in: currency)
        let payable: Money
        if isVoid {
            payable = .zero(currency)
        } else if let known = invoice.payable {
            payable = known
        } else {
            payable = try paid + credited
        }
        try self.init(
            payable: payable, credits: isVoid ? .zero(currency) : credited, paid: paid, isVoid: isVoid)
    }

    private init(payable: Money, credits: Money, paid: Money, isVoid: Bool) throws(BillingError) {
        self.payable = payable
        self.credits = credits
        self.paid = paid
        due = try Money.difference([payable], [credits, paid], in: payable.currency)
        status = InvoiceStatus(
            isVoid: isVoid, paid: paid.minorUnits, credits: credits.minorUnits, due: due.minorUnits)
    }
}

extension InvoiceBalance: Codable {
    private enum CodingKeys: String, CodingKey {
        case payable, credits, paid, due, status
    }

    /// Reads a balance, and checks that its amounts and status agree.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let due = try container.decode(Money.self, forKey: .due)
        let status = try container.decode(InvoiceStatus.self, forKey: .status)
        try self.init(
            payable: try container.decode(Money.self, forKey: .payable),
            credits: try container.decode(Money.self, forKey: .credits),
            paid: try container.decode(Money.self, forKey: .paid), isVoid: status == .void)
        let hasNothingIfVoid = status != .void || (payable.minorUnits == 0 && credits.minorUnits == 0)
        guard due == self.due, status == self.status, credits.minorUnits >= 0, hasNothingIfVoid else {
            throw BillingError(
                .invalidValue,
                rule: "the due amount and the status of a balance follow from its other amounts",
                detail: "due \(due), status \(status.rawValue)")
        }
    }
}
