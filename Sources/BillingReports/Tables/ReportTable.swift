/// One table of a screen: named columns, and rows of typed cells.
///
/// A screen says its figures once, as tables. Its text, its CSV and the comparison of two readings are each made of them,
/// so that no form shows another figure than the others. Cells are found by the names of their columns, never by counting.
public struct ReportTable: Hashable, Sendable {
    /// What programs call the table, in one word: `movements`; nil of one that is laid out for people alone.
    public let name: String?
    /// What stands above the table for people, if anything does.
    public let title: String?
    /// The columns in their order, no two of one name.
    public let columns: [Column]
    /// The rows, each with a cell for each column.
    public let rows: [[Cell]]
    /// How many of the last rows sum up others.
    package internal(set) var totals = 0

    /// Makes a table.
    ///
    /// - Parameters:
    ///   - name: What programs call it; nil if it is for people alone.
    ///   - title: What stands above it for people.
    ///   - columns: The columns.
    ///   - rows: The rows; a cell that one lacks is empty, and one too many is dropped.
    public init(name: String?, title: String? = nil, columns: [Column], rows: [[Cell]]) {
        self.name = name
        self.title = title
        self.columns = columns
        self.rows = rows.map { row in
            row.count == columns.count
                ? row
                : row.prefix(columns.count)
                    + Array(repeating: .empty, count: max(0, columns.count - row.count))
        }
    }

    /// The cells of a column, from the first row to the last; nil if there is no column of this name.
    public subscript(name: String) -> [Cell]? {
        guard let place = columns.firstIndex(where: { $0.name == name }) else { return nil }
        return rows.map { $0[place] }
    }
}

extension ReportTable {
    /// A column: its cells are of one sort.
    public struct Column: Hashable, Sendable {
        /// What the cells of a column are to a table.
        public enum Role: Hashable, Sendable {
            /// They say what a row is about. Together the keys tell a row from all others.
            case key
            /// Like ``key``, of what people see side by side: a comparison calls a column by it.
            case columnKey
            /// They are what the table is there to tell.
            case figure
            /// They say more about a row or its figures.
            case note
        }

        /// How the cells stand below each other in text.
        public enum Alignment: Hashable, Sendable {
            /// For names, which may be shortened.
            case left
            /// For dates and the like, which may not.
            case fixed
            /// For numbers, which may not.
            case right
        }

        /// What programs call the column, in one word; nil of one for people alone.
        public let name: String?
        /// What stands above the cells for people; nil of a column for programs alone.
        public let title: String?
        /// What a figure is called away from its table, below the names of its row: `peak on`; empty if these say all.
        public let label: String
        /// The unit of all cells, if it is one: the code of a currency, say.
        public let unit: String?
        /// What the cells are to the table.
        public let role: Role
        /// How the cells stand in text.
        public let alignment: Alignment

        /// Makes a column.
        public init(
            _ name: String?, title: String? = nil, label: String? = nil, unit: String? = nil, role: Role,
            alignment: Alignment = .left
        ) {
            self.name = name
            self.label = label ?? name ?? ""
            self.title = title
            self.unit = unit
            self.role = role
            self.alignment = alignment
        }

        /// The title with the unit, `Amount USD`; nil of a column for programs alone.
        public var heading: String? {
            title.map { title in unit.map { title.isEmpty ? $0 : "\(title) \($0)" } ?? title }
        }
    }
}
