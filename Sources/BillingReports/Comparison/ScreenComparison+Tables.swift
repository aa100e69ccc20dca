import BillingModel
import BillingStore

extension ScreenComparison {
    /// Which screen changed.
    public var title: String { "Changes: \(screen)" }

    /// The `cells` that differ, and the `erasures` since the earlier reading.
    ///
    /// `old` and `new` are the plain figures; `old_text` and `new_text` what the screen shows, which is all there is of a cell that is
    /// no number. `since` is the revision of the earlier reading, `revision` that of the later one.
    public var tables: [ReportTable] { [differences, commits] }

    /// The cells that differ, with what they showed and show, and the causes.
    public var blocks: [ReportBlock] {
        var blocks: [ReportBlock] = [.line("Compared with what was known at revision \(since)")]
        if !erasures.isEmpty {
            let revisions = erasures.map { "\($0.revision)" }.joined(separator: ", ")
            blocks.append(
                .line("Erased since, and in neither reading: what the commits of revision \(revisions) name"))
        }
        return blocks + [cells.isEmpty ? .line("No cell differs") : .table(differences)]
    }

    private var differences: ReportTable {
        ReportTable("cells", cells) { table in
            table.note("title") { _ in .text(screen) }
            table.key("table") { .text($0.place.table) }
            table.key("tenant") { .tenant($0.place.tenant) }
            table.key("metric") { .metric($0.place.metric) }
            table.key("labels") { .labels($0.place.labels) }
            table.key("invoice") { .invoice($0.place.invoice) }
            table.key("part") { .text($0.place.part) }
            table.key("figure") { .text($0.place.figure) }
            table.key("row", "Row") { .text($0.row) }
            table.key("column", "Column") { .text($0.column) }
            table.note("currency") { .currency(($0.new?.amount ?? $0.old?.amount)?.currency) }
            table.note("old") { .plain($0.old) }
            table.note("new") { .plain($0.new) }
            table.note("old_text", "Was", .right) { .shown($0.old) }
            table.note("new_text", "Is", .right) { .shown($0.new) }
            table.note("old_complete") { $0.old.map { .flag($0.complete) } ?? .empty }
            table.note("new_complete") { $0.new.map { .flag($0.complete) } ?? .empty }
            table.note("causes", "Cause", .fixed) { cell in
                let causes = cell.causes.map(\.rawValue)
                return .text(causes.joined(separator: " "), causes.joined(separator: ", "))
            }
            table.note("since") { _ in .revision(since) }
            table.stamp(stamp)
        }
    }

    private var commits: ReportTable {
        ReportTable("erasures", erasures) { table in
            table.note("title") { _ in .text(screen) }
            table.key("commit") { .id($0.id) }
            table.note("since") { _ in .revision(since) }
            table.note("zone") { _ in .text(stamp.zone.description) }
            table.note("now") { _ in .instant(stamp.now) }
            table.note("revision") { .revision($0.revision) }
        }
    }
}

extension ReportTable.Cell {
    /// The number or the amount of a content; empty if it is neither.
    fileprivate static func plain(_ content: ScreenComparison.Content?) -> Self {
        if let amount = content?.amount { return .money(amount) }
        return content?.number.map { .number($0) } ?? .empty
    }

    /// What a screen shows.
    ///
    /// One column mixes figures of every sort, so that each keeps its decimals.
    fileprivate static func shown(_ content: ScreenComparison.Content?) -> Self {
        content.map { Self(.text($0.text), marks: $0.complete ? [] : .incomplete) } ?? .empty
    }
}
