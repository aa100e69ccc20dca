import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension InvoiceStatement: ComparableScreen {
    /// What the screen is about.
    public var title: String { "Statement" }

    /// The totals of each currency, those of each period, the movements, and how many numbers are missing.
    ///
    /// A total and a balance stand on all invoices in their currency, whenever they were issued.
    public var cells: [ScreenCell] {
        var cells: [ScreenCell] = []
        for total in totals {
            cells += self.cells(total, row: "Total", part: total.currency.code)
        }
        for period in periods {
            for total in period.totals {
                cells += self.cells(total, row: period.name, part: "\(period.name) \(total.currency.code)")
            }
        }
        for movement in movements { cells += self.cells(movement) }
        for numbering in numbering {
            for gap in numbering.gaps {
                cells.append(
                    ScreenCell(
                        place: .init(
                            tenant: numbering.tenant, invoice: gap.first, part: gap.last.text,
                            figure: "missing"),
                        row: gap.first.text, column: "missing",
                        content: .init(Double(gap.count), .init(NumberText.whole(gap.count))),
                        bases: totals.map { basis($0.currency, of: numbering.tenant) }))
            }
        }
        return cells
    }

    private func cells(_ total: Total, row: String, part: String) -> [ScreenCell] {
        let amounts: KeyValuePairs = [
            "opening": total.opening, "invoiced": total.invoiced, "credited": total.credited,
            "voided": total.voided, "paid": total.paid, "refunded": total.refunded, "closing": total.closing,
        ]
        return amounts.map { figure, amount in
            ScreenCell(
                place: .init(part: part, figure: figure), row: row, column: figure, content: .init(amount),
                bases: [basis(total.currency)])
        }
    }

    private func cells(_ movement: Movement) -> [ScreenCell] {
        let part = movement.kind.rawValue + (movement.entry.map { " \($0)" } ?? "")
        let own = ScreenCell.Basis(
            .invoice(movement.invoice), of: movement.tenant, in: Self.ever, clock: stamp.zones)
        func cell(_ figure: String, _ content: ScreenCell.Content, _ basis: ScreenCell.Basis) -> ScreenCell {
            ScreenCell(
                place: .init(tenant: movement.tenant, invoice: movement.invoice, part: part, figure: figure),
                row: "\(movement.invoice) \(movement.kind.rawValue)", column: figure, content: content,
                bases: [basis])
        }
        return [
            cell("status", .init(text: movement.status.rawValue), own),
            cell("amount", .init(movement.amount), own),
            cell("balance", .init(movement.balance), basis(movement.currency)),
        ]
    }

    private func basis(_ currency: Currency, of tenant: TenantID? = nil) -> ScreenCell.Basis {
        ScreenCell.Basis(.invoices(currency), of: tenant, in: Self.ever, clock: stamp.zones)
    }

    /// When the invoices were issued: what is owed before the range counts too.
    private static let ever = ScreenCell.Basis.Time.instants(InstantRange(Instants.first..<Instants.end))
}
