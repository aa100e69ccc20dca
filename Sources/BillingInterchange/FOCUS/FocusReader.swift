import BillingModel

/// Reads rows of FOCUS 1.2 from CSV, in bounded memory, and says of each what is wrong with it.
///
/// ```swift
/// var reader = try FocusReader(text)
/// var totals = FocusTotals()
/// while let line = try reader.next() {
///     for rejection in line.rejections { print(rejection) }
///     if let row = line.row, line.rejections.isEmpty { try totals.add(row) }
/// }
/// ```
///
/// The first line names the columns, in any order. An empty cell is null, and so is one of the texts that the reader was told of. Columns that FOCUS 1.2 does not know are left out, unless
/// their names begin with `x_`; ``unknownColumns`` tells them.
public struct FocusReader {
    /// The columns of FOCUS that the file has, in its order.
    public let columns: [FocusColumn]
    /// The columns that are neither of FOCUS 1.2 nor begin with `x_`, as the file spells them.
    public let unknownColumns: [String]

    private enum Place {
        case column(FocusColumn)
        case custom(String)
        case unknown
    }

    private var reader: CSVReader
    private var record = CSVRecord()
    private let places: [Place]
    private let rules: [FocusRule]
    private let nulls: [String]

    /// Reads the header of a text.
    ///
    /// - Parameters:
    ///   - text: The whole content.
    ///   - dialect: What stands between two cells.
    ///   - nulls: Texts of cells that are null, such as `NULL`; compared byte by byte.
    /// - Throws: What ``init(_:nulls:chunks:)`` throws.
    public init(_ text: String, _ dialect: CSVDialect = .standard, nulls: [String] = []) throws {
        try self.init(CSVReader(text, dialect), nulls)
    }

    /// Reads the header of the pieces that a closure gives; an empty one is the end.
    ///
    /// - Parameters:
    ///   - dialect: What stands between two cells.
    ///   - nulls: Texts of cells that are null, such as `NULL`; compared byte by byte.
    ///   - nextChunk: Gives the next bytes; what it throws, this and ``next()`` throw.
    /// - Throws: `BillingError` with code `malformed` if the first line names no column of FOCUS 1.2, or one twice.
    public init(
        _ dialect: CSVDialect = .standard, nulls: [String] = [],
        chunks nextChunk: @escaping () throws -> [UInt8]
    ) throws {
        try self.init(CSVReader(dialect, chunks: nextChunk), nulls)
    }

    private init(_ reader: CSVReader, _ nulls: [String]) throws {
        self.reader = reader
        self.nulls = nulls
        let names = try self.reader.next()?.checked().map(CSVValue.unguarded) ?? []
        var (columns, known, unknown): ([FocusColumn], [String], [String]) = ([], [], [])
        places = names.map { name in
            if let column = FocusColumn(rawValue: name) {
                columns.append(column)
                known.append(name)
                return .column(column)
            }
            guard name.hasPrefix("x_") else {
                unknown.append(name)
                return .unknown
            }
            known.append(name)
            return .custom(name)
        }
        self.columns = columns
        unknownColumns = unknown
        guard !columns.isEmpty, Set(known).count == known.count else {
            throw BillingError(
                .malformed, rule: "the first line names columns of FOCUS 1.2, each once",
                detail: "line 1: \(names.count) columns, \(columns.count) of FOCUS")
        }
        let present = Set(columns)
        rules = FocusRules.ofRows.filter {
            $0.isRequired && present.contains($0.column) && $0.others.allSatisfy(present.contains)
        }
    }

    /// The next row, nil at the end; lines of empty cells are passed over.
    ///
    /// - Throws: Only what the source of the bytes throws.
    public mutating func next() throws -> FocusLine? {
        while try reader.next(into: &record) {
            if let fault = record.fault { return FocusLine(line: record.line, fault: fault) }
            var (cells, custom): ([FocusColumn: String], [String: String]) = ([:], [:])
            for (index, place) in places.enumerated() {
                guard let text = record.unguarded(index), !text.isEmpty,
                    !nulls.contains(where: text.hasSameBytes)
                else { continue }
                switch place {
                case .column(let column): cells[column] = text
                case .custom(let name): custom[name] = text
                case .unknown: break
                }
            }
            guard !cells.isEmpty || !custom.isEmpty else { continue }
            let row = FocusRow(cells, custom: custom)
            return FocusLine(
                line: record.line, row: row, violations: FocusRules.violations(in: row, nil, rules))
        }
        return nil
    }
}
