public import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension ChargeToDate {
    /// The invoice of a billing period that is settled.
    ///
    /// Each charge becomes a line of its id, name, quantity and amount, flat fees as well; a charge by units tells the price
    /// of one. The subtotal is the total of the charges, and tax is added to it. The invoice names the plan and the revision
    /// that it was rated at, so that `verification(of:now:zone:)` finds the same amounts.
    ///
    /// ```swift
    /// let charges = try await scope.chargeToDate(holding: february, now: now)
    /// let invoice = try charges.invoice(InvoiceNumber("2026-02"), issuedAt: now, tax: TaxRate(percent: 10))
    /// ```
    ///
    /// - Parameters:
    ///   - number: The number, unique within the tenant.
    ///   - instant: The instant of issue.
    ///   - tax: The tax on the subtotal; nil if the invoice tells none, and is payable as it is.
    ///   - document: Where the host keeps the document.
    ///   - paymentLink: Where the tenant pays: an `https` or `http` address.
    ///   - takesUnsettled: Whether amounts that may still change are invoiced as they are; a charge without an amount
    ///     then has no line.
    /// - Returns: The invoice, not committed yet.
    /// - Throws: `BillingError` with code `unavailable` if something is not settled; `scope.unsettled(_:)` says what. Else
    ///   what the initializers of ``/BillingModel/Invoice`` and its lines throw.
    public func invoice(
        _ number: InvoiceNumber, issuedAt instant: Date, tax: TaxRate? = nil, document: String? = nil,
        paymentLink: String? = nil, takesUnsettled: Bool = false
    ) throws(BillingError) -> Invoice {
        guard isSettled || takesUnsettled else {
            let open = lines.filter { !$0.completeness.isComplete || $0.rated == nil }
            throw BillingError(
                .unavailable, rule: "an invoice is made of charges that are settled",
                detail: "tenant '\(tenant)': " + open.map { "\($0.id)" }.joined(separator: ", "))
        }
        var invoiced: [Invoice.Line] = []
        for line in lines {
            if let rated = line.rated { invoiced.append(try Invoice.Line(rated, unit: line.unit)) }
        }
        guard let revision = Int(exactly: stamp.revision.number) else {
            throw BillingError(.overflow, rule: "a revision fits a machine's integer")
        }
        return try Invoice(
            tenant: tenant, number: number, issuedAt: instant, currency: total.currency, period: period.range,
            lines: invoiced, subtotal: total, tax: try tax?.tax(on: total),
            payable: tax == nil ? total : nil,
            rating: Invoice.Rating(plan: plan, revision: revision), document: document,
            paymentLink: paymentLink)
    }
}

extension Invoice.Line {
    /// The line of a charge.
    fileprivate init(_ rated: RatedCharge, unit: String?) throws(BillingError) {
        try self.init(
            id: EntityID(rated.id.text), description: rated.name, quantity: rated.quantity, unit: unit,
            unitPrice: rated.model == .unit ? rated.parts.first?.unitPrice : nil, amount: rated.amount)
    }
}
