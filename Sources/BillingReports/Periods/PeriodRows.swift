import BillingModel
import BillingTime

/// The rows of a comparison as they are made, and those that cannot be.
struct PeriodRows {
    let mode: ComparisonMode
    let breakdown: LabelBreakdown
    /// Whether rows without any value are shown.
    let keepsEmpty: Bool
    let period: PeriodReading
    let base: PeriodReading
    /// Reads figures to date of one date.
    let readDate: (LocalDate) async throws -> PeriodReading
    private var dates: [LocalDate: PeriodReading] = [:]
    private(set) var rows: [PeriodComparison.Row] = []
    private(set) var omitted: [OmittedRow] = []

    init(
        _ mode: ComparisonMode, _ breakdown: LabelBreakdown, keepsEmpty: Bool, period: PeriodReading,
        base: PeriodReading, readDate: @escaping (LocalDate) async throws -> PeriodReading
    ) {
        self.mode = mode
        self.breakdown = breakdown
        self.keepsEmpty = keepsEmpty
        self.period = period
        self.base = base
        self.readDate = readDate
    }

    /// Adds the rows of a metric: the whole, then its parts.
    mutating func add(_ metric: Metric) async throws {
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
        if let row = try await row(of: metric, whole) { rows.append(row) }
        var parts: [(group: LabelGroup, row: PeriodComparison.Row)] = []
        for group in try breakdown.parts(of: metric, among: series) {
            if let row = try await row(of: metric, group) { parts.append((group, row)) }
        }
        let (places, rest) = breakdown.greatest(parts.map { ($0.group, $0.row.figures.first?.period.value) })
        rows += places.map { parts[$0].row }
        if let rest, let row = try await row(of: metric, rest) { rows.append(row) }
    }

    private mutating func row(
        of metric: Metric, _ group: LabelGroup
    ) async throws -> PeriodComparison.Row? {
        guard metric.kind.isSummable || period.isOne(group, of: metric) && base.isOne(group, of: metric)
        else {
            omitted.append(group.omitted(metric, OmittedRow.notAdded))
            return nil
        }
        let figures = try PeriodFigures(of: metric, group, in: period)
        let before = try PeriodFigures(of: metric, group, in: base)
        let pairs =
            metric.kind == .distinctToDate
            ? try await toDate(figures, before)
            : try figures.pairs(with: before, mode)
        guard keepsEmpty || pairs.contains(where: { $0.period.value != nil || $0.base.value != nil }) else {
            return nil
        }
        return PeriodComparison.Row(
            metric: metric.id, labels: group.labels, part: group.part, name: metric.name, unit: metric.unit,
            kind: metric.kind, members: group.hasOwn ? figures.line.members.count : group.members.count,
            figures: pairs)
    }

    private mutating func toDate(
        _ figures: PeriodFigures, _ before: PeriodFigures
    ) async throws -> [PeriodComparison.Pair] {
        // A base without days is one of which none has begun.
        guard let day = figures.lastDay, let last = base.plan.grid.last?.lastDate,
            let date = day.sameDayOfMonth(notAfter: last)
        else { return try figures.toDate(against: nil, on: nil, in: before) }
        let reading = try await self.reading(on: date)
        return try figures.toDate(
            against: try reading.line(of: figures.line.metric, figures.group), on: date, in: before)
    }

    private mutating func reading(on date: LocalDate) async throws -> PeriodReading {
        if let known = dates[date] { return known }
        let reading = try await readDate(date)
        dates[date] = reading
        return reading
    }
}
