import BillingInsights
import BillingModel
import BillingTime

extension AlertReport: BillingScreen {
    /// Whose alerts they are.
    public var title: String { "Alerts of \(name)" }

    /// What is `told` now, and how the `alerts` stand.
    public var tables: [ReportTable] { [toldTable, alertTable()] }

    /// A sentence for each change, the alerts that are open, and what cannot be said.
    public var blocks: [ReportBlock] {
        let sentences = told.isEmpty ? ["Nothing new"] : told.map(\.statement)
        let lacking = rows.compactMap { row in row.refusal.map { "\(row.title), \(row.name): \($0)" } }
        return [
            .notes(sentences), .table(alertTable(title: "Open", isOpen: true)), .notes(lacking.unique),
        ]
    }

    private var toldTable: ReportTable {
        ReportTable("told", told) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.key("id") { .text($0.transition.id) }
            table.note("alert") { .text($0.transition.alert) }
            table.note("rule") { .id($0.transition.rule) }
            table.note("name") { .text($0.name) }
            table.note("subject") { .id($0.transition.subject) }
            table.note("title") { .text($0.title) }
            table.note("kind") { .text($0.transition.condition.kind.rawValue) }
            table.note("threshold") { .number($0.transition.threshold) }
            table.note("from") { .text($0.transition.from.rawValue) }
            table.note("to") { .text($0.transition.to.rawValue) }
            table.note("cause") { .text($0.transition.cause.description) }
            table.note("value") { $0.transition.value.map { .number($0) } ?? .empty }
            table.note("at") { .instant($0.transition.at) }
            table.note("since") { .instant($0.transition.since) }
            table.note("start") { .instant($0.transition.period?.lowerBound) }
            table.note("end") { .instant($0.transition.period?.upperBound) }
            table.note("statement") { .text($0.statement) }
            table.stamp(stamp)
        }
    }

    private typealias Entry = (row: Row, alert: AlertState.Alert)

    private func alertTable(title: String? = nil, isOpen: Bool = false) -> ReportTable {
        let entries: [Entry] = rows.flatMap { row in row.alerts.map { (row, $0) } }
            .filter { !isOpen || $0.alert.since != nil }
        return ReportTable("alerts", entries, title: title) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.key("rule") { .id($0.row.rule) }
            table.key("subject") { .id($0.row.subject) }
            table.note("title", "About") { .text($0.row.title) }
            table.note("name", "Rule") { .text($0.row.name) }
            table.key("threshold", "From", .right) { entry in
                ReportTable.Cell(
                    .number(entry.alert.threshold), text: entry.row.kind.words(of: entry.alert.threshold))
            }
            table.note("phase", "Is", .fixed) { .text($0.alert.phase.rawValue) }
            table.note("since", "Since", .fixed) { .instant($0.alert.since) }
            table.note("value", "Now", .right) { entry in
                entry.row.measure.map {
                    ReportTable.Cell(.number($0.value), text: $0.kind.words(of: $0.value))
                } ?? .unknown
            }
            table.note("refusal") { .text($0.row.refusal) }
            table.stamp(stamp)
        }
    }
}

extension AlertCondition.Kind {
    /// A value that is held against a threshold, for people.
    fileprivate func words(of value: Double) -> String {
        switch self {
        case .used, .forecast: NumberText.share(of: value, in: 1) ?? NumberText.number(value)
        case .unusual: value > 0 ? "1 in \(NumberText.number(value.rounded()))" : "usual"
        case .silent, .overdue: "\(NumberText.number(value)) \(value == 1 ? "day" : "days")"
        }
    }
}
