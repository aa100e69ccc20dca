import BillingModel
import BillingStore
import BillingTime

extension ChargeForecast: BillingScreen {
    /// Whose charge it is.
    public var title: String {
        "Forecast of the charge of \(name == tenant.text ? name : "\(name) (\(tenant))")"
    }

    /// `charges` with what they come to so far and at the end, and their `total`.
    public var tables: [ReportTable] { [charges, sum] }

    /// The quantities, the amounts with their total, and why charges have no forecast.
    public var blocks: [ReportBlock] {
        let dates = ScreenText.dates(first, last)
        let period = width == .month ? dates : "\(width) \(dates)"
        return [
            .line("Plan \(planName) (\(plan)), \(period)"), .table(quantities),
            .table(.stacked([amounts, total(nil)])), .notes(notes),
        ]
    }

    private var notes: [String] {
        var notes: [String] = []
        for line in lines {
            if let reason = line.reason {
                notes.append("\(line.name) has no forecast: \(reason.statement(days: line.history)).")
            }
            if line.missing > 0 {
                let days = line.missing == 1 ? "1 day" : "\(line.missing) days"
                notes.append("\(line.name) is without \(days) of which nothing is known.")
            }
        }
        return notes
    }

    // MARK: For programs

    private var charges: ReportTable {
        ReportTable("charges", lines) { table in
            addOwner(&table)
            table.key("charge") { .text($0.id.text, $0.name) }
            table.note("charge_name") { .text($0.name) }
            table.note("unit") { .text($0.unit) }
            table.figure("quantity") { line in
                ReportTable.Cell.decimal(line.quantity, marks: FigureMarks(line.completeness))
                    .depending(on: dependencies(line))
            }
            table.forecast("quantity_", { $0.expected?.quantity }, { .number($0) }, dependencies)
            table.note("currency") { _ in .currency(toDate.currency) }
            table.figure("amount") { line in
                ReportTable.Cell.money(line.amount, marks: FigureMarks(line.completeness))
                    .depending(on: dependencies(line))
            }
            table.forecast("amount_", { $0.expected?.amount }, { .money($0) }, dependencies)
            table.note("reason") { line in
                .text(line.reason?.statement(days: line.history))
            }
            table.note("history") { .count($0.history) }
            table.note("ahead") { .count($0.ahead) }
            table.note("missing") { .count($0.missing) }
            table.completeness { $0.completeness }
            table.stamp(stamp)
        }
    }

    private var sum: ReportTable { total("total") }

    private func total(_ name: String?) -> ReportTable {
        let all = lines.flatMap(dependencies)
        return ReportTable(name, [total]) { table in
            addOwner(&table)
            table.note(nil, "Charge") { _ in .text("Total") }
            table.note("currency") { _ in .currency(toDate.currency) }
            table.figure("amount", "So far") { _ in
                ReportTable.Cell.money(toDate, marks: .provisional).depending(on: all)
            }
            table.forecast("amount_", { $0 }, { .money($0) }, { _ in all })
            table.people({ $0 }, marks: { _ in isWhole ? [] : .partial }, Self.text)
            table.stamp(stamp)
        }
    }

    private var isWhole: Bool { lines.allSatisfy { $0.missing == 0 } }

    /// Whose charge it is, of which plan and in which period: the same on each row.
    private func addOwner<Element>(_ table: inout TableColumns<Element>) {
        table.note("tenant") { _ in .tenant(tenant) }
        table.note("name") { _ in .text(name) }
        table.note("plan") { _ in .id(plan) }
        table.note("title") { _ in .text(planName) }
        table.bounds(instants: { _ in period.range }, dates: { _ in (first, last) })
    }

    /// A forecast follows from the plan, and from the usage of the period and of the days before.
    private func dependencies(_ line: Line) -> [ReportTable.Dependency] {
        let metrics: [MetricID] =
            switch line.usage {
            case .metric(let metric, _, _): [metric]
            case .actions: [Metric.actions.id, Metric.actionsFailed.id]
            case .period: []
            }
        return [.init(.terms, of: tenant, in: .ever, clock: stamp.zones)]
            + metrics.map { .init(.usage($0, .none), of: tenant, in: .ever, clock: stamp.zones) }
    }

    // MARK: For people

    private var quantities: ReportTable {
        ReportTable(nil, lines.filter { $0.usage != .period }, title: "Quantities") { table in
            table.key(nil, "Charge") { .text($0.name) }
            table.note(nil, "Unit") { .text($0.unit) }
            table.figure(nil, "So far") { .decimal($0.quantity, marks: FigureMarks($0.completeness)) }
            table.people({ $0.expected?.quantity }, marks: { $0.missing > 0 ? .partial : [] }, Self.text)
        }
    }

    private var amounts: ReportTable {
        ReportTable(nil, lines, title: "Amounts in \(toDate.currency.code)") { table in
            table.key(nil, "Charge") { .text($0.name) }
            table.figure(nil, "So far") { .money($0.amount, marks: FigureMarks($0.completeness)) }
            table.people({ $0.expected?.amount }, marks: { $0.missing > 0 ? .partial : [] }, Self.text)
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
    /// Adds what is expected of a figure and its limits, for programs: `expected`, `lower80`, `upper80`, `lower95` and `upper95`.
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
        add("lower80") { $0.interval80.lower }
        add("upper80") { $0.interval80.upper }
        add("lower95") { $0.interval95.lower }
        add("upper95") { $0.interval95.upper }
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
