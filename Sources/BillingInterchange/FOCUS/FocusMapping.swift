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
/// Rows of one time add up wherever they are in the file. So the numbers of its rows are kept in a temporary file until all are read, and
/// then come by tenant and day, in the order of the first row of each. Memory holds the sums of one tenant and day.
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
    /// The tenants of the texts of that column; nil if the texts are their ids.
    let tenants: [TenantID: TenantID]?
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
        tenants = nil
        self.series = series
    }

    /// Makes a mapping of rows that have the id of their tenant in a column, such as `SubAccountId`.
    public init(tenantsIn column: FocusColumn, _ series: [FocusSeries]) {
        owner = .column(column)
        tenants = nil
        self.series = series
    }

    /// Makes a mapping of rows whose tenant follows from a column, such as the sub account of the provider.
    ///
    /// ```swift
    /// let accounts = try FocusMapping(
    ///     tenantsBy: .subAccountId, ["123456789012": acme, "210987654321": bolt], [cost])
    /// ```
    ///
    /// - Parameters:
    ///   - column: The column.
    ///   - tenants: The tenant of each text of the column, byte by byte; several may be of one. A row with another text is refused
    ///     with code `notFound`.
    ///   - series: Which rows are samples of which metric.
    /// - Throws: `BillingError` with code `invalidValue` if a text is empty, or longer than an id may be.
    public init(
        tenantsBy column: FocusColumn, _ tenants: [String: TenantID], _ series: [FocusSeries]
    ) throws(BillingError) {
        owner = .column(column)
        var named: [TenantID: TenantID] = [:]
        for (text, tenant) in tenants { named[try TenantID(text)] = tenant }
        self.tenants = named
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
        if let tenants {
            form.add("tenants")
            form.add(tenants.sorted { $0.key < $1.key }) { form, tenant in
                form.add(tenant.key.text)
                form.add(tenant.value.text)
            }
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
        return try FocusLines(mapping: self, reader: reader)
    }
}

/// The rows of a FOCUS file as samples.
private struct FocusLines: ImportLines {
    private let mapping: FocusMapping
    private let columns: Set<String>
    private var reader: FocusReader
    /// The rows with samples, until all rows are read.
    private var sums: FocusSums
    private var hasRows = true
    private var group: FocusGroupLines?
    private var nextGroup = 0

    init(mapping: FocusMapping, reader: FocusReader) throws(BillingError) {
        self.mapping = mapping
        self.reader = reader
        columns = Set(mapping.columns.map(\.rawValue))
        sums = try FocusSums(mapping.series)
    }

    var unknownColumns: [String] { reader.unknownColumns }

    mutating func next() throws -> ImportLine? {
        while hasRows {
            guard let line = try reader.next() else {
                hasRows = false
                break
            }
            switch mapping.content(of: line, reading: columns) {
            case .samples(let line): try sums.add(line)
            case .other(let line): return line
            }
        }
        while true {
            if let line = try group?.next() { return line }
            guard nextGroup < sums.count else { return nil }
            group = try sums.lines(of: nextGroup)
            nextGroup += 1
        }
    }
}
