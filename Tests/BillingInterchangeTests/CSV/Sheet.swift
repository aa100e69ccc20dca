import BillingInterchange
import BillingReports
import Testing

/// A table that was written and read again: the header, and each row by the names of its columns.
struct Sheet {
    let columns: [String]
    let rows: [[String: String]]

    init(_ text: String, _ dialect: CSVDialect = .standard) throws {
        var reader = CSVReader(text, dialect)
        let header = try #require(try reader.next())
        let columns = (0..<header.count).compactMap(header.unguarded)
        #expect(Set(columns).count == columns.count)
        var rows: [[String: String]] = []
        while let record = try reader.next() {
            #expect(record.fault == nil)
            var row: [String: String] = [:]
            for (index, column) in columns.enumerated() { row[column] = record.unguarded(index) }
            rows.append(row)
        }
        self.columns = columns
        self.rows = rows
    }

    /// The cells of some columns of each row.
    func cells(_ columns: String...) -> [String] {
        rows.map { row in
            columns.map { row[$0] ?? "no column \($0)" }.joined(separator: "|")
        }
    }
}

/// The tables of a screen, each written and read again.
struct Sheets {
    private let sheets: [String: Sheet]
    /// The main table.
    let main: Sheet

    init(_ report: some TabularReport) throws {
        var sheets: [String: Sheet] = [:]
        for name in report.tables.compactMap(\.name) { sheets[name] = try Sheet(report.csv(table: name)) }
        self.sheets = sheets
        main = try Sheet(report.csv())
        let first = report.tables.first?.name
        #expect(first.flatMap { sheets[$0] }?.rows == main.rows)
    }

    subscript(name: String) -> Sheet {
        if sheets[name] == nil { Issue.record("no table \(name) among \(sheets.keys.sorted())") }
        return sheets[name] ?? main
    }
}
