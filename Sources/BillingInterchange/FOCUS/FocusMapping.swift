public import BillingModel
import BillingStore

/// How the rows of a FOCUS file become samples: an import format beside ``CSVMapping``.
///
/// ```swift
/// let mapping = FocusMapping(tenant: acme, [hours, cost])
/// let report = try await Importer(into: repository).run(.file(path), as: mapping)
/// ```
///
/// A row may be one of several series. A row of none is passed over and counted under its category. An amount below zero is told by a
/// notice, whether it was taken or passed over, so that no credit is lost in silence. A row that breaks a rule of FOCUS 1.2 is refused
/// with its line, column and rule.
///
/// Numbers of the whole file are held in memory, because rows of one time add up.
public struct FocusMapping: Sendable {
    /// Which rules a row must keep.
    public enum Checks: String, Hashable, Sendable {
        /// Every rule, and the file has every mandatory column.
        case all
        /// Those of the columns that the mapping reads.
        case read
    }

    /// Whose rows they are.
    enum Owner: Hashable {
        case tenant(TenantID)
        case column(FocusColumn)
    }

    let owner: Owner
    /// Which rows are samples of which metric.
    public let series: [FocusSeries]
    /// Which rules a row must keep.
    public var checks = Checks.all
    /// Texts of cells that are null, such as `NULL`; compared byte by byte.
    public var nulls: [String] = []
    /// What stands between two cells.
    public var dialect = CSVDialect.standard

    /// Makes a mapping of rows that are all of one tenant.
    public init(tenant: TenantID, _ series: [FocusSeries]) {
        owner = .tenant(tenant)
        self.series = series
    }

    /// Makes a mapping of rows that name their tenant in a column, such as `SubAccountId`.
    public init(tenantsIn column: FocusColumn, _ series: [FocusSeries]) {
        owner = .column(column)
        self.series = series
    }

    /// The columns that are read.
    var columns: Set<FocusColumn> {
        var columns = series.reduce(into: Set<FocusColumn>()) { $0.formUnion($1.columns) }
        if case .column(let column) = owner { columns.insert(column) }
        return columns
    }
}

extension FocusMapping: ImportFormat {
    /// All that the mapping states, as a text.
    public var identity: String {
        var form = CanonicalBytes()
        form.add("focus 1.2")
        switch owner {
        case .tenant(let tenant): form.add([tenant.text]) { $0.add($1) }
        case .column(let column): form.add(["", column.rawValue]) { $0.add($1) }
        }
        form.add(checks.rawValue)
        form.add(nulls) { $0.add($1) }
        form.add(count: Int(dialect.separator))
        form.add(series) { form, series in
            form.add(series.metric.text)
            form.add(series.value.rawValue)
            form.add(series.unit)
            form.add(series.isDaily)
            form.add(series.categories.map(\.rawValue).sorted()) { $0.add($1) }
            form.add(series.matches.sorted { $0.key < $1.key }) { form, match in
                form.add(match.key.rawValue)
                form.add(match.value)
            }
            form.add(series.labels.sorted { $0.key < $1.key }) { form, label in
                form.add(label.key.text)
                form.add(label.value.rawValue)
            }
        }
        return form.bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }

    /// Begins a pass: reads the header.
    ///
    /// - Parameter chunks: Gives the next bytes of the source; none at the end.
    /// - Returns: A line for each row.
    /// - Throws: `BillingError` with code `malformed` if the header lacks a column that is read, or with all rules a mandatory one.
    public func lines(of chunks: @escaping () throws -> [UInt8]) throws -> any ImportLines {
        let reader = try FocusReader(dialect, nulls: nulls, chunks: chunks)
        let needed = checks == .all ? columns.union(FocusColumn.mandatory) : columns
        let missing = needed.subtracting(reader.columns).sorted().map(\.rawValue)
        guard missing.isEmpty else {
            throw BillingError(
                .malformed, rule: "a FOCUS file has the mandatory columns and those that its mapping reads",
                detail: "line 1: \(missing.joined(separator: ", "))")
        }
        return FocusLines(mapping: self, reader: reader)
    }
}

/// The rows of a FOCUS file as samples.
private struct FocusLines: ImportLines {
    let mapping: FocusMapping
    var reader: FocusReader
    private var summed: [ImportLine]?

    init(mapping: FocusMapping, reader: FocusReader) {
        self.mapping = mapping
        self.reader = reader
    }

    var unknownColumns: [String] { reader.unknownColumns }

    mutating func next() throws -> ImportLine? {
        if summed == nil {
            var lines: [ImportLine] = []
            let columns = Set(mapping.columns.map(\.rawValue))
            while let line = try reader.next() { lines.append(mapping.line(line, reading: columns)) }
            var repeats = RepeatedSamples(.sum)
            summed = try repeats.added(lines).reversed()
        }
        return summed?.popLast()
    }
}
