import BillingModel
import BillingTime

extension TenantInventory: BillingScreen {
    /// What one tenant has line by line, or what several have side by side, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        if let since { screen.add(line: "Changes are told from the end of \(since)") }
        guard rows.count != 1 else {
            screen.add(table(of: rows[0]))
            return screen.finished
        }
        guard !rows.isEmpty else {
            screen.add(line: "No tenants")
            return screen.finished
        }
        if totals.contains(where: \.shared) {
            screen.add(line: "A total may count what tenants share more than once")
        }
        screen.add(
            table(
                rows.map { $0.counts.map { TextTable.Cell($0.value, $0.completeness) } },
                total: totals.map { TextTable.Cell($0.value, $0.completeness) }))
        if let since {
            screen.add(
                table(
                    rows.map { $0.counts.map { Self.change($0.change) } },
                    total: totals.map { Self.change($0.change) }),
                title: "Change since the end of \(since)")
        }
        let known = lastKnown
        if !known.isEmpty { screen.add(paragraph: known) }
        return screen.finished
    }

    private func table(of row: Row) -> TextTable {
        var table = TextTable(
            [.text("What"), .number("Count"), .fixed("As of")]
                + (since == nil ? [] : [.number("Change"), .number("%")]))
        for (column, count) in zip(columns, row.counts) {
            table.add(
                [.init(column.name), .init(count.value, count.completeness)] + [asOf(count)]
                    + (since == nil ? [] : TextTable.Cell.change(count.change)))
        }
        return table
    }

    /// When a count was true; of a missing one what was known last.
    private func asOf(_ count: Count) -> TextTable.Cell {
        if count.value == nil, let known = count.lastKnown { return .init(ScreenText.lastKnown(known)) }
        return count.asof.map { .init(ScreenText.time($0)) } ?? .missing
    }

    /// What was known last of the counts that are missing.
    private var lastKnown: [String] {
        var lines: [String] = []
        for row in rows {
            for (column, count) in zip(columns, row.counts) {
                guard count.value == nil, let known = count.lastKnown else { continue }
                lines.append(ScreenText.lastKnown("\(row.title), \(column.name)", known))
            }
        }
        return lines
    }

    private func table(_ cells: [[TextTable.Cell]], total: [TextTable.Cell]) -> TextTable {
        let showsZone = Set(rows.map(\.zone)).count > 1
        var table = TextTable(
            [.text("Tenant")] + (showsZone ? [.text("Zone")] : []) + columns.map { .number($0.name) })
        for (row, cells) in zip(rows, cells) {
            table.add([.init(row.title)] + (showsZone ? [.init(row.zone.name)] : []) + cells)
        }
        table.add([.init("Total")] + (showsZone ? [.empty] : []) + total)
        return table
    }

    private static func change(_ change: Change?) -> TextTable.Cell {
        guard let change else { return .missing }
        let percent = change.growth.flatMap { NumberText.percent(of: $0.difference, base: $0.base) }
            .map { " (\($0))" }
        return TextTable.Cell(
            NumberText.difference(change.difference) + (percent ?? ""),
            marks: FigureMarks(change.completeness))
    }
}

extension TenantInventory.Row {
    /// The id, which no other row has, and the name if it says more.
    var title: String { name == tenant.text ? name : "\(tenant) \(name)" }
}
