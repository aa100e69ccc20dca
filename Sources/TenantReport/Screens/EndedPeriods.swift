#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import InauroBilling

/// What the service periods cost that have ended before the instant of a report, by the usage before it.
///
/// Unlike the list of invoices it holds the period whose invoice is issued at that very instant.
struct EndedPeriods {
    struct Period: Encodable {
        let tenant: TenantID
        let number: InvoiceNumber
        let first: LocalDate
        let last: LocalDate
        let amount: Money
        /// Whether the invoice was issued before the instant of the report.
        let invoiced: Bool
    }

    let periods: [Period]
    let total: Money
    let pending: Money

    init(periods: [Period], currency: Currency) throws(BillingError) {
        self.periods = periods
        total = try Money.sum(of: periods.lazy.map(\.amount), in: currency)
        pending = try Money.sum(of: periods.lazy.filter { !$0.invoiced }.map(\.amount), in: currency)
    }

    /// Rates the usage of some tenants in the months of their own zone.
    init(
        of tenants: [TenantID], in reader: any BillingReader, zone: Zone, plan: SamplePlan, now: Date,
        invoices: InvoiceList
    ) async throws {
        // A number begins with the tenant and ends with its month, so no two tenants share one.
        let issued = Set(invoices.rows.map(\.number))
        var periods: [Period] = []
        for tenant in tenants {
            let usage = try await TenantUsage(reading: reader, of: tenant, in: zone, before: now)
            let coverage = try await ImportStatements.coverage(of: tenant, in: reader)
            for month in try coverage.flatMap({ try ServicePeriod.whole(in: $0, of: zone) })
            where month.interval.upperBound <= now {
                let invoice = try plan.invoice(for: tenant, month, usage)
                guard let amount = invoice.payable else { continue }
                periods.append(
                    Period(
                        tenant: tenant, number: invoice.number, first: month.firstDate, last: month.lastDate,
                        amount: amount, invoiced: issued.contains(invoice.number)))
            }
        }
        try self.init(periods: periods, currency: plan.plan.currency)
    }

    /// Two lines for a terminal.
    var text: String {
        let open = periods.filter { !$0.invoiced }
        let name =
            open.count == 1 ? open.map(\.number.text).joined() : "\(NumberText.whole(open.count)) periods"
        return """
            Charges of service periods that have ended, by usage: \(NumberText.whole(periods.count)) periods, \
            \(Self.text(total))
            Of these not yet invoiced at this instant: \
            \(open.isEmpty ? "none" : "\(DisplayText(name).text), \(Self.text(pending))")

            """
    }

    private static func text(_ money: Money) -> String {
        "\(money.currency) \(NumberText.amount(money.amountText))"
    }
}

/// The JSON form has the keys `periods`, `total` and `pending`.
extension EndedPeriods: Encodable {}
