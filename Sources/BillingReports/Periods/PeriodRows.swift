import BillingModel
import BillingTime

/// The rows of a comparison as they are made, and those that cannot be.
struct PeriodRows {
    let mode: ComparisonMode
    let breakdown: LabelBreakdown
    /// Whether rows without any value are shown.
    let keepsEmpty: Bool
    let period: PeriodColumns
    let base: PeriodColumns
    /// Figures to date of the day that the last one of the period is compared with, and its date; nil if there is none.
    let sameDay: (columns: PeriodColumns, date: LocalDate)?
    private(set) var rows: [PeriodComparison.Row] = []
    private(set) var omitted: [OmittedRow] = []

    init(
        _ mode: ComparisonMode, _ breakdown: LabelBreakdown, keepsEmpty: Bool, period: PeriodColumns,
        base: PeriodColumns, sameDay: (columns: PeriodColumns, date: LocalDate)?
    ) {
        self.mode = mode
        self.breakdown = breakdown
        self.keepsEmpty = keepsEmpty
        self.period = period
        self.base = base
        self.sameDay = sameDay
    }

    /// Adds the rows of a metric: the whole, then its parts.
    mutating func add(_ metric: Metric) throws(BillingError) {
        var series = Set(period.series(of: metric)).union(base.series(of: metric)).sorted()
        if series.isEmpty { series = [.none] }
        let whole = breakdown.whole(of: series)
        guard (try? mode.check(metric.kind)) != nil else {
            omitted.append(whole.omitted(metric, OmittedRow.notDivided))
            return
        }
        guard !whole.members.isEmpty else {
            omitted.append(whole.omitted(metric, OmittedRow.noSeries))
            return
        }
        if let row = try row(of: metric, whole) { rows.append(row) }
        var parts: [(group: LabelGroup, row: PeriodComparison.Row)] = []
        for group in try breakdown.parts(of: metric, among: series) {
            if let row = try row(of: metric, group) { parts.append((group, row)) }
        }
        let (places, rest) = breakdown.greatest(parts.map { ($0.group, $0.row.figures.first?.period.value) })
        rows += places.map { parts[$0].row }
        if let rest, let row = try row(of: metric, rest) { rows.append(row) }
    }

    private mutating func row(
        of metric: Metric, _ group: LabelGroup
    ) throws(BillingError) -> PeriodComparison.Row? {
        guard metric.kind.isSummable || period.isOne(group, of: metric) && base.isOne(group, of: metric)
        else {
            omitted.append(group.omitted(metric, OmittedRow.notAdded))
            return nil
        }
        let figures = try PeriodFigures(of: metric, group, in: period)
        let before = try PeriodFigures(of: metric, group, in: base)
        let pairs =
            metric.kind == .distinctToDate
            ? try toDate(figures, before)
            : try figures.pairs(with: before, mode)
        guard keepsEmpty || pairs.contains(where: { $0.period.value != nil || $0.base.value != nil }) else {
            return nil
        }
        return PeriodComparison.Row(
            metric: metric.id, labels: group.labels, part: group.part, name: metric.name, unit: metric.unit,
            kind: metric.kind, members: group.hasOwn ? figures.line.members.count : group.members.count,
            figures: pairs)
    }

    private func toDate(
        _ figures: PeriodFigures, _ before: PeriodFigures
    ) throws(BillingError) -> [PeriodComparison.Pair] {
        let line = try sameDay.map { same throws(BillingError) in
            try same.columns.line(of: figures.line.metric, figures.group)
        }
        return try figures.toDate(against: line, on: sameDay?.date, in: before)
    }
}
