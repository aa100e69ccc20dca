import BillingModel
import BillingStore
import BillingTime

extension BudgetReport {
    /// Whose budget it is.
    public var title: String { "Budget of \(budget.tenant)" }

    /// The `budget` with what is spent and left, the `parts` of what is spent, what is `excluded`, as it is in another currency, and
    /// the `forecast` if there is one.
    ///
    /// `share` is what of an amount belongs to the period, and `fixed` what of that does not grow with usage. `unrated` are the
    /// charges without an amount, so that amounts and shares are at least what is told.
    public var tables: [ReportTable] {
        [figures, table("parts", of: parts), table("excluded", of: excluded), outlook]
    }

    /// What is spent and left, what is expected, the parts, and what is in other currencies.
    public var blocks: [ReportBlock] {
        let rule = ["Period \(ScreenText.dates(time.firstDate, time.lastDate))"] + rule
        let nothing = [
            ReportBlock.line(""), .line(budget.basis == .chargeToDate ? "No charges" : "No invoices"),
        ]
        return rule.map { .line($0) } + [.table(figures)]
            + (forecast?.amount == nil ? [] : [.table(outlook)])
            + (parts.isEmpty ? nothing : [.table(table("parts", of: parts))])
            + [
                .table(table("excluded", title: "In other currencies, counted nowhere", of: excluded)),
                .notes(doubts + (forecast?.notes ?? [])),
            ]
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
    package var doubts: [String] {
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

    // MARK: The budget

    private var figures: ReportTable {
        let marks = marks
        let spending = dependencies
        func title(_ title: String, _ bound: String = "at least") -> String {
            isWhole ? title : "\(title), \(bound)"
        }
        func amount(_ amount: Money?) -> ReportTable.Cell {
            .money(amount, marks: marks).depending(on: spending)
        }
        return ReportTable("budget", [budget]) { table in
            table.note("tenant") { .tenant($0.tenant) }
            table.note("basis") { .text($0.basis.rawValue) }
            table.note("width") { .text($0.period.description) }
            table.note("name") { _ in .text(name) }
            table.figure("amount", "Budget") { .money($0.amount).depending(on: [terms]) }
            table.figure("spent", title("Spent")) { _ in amount(spent) }
            table.note("fixed") { _ in .money(fixed) }
            table.figure("left", title("Left", "at most")) { _ in amount(left) }
            table.note("currency", "Currency", .fixed) { .currency($0.amount.currency) }
            table.figure("used", title("Used")) { budget in
                let text = NumberText.share(
                    of: Double(spent.minorUnits), in: Double(budget.amount.minorUnits))
                return ReportTable.Cell(
                    .number(used), marks: text == nil ? [] : marks, style: .words(text ?? NumberText.missing)
                ).depending(on: spending)
            }
            table.figure("elapsed", "Elapsed") { _ in .share(elapsed, otherwise: .unknown) }
            table.note("ahead") { _ in .money(ahead) }
            // A forecast knows better.
            let isLine = forecast?.amount == nil
            table.figure("projected", isLine ? title("Projected") : nil) { _ in amount(projected) }
            table.figure("pace", isLine ? title("Pace") : nil) { _ in
                let pace = pace.map { ReportTable.Cell(.number($0), marks: marks, style: .hundredths) }
                return (pace ?? .unknown).depending(on: spending)
            }
            table.note("provisional") { _ in .flag(provisional) }
            table.note("unrated") { _ in Self.unrated(parts) }
            table.bounds(
                instants: { _ in time.start..<time.end }, dates: { _ in (time.firstDate, time.lastDate) })
            table.stamp(stamp)
        }
    }

    private var outlook: ReportTable {
        let all =
            [terms] + [.init(.allUsage, of: budget.tenant, in: .ever, clock: stamp.zones)]
        return ReportTable("forecast", forecast.map { [$0] } ?? [], title: "Forecast") { table in
            table.note("tenant") { _ in .tenant(budget.tenant) }
            table.note("currency") { _ in .currency(budget.amount.currency) }
            table.forecast("", { $0.amount }, { .money($0) }, { _ in all })
            table.people({ $0.amount }, marks: { $0.missing > 0 ? .partial : [] }) {
                NumberText.amount($0.amountText)
            }
            table.figure("probability", "Above the budget") { forecast in
                let words = forecast.probability.map(Self.chance) ?? NumberText.missing
                return ReportTable.Cell(
                    forecast.probability.map { .number($0) } ?? .unknown, style: .words(words)
                ).depending(on: all)
            }
            table.note("missing") { .count($0.missing) }
            table.note("unforecast") { .list($0.unforecast.map(\.charge.text)) }
            table.stamp(stamp)
        }
    }

    /// A probability in percent; only what is certain is none or all.
    package static func chance(_ probability: Double) -> String {
        if probability > 0, probability < 0.001 { return "< 0.1 %" }
        if probability > 0.999, probability < 1 { return "> 99.9 %" }
        return NumberText.share(of: probability, in: 1) ?? NumberText.missing
    }

    /// Those of the parts; while the period goes on, or a host says so, what is spent may still change.
    private var marks: FigureMarks {
        var marks = parts.reduce(into: FigureMarks()) { $0.formUnion($1.marks) }
        if stamp.now < time.end { marks.insert(.provisional) }
        if !isRated { marks.insert(.partial) }
        return marks
    }

    /// What is spent follows from invoices, or from usage and prices.
    private var dependencies: [ReportTable.Dependency] {
        let spent: ReportTable.Dependency.Source =
            budget.basis == .chargeToDate ? .allUsage : .invoices(budget.amount.currency)
        let during = ReportTable.Dependency.Time.dates(time.firstDate...max(time.firstDate, time.lastDate))
        return [
            terms,
            .init(
                spent, of: budget.tenant, in: budget.basis == .chargeToDate ? during : .ever,
                clock: stamp.zones),
        ]
    }

    private var terms: ReportTable.Dependency {
        .init(.terms, of: budget.tenant, in: .ever, clock: stamp.zones)
    }

    private static func unrated(_ parts: [Part]) -> ReportTable.Cell {
        .list(
            parts.flatMap(\.unrated).map(\.charge.text).reduce(into: []) { ids, id in
                if !ids.contains(id) { ids.append(id) }
            })
    }

    // MARK: Parts

    private func table(_ name: String, title: String? = nil, of parts: [Part]) -> ReportTable {
        let isCharge = budget.basis == .chargeToDate
        func depending(_ cell: ReportTable.Cell, _ part: Part) -> ReportTable.Cell {
            let invoice = part.invoice.map {
                [ReportTable.Dependency(.invoice($0), of: budget.tenant, in: .ever, clock: stamp.zones)]
            }
            return cell.depending(on: invoice ?? dependencies)
        }
        return ReportTable(name, parts, title: title) { table in
            table.note("tenant") { _ in .tenant(budget.tenant) }
            table.key("plan", isCharge ? "Plan" : nil) { .id($0.plan) }
            table.key("invoice", isCharge ? nil : "Invoice") { .invoice($0.invoice) }
            table.note("issued") { .instant($0.issued) }
            table.note("local", isCharge ? nil : "Issued", .fixed) { part in
                .text(part.local, part.local.map { String($0.prefix(10)) } ?? "")
            }
            table.figure("status", isCharge ? nil : "Status", .fixed) {
                depending(.text($0.status?.rawValue), $0)
            }
            table.note("attribution", "By", .fixed) { .text($0.attribution.rawValue) }
            table.key(nil, "Period", .fixed) { .text($0.period?.text) }
            table.figure("amount", "Amount") { part in
                depending(.money(part.amount, marks: part.marks, isWhole: part.isWhole), part)
            }
            table.figure("share", "Share") { part in
                depending(.money(part.share, marks: part.marks, isWhole: part.isWhole), part)
            }
            table.note("fixed") { .money($0.fixed) }
            table.note("currency", "Currency", .fixed) { .currency($0.amount.currency) }
            table.note("provisional") { .flag($0.provisional) }
            table.note("unrated") { Self.unrated([$0]) }
            table.bounds(
                instants: { $0.period?.time.range }, dates: { $0.period.map { ($0.first, $0.last) } })
            table.stamp(stamp)
        }
    }
}

extension BudgetReport.Part {
    /// Those of its charge to date, or that it may still change.
    fileprivate var marks: FigureMarks {
        let marks = completeness.map { FigureMarks($0) } ?? []
        return provisional && marks.isEmpty ? .provisional : marks
    }
}

extension BudgetForecast {
    /// What has no forecast, and what one is without.
    package var notes: [String] {
        var notes = unforecast.map(\.statement)
        if amount == nil, unforecast.isEmpty { notes.append("There is no forecast: no amount holds it.") }
        if missing > 0 {
            let days = missing == 1 ? "1 day" : "\(missing) days"
            notes.append("The forecast is without \(days) of which something is not known.")
        }
        return notes
    }
}
