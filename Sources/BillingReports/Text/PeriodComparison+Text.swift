import BillingModel
import BillingTime

extension PeriodComparison: BillingScreen {
    /// A line for each figure of each row, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText("Consumption of \(name), \(mode.words)", stamp: stamp, width: width)
        if ranges.elapsed == 0 {
            screen.add(line: "No day of the period has ended yet")
            return screen.finished
        }
        var span = "\(ranges.period.text) beside \(ranges.base.text)"
        if let count = ranges.elapsed {
            span += count == 1 ? ", the first day of each" : ", the first \(count) days of each"
        }
        screen.add(line: span)
        if let line = breakdown.filterLine { screen.add(line: line) }
        if rows.isEmpty { screen.add(line: "No metric has data") } else { screen.add(table) }
        let notes = notes
        if !notes.isEmpty { screen.add(paragraph: notes) }
        return screen.finished
    }

    private var table: TextTable {
        let hasDates = rows.contains { $0.figures.contains { $0.period.date != nil || $0.base.date != nil } }
        let date: [TextTable.Column] = hasDates ? [.fixed("on")] : []
        var table = TextTable(
            keys: 2,
            [.text("Metric"), .fixed("Figure"), .number("Period")] + date + [.number("Before")] + date
                + [.number("Change"), .number("%")])
        for row in rows {
            let title = breakdown.title(row.name, row.labels, row.part)
            for (place, pair) in row.figures.enumerated() {
                func cells(_ side: Side) -> [TextTable.Cell] {
                    let figure =
                        pair.measure.isAverage
                        ? TextTable.Cell(average: side.value, side.completeness)
                        : TextTable.Cell(side.value, side.completeness)
                    return [figure] + (hasDates ? [side.date.map { .init("\($0)") } ?? .empty] : [])
                }
                table.add(
                    [place == 0 ? .init(title) : .empty, .init(pair.measure.words)] + cells(pair.period)
                        + cells(pair.base)
                        + TextTable.Cell.change(pair.change, ofAverages: pair.measure.isAverage))
            }
        }
        return table
    }

    private var notes: [String] {
        var notes: [String] = []
        if mode != .perDay, ranges.elapsed == nil, ranges.period.range.end > stamp.now, !rows.isEmpty {
            notes.append(
                "The period has not ended: its figures so far stand beside those of a whole range, while "
                    + "\(ComparisonMode.toDate) compares as many days of both")
        }
        for row in rows {
            let title = breakdown.title(row.name, row.labels, row.part)
            for pair in row.figures {
                for (name, side) in ["period": pair.period, "before": pair.base] as KeyValuePairs {
                    guard side.value == nil, let known = side.lastKnown else { continue }
                    notes.append(ScreenText.lastKnown("\(title), \(name)", known))
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
    /// The dates, or the instants in UTC.
    fileprivate var text: String { ScreenText.span(range) }
}
