import BillingModel
import BillingStore
import BillingTime

extension BudgetReport {
    /// What the screen is about.
    public var title: String { "Budget of \(budget.tenant)" }

    /// What is spent and left, the parts, and what is in other currencies, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        screen.add(line: "Period \(ScreenText.dates(time.firstDate, time.lastDate))")
        screen.add(line: rule)
        screen.add(figures)
        if parts.isEmpty {
            screen.add(line: "")
            screen.add(line: budget.basis == .chargeToDate ? "No charges" : "No invoices")
        } else {
            screen.add(table(of: parts))
        }
        if !excluded.isEmpty {
            screen.add(table(of: excluded), title: "In other currencies, counted nowhere")
        }
        return screen.finished
    }

    private var rule: String {
        switch budget.basis {
        case .payable: "Spent is what is payable, by service period, else by issue"
        case .paid: "Spent is what was paid, by service period, else by issue"
        case .chargeToDate: "Spent is the charge to date, by the time that was rated"
        }
    }

    private var figures: TextTable {
        var table = TextTable(
            keys: 0,
            [.number("Budget"), .number("Spent"), .number("Left"), .fixed("Currency"), .number("Used")]
                + [.number("Elapsed"), .number("Projected"), .number("Pace")])
        func marked(_ text: String?) -> TextTable.Cell {
            text.map { .init($0, marks: provisional ? .provisional : []) } ?? .missing
        }
        table.add([
            .init(budget.amount), marked(NumberText.amount(spent.amountText)),
            marked(NumberText.amount(left.amountText)), .init(budget.amount.currency.code),
            marked(
                NumberText.share(of: Double(spent.minorUnits), in: Double(budget.amount.minorUnits))),
            NumberText.share(of: elapsed, in: 1).map { .init($0) } ?? .missing,
            marked(projected.map { NumberText.amount($0.amountText) }),
            marked(pace.map { NumberText.number($0, decimals: 2) }),
        ])
        return table
    }

    private func table(of parts: [Part]) -> TextTable {
        let isCharge = budget.basis == .chargeToDate
        var table = TextTable(
            (isCharge ? [.text("Plan")] : [.text("Invoice"), .fixed("Issued"), .fixed("Status")])
                + [.fixed("By"), .fixed("Period"), .number("Amount"), .number("Share"), .fixed("Currency")])
        for part in parts {
            table.add(
                (isCharge
                    ? [.init(part.plan?.text ?? "")]
                    : [
                        .init(part.invoice?.text ?? ""),
                        .init(part.local.map { String($0.prefix(10)) } ?? ""),
                        .init(part.status?.rawValue ?? ""),
                    ])
                    + [.init(part.attribution.rawValue), part.period.map { .init($0.text) } ?? .empty]
                    + [part.amount, part.share].map {
                        .init(NumberText.amount($0.amountText), marks: part.provisional ? .provisional : [])
                    }
                    + [.init(part.amount.currency.code)])
        }
        return table
    }
}
