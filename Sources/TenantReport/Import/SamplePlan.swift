#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import InauroBilling

/// The price plan of the example, and what a month costs under it.
struct SamplePlan {
    let plan: PricePlan

    init() throws(BillingError) {
        let devices = try Charge(
            id: EntityID("devices"), name: "Monthly active devices",
            usage: .metric(Metric.monthlyActiveDevices.id, .monthEnd), price: .perUnit(2))
        let cent = Decimal(sign: .plus, exponent: -2, significand: 1)
        let actions = try Charge(
            id: EntityID("actions"), name: "Automations and alerts",
            usage: .actions(ActionSelection(categories: TenantUsage.billedCategories.map(\.text))),
            price: .perUnit(cent))
        plan = try PricePlan(
            id: EntityID("sample"), name: "Sample plan", currency: .usd, charges: [devices, actions])
    }

    /// The number of the invoice of one month.
    func number(for tenant: TenantID, _ month: ServicePeriod) throws(BillingError) -> InvoiceNumber {
        try InvoiceNumber("\(tenant)-\(month.name)")
    }

    /// The invoice of one month, issued when the next one begins.
    func invoice(
        for tenant: TenantID, _ month: ServicePeriod, _ usage: TenantUsage, rating: Invoice.Rating? = nil
    ) throws -> Invoice {
        let used = usage.total(of: month.dates)
        var lines: [Invoice.Line] = []
        for charge in plan.charges {
            let (count, unit) =
                if case .actions = charge.usage { (used.actions, "actions") } else {
                    (used.devices, "devices")
                }
            let priced = try charge.price(Decimal(count))
            lines.append(
                try Invoice.Line(
                    id: EntityID(charge.id.text), description: charge.name, quantity: Decimal(count),
                    unit: unit,
                    unitPrice: priced.parts.first?.unitPrice,
                    amount: try Money(rounding: priced.amount, currency: plan.currency)))
        }
        let total = try Money.sum(of: lines.map(\.amount), in: plan.currency)
        return try Invoice(
            tenant: tenant, number: number(for: tenant, month),
            issuedAt: month.interval.upperBound,
            currency: plan.currency, period: month.interval, lines: lines, subtotal: total, payable: total,
            rating: rating)
    }

    /// The payment of an invoice at the instant of its issue; nil if nothing is payable.
    func payment(of invoice: Invoice) throws -> InvoiceEntry? {
        guard let payable = invoice.payable, payable.minorUnits > 0 else { return nil }
        return try InvoiceEntry(
            id: EntityID("\(invoice.number)-payment"), tenant: invoice.tenant, invoice: invoice.number,
            kind: .payment, instant: invoice.issuedAt, amount: payable)
    }
}
