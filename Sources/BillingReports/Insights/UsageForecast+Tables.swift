import BillingInsights
import BillingModel
import BillingTime

extension UsageForecast: BillingScreen {
    /// What the forecast is about.
    public var title: String { "Forecast of \(name)" }

    /// Where the period will `end`, and the `steps` up to there.
    public var tables: [ReportTable] { [ends(), stepTable] }

    /// Where each metric will end, and how far that can be trusted.
    public var blocks: [ReportBlock] {
        guard !rows.isEmpty else { return [.line("No metric has data")] }
        return [.table(ends(title: "At the end of \(label)")), .notes(notes)]
    }

    // MARK: The end of the period

    private func ends(title: String? = nil) -> ReportTable {
        ReportTable("ends", rows, title: title) { table in
            addKeys(&table, \.self)
            table.note("basis", "What") { row in
                .text(row.end?.basis.rawValue, row.end?.basis.words ?? "")
            }
            table.figure("sofar", "So far") { row in
                row.end == nil ? .unknown : .expected(row.end?.soFar).depending(on: dependencies(row))
            }
            addEstimate(&table, { $0.end?.estimate }, \.self)
            table.note("known") { .count($0.end?.known) }
            table.note("missing") { .count($0.end?.missing) }
            table.note("ahead") { .count($0.end?.ahead) }
            table.note("zero") { .number($0.zeroProbability) }
            table.note("refusal") { .text($0.refusal) }
            table.stamp(stamp)
        }
    }

    private var notes: [String] {
        var notes: [String] = []
        for row in rows {
            let title = ScreenText.title(row.name, row.labels)
            if let refusal = row.refusal { notes.append("\(title): \(refusal)") }
            if let missing = row.end?.missing, missing > 0 {
                let days = missing == 1 ? "1 day is" : "\(missing) days are"
                notes.append("\(title): \(days) not known, and not in the \(row.end?.basis.rawValue ?? "")")
            }
        }
        if rows.contains(where: { $0.end != nil }) {
            notes.append(
                ScreenText.interval80 + "; 95 %: in nineteen of twenty")
        }
        return notes
    }

    // MARK: Steps

    private typealias Entry = (row: Row, step: Step)

    private var stepTable: ReportTable {
        let entries: [Entry] = rows.flatMap { row in row.steps.map { (row, $0) } }
        return ReportTable("steps", entries) { table in
            addKeys(&table, \.row)
            table.columnKey("first") { .date($0.step.bucket.firstDate) }
            table.note("last") { .date($0.step.bucket.lastDate) }
            table.note("start") { .instant($0.step.bucket.start) }
            table.note("end") { .instant($0.step.bucket.end) }
            addEstimate(&table, { $0.step.estimate }, \.row)
            table.stamp(stamp)
        }
    }

    // MARK: Columns of both

    private func addKeys<Element>(
        _ table: inout TableColumns<Element>, _ row: @escaping (Element) -> Row
    ) {
        table.note("tenant") { _ in .tenant(tenant) }
        table.note("name") { _ in .text(name) }
        table.note("period") { _ in .text(label) }
        table.key("metric", "Metric") { element in
            let row = row(element)
            return ReportTable.Cell(.metric(row.metric), text: ScreenText.title(row.name, row.labels))
        }
        table.key("labels") { .labels(row($0).labels) }
        table.note("title") { .text(row($0).name) }
        table.note("unit") { .text(row($0).unit) }
        table.note("kind") { .text(row($0).kind.rawValue) }
    }

    private func addEstimate<Element>(
        _ table: inout TableColumns<Element>, _ estimate: @escaping (Element) -> Forecast.Estimate?,
        _ row: @escaping (Element) -> Row
    ) {
        table.estimate("estimate", "Forecast", label: "forecast", estimate) { dependencies(row($0)) }
    }

    /// A forecast follows from all that was looked back on.
    private func dependencies(_ row: Row) -> [ReportTable.Dependency] {
        [.init(.usage(row.metric, row.labels), of: tenant, in: .ever, clock: stamp.zones)]
    }
}

extension UsageForecast.Basis {
    /// What the figure is, for people.
    fileprivate var words: String {
        switch self {
        case .level: "level"
        case .total: "total"
        case .mean: "mean of days"
        case .toDate: "to date"
        }
    }
}

extension ReportTable.Cell {
    /// An expected figure: as it is if it is whole, else with as many decimals as an average.
    static func expected(_ value: Double?) -> Self {
        guard let value else { return .unknown }
        return Self(.number(value), style: value == value.rounded() ? .plain : .average)
    }
}
