import BillingModel

/// A plain table whose rows carry a checksum, the hash of their content, and whose months carry a digest of all their
/// checksums.
///
/// A row that was altered disagrees with its checksum; a row that vanished, or was put in, disagrees with the digest.
struct ChecksummedTable: Sendable {
    let name: String
    /// The columns that the checksum covers, which comes after them.
    let columns: [String]
    /// The place of the column with the instant that tells the month; nil if all rows of a tenant belong together.
    let instant: Int?
    /// Whether each row belongs to a tenant, whose number is then the first column.
    let isOfTenants: Bool
    /// How many of the last columns a later version of the format has added.
    ///
    /// Null there is not covered by the checksum, so that the checksums of older rows hold.
    let later: Int

    private let selection: String
    let insertion: String
    private let deletion: String

    init(
        _ name: String, _ columns: [String], instant: String? = nil, isOfTenants: Bool = true, later: Int = 0
    ) {
        self.name = name
        self.later = later
        self.isOfTenants = isOfTenants
        self.columns = columns
        self.instant = instant.flatMap(columns.firstIndex(of:))
        let list = (columns + ["seal"]).map { "\"\($0)\"" }.joined(separator: ", ")
        selection = "SELECT \(list) FROM \(name) "
        let places = Array(repeating: "?", count: columns.count + 1).joined(separator: ", ")
        insertion = "INSERT INTO \(name) (\(list)) VALUES (\(places))"
        deletion = "DELETE FROM \(name) "
    }

    /// The hash of the content of a row.
    func checksum(_ values: [SQLValue]) -> Int64 {
        var writer = RowChecksum()
        writer.restart(name)
        for value in values[..<coveredCount { values[$0] == .null }] { writer.add(value) }
        return writer.checksum
    }

    /// How many columns of a row are covered by the checksum.
    private func coveredCount(_ isNull: (Int) -> Bool) -> Int {
        var count = columns.count
        while count > columns.count - later, isNull(count - 1) { count -= 1 }
        return count
    }

    /// What the digest of a row is kept under.
    func digestKey(_ values: [SQLValue]) -> DigestKey {
        digestKey { column in
            if case .integer(let number) = values[column] { number } else { nil }
        }
    }

    /// What the digest of a row is kept under, by its integers.
    private func digestKey(_ integer: (Int) -> Int64?) -> DigestKey {
        DigestKey(
            tenant: isOfTenants ? integer(0) ?? 0 : 0, table: name,
            month: instant.flatMap(integer).map(Month.holding) ?? 0)
    }

    /// Puts a row in, and takes note of it in the digest.
    func insert(_ values: [SQLValue], _ connection: Connection, _ digests: DigestChanges) throws {
        let checksum = checksum(values)
        try connection.run(insertion, values + [.integer(checksum)])
        digests.toggle(digestKey(values), checksum, count: 1)
    }

    /// Reads rows, each checked against its checksum.
    ///
    /// - Parameters:
    ///   - clause: What comes after the name of the table.
    ///   - bound: The values of its parameters.
    ///   - connection: Where the table is.
    ///   - body: Takes the values of a row, and returns whether it wants another one.
    /// - Throws: `corruptData` naming a row that disagrees with its checksum, and what `body` throws.
    func scan(
        _ clause: String, _ bound: [SQLValue], _ connection: Connection, _ body: ([SQLValue]) throws -> Bool
    ) throws {
        try connection.scan(selection + clause, bound) { row in
            var values = values(of: row)
            guard case .integer(let checksum)? = values.popLast(), checksum == self.checksum(values) else {
                throw damage(values, connection, Self.broken)
            }
            return try body(values)
        }
    }

    private static let broken = "its content disagrees with its seal"

    /// The columns and the checksum; null where there is no value that the package would have written.
    private func values(of row: borrowing Row) -> [SQLValue] {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.count + 1)
        for column in 0...columns.count { values.append((try? row.value(column)) ?? .null) }
        return values
    }

    /// Reads the checksums of rows, each checked against the content of its row.
    ///
    /// - Parameters:
    ///   - clause: What comes after the name of the table.
    ///   - bound: The values of its parameters.
    ///   - connection: Where the table is.
    ///   - broken: Takes the error for a row that disagrees with its checksum; throws it, or goes on.
    ///   - body: Takes what the digest of a row is kept under, and its checksum.
    /// - Throws: What `broken` and `body` throw.
    func checksums(
        _ clause: String = "", _ bound: [SQLValue] = [], _ connection: Connection,
        broken: (BillingError) throws -> Void = { throw $0 }, _ body: (DigestKey, Int64) throws -> Void
    ) throws {
        var writer = RowChecksum()
        try connection.each(selection + clause, bound) { row in
            writer.restart(name)
            for column in 0..<coveredCount({ row.isNull($0) }) { try writer.add(row, column) }
            let checksum = (try? row.integer(columns.count)) ?? 0
            if checksum != writer.checksum { try broken(damage(values(of: row), connection, Self.broken)) }
            try body(digestKey { try? row.integer($0) }, checksum)
        }
    }

    /// Reads all rows of a clause.
    func rows(_ clause: String, _ bound: [SQLValue], _ connection: Connection) throws -> [[SQLValue]] {
        var rows: [[SQLValue]] = []
        try scan(clause, bound, connection) {
            rows.append($0)
            return true
        }
        return rows
    }

    /// Reads the first row of a clause.
    func first(_ clause: String, _ bound: [SQLValue], _ connection: Connection) throws -> [SQLValue]? {
        var first: [SQLValue]?
        try scan(clause, bound, connection) {
            first = $0
            return false
        }
        return first
    }

    /// Takes rows out, and out of the digest.
    func delete(
        _ clause: String, _ bound: [SQLValue], _ connection: Connection, _ digests: DigestChanges
    ) throws {
        try checksums(clause, bound, connection) { digests.toggle($0, $1, count: -1) }
        try connection.run(deletion + clause, bound)
    }

    /// The error for a row that is not as it was written.
    func damage(_ values: [SQLValue], _ connection: Connection, _ what: String) -> BillingError {
        let key = digestKey(values)
        let row = columns.indices.filter { isOfTenants ? $0 > 0 : true }.prefix(4)
            .map { "\(columns[$0]) \(values[$0].shown)" }.joined(separator: ", ")
        return BillingError(
            .corruptData, rule: "a stored row is as it was written",
            detail: "\(connection.path): \(place(key, connection)), row with \(row): \(what)")
    }

    /// The error for rows that are not those that were written.
    func mismatch(
        _ key: DigestKey, _ found: Digest, _ stored: Digest, _ connection: Connection
    ) -> BillingError {
        BillingError(
            .corruptData, rule: "no row of a table vanishes or comes from elsewhere",
            detail:
                "\(connection.path): \(place(key, connection)): \(found.count) rows, \(stored.count) written"
                + (found.count == stored.count ? ", but not the same" : ""))
    }

    /// The table, the tenant and the month, as people know them.
    private func place(_ key: DigestKey, _ connection: Connection) -> String {
        var place = "table \(name)"
        if isOfTenants {
            let id = try? connection.first(
                "SELECT id FROM tenant WHERE number = ?", [.integer(key.tenant)]
            ) { try $0.text(0) }
            place += id.map { ", tenant '\($0)'" } ?? ", tenant number \(key.tenant)"
        }
        return instant == nil ? place : place + ", \(Month.name(key.month))"
    }
}

extension SQLValue {
    /// The value as a message shows it.
    fileprivate var shown: String {
        switch self {
        case .null: "null"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): "'\(text)'"
        case .bytes(let bytes): "of \(bytes.count) bytes"
        }
    }
}
