import BillingModel
import BillingTime

extension TenantInventory: BillingScreen {
    /// What the inventory is about.
    public var title: String { rows.count == 1 ? "Inventory of \(rows[0].name)" : "Inventory" }

    /// `counts` of each tenant, in the order of the screen, and `totals`.
    public var tables: [ReportTable] { [counts, sums("totals")] }

    /// What one tenant has line by line, or what several have side by side.
    public var blocks: [ReportBlock] {
        let since = since.map { [ReportBlock.line("Changes are told from the end of \($0)")] } ?? []
        guard rows.count != 1 else { return since + [.table(counts)] }
        guard !rows.isEmpty else { return since + [.line("No tenants")] }
        let shared =
            totals.contains(where: \.shared)
            ? [ReportBlock.line("A total may count what tenants share more than once")] : []
        return since + shared + [
            .table(
                sideBySide {
                    $0.cell
                } total: {
                    $0.cell
                })
        ] + changes
            + [.notes(lastKnown)]
    }

    private var changes: [ReportBlock] {
        guard let since else { return [] }
        return [
            .table(
                sideBySide(title: "Change since the end of \(since)") {
                    .both(of: $0.change)
                } total: {
                    .both(of: $0.change)
                })
        ]
    }

    // MARK: Counts

    private typealias Entry = (row: Row, column: Column, count: Count)

    /// The counts of each tenant.
    var counts: ReportTable {
        let entries: [Entry] = rows.flatMap { row in zip(columns, row.counts).map { (row, $0, $1) } }
        return ReportTable("counts", entries) { table in
            table.key("tenant") { ReportTable.Cell(.tenant($0.row.tenant), text: $0.row.title) }
            table.note("name") { .text($0.row.name) }
            table.columnKey("metric", "What") {
                ReportTable.Cell(.metric($0.column.metric), text: $0.column.name)
            }
            table.note("title") { .text($0.column.name) }
            table.note("unit") { .text($0.column.unit) }
            table.figure("value", "Count", label: "") { $0.count.cell.depending(on: now($0)) }
            table.note(nil, "As of", .fixed) { $0.count.timeCell }
            table.figure("asof", label: "as of") { .time($0.count.asof).depending(on: now($0)) }
            table.completeness { $0.count.completeness }
            table.note("members") { .count($0.count.members) }
            table.note("reporting") { .count($0.count.reporting) }
            table.note("since") { _ in .date(since) }
            table.change(titled: since != nil, dependencies: { now($0) + before($0) }) { $0.count.change }
            table.stamp(stamp, zone: { $0.row.zone })
        }
    }

    /// The totals, as a table of a name.
    func sums(_ name: String) -> ReportTable {
        let entries = Array(zip(columns, totals))
        let clocks = rows.map(\.zones).unique
        // The total of one tenant says nothing else than its count.
        func depending(
            _ entry: (Column, Total),
            _ dependencies: (MetricID, TenantID?, ZoneHistory) -> [ReportTable.Dependency]
        ) -> [ReportTable.Dependency] {
            entry.1.members > 1 ? clocks.flatMap { dependencies(entry.0.metric, nil, $0) } : []
        }
        return ReportTable(name, entries) { table in
            table.key(nil, "Tenant") { _ in .text(nil, "Total") }
            table.columnKey("metric", "What") { ReportTable.Cell(.metric($0.0.metric), text: $0.0.name) }
            table.note("title") { .text($0.0.name) }
            table.note("unit") { .text($0.0.unit) }
            table.figure("value", "Count", label: "") { $0.1.cell.depending(on: depending($0, now(of:_:_:))) }
            table.completeness { $0.1.completeness }
            table.note("members") { .count($0.1.members) }
            table.note("reporting") { .count($0.1.reporting) }
            table.note("shared") { .flag($0.1.shared) }
            table.note("since") { _ in .date(since) }
            table.change(dependencies: { depending($0, now(of:_:_:)) + depending($0, before(of:_:_:)) }) {
                $0.1.change
            }
            table.stamp(stamp)
        }
    }

    private func now(_ entry: Entry) -> [ReportTable.Dependency] {
        now(of: entry.column.metric, entry.row.tenant, entry.row.zones)
    }

    private func before(_ entry: Entry) -> [ReportTable.Dependency] {
        before(of: entry.column.metric, entry.row.tenant, entry.row.zones)
    }

    /// What a count stands on, of one tenant or of all.
    private func now(
        of metric: MetricID, _ tenant: TenantID?, _ clock: ZoneHistory
    ) -> [ReportTable.Dependency] {
        guard let range = try? InstantRange(stamp.now..<stamp.now) else { return [] }
        return [.init(.level(metric, .none), of: tenant, in: .instants(range), clock: clock)]
    }

    /// What the count that it is compared with stands on.
    private func before(
        of metric: MetricID, _ tenant: TenantID?, _ clock: ZoneHistory
    ) -> [ReportTable.Dependency] {
        guard let since else { return [] }
        return [.init(.level(metric, .none), of: tenant, in: .dates(since...since), clock: clock)]
    }

    // MARK: Tenants side by side

    /// A row for each tenant and a column for each metric, and the totals below.
    private func sideBySide(
        title: String? = nil, _ cell: @escaping (Count) -> ReportTable.Cell,
        total: @escaping (Total) -> ReportTable.Cell
    ) -> ReportTable {
        let showsZone = Set(rows.map(\.zone)).count > 1
        let tenants = ReportTable(nil, rows) { table in
            table.key(nil, "Tenant") { .text($0.title) }
            table.note(nil, showsZone ? "Zone" : nil) { .text($0.zone.name) }
            for (place, column) in columns.enumerated() {
                table.figure(column.metric.text, column.name) {
                    $0.counts.element(at: place).map(cell) ?? .unknown
                }
            }
        }
        let sums = ReportTable(nil, [totals]) { table in
            table.key(nil, "Tenant") { _ in .text("Total") }
            for (place, column) in columns.enumerated() {
                table.figure(column.metric.text, column.name) { $0.element(at: place).map(total) ?? .unknown }
            }
        }
        return .stacked([tenants, sums], title: title)
    }

    /// What was known last of the counts that are missing.
    private var lastKnown: [String] {
        rows.flatMap { row in
            zip(columns, row.counts).compactMap { column, count in
                guard count.value == nil, let known = count.lastKnown else { return nil }
                return ScreenText.lastKnown("\(row.title), \(column.name)", known)
            }
        }
    }
}

extension TenantInventory.Row {
    /// The id, which no other row has, and the name if it says more.
    var title: String { name == tenant.text ? name : "\(tenant) \(name)" }

    /// The zones by whose clocks its dates are told.
    var zones: ZoneHistory { clock ?? ZoneHistory(zone) }
}

extension TenantInventory.Count {
    /// What there is, or what was known last.
    var cell: ReportTable.Cell { .number(value, completeness).or(lastKnown) }

    /// When a count was true; of a missing one what was known last.
    fileprivate var timeCell: ReportTable.Cell {
        if value == nil, let lastKnown { return .text(nil, ScreenText.lastKnown(lastKnown)) }
        return asof.map { .time($0) } ?? .unknown
    }
}

extension TenantInventory.Total {
    /// What there is, or what was known last.
    var cell: ReportTable.Cell { .number(value, completeness).or(lastKnown) }
}

extension ReportTable.Cell {
    /// The difference of a change with its percentage behind it.
    fileprivate static func both(of change: FigureChange?) -> Self {
        guard let change else { return .unknown }
        let percent = change.growth.flatMap { NumberText.percent(of: $0.difference, base: $0.base) }
            .map { " (\($0))" }
        return Self(
            .number(change.difference), marks: FigureMarks(change.completeness),
            style: .words(NumberText.difference(change.difference) + (percent ?? "")))
    }
}
