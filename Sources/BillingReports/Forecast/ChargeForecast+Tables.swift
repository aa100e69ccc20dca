import BillingModel
import BillingRating
import BillingStore
import BillingTime

extension ChargeForecast: BillingScreen {
    /// Whose charge it is.
    public var title: String { "Forecast of the charge of \(toDate.owner)" }

    /// `charges` with what they come to so far and at the end, and their `total`.
    public var tables: [ReportTable] { [charges, total("total")] }

    /// The quantities, the amounts with their total, and why charges have no forecast.
    public var blocks: [ReportBlock] {
        [
            .line(toDate.planAndPeriod), .table(quantities), .table(.stacked([amounts, total(nil)])),
            .notes(notes),
        ]
    }

    /// What a charge costs so far, and what is to come of it.
    private typealias Row = (charge: ChargeToDate.Line, line: Line)

    private var rows: [Row] { Array(zip(toDate.lines, lines)) }

    private var notes: [String] {
        var notes: [String] = []
        for (charge, line) in rows {
            if let reason = line.reason {
                notes.append("\(charge.name) has no forecast: \(reason.statement(days: line.history)).")
            }
            if line.missing > 0 {
                let days = line.missing == 1 ? "1 day" : "\(line.missing) days"
                notes.append("\(charge.name) is without \(days) of which nothing is known.")
            }
        }
        return notes
    }

    // MARK: For programs

    private var charges: ReportTable {
        ReportTable("charges", rows) { table in
            toDate.addOwner(&table)
            table.key("charge") { .text($0.line.id.text, $0.charge.name) }
            table.note("charge_name") { .text($0.charge.name) }
            table.note("unit") { .text($0.charge.unit) }
            table.figure("quantity") { row in
                ReportTable.Cell.decimal(row.charge.rated?.quantity, marks: marks(row.charge))
                    .depending(on: dependencies(row.charge))
            }
            table.forecast("quantity_", { $0.line.expected?.quantity }, { .number($0) }) {
                dependencies($0.charge)
            }
            table.note("currency") { _ in .currency(toDate.total.currency) }
            table.figure("amount") { row in
                ReportTable.Cell.money(row.charge.rated?.amount, marks: marks(row.charge))
                    .depending(on: dependencies(row.charge))
            }
            table.forecast("amount_", { $0.line.expected?.amount }, { .money($0) }) {
                dependencies($0.charge)
            }
            table.note("reason") { .text($0.line.reason?.statement(days: $0.line.history)) }
            table.note("history") { .count($0.line.history) }
            table.note("ahead") { .count($0.line.ahead) }
            table.note("missing") { .count($0.line.missing) }
            table.completeness { $0.charge.completeness }
            table.stamp(stamp)
        }
    }

    private func total(_ name: String?) -> ReportTable {
        let all = toDate.lines.flatMap(dependencies)
        return ReportTable(name, [total]) { table in
            toDate.addOwner(&table)
            table.note(nil, "Charge") { _ in .text("Total") }
            table.note("currency") { _ in .currency(toDate.total.currency) }
            table.figure("amount", "So far") { _ in
                ReportTable.Cell.money(toDate.total, marks: .provisional).depending(on: all)
            }
            table.forecast("amount_", { $0 }, { .money($0) }, { _ in all })
            table.people({ $0 }, marks: { _ in isWhole ? [] : .partial }, Self.text)
            table.stamp(stamp)
        }
    }

    private var isWhole: Bool { lines.allSatisfy { $0.missing == 0 } }

    private func marks(_ charge: ChargeToDate.Line) -> FigureMarks { FigureMarks(charge.completeness) }

    /// A forecast follows from the usage of the days before too.
    private func dependencies(_ charge: ChargeToDate.Line) -> [ReportTable.Dependency] {
        toDate.dependencies(charge, in: .ever)
    }

    // MARK: For people

    private var quantities: ReportTable {
        ReportTable(nil, rows.filter { $0.charge.usage != .period }, title: "Quantities") { table in
            table.key(nil, "Charge") { .text($0.charge.name) }
            table.note(nil, "Unit") { .text($0.charge.unit) }
            table.figure(nil, "So far") { .decimal($0.charge.rated?.quantity, marks: marks($0.charge)) }
            table.people(
                { $0.line.expected?.quantity }, marks: { $0.line.missing > 0 ? .partial : [] }, Self.text)
        }
    }

    private var amounts: ReportTable {
        ReportTable(nil, rows, title: "Amounts in \(toDate.total.currency.code)") { table in
            table.key(nil, "Charge") { .text($0.charge.name) }
            table.figure(nil, "So far") { .money($0.charge.rated?.amount, marks: marks($0.charge)) }
            table.people(
                { $0.line.expected?.amount }, marks: { $0.line.missing > 0 ? .partial : [] }, Self.text)
        }
    }

    private static func text(_ amount: Money) -> String { NumberText.amount(amount.amountText) }

    /// A quantity with three digits at least, and no more below the point than these.
    private static func text(_ quantity: Double) -> String {
        let size = abs(quantity)
        return size >= 100 || size == size.rounded()
            ? NumberText.number(quantity.rounded())
            : NumberText.number(quantity, decimals: size >= 10 ? 1 : 2)
    }
}

extension TableColumns {
    /// Adds what is expected of a figure and its limits, for programs: `expected`, and `lo80`, `hi80`, `lo95` and `hi95`.
    mutating func forecast<Value>(
        _ prefix: String, _ figure: @escaping (Element) -> ForecastFigure<Value>?,
        _ cell: @escaping (Value?) -> Cell, _ dependencies: @escaping (Element) -> [ReportTable.Dependency]
    ) {
        func add(_ name: String, _ value: @escaping (ForecastFigure<Value>) -> Value) {
            self.figure(prefix + name) { element in
                cell(figure(element).map(value)).depending(on: dependencies(element))
            }
        }
        add("expected") { $0.value }
        add("lo80") { $0.interval80.lower }
        add("hi80") { $0.interval80.upper }
        add("lo95") { $0.interval95.lower }
        add("hi95") { $0.interval95.upper }
    }

    /// Adds what is expected of a figure and its intervals, for people.
    mutating func people<Value>(
        _ figure: @escaping (Element) -> ForecastFigure<Value>?, marks: @escaping (Element) -> FigureMarks,
        _ text: @escaping (Value) -> String
    ) {
        func add(_ title: String, _ words: @escaping (ForecastFigure<Value>) -> String) {
            self.figure(nil, title) { element in
                guard let figure = figure(element) else { return .unknown }
                return Cell(.text(words(figure)), marks: marks(element), style: .words(words(figure)))
            }
        }
        add("At the end") { text($0.value) }
        func range(_ interval: ForecastFigure<Value>.Interval) -> String {
            let (lower, upper) = (text(interval.lower), text(interval.upper))
            return lower == upper ? lower : "\(lower) – \(upper)"
        }
        add("80 % of cases") { range($0.interval80) }
        add("95 % of cases") { range($0.interval95) }
    }
}
