import BillingModel

extension DailyUsageReport: ComparableScreen {
    /// What the report is about.
    public var title: String { "Platform usage of \(name)" }

    /// The figures of each date.
    public var cells: [ScreenCell] {
        rows.flatMap { row in
            zip(columns, row.figures).map { column, figure in
                let isLevel = column.kind == .gauge
                return ScreenCell(
                    place: .init(metric: column.metric, part: "\(row.date)", figure: "value"),
                    row: "\(row.date)", column: column.title,
                    content: .init(figure.value, figure.completeness),
                    bases: [
                        ScreenCell.Basis(
                            isLevel ? .level(column.metric, .none) : .usage(column.metric, .none), of: tenant,
                            in: .dates(row.date...row.date), clock: stamp.zones)
                    ])
            }
        }
    }
}
