import BillingModel
import BillingTime

extension DailyUsageReport: BillingScreen {
    /// What the report is about.
    public var title: String { "Platform usage of \(name)" }

    /// `days` with a row for each date, in the columns of the platform's own report, so that an import of usage reads them again,
    /// and each figure by itself as `figures`.
    ///
    /// Of `days`, `Phase` is the weakest and `Coverage` the least of the numbers on the row, or of its missing ones if there are no
    /// others. `Filled` names the columns, in alphabetical order, whose number was not sent for this date but follows from the
    /// gap rule of its kind.
    public var tables: [ReportTable] { [days, figures] }

    /// A line for each date and a column for each metric, under the titles of the platform's report.
    public var blocks: [ReportBlock] { rows.isEmpty ? [.line("No dates")] : [.table(days)] }

    private var days: ReportTable {
        ReportTable("days", rows) { table in
            table.note("Tenant") { _ in .tenant(tenant) }
            table.key("Date", "Date", .fixed) { .date($0.date) }
            for (place, column) in columns.enumerated() {
                table.figure(column.header, column.title) {
                    $0.figures.element(at: place)?.cell ?? .unknown
                }
            }
            table.note("Phase") { .text($0.weakest?.phase.rawValue) }
            table.note("Coverage") { $0.weakest.map { .number($0.coverage) } ?? .empty }
            table.note("Filled") { row in
                let filled = zip(columns, row.figures).filter {
                    $1.value != nil && $1.completeness.origin == .filled
                }
                return filled.isEmpty
                    ? .empty : .text(filled.map(\.0.header).sorted().joined(separator: "; "))
            }
            table.note("Report Zone") { _ in .text(stamp.zone.description) }
            table.note("Report Instant") { _ in .instant(stamp.now) }
            table.note("Revision") { _ in .revision(stamp.revision) }
        }
    }

    private var figures: ReportTable {
        let entries = rows.flatMap { row in
            zip(columns, row.figures).map { (date: row.date, column: $0, figure: $1) }
        }
        return ReportTable("figures", entries) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.key("date", "Date") { .date($0.date) }
            table.columnKey("metric", "Metric") {
                ReportTable.Cell(.metric($0.column.metric), text: $0.column.title)
            }
            table.note("title") { .text($0.column.name) }
            table.note("unit") { .text($0.column.unit) }
            table.note("kind") { .text($0.column.kind.rawValue) }
            table.figure("value", label: "") { entry in
                let metric = entry.column.metric
                return entry.figure.cell.depending(on: [
                    .init(
                        entry.column.kind == .gauge ? .level(metric, .none) : .usage(metric, .none),
                        of: tenant,
                        in: .dates(entry.date...entry.date), clock: stamp.zones)
                ])
            }
            table.completeness { $0.figure.completeness }
            table.stamp(stamp)
        }
    }
}

extension DailyUsageReport.Figure {
    fileprivate var cell: ReportTable.Cell { .number(value, completeness) }
}

extension DailyUsageReport.Row {
    /// The weakest of the figures; of the missing ones only if there are no others, as these show themselves.
    fileprivate var weakest: Completeness? {
        let shown = figures.filter { $0.value != nil }
        return try? Completeness.weakest(of: (shown.isEmpty ? figures : shown).map(\.completeness))
    }
}

extension DailyUsageReport.Column {
    /// The title that the platform's report has for the metric, else its name.
    fileprivate var title: String { PlatformMetric[metric]?.title ?? name }

    /// The column of the metric in the platform's report; its id if it has none.
    fileprivate var header: String { PlatformMetric[metric]?.header ?? metric.text }
}
