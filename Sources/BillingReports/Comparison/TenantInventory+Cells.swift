import BillingModel
import BillingTime

extension TenantInventory: ComparableScreen {
    /// What the inventory is about.
    public var title: String { rows.count == 1 ? "Inventory of \(rows[0].name)" : "Inventory" }

    /// The counts of each tenant with their changes, then, of several tenants, those of the totals.
    public var cells: [ScreenCell] {
        var cells: [ScreenCell] = []
        for row in rows {
            for (column, count) in zip(columns, row.counts) {
                let bases = self.bases(of: column.metric, row)
                func add(
                    _ figure: String, _ title: String, _ content: ScreenCell.Content,
                    _ bases: [ScreenCell.Basis]
                ) {
                    cells.append(
                        ScreenCell(
                            place: .init(tenant: row.tenant, metric: column.metric, figure: figure),
                            row: row.title, column: column.name + title, content: content, bases: bases))
                }
                add(
                    "value", "", .init(count.value, count.completeness, lastKnown: count.lastKnown), bases.now
                )
                add(
                    "asof", ", as of", count.asof.map { .init(text: ScreenText.time($0)) } ?? .missing,
                    bases.now)
                for change in since == nil ? [] : ScreenCell.Content.change(count.change) {
                    add(change.figure, ", " + change.title, change.content, bases.now + bases.since)
                }
            }
        }
        return rows.count == 1 ? cells : cells + totalCells
    }

    private var totalCells: [ScreenCell] {
        var cells: [ScreenCell] = []
        for (column, total) in zip(columns, totals) {
            let bases = rows.map { self.bases(of: column.metric, $0) }
            func add(
                _ figure: String, _ title: String, _ content: ScreenCell.Content, _ bases: [ScreenCell.Basis]
            ) {
                cells.append(
                    ScreenCell(
                        place: .init(metric: column.metric, figure: figure), row: "Total",
                        column: column.name + title, content: content, bases: bases))
            }
            add(
                "value", "", .init(total.value, total.completeness, lastKnown: total.lastKnown),
                bases.flatMap(\.now))
            for change in since == nil ? [] : ScreenCell.Content.change(total.change) {
                add(change.figure, ", " + change.title, change.content, bases.flatMap { $0.now + $0.since })
            }
        }
        return cells
    }

    /// What a count stands on, and what the count that it is compared with does.
    private func bases(
        of metric: MetricID, _ row: Row
    ) -> (now: [ScreenCell.Basis], since: [ScreenCell.Basis]) {
        func basis(_ time: ScreenCell.Basis.Time) -> ScreenCell.Basis {
            ScreenCell.Basis(
                .level(metric, .none), of: row.tenant, in: time, clock: row.clock ?? ZoneHistory(row.zone))
        }
        let now = (try? InstantRange(stamp.now..<stamp.now)).map { [basis(.instants($0))] } ?? []
        return (now, since.map { [basis(.dates($0...$0))] } ?? [])
    }
}
