import BillingInsights
import BillingModel
import BillingTime

extension LimitReport: BillingScreen {
    /// Whose limits they are.
    public var title: String { "Limits of \(name)" }

    /// The `limits` with what is used, what is expected, and when each is reached.
    public var tables: [ReportTable] { [limitTable] }

    /// The limits, and what is to be said of each.
    public var blocks: [ReportBlock] {
        guard !rows.isEmpty else { return [.line("No limits")] }
        return [.table(limitTable), .notes(rows.flatMap(\.notes))]
    }

    private var limitTable: ReportTable {
        ReportTable("limits", rows) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.key("name", "Limit") { .text($0.limit.name) }
            table.note("metric") { .metric($0.limit.metric) }
            table.note("labels") { .labels($0.limit.labels) }
            table.note("title", "Metric") { row in
                .text(row.title, ScreenText.title(row.title, row.limit.labels))
            }
            table.note("unit") { .text($0.unit) }
            table.note("kind") { .text($0.kind.rawValue) }
            table.note("width") { .text($0.limit.period.description) }
            table.note("period", "Period", .fixed) { .text($0.label) }
            table.note("basis") { .text($0.basis.rawValue) }
            addUsage(&table)
            addOutlook(&table)
            table.note("known") { .count($0.known) }
            table.note("missing") { .count($0.missing) }
            table.note("ahead") { .count($0.ahead) }
            table.note("refusal") { .text($0.refusal) }
            table.bounds(
                instants: { $0.bucket.interval }, dates: { ($0.bucket.firstDate, $0.bucket.lastDate) })
            table.stamp(stamp)
        }
    }

    private func addUsage(_ table: inout TableColumns<Row>) {
        table.note("quantity", "Of", .right) { .number($0.limit.quantity) }
        table.figure("used", "Used") { .expected($0.used).depending(on: dependencies($0)) }
        table.figure("left") { .number($0.left).depending(on: dependencies($0)) }
        table.figure("share", "%") {
            ReportTable.Cell.share($0.share, otherwise: .unknown).depending(on: dependencies($0))
        }
        table.figure("since") { ReportTable.Cell.date($0.since).depending(on: dependencies($0)) }
    }

    private func addOutlook(_ table: inout TableColumns<Row>) {
        table.estimate(
            "estimate", "Forecast", label: "forecast", showsIntervals: false, \.estimate,
            dependencies: dependencies)
        table.figure("probability", "Above it") {
            ReportTable.Cell.share($0.probability, otherwise: .unknown).depending(on: dependencies($0))
        }
        table.figure("expected", "Reached", .fixed) { row in
            let date = row.since.map { "since \($0)" } ?? (row.isReached ? "yes" : nil)
            let cell = date.map { ReportTable.Cell(row.expected.map { .date($0) } ?? .empty, text: $0) }
            return (cell ?? .date(row.expected)).depending(on: dependencies(row))
        }
        table.figure("earliest") { ReportTable.Cell.date($0.earliest).depending(on: dependencies($0)) }
        table.figure("latest") { ReportTable.Cell.date($0.latest).depending(on: dependencies($0)) }
    }

    /// A forecast follows from all that was looked back on.
    private func dependencies(_ row: Row) -> [ReportTable.Dependency] {
        [.init(.usage(row.limit.metric, row.limit.labels), of: tenant, in: .ever, clock: stamp.zones)]
    }
}

extension LimitReport.Row {
    /// When the limit is reached, what is not known, and why nothing is forecast.
    fileprivate var notes: [String] {
        var notes: [String] = []
        if let earliest {
            let date = expected.map { "reached on \($0); " } ?? ""
            let most = latest.map { ", in nine of ten by \($0)" } ?? ", and in fewer than nine at all"
            notes.append("\(limit.name): \(date)in one case of ten by \(earliest)\(most)")
        }
        if missing > 0, basis == .total {
            let days = missing == 1 ? "1 day is" : "\(missing) days are"
            notes.append("\(limit.name): \(days) not known, and not in the total")
        }
        if used == nil { notes.append("\(limit.name): what is used is not known") }
        if let refusal { notes.append("\(limit.name): \(refusal)") }
        return notes
    }
}
