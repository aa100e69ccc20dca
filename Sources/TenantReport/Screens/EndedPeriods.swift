#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import BillingModel
import BillingReports
import InauroBilling

/// What the service periods cost that have ended before the instant of a report, by the usage before it.
///
/// Unlike the list of invoices it holds the period whose invoice is issued at that very instant.
struct EndedPeriods {
    struct Period: Encodable, Sendable {
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
    /// That of the list of invoices.
    let stamp: ScreenStamp
    /// The zones whose months are served.
    private let clock: ZoneHistory

    private init(
        periods: [Period], currency: Currency, stamp: ScreenStamp, clock: ZoneHistory
    ) throws(BillingError) {
        self.periods = periods
        self.stamp = stamp
        self.clock = clock
        total = try Money.sum(of: periods.lazy.map(\.amount), in: currency)
        pending = try Money.sum(of: periods.lazy.filter { !$0.invoiced }.map(\.amount), in: currency)
    }

    /// Rates the usage of the tenants of a scope in the months of their own zone, at the revision of the list of invoices.
    init(
        of scope: BillingScope, zone: Zone, plan: SamplePlan, now: Date, invoices: InvoiceList
    ) async throws {
        let (reader, revision) = (scope.reader, invoices.stamp.revision)
        // A number begins with the tenant and ends with its month, so no two tenants share one.
        let issued = Set(invoices.rows.map(\.number))
        var periods: [Period] = []
        for tenant in try await reader.tenants(scope.tenants, at: revision).map(\.id) {
            let usage = try await TenantUsage(
                reading: reader, of: tenant, in: zone, before: now, at: revision)
            let coverage = try await ImportStatements.coverage(of: tenant, in: reader, at: revision)
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
        try self.init(
            periods: periods, currency: plan.plan.currency, stamp: invoices.stamp, clock: zone.history)
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
extension EndedPeriods: Encodable {
    private enum CodingKeys: String, CodingKey { case periods, total, pending }
}

extension EndedPeriods: TabularReport {
    var title: String { "Charges of service periods that have ended" }

    /// The `periods`, and the sums of all and of those not yet invoiced as `totals`.
    var tables: [ReportTable] {
        typealias Cell = ReportTable.Cell
        let all = periods.flatMap(dependencies)
        let invoices = ReportTable.Dependency(
            .invoices(total.currency), in: .instants(InstantRange(Instants.first..<Instants.end)),
            clock: clock)
        return [
            ReportTable(
                name: "periods",
                columns: [
                    .init("tenant", role: .key), .init("invoice", title: "Invoice", role: .key),
                    .init("amount", title: "Amount", role: .figure, alignment: .right),
                ],
                rows: periods.map { period in
                    [
                        Cell(.tenant(period.tenant)), Cell(.invoice(period.number)),
                        Cell(.money(period.amount), dependencies: dependencies(of: period)),
                    ]
                }),
            ReportTable(
                name: "totals",
                columns: [
                    .init("what", title: "What", role: .key),
                    .init("amount", title: "Amount", role: .figure, alignment: .right),
                ],
                rows: [
                    [Cell(.text("total"), text: "Total"), Cell(.money(total), dependencies: all)],
                    [
                        Cell(.text("pending"), text: "Not yet invoiced"),
                        Cell(.money(pending), dependencies: all + [invoices]),
                    ],
                ]),
        ]
    }

    private func dependencies(of period: Period) -> [ReportTable.Dependency] {
        let actions = TenantUsage.billedCategories.compactMap { try? Labels(("category", $0.text)) }
        let sources =
            [ReportTable.Dependency.Source.usage(Metric.monthlyActiveDevices.id, .none)]
            + actions.map { .usage(Metric.actions.id, $0) }
        return sources.map {
            .init(
                $0, of: period.tenant, in: .dates(period.first...max(period.first, period.last)), clock: clock
            )
        }
    }
}
