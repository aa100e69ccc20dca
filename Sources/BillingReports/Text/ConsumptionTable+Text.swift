import BillingModel
import BillingTime

extension ConsumptionTable: BillingScreen {
    /// One table for each window, one for the month in progress and one of activity levels, as aligned text for a
    /// terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        if let line = breakdown.filterLine { screen.add(line: line) }
        let notes = notes
        guard !rows.isEmpty else {
            screen.add(line: "No metric has data")
            if !notes.isEmpty { screen.add(paragraph: notes) }
            return screen.finished
        }
        var lengths: [Int] = []
        for window in rows.flatMap(\.windows) where !lengths.contains(window.months) {
            lengths.append(window.months)
        }
        for length in lengths { screen.add(table(months: length), title: title(months: length)) }
        if rows.contains(where: \.tellsSteps) {
            screen.add(steps(lengths), title: "Configuration: dates on which it changed, and the net change")
        }
        if let month = rows.first?.progress.month {
            let title = "\(ScreenText.month(month)), in progress"
            if rows.contains(where: { $0.progress.completeness != nil }) {
                screen.add(progress, title: title)
            } else {
                screen.add(paragraph: [title + ": no day has begun"])
            }
        }
        if !activity.isEmpty { screen.add(levels, title: "Activity") }
        if !notes.isEmpty { screen.add(paragraph: notes) }
        return screen.finished
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

    private func table(months: Int) -> TextTable {
        var table = TextTable(
            keys: 1,
            [.text("Metric"), .number("Value"), .number("Average"), .number("Peak"), .fixed("on")]
                + [.number("Change"), .number("%"), .number("Months")])
        for row in rows {
            guard let window = row.windows.first(where: { $0.months == months }) else { continue }
            let figures = Self.figures(
                row.kind, window.value, window.average, window.peak, window.completeness)
            table.add(
                [.init(title(of: row))] + figures + TextTable.Cell.change(window.change)
                    + [.init("\(window.covered) of \(window.months)")])
        }
        return table
    }

    private var progress: TextTable {
        var table = TextTable([
            .text("Metric"), .number("Value"), .number("Average"), .number("Peak"), .fixed("on"),
        ])
        for row in rows {
            let now = row.progress
            table.add(
                [.init(title(of: row))]
                    + Self.figures(
                        row.kind, now.value, now.average, now.peak, now.completeness, isInProgress: true))
        }
        return table
    }

    /// How often levels changed, for each window side by side.
    private func steps(_ lengths: [Int]) -> TextTable {
        var table = TextTable(
            [.text("Metric")]
                + lengths.flatMap { [.number("\($0) months"), TextTable.Column.number("net")] })
        for row in rows where row.tellsSteps {
            table.add(
                [.init(title(of: row))]
                    + lengths.flatMap { length -> [TextTable.Cell] in
                        let window = row.windows.first { $0.months == length }
                        guard let window, let steps = window.steps else { return [.missing, .missing] }
                        let marks = FigureMarks(window.completeness)
                        return [
                            TextTable.Cell(NumberText.whole(steps.days), marks: marks),
                            TextTable.Cell(
                                NumberText.difference(steps.net), marks: marks, number: steps.net,
                                showsPlus: true),
                        ]
                    })
        }
        return table
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
        return notes
    }

    private func title(of row: Row) -> String { breakdown.title(row.name, row.labels, row.part) }

    /// The figures of a row; those that its kind of metric does not have are empty.
    private static func figures(
        _ kind: MetricKind, _ value: Double?, _ average: Double?, _ peak: Peak?,
        _ completeness: Completeness?, isInProgress: Bool = false
    ) -> [TextTable.Cell] {
        let hasDays = kind != .distinctToDate || !isInProgress
        return [
            kind == .distinct ? .empty : TextTable.Cell(value, completeness),
            hasDays ? TextTable.Cell(average: average, completeness) : .empty,
            hasDays ? TextTable.Cell(peak?.value, completeness) : .empty,
            peak.map { TextTable.Cell("\($0.date)") } ?? .empty,
        ]
    }

    private var levels: TextTable {
        var table = TextTable(
            keys: 2,
            [.text("Subject"), .fixed("Time"), .number("Level"), .number("Months"), .number("Stickiness")]
                + [.number("Months")])
        func percent(_ share: Double?) -> String? { share.flatMap { NumberText.share(of: $0, in: 1) } }
        for activity in activity {
            let subject = "\(activity.subject)"
            for month in activity.months where month.level != nil || month.stickiness != nil {
                let marks = FigureMarks(month.completeness)
                table.add([
                    .init(subject), .init(ScreenText.month(month.month)),
                    percent(month.level).map { .init($0, marks: marks) } ?? .missing, .empty,
                    percent(month.stickiness).map { .init($0, marks: marks) } ?? .missing,
                ])
            }
            for window in activity.windows {
                // A mean of fewer months than the window has is not complete.
                func cells(_ mean: ActivityLevel.Mean) -> [TextTable.Cell] {
                    [
                        percent(mean.value).map {
                            .init($0, marks: mean.covered < window.months ? .partial : [])
                        }
                            ?? .missing,
                        .init("\(mean.covered) of \(window.months)"),
                    ]
                }
                table.add(
                    [.init(subject), .init("last \(window.months) months")] + cells(window.level)
                        + cells(window.stickiness))
            }
        }
        return table
    }
}

extension ConsumptionTable.Row {
    /// Whether the row is of configuration objects, which change seldom, so that people look at when they do.
    var tellsSteps: Bool {
        PlatformMetric[metric]?.isConfiguration == true && windows.contains { $0.steps != nil }
    }
}
