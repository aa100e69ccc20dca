import BillingModel
import BillingTime

extension ConsumptionActions: ComparableScreen {
    /// What the screen is about.
    public var title: String { "Consumption actions" }

    /// The totals by category and type, then the executions per bucket.
    public var cells: [ScreenCell] {
        guard !rows.isEmpty else { return [silence] }
        var cells: [ScreenCell] = []
        for category in categories {
            let members = rows.filter { $0.category == category.category }
            for row in members { cells += self.cells(row.title, row.labels, row.total) }
            if members.count > 1 {
                let labels = Self.labels(category.category, nil)
                cells += self.cells("\(category.category), all", labels, category.total)
            }
        }
        cells += self.cells("Total", .none, total)
        for (index, interval) in buckets.enumerated() {
            let from =
                width.isDayOrWider ? "\(interval.bucket.firstDate)" : ScreenText.utc(interval.bucket.start)
            let row = width == .month ? ScreenText.month(interval.bucket.firstDate) : from
            let columns =
                [("Total", Labels.none, interval.executed)]
                + rows.map { ($0.title, $0.labels, $0.executed[index]) }
            for (title, labels, count) in columns {
                cells.append(
                    ScreenCell(
                        place: .init(
                            metric: Metric.actions.id, labels: labels, part: from, figure: "executed"),
                        row: row, column: title,
                        content: count.map { .init(count: $0, interval.completeness) } ?? .missing,
                        bases: [basis(.actions, labels, interval.bucket.time(in: range))]))
            }
        }
        return cells
    }

    /// What a screen without rows says: that there were none, as far as is known.
    private var silence: ScreenCell {
        ScreenCell(
            place: .init(metric: Metric.actions.id, figure: "executed"), row: "Total", column: "executed",
            content: content(total.executed),
            bases: [basis(.actions, .none, .instants(range))])
    }

    private func cells(_ title: String, _ labels: Labels, _ tally: Tally) -> [ScreenCell] {
        var cells: [ScreenCell] = []
        func add(
            _ figure: String, _ column: String, _ content: ScreenCell.Content, _ bases: [ScreenCell.Basis]
        ) {
            cells.append(
                ScreenCell(
                    place: .init(metric: Metric.actions.id, labels: labels, figure: figure), row: title,
                    column: column, content: content, bases: bases))
        }
        let time = ScreenCell.Basis.Time.instants(range)
        let own = [basis(.actions, labels, time)]
        add("executed", "executed", content(tally.executed), own)
        add(
            "share", "share", .init(tally.share, share(of: tally)), [basis(.actions, .none, time)])
        add(
            "failed", "failed", content(tally.failed),
            [basis(.actionsFailed, labels, time)])
        add(
            "suppressed", "suppressed", content(tally.suppressed),
            [basis(.actionsSuppressed, labels, time)])
        for change in ScreenCell.Content.change(tally.change) {
            let earlier = before.map { [basis(.actions, labels, .instants($0))] } ?? []
            add(change.figure, change.title, change.content, own + earlier)
        }
        return cells
    }

    private func content(_ count: Int?) -> ScreenCell.Content {
        count.map { .init(count: $0, completeness) } ?? .missing
    }

    private func basis(
        _ metric: Metric, _ labels: Labels, _ time: ScreenCell.Basis.Time
    ) -> ScreenCell.Basis {
        ScreenCell.Basis(.usage(metric.id, labels), in: time, clock: stamp.zones)
    }

    static func labels(_ category: ActionCategory, _ type: ActionType?) -> Labels {
        // Every id is a label text, and two names are no twins.
        var pairs = [(LabelText.category, category.text)]
        if let type { pairs.append((.type, type.text)) }
        let labels = pairs.compactMap { name, text in
            (try? LabelText(text)).map { Labels.Pair(name: name, value: $0) }
        }
        return (try? Labels(labels)) ?? .none
    }
}

extension ConsumptionActions.Row {
    fileprivate var title: String { "\(category) \(type)" }
    fileprivate var labels: Labels { ConsumptionActions.labels(category, type) }
}
