import BillingModel

extension InvoiceList {
    /// The invoices and their totals as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        if let range {
            screen.add(line: "Issued \(ScreenText.span(range))")
        }
        if let statuses { screen.add(line: "Status \(statuses.map(\.rawValue).joined(separator: ", "))") }
        guard !rows.isEmpty else {
            screen.add(line: "No invoices")
            return screen.finished
        }
        let showsTenant = Set(rows.map(\.tenant)).count > 1
        let showsPeriod = rows.contains { $0.period != nil }
        var table = TextTable(
            keys: showsTenant ? 3 : 2,
            (showsTenant ? [.text("Tenant")] : []) + [.fixed("Issued"), .text("Number")]
                + (showsPeriod ? [.fixed("Period")] : []) + [
                    .fixed("Status"), .number("Payable"), .number("Credits"), .number("Paid"), .number("Due"),
                ]
                + [.fixed("Currency")])
        for row in rows {
            // The clock of one tenant is that of the heading; those of several may differ.
            let issued = showsTenant ? row.local : String(row.local.prefix(19))
            table.add(
                (showsTenant ? [.init(row.tenant.text)] : [])
                    + [.init(ScreenText.clock(issued)), .init(row.number.text)]
                    + (showsPeriod ? [row.period.map { .init($0.text) } ?? .empty] : [])
                    + [.init(row.status.rawValue)]
                    + [.init(row.payable), .init(row.credits), .init(row.paid), .init(row.due)]
                    + [.init(row.currency.code)])
        }
        screen.add(table)
        var sums = TextTable([
            .text("Total"), .number("Invoices"), .number("Payable"), .number("Credits"), .number("Paid"),
            .number("Due"),
        ])
        for total in totals {
            sums.add([
                .init(total.currency.code), .init(NumberText.whole(total.invoices)), .init(total.payable),
                .init(total.credits), .init(total.paid), .init(total.due),
            ])
        }
        screen.add(sums)
        for currency in Set(rows.map(\.currency)).subtracting(totals.map(\.currency)).sorted() {
            screen.add(line: "The total in \(currency.code) does not fit")
        }
        let referring = rows.filter { $0.document != nil || $0.link != nil }
        if !referring.isEmpty {
            screen.add(
                InvoiceList.references(referring.map { ($0.number, $0.document, $0.link) }))
        }
        return screen.finished
    }
}

extension InvoiceList {
    /// Where documents are kept and invoices paid; an address is not cut, as it would lead nowhere.
    static func references(
        _ references: [(number: InvoiceNumber, document: String?, link: String?)]
    ) -> TextTable {
        var table = TextTable([.text("Number"), .text("Document"), .fixed("Payment")])
        for reference in references {
            table.add([
                .init(reference.number.text), reference.document.map { .init($0) } ?? .empty,
                reference.link.map { .init($0) } ?? .empty,
            ])
        }
        return table
    }
}
