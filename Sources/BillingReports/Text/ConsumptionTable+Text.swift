import BillingModel
import BillingTime

extension ConsumptionTable: BillingScreen {
    /// One table for each window, one for the month in progress and one of activity levels, as aligned text for a
    /// terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        guard !rows.isEmpty else {
            screen.add(line: "No metric has data")
            return screen.finished
        }
        var lengths: [Int] = []
        for window in rows.flatMap(\.windows) where !lengths.contains(window.months) {
            lengths.append(window.months)
        }
        for length in lengths { screen.add(table(months: length), title: "Last \(length) months") }
        if let month = rows.first?.progress.month {
            screen.add(progress, title: "Month in progress, from \(month)")
        }
        if !activity.isEmpty { screen.add(levels, title: "Activity") }
        return screen.finished
    }

    private func table(months: Int) -> TextTable {
        var table = TextTable(
            keys: 1,
            [.text("Metric"), .number("Value"), .number("Average"), .number("Peak"), .fixed("on")]
                + [.number("Change"), .number("%"), .number("Months")])
        for row in rows {
            guard let window = row.windows.first(where: { $0.months == months }) else { continue }
            let figures = Self.figures(window.value, window.average, window.peak, window.completeness)
            table.add(
                [.init(row.title)] + figures + TextTable.Cell.change(window.change)
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
            table.add([.init(row.title)] + Self.figures(now.value, now.average, now.peak, now.completeness))
        }
        return table
    }

    private static func figures(
        _ value: Double?, _ average: Double?, _ peak: Peak?, _ completeness: Completeness?
    ) -> [TextTable.Cell] {
        [
            TextTable.Cell(value, completeness), TextTable.Cell(average: average, completeness),
            TextTable.Cell(peak?.value, completeness),
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
                let isMarked = !month.completeness.isComplete
                table.add([
                    .init(subject), .init(String("\(month.month)".prefix(7))),
                    percent(month.level).map { .init($0, isMarked: isMarked) } ?? .missing, .empty,
                    percent(month.stickiness).map { .init($0, isMarked: isMarked) } ?? .missing,
                ])
            }
            for window in activity.windows {
                // A mean of fewer months than the window has is not complete.
                func cells(_ mean: ActivityLevel.Mean) -> [TextTable.Cell] {
                    [
                        percent(mean.value).map { .init($0, isMarked: mean.covered < window.months) }
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
    /// The name, with the values of the labels that set it apart.
    fileprivate var title: String { ScreenText.title(name, labels) }
}
