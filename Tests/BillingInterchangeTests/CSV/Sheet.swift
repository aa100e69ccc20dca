import BillingInterchange
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

    /// The cells of some columns of the rows of a section.
    func cells(_ columns: String..., section: String? = nil) -> [String] {
        rows.filter { section == nil || $0["section"] == section }.map { row in
            columns.map { row[$0] ?? "no column \($0)" }.joined(separator: "|")
        }
    }
}
