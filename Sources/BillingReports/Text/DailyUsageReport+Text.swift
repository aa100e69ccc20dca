import BillingModel
import BillingTime

extension DailyUsageReport: BillingScreen {
    /// A line for each date and a column for each metric, under the titles of the platform's report, as aligned text for
    /// a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText("Platform usage of \(name)", stamp: stamp, width: width)
        guard !rows.isEmpty else {
            screen.add(line: "No dates")
            return screen.finished
        }
        var table = TextTable([.fixed("Date")] + columns.map { .number(Self.titles[$0.metric] ?? $0.name) })
        for row in rows {
            table.add([.init("\(row.date)")] + row.figures.map { .init($0.value, $0.completeness) })
        }
        screen.add(table)
        return screen.finished
    }

    private static let titles: [MetricID: String] = [
        Metric.devicesLinked.id: "Devices", Metric.dailyActiveDevices.id: "DAD",
        Metric.monthlyActiveDevices.id: "MAD", Metric.dailyActiveUsers.id: "DAU",
        Metric.monthlyActiveUsers.id: "MAU", Metric.workflows.id: "Rules",
    ]
}
