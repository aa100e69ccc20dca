import BillingModel
import BillingRating
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension InvoiceVerification {
    /// What a plan gives at a revision: each charge, and how far its usage can be relied on.
    struct RatedCharges {
        /// Those whose usage is known.
        var amounts: [EntityID<Charge>: RatedCharge] = [:]
        var completeness: [EntityID<Charge>: Completeness] = [:]
    }

    /// How far the usage of a charge can be relied on at both revisions.
    private static func weakest(
        _ charges: [Charge], _ revisions: [RatedCharges?]
    ) throws(BillingError) -> Completeness? {
        var parts: [Completeness] = []
        for case let revision? in revisions { parts += charges.compactMap { revision.completeness[$0.id] } }
        return try Completeness.weakest(of: parts)
    }

    /// Puts the lines of an invoice beside the charges of a plan.
    ///
    /// `before` is what the plan gave at the rated revision, and `now` what it gives now; nil if it cannot be told.
    static func lines(
        of invoice: Invoice, _ plan: PricePlan?, before: RatedCharges?, now: RatedCharges?
    ) throws(BillingError) -> [Line] {
        var lines: [Line] = []
        var listed: Set<EntityID<Charge>> = []
        for line in invoice.lines {
            let charge = plan?.charges.first { $0.id.text.utf8.elementsEqual(line.id.text.utf8) }
            if let charge { listed.insert(charge.id) }
            let (rated, current) = (
                charge.flatMap { before?.amounts[$0.id] }, charge.flatMap { now?.amounts[$0.id] }
            )
            let known: Cause? = plan == nil ? .unverifiable : charge == nil ? .uncharged : nil
            lines.append(
                Line(
                    id: line.id.text, name: line.description, quantity: line.quantity, rated: rated,
                    current: current,
                    comparison: try Comparison(
                        invoiced: line.amount, rated: rated?.amount, current: current?.amount,
                        completeness: try weakest(charge.map { [$0] } ?? [], [before, now]), known: known)))
        }
        for charge in plan?.charges ?? [] where !listed.contains(charge.id) {
            let (rated, current) = (before?.amounts[charge.id], now?.amounts[charge.id])
            lines.append(
                Line(
                    id: charge.id.text, name: charge.name, quantity: nil, rated: rated, current: current,
                    comparison: try Comparison(
                        invoiced: nil, rated: rated?.amount, current: current?.amount,
                        completeness: try weakest([charge], [before, now]),
                        known: invoice.lines.isEmpty ? .unlisted : nil, isCharged: !invoice.lines.isEmpty)))
        }
        return lines
    }

    /// The invoice as a whole beside all charges of the plan.
    static func total(
        _ invoiced: Money?, _ plan: PricePlan?, before: RatedCharges?, now: RatedCharges?
    ) throws(BillingError) -> Comparison {
        try Comparison(
            invoiced: invoiced, rated: total(plan, before), current: total(plan, now),
            completeness: weakest(plan?.charges ?? [], [before, now]),
            known: plan == nil ? .unverifiable : nil)
    }

    /// The total of what a plan gives; nil unless every charge has an amount.
    private static func total(_ plan: PricePlan?, _ charges: RatedCharges?) throws(BillingError) -> Money? {
        guard let plan, let amounts = charges?.amounts, plan.charges.allSatisfy({ amounts[$0.id] != nil })
        else { return nil }
        return try Money.sum(of: amounts.values.map(\.amount), in: plan.currency)
    }

    /// What the invoice says as a whole, as far before tax as it tells.
    static func stated(_ invoice: Invoice) throws(BillingError) -> (amount: Money?, source: Source) {
        if let subtotal = invoice.subtotal { return (subtotal, .subtotal) }
        if !invoice.lines.isEmpty {
            return (try Money.sum(of: invoice.lines.map(\.amount), in: invoice.currency), .lines)
        }
        if let payable = invoice.payable {
            if let tax = invoice.tax { return (try payable - tax, .untaxed) }
            return (payable, .payable)
        }
        return invoice.totalPaid.map { ($0, .paid) } ?? (nil, .none)
    }
}
