extension ReportTable {
    /// Tables below each other as one for people, as totals stand below what they sum up.
    ///
    /// The columns are those of the first; the cells of the others stand in the columns of their name and heading.
    static func stacked(_ tables: [ReportTable], title: String? = nil) -> ReportTable {
        let columns = tables.first?.columns.filter { $0.title != nil } ?? []
        let rows = tables.flatMap { table in
            let places = columns.map { column in
                table.columns.firstIndex { $0.name == column.name && $0.heading == column.heading }
            }
            return table.rows.map { row in places.map { $0.map { row[$0] } ?? .empty } }
        }
        var table = ReportTable(name: nil, title: title, columns: columns, rows: rows)
        table.totals = tables.dropFirst().reduce(0) { $0 + $1.rows.count }
        return table
    }
}
