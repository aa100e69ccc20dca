import BillingModel

/// The daily samples of one tenant as usage rows, in ascending order of date.
struct UsageRows {
    private struct Day: Hashable {
        let date: Int64
        let zone: ZoneID?
    }

    private let tenant: TenantID
    private var numbers: [Day: [Double?]] = [:]

    init(of tenant: TenantID) { self.tenant = tenant }

    /// Adds a series, if it is one of the report.
    mutating func add(_ series: MetricSeries) {
        guard series.timing == .dates, series.key.labels.isEmpty,
            let column = UsageColumns.titles.firstIndex(where: { $0.metric.id == series.key.metric })
        else { return }
        for index in series.indices {
            let zone = series.zones.isEmpty ? nil : series.zones[index]
            let day = Day(date: series.positions[index], zone: zone)
            let empty = [Double?](repeating: nil, count: UsageColumns.titles.count)
            numbers[day, default: empty][column] = series.values[index]
        }
    }

    /// The cells of each row.
    func cells() throws -> [[CSVValue]] {
        let days = numbers.keys.sorted { left, right in
            left.date == right.date
                ? (left.zone?.description ?? "").precedesByBytes(right.zone?.description ?? "")
                : left.date < right.date
        }
        return try days.map { day in
            var cells: [CSVValue] = [.id(tenant), try .time(MetricSeries.time(day.date, .dates))]
            for number in numbers[day] ?? [] { cells.append(try .number(number)) }
            return cells + [.zone(day.zone)]
        }
    }
}
