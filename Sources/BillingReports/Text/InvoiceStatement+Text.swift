import BillingModel
import BillingTime

extension InvoiceStatement {
    /// The totals, those of each period, the movements, and what is missing, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        if let range { screen.add(line: "Movements \(ScreenText.span(range))") }
        if let statuses {
            screen.add(line: "Invoices of status \(statuses.map(\.rawValue).joined(separator: ", "))")
        }
        if totals.isEmpty {
            screen.add(line: "No movements")
        } else {
            screen.add(sums)
        }
        if !periods.isEmpty { screen.add(sumsOfPeriods, title: "Per \(self.width)") }
        if !movements.isEmpty { screen.add(table, title: "Movements") }
        let referring = movements.filter { $0.document != nil || $0.link != nil }
        if !referring.isEmpty {
            screen.add(InvoiceList.references(referring.map { ($0.invoice, $0.document, $0.link) }))
        }
        for numbering in numbering { numbering.add(to: &screen) }
        return screen.finished
    }

    /// The amounts of a total that the text shows: what is zero in all of them is left out, unless it is always told.
    private var amounts: [(title: String, amount: (Total) -> Money)] {
        let all = totals + periods.flatMap(\.totals)
        let rare: [(title: String, amount: (Total) -> Money)] = [
            ("Credited", \.credited), ("Voided", \.voided), ("Paid", \.paid), ("Refunded", \.refunded),
        ]
        let moved = rare.filter { column in
            column.title == "Paid" || all.contains { column.amount($0).minorUnits != 0 }
        }
        return [("Opening", \.opening), ("Invoiced", \.invoiced)] + moved + [("Closing", \.closing)]
    }

    private var sums: TextTable {
        let amounts = amounts
        var table = TextTable([.text("Total")] + amounts.map { .number($0.title) })
        for total in totals {
            table.add([.init(total.currency.code)] + amounts.map { .init($0.amount(total)) })
        }
        return table
    }

    private var sumsOfPeriods: TextTable {
        let amounts = amounts
        var table = TextTable(
            keys: 2, [.fixed("Period"), .fixed("Currency")] + amounts.map { .number($0.title) })
        for period in periods {
            for total in period.totals {
                table.add(
                    [
                        .init(period.name, marks: period.time.isClipped ? .clipped : []),
                        .init(total.currency.code),
                    ]
                        + amounts.map { .init($0.amount(total)) })
            }
        }
        return table
    }

    private var table: TextTable {
        let showsTenant = Set(movements.map(\.tenant)).count > 1
        var table = TextTable(
            keys: showsTenant ? 3 : 2,
            (showsTenant ? [.text("Tenant")] : []) + [.fixed("Time"), .text("Invoice"), .fixed("Movement")]
                + [.fixed("Status"), .number("Amount"), .number("Balance"), .fixed("Currency")])
        for movement in movements {
            table.add(
                (showsTenant ? [.init(movement.tenant.text)] : [])
                    + [.init(ScreenText.clock(String(movement.local.prefix(19))))]
                    + [.init(movement.invoice.text), .init(movement.name), .init(movement.status.rawValue)]
                    + [.init(movement.amount), .init(movement.balance), .init(movement.currency.code)])
        }
        return table
    }
}

extension InvoiceStatement.Movement {
    /// What it is called, with the entry's own date if that is another.
    fileprivate var name: String {
        let name = kind == .creditNote ? "credit note" : kind.rawValue
        return dated.map { "\(name) of \(ScreenText.utc($0).prefix(10))" } ?? name
    }
}

extension InvoiceStatement.Numbering {
    fileprivate func add(to screen: inout ScreenText) {
        let title = "Numbers \(pattern) of \(tenant)"
        if gaps.isEmpty {
            screen.add(line: "")
            screen.add(line: title + ": none is missing")
        } else {
            var table = TextTable([.text("First missing"), .text("Last missing"), .number("Numbers")])
            for gap in gaps {
                table.add([.init(gap.first.text), .init(gap.last.text), .init(NumberText.whole(gap.count))])
            }
            screen.add(table, title: title)
        }
        if !others.isEmpty {
            screen.add(
                line: "Not numbered so: \(others.map(\.text).joined(separator: ", "))")
        }
    }
}
