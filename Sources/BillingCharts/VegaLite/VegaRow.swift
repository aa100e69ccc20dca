/// A row of a data set, which writes itself.
protocol VegaRow: Sendable {
    /// Writes the members that there are, their keys in alphabetical order.
    func write(to row: inout VegaText) throws
}

/// Rows of one kind.
protocol VegaRows: Sendable {
    func write(to text: inout VegaText) throws
}

extension Array: VegaRows where Element: VegaRow {
    func write(to text: inout VegaText) throws {
        try text.list { list in
            for row in self { try list.object(row.write) }
        }
    }
}
