public import BillingModel

/// A table as CSV: a header and rows of plain values.
///
/// ```swift
/// var table = CSVTable(columns: ["tenant", "note", "change"])
/// try table.append([.text("acme"), .text("=1+1, they say"), .integer(-5)])
/// table.text()  // "tenant,note,change\r\nacme,\"'=1+1, they say\",-5\r\n"
/// ```
public struct CSVTable: Hashable, Sendable {
    /// The names of the columns, in their order.
    public let columns: [String]
    /// The rows, each with a value per column.
    public private(set) var rows: [[CSVValue]] = []

    /// Makes a table without rows.
    ///
    /// - Parameter columns: The names of the columns; they are written as texts, so one that a spreadsheet would run is
    ///   guarded.
    public init(columns: [String]) { self.columns = columns }

    private var header: [CSVValue] { columns.map { .text($0) } }

    /// Whether both tables are written alike: the same columns and rows, byte by byte.
    public static func == (left: Self, right: Self) -> Bool {
        left.header == right.header && left.rows == right.rows
    }

    /// Feeds columns and rows to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(header)
        hasher.combine(rows)
    }

    /// Adds a row.
    ///
    /// - Parameter row: A value per column.
    /// - Throws: `BillingError` with code `invalidValue` if the row has another number of values than there are columns, or
    ///   a text holds NUL, which no CSV reader is bound to take. The table is then as it was.
    public mutating func append(_ row: [CSVValue]) throws(BillingError) {
        guard row.count == columns.count else {
            throw BillingError(
                .invalidValue, rule: "a row has a value for each column",
                detail: "\(row.count) values for \(columns.count) columns")
        }
        for case .text(let text) in row.lazy.map(\.form) where text.utf8.contains(0) {
            throw BillingError(.invalidValue, rule: "a text of a table holds no NUL")
        }
        rows.append(row)
    }

    /// The header and the rows as RFC 4180 text: UTF-8, each line ended by CRLF.
    ///
    /// A cell is quoted where it must be: if it holds a separator, a quote or a line break, or is an empty text.
    ///
    /// - Parameter dialect: What stands between two cells.
    /// - Returns: The text; reading it gives the same cells.
    public func text(_ dialect: CSVDialect = .standard) -> String {
        var writer = CSVWriter(dialect)
        writer.write(header)
        for row in rows { writer.write(row) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
