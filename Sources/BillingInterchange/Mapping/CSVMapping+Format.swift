import BillingModel
import BillingStore

extension CSVMapping: ImportFormat {
    /// The kind and all that the mapping states, as a text.
    public var identity: String {
        var form = CanonicalBytes()
        form.add("csv 1")
        form.add(kind.rawValue)
        for list in [columns, constants] {
            form.add(list.sorted { $0.key.name < $1.key.name }) { form, item in
                form.add(item.key.name)
                form.add(item.value)
            }
        }
        form.add(dates.identity)
        form.add(hasDecimalComma)
        form.add(thousands.rawValue)
        form.add(count: Int(dialect.separator))
        form.add(isGuarded)
        // What is not set is not written, so that a mapping from before has the identity that it had.
        func add(_ name: String, _ texts: [String]) {
            guard !texts.isEmpty else { return }
            form.add(name)
            form.add(texts) { $0.add($1) }
        }
        add("missing", missing)
        add("numbers", numbers.isEmpty ? [] : ["\(numbers.rawValue)"])
        add("starts", startsDates ? ["dates"] : [])
        add("repeats", repeats == .refuse ? [] : [repeats.rawValue])
        add("credits", takesCredits ? ["taken"] : [])
        for (tenant, zones) in tenantZones.sorted(by: { $0.key < $1.key }) {
            add("zones of \(tenant)", [zones.first.name] + zones.changes.map { "\($0.from) \($0.zone)" })
        }
        return form.bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }

    /// Usage rows and the zones of tenants are read as a whole, to know the tenants.
    public var needsSurvey: Bool { kind == .usage || kind == .tenants }

    /// Begins a pass: reads the header.
    ///
    /// - Parameter chunks: Gives the next bytes of the source; none at the end.
    /// - Returns: A line for each row.
    /// - Throws: `BillingError` with code `malformed` and the line if there is no header, or it lacks a field.
    public func lines(of chunks: @escaping () throws -> [UInt8]) throws -> any ImportLines {
        try CSVLines(self, chunks)
    }
}

/// The rows of a CSV as records.
private struct CSVLines: ImportLines {
    private let mapping: CSVMapping
    private var reader: CSVReader
    private let columns: CSVColumns
    private var tenants: ImpliedTenants
    private var keepsTenants = true
    private var record = CSVRecord()
    private var repeats: RepeatedSamples
    /// The lines of a file whose numbers are added up, once all are read.
    private var summed: [ImportLine]?

    init(_ mapping: CSVMapping, _ chunks: @escaping () throws -> [UInt8]) throws {
        self.mapping = mapping
        reader = CSVReader(mapping.dialect, chunks: chunks)
        tenants = ImpliedTenants(mapping)
        repeats = RepeatedSamples(mapping.repeats)
        columns = try CSVHeader.columns(&reader, of: mapping)
    }

    var unknownColumns: [String] { columns.unknown }

    mutating func next() throws -> ImportLine? {
        guard mapping.repeats == .sum, mapping.kind.isReport else { return try nextRow() }
        if summed == nil {
            var lines: [ImportLine] = []
            while let line = try nextRow() { lines.append(line) }
            summed = try repeats.added(lines).reversed()
        }
        return summed?.popLast()
    }

    private mutating func nextRow() throws -> ImportLine? {
        guard try reader.next(into: &record) else { return nil }
        if let fault = record.fault { return ImportLine(line: record.line, error: fault) }
        let texts =
            mapping.isGuarded
            ? (0..<record.count).map { record.unguarded($0) ?? "" } : record.texts
        // Spreadsheets write rows of empty cells below their last one.
        if texts.allSatisfy({ mapping.isMissing($0) }) { return ImportLine(line: record.line, records: []) }
        do throws(CSVRowError) {
            let row = CSVRow(texts, columns, mapping)
            return ImportLine(line: record.line, records: try records(of: row, record.line))
        } catch {
            return ImportLine(line: record.line, error: error.error, column: error.column)
        }
    }

    private mutating func records(of row: CSVRow, _ line: Int) throws(CSVRowError) -> [ImportRecord] {
        switch mapping.kind {
        case .usage:
            let usage = try UsageRow(row)
            try row.record { () throws(BillingError) in try repeats.take(usage.records, line: line) }
            if keepsTenants { tenants.add(usage) }
            return usage.records
        case .tenants:
            try tenants.add(row)
            return []
        case .samples:
            let records = [ImportRecord.sample(try row.sample())]
            try row.record { () throws(BillingError) in try repeats.take(records, line: line) }
            return records
        case .actions: return [.action(.record(try row.action()))]
        case .activity: return [.activity(try row.activity())]
        case .coverage: return [.coverage(try row.coverage())]
        case .invoices: return [.invoice(try row.invoice())]
        case .entries: return [.entry(try row.entry())]
        }
    }

    mutating func skipTenants() { keepsTenants = false }

    func tenants(
        of scope: TenantSelection, in reader: any BillingReader, at revision: Revision
    ) async throws -> [Tenant] {
        try await tenants.tenants(of: scope, in: reader, at: revision)
    }
}
