import BillingModel
import BillingTime

extension ConsumptionActions {
    /// What the screen is about.
    public var title: String { "Consumption actions" }

    /// What ran in the whole range of each of the `types`, of each of the `categories` and in `total`, then in each bucket by type
    /// as `buckets` and of all types as `sums`, and the `outlook` that was added.
    public var tables: [ReportTable] {
        [
            tallies("types", rows.map(Entry.init)), tallies("categories", categories.map(Entry.init)),
            tallies("total", [Entry(total)]), buckets(isTotal: false), buckets(isTotal: true),
            outlookTable(),
        ]
    }

    /// The totals by category and type, and the executions per bucket.
    public var blocks: [ReportBlock] {
        var blocks = [ReportBlock.line("\(ScreenText.span(range)), per \(width)")]
        if let before, !rows.isEmpty { blocks.append(.line("Compared with \(named(before))")) }
        let ends = outlookTable(title: outlook.map { "Executed at the end of \($0.label)" })
        guard !rows.isEmpty else {
            return blocks + [
                .line(completeness.isComplete ? "No actions" : "No actions known"), .table(ends),
            ]
        }
        return blocks + [.table(totals), .notes(notes), .table(ends), .table(sideBySide)]
    }

    /// The window before by its dates, by its number of buckets, or by its instants if the range begins or ends inside a bucket.
    private func named(_ before: InstantRange) -> String {
        guard before.dates == nil, let last = buckets.last, !buckets[0].bucket.clippedStart,
            !last.bucket.clippedEnd
        else { return ScreenText.span(before) }
        return buckets.count == 1 ? "the \(width) before" : "the \(buckets.count) buckets before"
    }

    private var notes: [String] {
        guard let change = total.change else { return [] }
        return
            (stamp.now < range.end
            ? ["The range has not ended: Change is what ran so far, less what ran in the whole range before"]
            : [])
            + (change.daily != nil ? ["% compares the averages per covered day"] : [])
    }

    // MARK: The whole range

    /// What ran of some actions.
    private struct Entry {
        var category: ActionCategory?
        var type: ActionType?
        let tally: Tally

        init(_ row: Row) { (category, type, tally) = (row.category, row.type, row.total) }
        init(_ category: Category) { (self.category, tally) = (category.category, category.total) }
        init(_ total: Tally) { tally = total }
    }

    private func tallies(_ name: String, _ entries: [Entry]) -> ReportTable {
        ReportTable(name, entries) { table in
            addKeys(&table)
            table.figure("executed", "Executed") { entry in
                counted(entry.tally.executed, .actions, entry)
            }
            table.figure("share", "Share") { entry in
                share(of: entry.tally).depending(
                    on: dependencies(.actions, entry).isEmpty ? [] : dependencies(.actions, Entry(total)))
            }
            table.figure("failed", "Failed") { entry in
                counted(entry.tally.failed, .actionsFailed, entry)
            }
            table.figure("suppressed", "Suppressed") { entry in
                counted(entry.tally.suppressed, .actionsSuppressed, entry)
            }
            table.change(dependencies: { entry in
                dependencies(.actions, entry)
                    + (before.map { dependencies(.actions, entry, in: .instants($0)) } ?? [])
            }) { $0.tally.change }
            table.note("start") { _ in .instant(range.start) }
            table.note("end") { _ in .instant(range.end) }
            table.completeness { _ in completeness }
            table.stamp(stamp)
        }
    }

    /// Which actions; all of them have neither key.
    private func addKeys(_ table: inout TableColumns<Entry>) {
        table.key("category", "Category") { .text($0.category?.text, $0.category?.text ?? "Total") }
        table.key("type", "Type") { entry in
            .text(entry.type?.text, entry.type?.text ?? (entry.category == nil ? "" : "all"))
        }
        table.key(nil) { _ in .metric(Metric.actions.id) }
        table.key(nil) { .labels(Self.labels($0.category, $0.type)) }
    }

    /// A number of actions; that there were none is known as soon as others ran.
    private func counted(_ count: Int?, _ metric: Metric, _ entry: Entry) -> ReportTable.Cell {
        .count(count, marks: FigureMarks(completeness)).depending(
            on: dependencies(metric, entry)
                + (count == nil && metric != .actions ? dependencies(.actions, entry) : []))
    }

    /// The part that some actions are of all.
    private func share(of tally: Tally) -> ReportTable.Cell {
        let text = NumberText.share(of: Double(tally.executed ?? 0), in: Double(total.executed ?? 0))
        guard let text else { return total.executed == nil ? .unknown : .empty }
        return ReportTable.Cell(
            tally.share.map { .number($0) } ?? .empty, marks: FigureMarks(completeness), style: .words(text))
    }

    /// What a figure depends on; nothing of a category with one type, since it says nothing else than the type.
    private func dependencies(
        _ metric: Metric, _ entry: Entry, in time: ReportTable.Dependency.Time? = nil
    ) -> [ReportTable.Dependency] {
        if entry.type == nil, let category = entry.category,
            rows.count(where: { $0.category == category }) == 1
        {
            return []
        }
        return [
            .init(
                .usage(metric.id, Self.labels(entry.category, entry.type)), in: time ?? .instants(range),
                clock: stamp.zones)
        ]
    }

    static func labels(_ category: ActionCategory?, _ type: ActionType?) -> Labels {
        // Every id is a label text, and two names are no twins.
        var pairs: [(LabelText, String)] = []
        if let category { pairs.append((.category, category.text)) }
        if let type { pairs.append((.type, type.text)) }
        let labels = pairs.compactMap { name, text in
            (try? LabelText(text)).map { Labels.Pair(name: name, value: $0) }
        }
        return (try? Labels(labels)) ?? .none
    }

    /// Each type below its category, with the sum of a category that has several, and the total.
    private var totals: ReportTable {
        let parts = categories.flatMap { category in
            let members = rows.filter { $0.category == category.category }
            return members.map(Entry.init) + (members.count > 1 ? [Entry(category)] : [])
        }
        var table = tallies("types", parts + [Entry(total)])
        table.totals = 1
        return table
    }

    // MARK: Buckets

    private func buckets(isTotal: Bool) -> ReportTable {
        typealias Entry = (interval: Interval, row: Row?, executed: Int?)
        let entries: [Entry] = buckets.enumerated().flatMap { index, interval -> [Entry] in
            isTotal
                ? [(interval, nil, interval.executed)]
                : rows.map { (interval, $0, $0.executed.element(at: index) ?? nil) }
        }
        return ReportTable(isTotal ? "sums" : "buckets", entries) { table in
            table.key(nil, "From") { entry in
                let bucket = entry.interval.bucket
                let from = width.isDayOrWider ? "\(bucket.firstDate)" : ScreenText.utc(bucket.start)
                return .text(from, width == .month ? ScreenText.month(bucket.firstDate) : from)
            }
            table.columnKey("category", "Category") {
                .text($0.row?.category.text, $0.row?.category.text ?? "Total")
            }
            table.columnKey("type", "Type") { .text($0.row?.type.text) }
            table.key(nil) { _ in .metric(Metric.actions.id) }
            table.key(nil) { .labels(Self.labels($0.row?.category, $0.row?.type)) }
            table.note("start") { .instant($0.interval.bucket.start) }
            table.note("end") { .instant($0.interval.bucket.end) }
            table.note("local") { .text($0.interval.local) }
            table.figure("executed", label: "") { entry in
                .count(entry.executed, marks: FigureMarks(entry.interval.completeness)).depending(on: [
                    .init(
                        .usage(Metric.actions.id, Self.labels(entry.row?.category, entry.row?.type)),
                        in: entry.interval.bucket.time(in: range), clock: stamp.zones)
                ])
            }
            table.completeness { $0.interval.completeness }
            table.note("width") { _ in .text(width.description) }
            table.stamp(stamp)
        }
    }

    /// A row for each bucket, and a column for each type.
    private var sideBySide: ReportTable {
        func count(_ count: Int?, _ interval: Interval) -> ReportTable.Cell {
            .count(count, marks: FigureMarks(interval.completeness))
        }
        return ReportTable(nil, Array(buckets.enumerated())) { table in
            table.key(nil, ScreenText.heading(width)) { entry in
                .text(ScreenText.name(entry.element.bucket, width, local: entry.element.local))
            }
            table.figure(nil, "Total") { count($0.element.executed, $0.element) }
            for row in rows {
                table.figure(nil, "\(row.category) \(row.type)") {
                    count(row.executed.element(at: $0.offset) ?? nil, $0.element)
                }
            }
        }
    }
}
