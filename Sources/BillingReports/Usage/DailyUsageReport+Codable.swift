import BillingModel
import BillingTime

/// Columns instead of rows: the dates once, and of each metric its values and their completeness.
extension DailyUsageReport: Codable {
    private enum CodingKeys: String, CodingKey { case columns, dates, name, stamp, tenant }

    private struct Dates: Codable {
        let first: LocalDate?
        let steps: ValueRuns<Int>
    }

    private struct Figures: Codable {
        let completeness: CompletenessColumns
        let kind: MetricKind
        let metric: MetricID
        let name: String
        let unit: String
        let value: [Double?]
    }

    /// Reads a report, and checks that each metric has a figure for each date.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let dates = try values.decode(Dates.self, forKey: .dates)
        let columns = try values.decode([Figures].self, forKey: .columns)
        let count = dates.steps.count + (dates.first == nil ? 0 : 1)
        guard count > 0 || dates.steps.count == 0, count <= BucketGrid.defaultLimit,
            columns.allSatisfy({ $0.value.count == count })
        else {
            throw BillingError(.malformed, rule: "a metric of a usage report has a figure for each date")
        }
        let completeness = try columns.map { try $0.completeness.parts(count) }
        var rows: [Row] = []
        var date = dates.first
        for (place, step) in ([0] + (try dates.steps.values(max(0, count - 1)))).enumerated().prefix(count) {
            guard let last = date, place == 0 || step > 0 else {
                throw BillingError(.malformed, rule: "the dates of a usage report ascend")
            }
            let next = try last.adding(days: step)
            rows.append(
                Row(
                    date: next,
                    figures: zip(columns, completeness).map {
                        Figure(value: $0.value[place], completeness: $1[place])
                    }))
            date = next
        }
        self.init(
            stamp: try values.decode(ScreenStamp.self, forKey: .stamp),
            tenant: try values.decode(TenantID.self, forKey: .tenant),
            name: try values.decode(String.self, forKey: .name),
            columns: columns.map { Column(metric: $0.metric, name: $0.name, unit: $0.unit, kind: $0.kind) },
            rows: rows)
    }

    /// Writes the columns.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        var list = values.nestedUnkeyedContainer(forKey: .columns)
        for (place, column) in columns.enumerated() {
            let figures = rows.map { $0.figures[place] }
            try list.encode(
                Figures(
                    completeness: CompletenessColumns(
                        figures.map(\.completeness), omitsTime: encoder.omitsTime), kind: column.kind,
                    metric: column.metric, name: column.name, unit: column.unit, value: figures.map(\.value)))
        }
        let steps = zip(rows, rows.dropFirst()).lazy.map { $0.date.days(to: $1.date) }
        try values.encode(Dates(first: rows.first?.date, steps: ValueRuns(steps)), forKey: .dates)
        try values.encode(name, forKey: .name)
        try values.encode(stamp, forKey: .stamp)
        try values.encode(tenant, forKey: .tenant)
    }
}
