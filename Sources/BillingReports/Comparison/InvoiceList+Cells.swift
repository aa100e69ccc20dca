import BillingModel

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension InvoiceList: ComparableScreen {
    /// What the list is about.
    public var title: String { "Invoices" }

    /// The status and the amounts of each invoice, then the totals of each currency.
    public var cells: [ScreenCell] {
        let showsTenant = Set(rows.map(\.tenant)).count > 1
        var cells: [ScreenCell] = []
        for row in rows {
            let basis = ScreenCell.Basis(.invoice(row.number), of: row.tenant, in: time, clock: stamp.zones)
            func add(_ figure: String, _ content: ScreenCell.Content) {
                cells.append(
                    ScreenCell(
                        place: .init(tenant: row.tenant, invoice: row.number, figure: figure),
                        row: (showsTenant ? "\(row.tenant) " : "") + row.number.text, column: figure,
                        content: content, bases: [basis]))
            }
            add("status", .init(text: row.status.rawValue))
            for (figure, amount) in Self.amounts(row.payable, row.credits, row.paid, row.due) {
                add(figure, .init(amount))
            }
        }
        for total in totals {
            let basis = ScreenCell.Basis(.invoices(total.currency), in: time, clock: stamp.zones)
            func add(_ figure: String, _ content: ScreenCell.Content) {
                cells.append(
                    ScreenCell(
                        place: .init(part: total.currency.code, figure: figure), row: "Total",
                        column: figure, content: content, bases: [basis]))
            }
            add("invoices", .init(Double(total.invoices), .init(NumberText.whole(total.invoices))))
            for (figure, amount) in Self.amounts(total.payable, total.credits, total.paid, total.due) {
                add(figure, .init(amount))
            }
        }
        return cells
    }

    private static func amounts(
        _ payable: Money, _ credits: Money, _ paid: Money, _ due: Money
    ) -> KeyValuePairs<String, Money> {
        ["payable": payable, "credits": credits, "paid": paid, "due": due]
    }

    /// When the invoices were issued.
    private var time: ScreenCell.Basis.Time {
        .instants(range ?? InstantRange(Instants.first..<Instants.end))
    }
}
