import BillingModel
public import BillingReports
import BillingTime

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension TabularReport {
    /// One table of the report as RFC 4180 text.
    ///
    /// ```swift
    /// try statement.csv()                    // its main table, the movements
    /// try statement.csv(table: "totals")
    /// ```
    ///
    /// Every figure stands with what tells how far it can be relied on, and with when and from what it was made: `zone`, `now` and
    /// `revision`. Amounts are in major units of the `currency` on their row, instants in UTC, dates those of the zone.
    ///
    /// - Parameters:
    ///   - table: The name of the table; nil for the main one.
    ///   - dialect: What stands between two cells.
    /// - Returns: A header and a row for each of the table; reading it gives the same cells.
    /// - Throws: `BillingError` with code `notFound` if there is no table of this name; what ``CSVTable/init(_:)`` throws.
    public func csv(table: String? = nil, _ dialect: CSVDialect = .standard) throws -> String {
        try csvTable(table).text(dialect)
    }

    /// One table of the report as a table of plain values; see ``csv(table:_:)``.
    public func csvTable(_ name: String? = nil) throws -> CSVTable {
        let tables = tables
        guard let table = name == nil ? tables.first : tables.first(where: { $0.name == name }) else {
            throw BillingError(
                .notFound, rule: "a table is one of \(tables.compactMap(\.name).joined(separator: ", "))",
                detail: "table '\(name ?? "")'")
        }
        return try CSVTable(table)
    }
}

extension CSVTable {
    /// Makes a table of plain values: a column for each that has a name.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if a report that a host made holds a number that is not finite, an instant
    ///   outside years 1 to 9999, or a text with NUL.
    public init(_ table: ReportTable) throws {
        let named = table.columns.indices.filter { table.columns[$0].name != nil }
        self.init(columns: named.map { table.columns[$0].name ?? "" })
        for row in table.rows { try append(named.map { try CSVValue(row[$0].value) }) }
    }
}

extension CSVValue {
    /// What programs read of a cell; what is not known is as empty as what makes no sense.
    fileprivate init(_ value: ReportTable.Cell.Value) throws {
        self =
            switch value {
            case .empty, .unknown: .missing
            case .text(let text): .text(text)
            case .list(let words): try .json(words)
            case .integer(let number): .integer(number)
            case .number(let number): try .number(number)
            case .decimal(let number): try .decimal(number)
            case .money(let amount): .money(amount)
            case .date(let date): .date(date)
            case .instant(let microseconds): try .instant(checked: microseconds)
            case .flag(let flag): .flag(flag)
            case .tenant(let tenant): .text(tenant.text)
            case .metric(let metric): .text(metric.text)
            case .invoice(let number): .text(number.text)
            case .labels(let labels): try .labels(labels)
            case .filters(let filters): try .json(filters)
            }
    }

    private static func instant(checked microseconds: Int64) throws(BillingError) -> CSVValue {
        guard (Instants.first..<Instants.end).contains(microseconds) else {
            throw BillingError(.invalidValue, rule: "an instant lies in the years 1 to 9999")
        }
        return .instant(microseconds: microseconds)
    }
}
