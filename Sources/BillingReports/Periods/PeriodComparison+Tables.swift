import BillingModel
import BillingTime

extension PeriodComparison: BillingScreen {
    /// What is compared, and of whom.
    public var title: String { "Consumption of \(name), \(mode.words)" }

    /// `figures` with both sides of each, the `ranges` that are compared, and rows that cannot be told as `omitted`.
    ///
    /// What begins with `base_` is of the range that the period is compared with.
    public var tables: [ReportTable] {
        [figures, bounds, breakdown.table(of: omitted, tenant: tenant, stamp: stamp)]
    }

    /// A line for each figure of each row.
    public var blocks: [ReportBlock] {
        if ranges.elapsed == 0 { return [.line("No day of the period has ended yet")] }
        var span = "\(ScreenText.span(ranges.period.range)) beside \(ScreenText.span(ranges.base.range))"
        if let count = ranges.elapsed {
            span += count == 1 ? ", the first day of each" : ", the first \(count) days of each"
        }
        return [.line(span)] + (breakdown.filterLine.map { [.line($0)] } ?? [])
            + [rows.isEmpty ? .line("No metric has data") : .table(figures), .notes(notes)]
    }

    // MARK: Figures

    private typealias Entry = (row: Row, pair: Pair, isFirst: Bool)

    private var figures: ReportTable {
        let entries: [Entry] = rows.flatMap { row in
            row.figures.enumerated().map { (row, $0.element, $0.offset == 0) }
        }
        let hasDates = entries.contains { $0.pair.period.date != nil || $0.pair.base.date != nil }
        return ReportTable("figures", entries) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.note("name") { _ in .text(name) }
            table.note("mode") { _ in .text(mode.description) }
            table.key("metric") { ReportTable.Cell(.metric($0.row.metric), text: title(of: $0.row)) }
            table.key("labels") { .labels($0.row.labels) }
            table.key("part") { .text($0.row.part.rawValue) }
            table.note("title") { .text($0.row.name) }
            // A name stands beside the first of its figures.
            table.note(nil, "Metric") { $0.isFirst ? .text(title(of: $0.row)) : .empty }
            table.note("unit") { .text($0.row.unit) }
            table.note("kind") { .text($0.row.kind.rawValue) }
            table.note("members") { .count($0.row.members) }
            table.columnKey("measure", "Figure") { .text($0.pair.measure.rawValue, $0.pair.measure.words) }
            addSide("", "Period", hasDates, of: ranges.period, to: &table) { $0.pair.period }
            addSide("base_", "Before", hasDates, of: ranges.base, to: &table) { $0.pair.base }
            table.change(
                ofAverages: { $0.pair.measure.isAverage },
                dependencies: { dependencies($0, ranges.period) + dependencies($0, ranges.base) }
            ) { $0.pair.change }
            table.note("filters") { _ in breakdown.cell }
            table.stamp(stamp)
        }
    }

    private func addSide(
        _ prefix: String, _ title: String, _ hasDates: Bool, of range: ComparedRange,
        to table: inout TableColumns<Entry>, _ side: @escaping (Entry) -> Side
    ) {
        table.figure(prefix + "value", title, label: prefix.isEmpty ? "" : "before") { entry in
            let side = side(entry)
            let cell: ReportTable.Cell =
                entry.pair.measure.isAverage
                ? .average(side.value, side.completeness) : .number(side.value, side.completeness)
            return cell.or(side.lastKnown).depending(on: dependencies(entry, range))
        }
        table.figure(
            prefix + "date", hasDates ? "on" : nil, label: prefix.isEmpty ? "on" : "before on", .fixed
        ) { entry in
            .date(side(entry).date).depending(on: dependencies(entry, range))
        }
        table.note(prefix + "reporting") { .count(side($0).reporting) }
        table.note(prefix + "widened") { .flag(side($0).widened) }
        table.completeness(prefix) { side($0).completeness }
    }

    private func dependencies(_ entry: Entry, _ range: ComparedRange) -> [ReportTable.Dependency] {
        let (metric, labels) = (entry.row.metric, entry.row.labels)
        let isLevel = entry.row.kind == .gauge && entry.pair.measure == .last
        return [
            .init(
                isLevel ? .level(metric, labels) : .usage(metric, labels), of: tenant,
                in: .instants(range.range),
                clock: stamp.zones)
        ]
    }

    private func title(of row: Row) -> String { breakdown.title(row.name, row.labels, row.part) }

    // MARK: Ranges

    private var bounds: ReportTable {
        ReportTable("ranges", [ranges]) { table in
            table.note("tenant") { _ in .tenant(tenant) }
            table.note("mode") { _ in .text(mode.description) }
            table.note("elapsed") { $0.elapsed.map { .count($0) } ?? .empty }
            table.bounds(instants: { $0.period.range.range }, dates: { $0.period.bounds })
            table.bounds("base_", instants: { $0.base.range.range }, dates: { $0.base.bounds })
            table.stamp(stamp)
        }
    }

    private var notes: [String] {
        var notes: [String] = []
        if mode != .perDay, ranges.elapsed == nil, ranges.period.range.end > stamp.now, !rows.isEmpty {
            notes.append(
                "The period has not ended: its figures so far stand beside those of a whole range, while "
                    + "\(ComparisonMode.toDate) compares as many days of both")
        }
        for row in rows {
            for pair in row.figures {
                for (name, side) in ["period": pair.period, "before": pair.base] as KeyValuePairs {
                    guard side.value == nil, let known = side.lastKnown else { continue }
                    notes.append(ScreenText.lastKnown("\(title(of: row)), \(name)", known))
                }
            }
        }
        if rows.contains(where: { $0.figures.contains { $0.change?.daily != nil } }) {
            notes.append("% of a sum or an increase compares the averages per covered day")
        }
        notes += breakdown.lines(omitted)
        if rows.contains(where: { $0.figures.contains { $0.period.widened || $0.base.widened } }) {
            notes.append("Counts of activity reach beyond the range to whole quarter hours")
        }
        return notes
    }
}

extension ComparisonMode {
    /// What is compared, after the name of whose consumption it is.
    fileprivate var words: String {
        switch self {
        case .toDate: "to date beside the previous period"
        case .previousPeriod: "beside the previous period"
        case .equalLength: "beside the same length before"
        case .sameWeekdays: "beside the same weekdays before"
        case .sameLastYear: "beside the same dates of last year"
        default: "per day beside the previous period"
        }
    }
}

extension PeriodComparison.Measure {
    fileprivate var words: String {
        switch self {
        case .toDate: "to date"
        case .perDay: "per day"
        case .last, .mean, .sum, .increase, .distinct, .peak: rawValue
        }
    }

    /// Whether the figure is a mean, which has decimals.
    fileprivate var isAverage: Bool { self == .mean || self == .perDay }
}

extension ComparedRange {
    fileprivate var bounds: (first: LocalDate, last: LocalDate)? {
        dates.map { ($0.lowerBound, $0.upperBound) }
    }
}
