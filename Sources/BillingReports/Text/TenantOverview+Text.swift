import BillingModel
import BillingTime

extension TenantOverview {
    /// What the screen is about.
    public var title: String { "Tenants" }

    /// The tenants side by side, and the changes of what they have, as aligned text for a terminal.
    public func text(width: Int) -> String {
        var screen = ScreenText(title, stamp: stamp, width: width)
        let shown = rows.count == tenants ? "" : "\(NumberText.whole(rows.count)) of "
        let highest = descending ? ", highest first" : ""
        screen.add(
            line:
                "\(shown)\(NumberText.whole(tenants)) \(tenants == 1 ? "tenant" : "tenants") by \(orderName)\(highest)"
        )
        guard !rows.isEmpty else { return screen.finished }
        let holding = date.map { " that holds \($0)," } ?? ""
        let title = "\(period.description.capitalizedFirst)\(holding) to date"
        let isKnown = hasActions || !totals.charges.isEmpty
        if isKnown || showsZone {
            screen.add(usage, title: isKnown ? title : title + ": no actions known")
        } else {
            screen.add(line: "")
            screen.add(line: title + ": no actions known")
        }
        let places = columns.indices.filter { place in
            totals.counts[place].value != nil || rows.contains { $0.inventory.counts[place].value != nil }
        }
        guard !places.isEmpty else {
            if !columns.isEmpty {
                screen.add(line: "")
                screen.add(line: "No inventory known")
            }
            return screen.finished
        }
        let isShared = totals.counts.contains(where: \.shared)
        screen.add(
            table(
                of: places,
                rows.map { $0.inventory.counts.map { TextTable.Cell($0.value, $0.completeness) } },
                total: totals.counts.map { TextTable.Cell($0.value, $0.completeness) }),
            title: isShared ? "Inventory; a total may count what tenants share more than once" : "Inventory")
        if let since {
            screen.add(
                table(
                    of: places, rows.map { $0.inventory.counts.map { Self.cell($0.change) } },
                    total: totals.counts.map { Self.cell($0.change) }),
                title: "Change since the end of \(since)")
        }
        return screen.finished
    }

    /// What the rows are sorted by, by the name of a column.
    private var orderName: String {
        func name(_ id: MetricID) -> String { columns.first { $0.metric == id }?.name ?? id.text }
        return switch order.column {
        case .tenant: "id"
        case .name: "name"
        case .actions: "actions"
        case .count(let id): name(id)
        case .change(let id): "change of \(name(id))"
        case .charge(let currency): "charge in \(currency.code)"
        }
    }

    /// Whether a total says more than the rows.
    private var isMany: Bool { tenants > 1 }

    private var hasActions: Bool {
        totals.actions?.executed != nil || rows.contains { $0.actions.executed != nil }
    }

    private var showsZone: Bool { Set(rows.map(\.inventory.zone)).count > 1 }

    private func keys(_ title: String, _ zone: String) -> [TextTable.Cell] {
        [.init(title)] + (showsZone ? [.init(zone)] : [])
    }

    private var keyColumns: [TextTable.Column] { [.text("Tenant")] + (showsZone ? [.text("Zone")] : []) }

    /// What ran and what is charged; the totals of further currencies stand below the first.
    private var usage: TextTable {
        let hasCharges = !totals.charges.isEmpty
        var table = TextTable(
            keyColumns + (hasActions ? [.number("Executed"), .number("Failed"), .number("Suppressed")] : [])
                + (hasCharges ? [.number("Charge"), .fixed("Currency"), .text("Plan")] : []))
        for row in rows {
            var cells = keys(row.inventory.title, row.inventory.zone.name)
            if hasActions { cells += Self.cells(row.actions) }
            if hasCharges {
                let marks = row.charge.map { FigureMarks($0.completeness) } ?? []
                cells += Self.cells(
                    row.charge?.amount, marks: marks, isWhole: row.charge?.unrated.isEmpty != false)
                cells.append(.init(row.charge?.plan.text ?? ""))
            }
            table.add(cells)
        }
        guard isMany, hasActions || hasCharges else { return table }
        var total = keys("Total", "") + (hasActions ? Self.cells(totals.actions) : [])
        for (place, charge) in totals.charges.enumerated() {
            if place > 0 {
                table.add(total)
                total = keys("", "") + Array(repeating: .empty, count: hasActions ? 3 : 0)
            }
            total += Self.cells(
                charge.amount, marks: FigureMarks(charge.completeness),
                isWhole: charge.unrated == 0)
        }
        table.add(total)
        return table
    }

    private static func cells(_ actions: Actions?) -> [TextTable.Cell] {
        [actions?.executed, actions?.failed, actions?.suppressed].map { count in
            count.map {
                .init(NumberText.whole($0), marks: FigureMarks(actions?.completeness))
            } ?? .missing
        }
    }

    private static func cells(_ amount: Money?, marks: FigureMarks, isWhole: Bool) -> [TextTable.Cell] {
        guard let amount else { return [.missing, .empty] }
        return [
            .init(ScreenText.amount(amount, isWhole: isWhole), marks: marks), .init(amount.currency.code),
        ]
    }

    private func table(
        of places: [Int], _ cells: [[TextTable.Cell]], total: [TextTable.Cell]
    ) -> TextTable {
        // Zones stand in the first table.
        var table = TextTable([.text("Tenant")] + places.map { .number(columns[$0].name) })
        for (row, cells) in zip(rows, cells) {
            table.add([.init(row.inventory.title)] + places.map { cells[$0] })
        }
        if isMany { table.add([.init("Total")] + places.map { total[$0] }) }
        return table
    }

    private static func cell(_ change: Change?) -> TextTable.Cell {
        guard let change else { return .missing }
        return .init(
            NumberText.difference(change.difference), marks: FigureMarks(change.completeness))
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
