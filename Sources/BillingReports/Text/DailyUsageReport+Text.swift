import BillingModel
import BillingTime

extension DailyUsageReport: BillingScreen {
    /// A line for each date and a column for each metric, under the titles of the platform's report, as aligned text for
    /// a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        guard !rows.isEmpty else {
            screen.add(line: "No dates")
            return screen.finished
        }
        var table = TextTable([.fixed("Date")] + columns.map { .number($0.title) })
        for row in rows {
            table.add([.init("\(row.date)")] + row.figures.map { .init($0.value, $0.completeness) })
        }
        screen.add(table)
        return screen.finished
    }
}

extension DailyUsageReport.Column {
    /// The title that the platform's report has for the metric, else its name.
    var title: String { PlatformMetric[metric]?.title ?? name }
}
