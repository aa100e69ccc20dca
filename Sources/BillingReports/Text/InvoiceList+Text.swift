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
        var table = TextTable(
            keys: showsTenant ? 3 : 2,
            (showsTenant ? [.text("Tenant")] : []) + [.fixed("Issued"), .text("Number"), .fixed("Period")]
                + [.fixed("Status"), .number("Payable"), .number("Credits"), .number("Paid"), .number("Due")]
                + [.fixed("Currency")])
        for row in rows {
            // The clock of one tenant is that of the heading; those of several may differ.
            let issued = showsTenant ? row.local : String(row.local.prefix(19))
            table.add(
                (showsTenant ? [.init(row.tenant.text)] : [])
                    + [.init(ScreenText.clock(issued)), .init(row.number.text)]
                    + [row.period.map { .init($0.text) } ?? .missing, .init(row.status.rawValue)]
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
        return screen.finished
    }
}

extension InvoiceList.Period {
    /// The month if it is a whole one, else the first and the last date.
    fileprivate var text: String {
        let isMonth =
            first == first.firstOfMonth && (try? first.adding(months: 1)).map { last.days(to: $0) } == 1
        return isMonth ? String("\(first)".prefix(7)) : "\(first) – \(last)"
    }
}
