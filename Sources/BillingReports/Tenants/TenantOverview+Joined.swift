extension TenantOverview {
    /// Whether anything is known that ran or is charged.
    package var hasUsage: Bool { hasActions || hasCharges }

    /// What ran, what is charged and what there is in one table, for where there is room: a row for each tenant, and the totals.
    ///
    /// Its cells are those of the tables that text shows one below the other. The cells of the first column are tenants.
    package var joined: ReportTable {
        let usage = ReportTable.stacked(
            [usage(hasActions: hasActions, hasCharges: hasCharges)]
                + (isMany && hasUsage ? [allUsage(hasActions, hasCharges)] : []))
        let counts = counts(knownColumns, title: "")
        // Totals of further currencies have none beside them; without any usage, those of the counts stand alone.
        let width = usage.columns.count
        let height = max(usage.rows.count, counts.rows.count)
        var table = ReportTable(
            name: nil, columns: usage.columns + counts.columns.dropFirst(),
            rows: (0..<height).map { place in
                let left =
                    usage.rows.element(at: place)
                    ?? (counts.rows.element(at: place)?.prefix(1).map(\.self) ?? [])
                let padding = Array(repeating: ReportTable.Cell.empty, count: max(0, width - left.count))
                return left + padding + (counts.rows.element(at: place)?.dropFirst().map(\.self) ?? [])
            })
        table.totals = height - rows.count
        return table
    }
}
