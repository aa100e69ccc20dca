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
        for line in rule { screen.add(line: line) }
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
        let doubts = doubts
        if !doubts.isEmpty { screen.add(paragraph: doubts) }
        return screen.finished
    }

    /// What counts as spent, and in which period.
    private var rule: [String] {
        let period = "Invoices count in the period they serve, or else in the one they were issued in"
        return switch budget.basis {
        case .payable: ["Spent is what is payable, less credits", period]
        case .paid: ["Spent is what was paid, less refunds", period]
        case .chargeToDate: ["Spent is the charge to date: usage so far, at the prices of the plan"]
        }
    }

    /// What is not known of each part, and what follows.
    private var doubts: [String] {
        var lines: [String] = []
        for part in parts + excluded {
            let period = part.period.map { "In \(ScreenText.dates($0.first, $0.last)), " } ?? ""
            lines += part.doubts.map { period + $0.statement }
        }
        let unrated = parts.flatMap(\.unrated)
        if !unrated.isEmpty {
            let isOne = Set(unrated.map(\.charge)).count == 1
            lines.append("What is spent is without \(isOne ? "it" : "them").")
        }
        return lines
    }

    /// Those of the parts; while the period goes on, or a host says so, what is spent may still change.
    private var marks: FigureMarks {
        var marks = parts.reduce(into: FigureMarks()) { $0.formUnion($1.marks) }
        if stamp.now < time.end { marks.insert(.provisional) }
        if !isRated { marks.insert(.partial) }
        return marks
    }

    private var figures: TextTable {
        func bounded(_ title: String, _ bound: String = "at least") -> TextTable.Column {
            .number(isWhole ? title : "\(title), \(bound)")
        }
        var table = TextTable(
            keys: 0,
            [.number("Budget"), bounded("Spent"), bounded("Left", "at most"), .fixed("Currency")]
                + [bounded("Used"), .number("Elapsed"), bounded("Projected"), bounded("Pace")])
        let marks = marks
        func marked(_ text: String?) -> TextTable.Cell {
            text.map { .init($0, marks: marks) } ?? .missing
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
                        .init(ScreenText.amount($0, isWhole: part.isWhole), marks: part.marks)
                    }
                    + [.init(part.amount.currency.code)])
        }
        return table
    }
}

extension BudgetReport.Part {
    /// Those of its charge to date, or that it may still change.
    fileprivate var marks: FigureMarks {
        let marks = completeness.map { FigureMarks($0) } ?? []
        return provisional && marks.isEmpty ? .provisional : marks
    }
}
