/// A table as people see it, in whatever form: the columns that have a title, and numbers with as many decimals as one of
/// their column has.
package struct ShownTable: Sendable {
    /// The columns that are shown, in their order.
    package let columns: [ReportTable.Column]
    /// Where these columns stand in the table.
    package let places: [Int]
    /// How many leading columns say what a row is about: up to the last key.
    package let keys: Int
    /// A cell for each shown column of each row.
    package let rows: [[ShownCell]]

    /// Takes what people see of a table; nil if it has no row, or no column for people.
    package init?(_ table: ReportTable) {
        places = table.columns.indices.filter { table.columns[$0].title != nil }
        guard !places.isEmpty, !table.rows.isEmpty else { return nil }
        let columns = places.map { table.columns[$0] }
        self.columns = columns
        keys = columns.lastIndex { $0.role == .key || $0.role == .columnKey }.map { $0 + 1 } ?? 0
        rows = table.rows.map { [places] row in places.map { ShownCell(row[$0]) } }.withAlignedDecimals
    }
}
