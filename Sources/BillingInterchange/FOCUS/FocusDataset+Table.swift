public import BillingModel
import BillingReports

extension FocusDataset {
    /// The columns of the file, in ascending order: the mandatory ones, and of the others those that the rows fill as FOCUS wants it.
    ///
    /// A column that is left null where FOCUS wants a value, such as a unit price that one invoice does not tell, is left
    /// out as a whole, which FOCUS allows for all but the mandatory ones; see ``leftOut``.
    public var columns: [FocusColumn] { filled.subtracting(lacking).sorted() }

    /// The columns that some row fills, but not each that has to, in ascending order; the file is without them.
    public var leftOut: [FocusColumn] { lacking.sorted() }

    /// The names of the provider's own columns, in ascending order.
    public var customColumns: [String] {
        rows.reduce(into: Set<String>()) { $0.formUnion($1.custom.keys) }.sorted { $0.precedesByBytes($1) }
    }

    private var filled: Set<FocusColumn> {
        rows.reduce(into: FocusColumn.mandatory) { $0.formUnion($1.columns) }
    }

    private var lacking: Set<FocusColumn> {
        let filled = filled
        let rules = FocusRules.ofRows.filter { rule in
            rule.isRequired && rule.column.level != .mandatory && filled.contains(rule.column)
        }
        return Set(
            rules.lazy.filter { rule in rows.contains { $0[rule.column] == nil && !rule.isKept($0) } }
                .map(\.column))
    }

    /// What the rows and the file break of FOCUS 1.2, the sums of the invoices among it; empty for what this package made of records
    /// that keep to it.
    public func violations() -> [FocusViolation] {
        FocusRules.violations(in: rows, columns: Set(columns), payable: payable)
    }

    /// The rows as a table: the columns of FOCUS, then the provider's own; a null is an empty cell.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a text holds NUL.
    public func table() throws(BillingError) -> CSVTable {
        let (columns, custom) = (columns, customColumns)
        var table = CSVTable(columns: columns.map(\.rawValue) + custom)
        for row in rows {
            try table.append(
                columns.map { column in
                    guard let text = row[column] else { return .missing }
                    let isNumber = column.isNumeric && (try? FocusForms.number(text)) != nil
                    return isNumber ? .digits(text) : .text(text)
                } + custom.map { .text(row.custom[$0]) })
        }
        return table
    }

    /// The rows as RFC 4180 text.
    ///
    /// Texts that a spreadsheet would run are guarded by an apostrophe, which ``CSVValue/unguarded(_:)`` takes off; numbers are not.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a text holds NUL.
    public func csv(_ dialect: CSVDialect = .standard) throws(BillingError) -> String {
        try table().text(dialect)
    }

    /// The rows as a list of objects in JSON: numbers digit for digit, and `null` for what is null.
    ///
    /// A program that reads its numbers as doubles may round them.
    public func json() -> String {
        let (columns, custom) = (columns, customColumns)
        var json = JSONBytes()
        json.write(sign: "[")
        for (index, row) in rows.enumerated() {
            json.write(literal: index == 0 ? "\n{" : ",\n{")
            for (index, column) in columns.enumerated() {
                let text = row[column]
                let isNumber = column.isNumeric && text.map { (try? FocusForms.number($0)) != nil } == true
                json.write(column.rawValue, text, isNumber: isNumber, isFirst: index == 0)
            }
            for name in custom { json.write(name, row.custom[name], isFirst: columns.isEmpty) }
            json.write(sign: "}")
        }
        json.write(literal: rows.isEmpty ? "]\n" : "\n]\n")
        return json.text
    }
}

extension JSONBytes {
    /// Writes a member of an object; a number as it is.
    fileprivate mutating func write(
        _ name: String, _ text: String?, isNumber: Bool = false, isFirst: Bool
    ) {
        if !isFirst { write(sign: ",") }
        write(name)
        write(sign: ":")
        guard let text else { return write(literal: "null") }
        if isNumber { write(literal: text) } else { write(text) }
    }
}
