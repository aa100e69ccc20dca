import BillingModel
import BillingTime

extension ConsumptionTable: BillingScreen {
    /// What the table is about.
    public var title: String { "Consumption of \(name)" }

    /// `windows` of complete months of each metric, its month in `progress`, how active subjects were in each month as `activity`
    /// and over windows as `means`, and rows that cannot be told as `omitted`.
    public var tables: [ReportTable] {
        [
            windows(lengths), progress(), levels, means,
            breakdown.table(of: omitted, tenant: tenant, stamp: stamp),
        ]
    }

    /// One table for each window, one for the month in progress and one of activity levels.
    public var blocks: [ReportBlock] {
        let filters = breakdown.filterLine.map { [ReportBlock.line($0)] } ?? []
        guard !rows.isEmpty else { return filters + [.line("No metric has data"), .notes(notes)] }
        return filters + lengths.map { .table(windows([$0], title: title(months: $0))) } + [.table(steps)]
            + inProgress + [.table(activities), .notes(notes)]
    }

    /// The lengths of the windows in months, in the order of the screen.
    private var lengths: [Int] {
        rows.flatMap(\.windows).reduce(into: []) { lengths, window in
            if !lengths.contains(window.months) { lengths.append(window.months) }
        }
    }

    private func title(of row: Row) -> String { breakdown.title(row.name, row.labels, row.part) }

    // MARK: Windows

    private typealias Entry = (row: Row, window: Window)

    private func windows(_ lengths: [Int], title: String? = nil) -> ReportTable {
        let entries: [Entry] = lengths.flatMap { length in
            rows.compactMap { row in row.windows.first { $0.months == length }.map { (row, $0) } }
        }
        return ReportTable("windows", entries, title: title) { table in
            addKeys(&table, \.row)
            table.columnKey("months") {
                ReportTable.Cell(.integer($0.window.months), text: "last \($0.window.months) months")
            }
            table.note("members") { .count($0.row.members) }
            table.note("reporting") { .count($0.window.reporting) }
            table.figure("value", "Value") { entry in
                let value = figure(entry.row, entry.window.value, entry.window.completeness)
                // All windows end with the same day, so what was known last is shown once.
                let isFirst = entry.row.windows.first?.months == entry.window.months
                return value.or(isFirst ? entry.window.lastKnown : nil).depending(on: [last(entry)])
            }
            table.figure("average", "Average") { entry in
                .average(entry.window.average, entry.window.completeness).depending(on: [all(entry)])
            }
            table.figure("peak", "Peak") { entry in
                .number(entry.window.peak?.value, entry.window.completeness).depending(on: [all(entry)])
            }
            table.figure("peak_date", "on", label: "peak on", .fixed) {
                .date($0.window.peak?.date).depending(on: [all($0)])
            }
            table.change(dependencies: { [last($0), before($0)] }) { $0.window.change }
            table.figure("covered", "Months", label: "months") { entry in
                .count(entry.window.covered, of: entry.window.months).depending(on: [all(entry)])
            }
            table.figure("dates_changed", label: "dates changed") { entry in
                guard let steps = entry.window.steps else { return .empty }
                return .count(steps.days, marks: FigureMarks(entry.window.completeness))
                    .depending(on: self.steps(entry))
            }
            table.figure("net_change", label: "net change") { entry in
                guard let steps = entry.window.steps else { return .empty }
                return .difference(steps.net, marks: FigureMarks(entry.window.completeness))
                    .depending(on: self.steps(entry))
            }
            table.completeness { $0.window.completeness }
            table.note("filters") { _ in breakdown.cell }
            table.stamp(stamp)
        }
    }

    /// What tells a row from all others, and what it is called.
    private func addKeys<Element>(
        _ table: inout TableColumns<Element>, _ row: @escaping (Element) -> Row
    ) {
        table.note("tenant") { _ in .tenant(tenant) }
        table.note("name") { _ in .text(name) }
        table.key("metric", "Metric") { ReportTable.Cell(.metric(row($0).metric), text: title(of: row($0))) }
        table.key("labels") { .labels(row($0).labels) }
        table.key("part") { .text(row($0).part.rawValue) }
        table.note("title") { .text(row($0).name) }
        table.note("unit") { .text(row($0).unit) }
        table.note("kind") { .text(row($0).kind.rawValue) }
    }

    /// A value; of distinct counts of days none would make sense.
    private func figure(_ row: Row, _ value: Double?, _ completeness: Completeness?) -> ReportTable.Cell {
        row.kind == .distinct && value == nil ? .empty : .number(value, completeness)
    }

    private func dates(_ entry: Entry) -> ClosedRange<LocalDate> {
        entry.row.progress.month.months(entry.window.months)
    }

    private func all(_ entry: Entry) -> ReportTable.Dependency {
        dependency(.usage(entry.row.metric, entry.row.labels), dates(entry))
    }

    /// What a value depends on: of a level what is in force at its end.
    private func last(_ entry: Entry) -> ReportTable.Dependency {
        guard entry.row.kind == .gauge else { return all(entry) }
        return dependency(.level(entry.row.metric, entry.row.labels), dates(entry))
    }

    /// A level is compared with that of the date before, anything else with the months before.
    private func before(_ entry: Entry) -> ReportTable.Dependency {
        let (row, first) = (entry.row, dates(entry).lowerBound)
        let before = (try? first.adding(days: -1)) ?? .min
        return row.kind == .gauge
            ? dependency(.level(row.metric, row.labels), before...before)
            : dependency(.usage(row.metric, row.labels), first.months(entry.window.months))
    }

    /// The first step is one from the last level known before.
    ///
    /// Only of configuration people see steps.
    private func steps(_ entry: Entry) -> [ReportTable.Dependency] {
        guard entry.row.tellsSteps else { return [] }
        let before = dates(entry).lowerBound.months(entry.window.months)
        return [all(entry), dependency(.level(entry.row.metric, entry.row.labels), before)]
    }

    private func dependency(
        _ source: ReportTable.Dependency.Source, _ dates: ClosedRange<LocalDate>
    ) -> ReportTable.Dependency {
        .init(source, of: tenant, in: .dates(dates), clock: stamp.zones)
    }

    /// The months of a window, and those before, by which its change is told.
    private func title(months: Int) -> String {
        func name(_ offset: Int) -> Substring? {
            (try? rows.first?.progress.month.adding(months: offset)).map { "\($0)".prefix(7) }
        }
        let length = months == 1 ? "1 month" : "\(months) months"
        guard let first = name(-months), let last = name(-1) else { return "Last \(length)" }
        let title = "\(length), \(first == last ? first : "\(first) to \(last)")"
        let hasChange = rows.contains { $0.windows.contains { $0.months == months && $0.change != nil } }
        guard hasChange, let base = name(-2 * months), let end = name(-months - 1) else { return title }
        let span = base == end ? base : "\(base) to \(end)"
        return title + ", compared with \(span); levels as of its end"
    }

    /// How often levels changed, for each window side by side.
    private var steps: ReportTable {
        let title = "Configuration: dates on which it changed, and the net change"
        return ReportTable(nil, rows.filter(\.tellsSteps), title: title) { table in
            table.key(nil, "Metric") { .text(self.title(of: $0)) }
            for length in lengths {
                table.figure(nil, "\(length) months") { row in
                    row.steps(length).map { .count($0.steps.days, marks: $0.marks) } ?? .unknown
                }
                table.figure(nil, "net") { row in
                    row.steps(length).map { .difference($0.steps.net, marks: $0.marks) } ?? .unknown
                }
            }
        }
    }

    // MARK: The month in progress

    private func progress(title: String? = nil) -> ReportTable {
        func all(_ row: Row) -> ReportTable.Dependency {
            dependency(.usage(row.metric, row.labels), row.dates)
        }
        func last(_ row: Row) -> ReportTable.Dependency {
            row.kind == .gauge ? dependency(.level(row.metric, row.labels), row.dates) : all(row)
        }
        func hasDays(_ row: Row) -> Bool { row.kind != .distinctToDate }
        return ReportTable("progress", rows, title: title) { table in
            addKeys(&table, \.self)
            table.columnKey("month") { ReportTable.Cell(.date($0.progress.month), text: "month in progress") }
            table.note("members") { .count($0.members) }
            table.note("reporting") { .count($0.progress.reporting) }
            table.figure("value", "Value") { row in
                figure(row, row.progress.value, row.progress.completeness).or(row.progress.lastKnown)
                    .depending(on: [last(row)])
            }
            table.figure("average", "Average") { row in
                guard hasDays(row) else { return .empty }
                return .average(row.progress.average, row.progress.completeness).depending(on: [all(row)])
            }
            table.figure("peak", "Peak") { row in
                guard hasDays(row) else { return .empty }
                return .number(row.progress.peak?.value, row.progress.completeness).depending(on: [all(row)])
            }
            table.figure("peak_date", "on", label: "peak on", .fixed) {
                .date($0.progress.peak?.date).depending(on: [all($0)])
            }
            addOutlook(&table)
            table.note("widened") { .flag($0.progress.widened) }
            table.completeness { $0.progress.completeness }
            table.note("filters") { _ in breakdown.cell }
            table.stamp(stamp)
        }
    }

    /// Where the month will end and where metrics are going, if any row tells it.
    private func addOutlook(_ table: inout TableColumns<Row>) {
        // A forecast and a trend follow from all that was looked back on.
        func ever(_ row: Row) -> [ReportTable.Dependency] {
            guard hasOutlook(row) else { return [] }
            return [.init(.usage(row.metric, row.labels), of: tenant, in: .ever, clock: stamp.zones)]
        }
        if hasOutlooks {
            table.estimate(
                "outlook", "Outlook", label: "outlook", prefix: "outlook_", \.outlook?.estimate,
                dependencies: ever)
            table.note("outlook_basis") { .text($0.outlook?.basis.rawValue) }
        }
        if rows.contains(where: { $0.trend != nil }) {
            table.trend("trend", \.trend, dependencies: ever)
        }
    }

    private var hasOutlooks: Bool { rows.contains { $0.outlook != nil } }

    private var inProgress: [ReportBlock] {
        guard let month = rows.first?.progress.month else { return [] }
        let title = "\(ScreenText.month(month)), in progress"
        guard hasOutlooks || rows.contains(where: { $0.progress.completeness != nil }) else {
            return [.notes([title + ": no day has begun"])]
        }
        return [.table(progress(title: title))]
    }

    private var notes: [String] {
        var notes = breakdown.lines(omitted)
        for row in rows {
            // All windows end with the same day.
            if let window = row.windows.first, window.value == nil, let known = window.lastKnown {
                notes.append(ScreenText.lastKnown("\(title(of: row)), months before", known))
            }
            if row.progress.value == nil, let known = row.progress.lastKnown {
                notes.append(ScreenText.lastKnown("\(title(of: row)), month in progress", known))
            }
        }
        if rows.contains(where: { $0.windows.contains { $0.change?.daily != nil } }) {
            notes.append("% of a sum or an increase compares the averages per covered day")
        }
        if rows.contains(where: \.progress.widened) {
            notes.append("Counts of activity in the month in progress reach to the end of the quarter hour")
        }
        if hasOutlooks {
            notes.append(
                "Outlook: the figure at the end of the month, of distinct counts the mean of its days; "
                    + ScreenText.interval80)
        }
        return notes + rows.compactMap(\.trend).filter(\.isMoving).map(\.statement)
    }

    // MARK: Activity

    private var levels: ReportTable {
        let entries = activity.flatMap { level in level.months.map { (subject: level.subject, month: $0) } }
        func dates(_ month: LocalDate) -> ClosedRange<LocalDate> { month.next.months(1) }
        return ReportTable("activity", entries) { table in
            table.key("subject") {
                ReportTable.Cell(.text($0.subject.text), text: "Activity of \($0.subject)")
            }
            table.columnKey("month", "Month") {
                ReportTable.Cell(.date($0.month.month), text: String("\($0.month.month)".prefix(7)))
            }
            table.figure("level") { entry in
                entry.month.cell(entry.month.level)
                    .depending(on: dependencies(entry.subject, \.total, dates(entry.month.month)))
            }
            table.figure("stickiness") { entry in
                entry.month.cell(entry.month.stickiness)
                    .depending(on: dependencies(entry.subject, \.daily, dates(entry.month.month)))
            }
            table.completeness { $0.month.completeness }
            table.stamp(stamp)
        }
    }

    private var means: ReportTable {
        let entries = activity.flatMap { level in
            level.windows.map { (subject: level.subject, window: $0, last: level.months.last?.month) }
        }
        typealias Entry = (subject: SubjectKind, window: ActivityLevel.Window, last: LocalDate?)
        func depending(
            _ cell: ReportTable.Cell, _ entry: Entry, _ other: KeyPath<ActivityRatio, Metric>
        ) -> ReportTable.Cell {
            guard let last = entry.last else { return cell }
            return cell.depending(
                on: dependencies(entry.subject, other, last.next.months(entry.window.months)))
        }
        return ReportTable("means", entries) { table in
            table.key("subject") {
                ReportTable.Cell(.text($0.subject.text), text: "Activity of \($0.subject)")
            }
            table.columnKey("months", "Months") {
                ReportTable.Cell(.integer($0.window.months), text: "last \($0.window.months) months")
            }
            table.figure("level") { depending($0.window.cell($0.window.level), $0, \.total) }
            table.figure("level_months", label: "level, months") {
                depending(.count($0.window.level.covered, of: $0.window.months), $0, \.total)
            }
            table.figure("stickiness") { depending($0.window.cell($0.window.stickiness), $0, \.daily) }
            table.figure("stickiness_months", label: "stickiness, months") {
                depending(.count($0.window.stickiness.covered, of: $0.window.months), $0, \.daily)
            }
            table.stamp(stamp)
        }
    }

    /// A level follows from a figure to date and another metric.
    ///
    /// Another kind of subject than those of the platform has none.
    private func dependencies(
        _ subject: SubjectKind, _ other: KeyPath<ActivityRatio, Metric>, _ dates: ClosedRange<LocalDate>
    ) -> [ReportTable.Dependency] {
        guard let ratio = ActivityRatio.all.first(where: { $0.subject == subject }) else { return [] }
        return [ratio.monthly, ratio[keyPath: other]].map { dependency(.usage($0.id, .none), dates) }
    }

    /// How active subjects were: month by month, then the means.
    private var activities: ReportTable {
        var lines:
            [(subject: String, time: String, level: [ReportTable.Cell], stickiness: [ReportTable.Cell])] = []
        for level in activity {
            let subject = "\(level.subject)"
            for month in level.months where month.level != nil || month.stickiness != nil {
                lines.append(
                    (
                        subject, ScreenText.month(month.month), [month.cell(month.level), .empty],
                        [month.cell(month.stickiness), .empty]
                    ))
            }
            for window in level.windows {
                func cells(_ mean: ActivityLevel.Mean) -> [ReportTable.Cell] {
                    [window.cell(mean), .count(mean.covered, of: window.months)]
                }
                lines.append(
                    (
                        subject, "last \(window.months) months", cells(window.level), cells(window.stickiness)
                    ))
            }
        }
        return ReportTable(nil, lines, title: "Activity") { table in
            table.key(nil, "Subject") { .text($0.subject) }
            table.key(nil, "Time", .fixed) { .text($0.time) }
            table.figure(nil, "Level") { $0.level[0] }
            table.figure(nil, "Months") { $0.level[1] }
            table.figure(nil, "Stickiness") { $0.stickiness[0] }
            table.figure(nil, "Months") { $0.stickiness[1] }
        }
    }
}

extension ConsumptionTable.Row {
    /// Whether the row is of configuration objects, which change seldom, so that people look at when they do.
    fileprivate var tellsSteps: Bool {
        PlatformMetric[metric]?.isConfiguration == true && windows.contains { $0.steps != nil }
    }

    /// The steps of a window of so many months, and the marks of its figures.
    fileprivate func steps(_ months: Int) -> (steps: ConsumptionTable.Steps, marks: FigureMarks)? {
        windows.first { $0.months == months }.flatMap { window in
            window.steps.map { ($0, FigureMarks(window.completeness)) }
        }
    }

    /// The dates of the month in progress.
    var dates: ClosedRange<LocalDate> {
        let last = (try? progress.month.adding(months: 1)).flatMap { try? $0.adding(days: -1) } ?? .max
        return progress.month...max(progress.month, last)
    }
}

extension ActivityLevel.Month {
    fileprivate func cell(_ share: Double?) -> ReportTable.Cell {
        .share(share, marks: FigureMarks(completeness), otherwise: .unknown)
    }
}

extension ActivityLevel.Window {
    /// A mean; one of fewer months than the window has is not complete.
    fileprivate func cell(_ mean: ActivityLevel.Mean) -> ReportTable.Cell {
        .share(mean.value, marks: mean.covered < months ? .partial : [], otherwise: .unknown)
    }
}

extension LocalDate {
    /// The dates of so many months before this first date of one.
    fileprivate func months(_ count: Int) -> ClosedRange<LocalDate> {
        let first = (try? adding(months: -count)) ?? .min
        let last = (try? adding(days: -1)) ?? .min
        return first...Swift.max(first, last)
    }

    /// The first date of the month after this first date of one.
    fileprivate var next: LocalDate { (try? adding(months: 1)) ?? .max }
}
