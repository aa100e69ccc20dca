import BillingModel

/// Finds the line that names the columns of a file.
enum CSVHeader {
    /// How many lines may stand above the header.
    static let titleLimit = 20

    /// Reads up to the header, and finds its columns.
    ///
    /// - Throws: `BillingError` with code `malformed` and the line: what is wrong with the line that looks most like a header, or
    ///   that other characters divide its columns than the mapping states; what the reader throws.
    static func columns(_ reader: inout CSVReader, of mapping: CSVMapping) throws -> CSVColumns {
        var best: (error: BillingError, fields: Int)?
        for _ in 0...titleLimit where best?.fields != .max {
            guard let record = try reader.next() else { break }
            if record.fault != nil, record.count == 0 {
                if let fault = record.fault, best?.fields ?? 0 <= 0 {
                    // Quotes beside another separator are such a fault.
                    let detail =
                        "\(fault.detail); the mapping states that \(reader.dialect.name) divide columns"
                    best = (BillingError(fault.code, rule: fault.rule, detail: detail), 0)
                }
                continue
            }
            let names = record.texts.map { mapping.isGuarded ? CSVValue.unguarded($0) : $0 }
            let fields = CSVColumns.count(names, of: mapping)
            do throws(BillingError) {
                let columns = try CSVColumns(names, of: mapping)
                // Where constants say all that is needed, a title is no header yet.
                if fields > 0 || best == nil && names.count > 1 {
                    reader.expect(width: record.count)
                    return columns
                }
                throw BillingError(
                    .malformed, rule: "the first line names the columns", detail: "no field has a column")
            } catch {
                let other = divided(names, reader.dialect, mapping)
                if other != nil {
                    best = (
                        BillingError(
                            .malformed, rule: "what divides the columns of a file is what its mapping states",
                            detail: "line \(record.line): \(other ?? "")"), .max
                    )
                } else if fields > best?.fields ?? -1 {
                    let detail = "line \(record.line): \(error.detail)"
                    best = (BillingError(error.code, rule: error.rule, detail: detail), fields)
                }
            }
        }
        throw best?.error
            ?? BillingError(
                .malformed, rule: "the first line names the columns", detail: "there is no line")
    }

    /// What divides the columns of a header that was cut elsewhere; nil if nothing makes it one.
    private static func divided(
        _ names: [String], _ dialect: CSVDialect, _ mapping: CSVMapping
    ) -> String? {
        let line = names.joined(separator: String(UnicodeScalar(dialect.separator)))
        for other in [CSVDialect.standard, .semicolons, .tabs] where other != dialect {
            let separator = Character(UnicodeScalar(other.separator))
            let columns = line.split(separator: separator, omittingEmptySubsequences: false).map { name in
                String(name.hasPrefix("\"") && name.hasSuffix("\"") ? name.dropFirst().dropLast() : name)
            }
            guard columns.count > 1, (try? CSVColumns(columns, of: mapping)) != nil else { continue }
            return "\(other.name) divide \(columns.count) columns, and the mapping states \(dialect.name)"
        }
        return nil
    }
}
