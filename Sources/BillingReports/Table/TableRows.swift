import BillingModel
import BillingTime

/// The rows of a table as they are made, and those that cannot be.
struct TableRows {
    let months: TableMonths
    let breakdown: LabelBreakdown
    /// Whether rows without any value are shown.
    let keepsEmpty: Bool
    private(set) var rows: [ConsumptionTable.Row] = []
    private(set) var omitted: [OmittedRow] = []

    init(months: TableMonths, breakdown: LabelBreakdown, keepsEmpty: Bool) {
        self.months = months
        self.breakdown = breakdown
        self.keepsEmpty = keepsEmpty
    }

    /// So many metrics are worth a thread.
    private static let fewest = 4

    /// Adds the rows of metrics, in their order.
    mutating func add(_ columns: [MetricColumns]) throws(BillingError) {
        let empty = TableRows(months: months, breakdown: breakdown, keepsEmpty: keepsEmpty)
        let pieces = Pieces.even(columns.count, fewest: Self.fewest)
        let parts = try Pieces.map(pieces.count) { piece throws(BillingError) -> TableRows in
            var part = empty
            for place in pieces[piece] { try part.add(columns[place]) }
            return part
        }
        for part in parts {
            rows += part.rows
            omitted += part.omitted
        }
    }

    /// Adds the rows of a metric: the whole, then its parts.
    private mutating func add(_ column: MetricColumns) throws(BillingError) {
        let series = column.series.map(\.labels)
        let whole = breakdown.whole(of: series)
        guard !whole.members.isEmpty else {
            omitted.append(whole.omitted(column.metric, OmittedRow.noSeries))
            return
        }
        if let row = try row(of: whole, column) { rows.append(row) }
        var parts: [(group: LabelGroup, row: ConsumptionTable.Row)] = []
        for group in try breakdown.parts(of: column.metric, among: series) {
            if let row = try row(of: group, column) { parts.append((group, row)) }
        }
        let (places, rest) = breakdown.greatest(parts.map { ($0.group, $0.row.rank) })
        rows += places.map { parts[$0].row }
        if let rest, let row = try row(of: rest, column) { rows.append(row) }
    }

    /// The row of some series; nil if it has no value, or if they cannot be put together.
    private mutating func row(
        of group: LabelGroup, _ column: MetricColumns
    ) throws(BillingError) -> ConsumptionTable.Row? {
        let members = group.columns(of: column)
        guard members.count == 1 || column.metric.kind.isSummable else {
            omitted.append(group.omitted(column.metric, OmittedRow.notAdded))
            return nil
        }
        let line = try TableLine(column.metric, labels: group.labels, members: members, months: months)
        return keepsEmpty || line.hasData ? try line.row(group.part) : nil
    }
}

extension ConsumptionTable.Row {
    /// What groups are put in order by: the longest window's value, or average if it has none, else the month's.
    fileprivate var rank: Double? {
        windows.last.flatMap { $0.value ?? $0.average } ?? progress.value ?? progress.average
    }
}
