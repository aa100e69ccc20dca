import BillingModel

/// Compares the rows of a month with their checksums and their digest, once for each month that a connection reads.
///
/// What was found whole stays so for the connection: later commits keep rows and digests in step.
final class DigestChecks {
    private var checked: Set<DigestKey> = []
    /// How much is remembered; what was forgotten is checked again.
    private static let limit = 100_000
    /// The range of instants that was checked last, and the last commit then.
    private var ranges: [DigestKey: (commit: Int64, range: Range<Int64>)] = [:]

    /// Checks all rows of a tenant, or of a table that is of no tenant.
    ///
    /// - Throws: `corruptData` naming the table, the tenant and the month.
    func check(_ table: ChecksummedTable, _ tenant: Int64, _ connection: Connection) throws {
        let whole = DigestKey(tenant: tenant, table: table.name, month: 0)
        guard !checked.contains(whole) else { return }
        var found: [DigestKey: Digest] = [:]
        try table.checksums(
            table.isOfTenants ? "WHERE tenant = ?" : "", table.isOfTenants ? [.integer(tenant)] : [],
            connection
        ) { found[$0, default: Digest()].toggle($1, count: 1) }
        let stored = try Digest.stored(table, tenant, connection)
        for key in Set(found.keys).union(stored.keys).sorted(by: DigestKey.isInOrder) {
            try compare(table, key, found[key] ?? Digest(), stored[key] ?? Digest(), connection)
        }
        checked.insert(whole)
    }

    /// Checks the rows of a tenant that a read has met, and that no other should have been there.
    ///
    /// - Parameters:
    ///   - table: A table whose rows stand at instants.
    ///   - tenant: The number of the tenant.
    ///   - range: The instants that were read; each month that it touches is checked whole.
    ///   - commit: The sequence of the last commit.
    ///   - connection: The connection, in a transaction.
    /// - Throws: `corruptData` naming the table, the tenant and the month.
    func check(
        _ table: ChecksummedTable, _ tenant: Int64, in range: Range<Int64>, asOf commit: Int64,
        _ connection: Connection
    ) throws {
        guard let instant = table.instant, !range.isEmpty else { return }
        let place = DigestKey(tenant: tenant, table: table.name, month: 0)
        let known = ranges[place].flatMap { $0.commit == commit ? $0.range : nil }
        if let known, known.lowerBound <= range.lowerBound, range.upperBound <= known.upperBound { return }
        let column = "\"\(table.columns[instant])\""
        let clause = "WHERE tenant = ? AND \(column) >= ? AND \(column) < ?"
        func bound(_ range: Range<Int64>) -> [SQLValue] {
            [.integer(tenant), .integer(range.lowerBound), .integer(range.upperBound)]
        }
        var start = range.lowerBound
        func checkGap(before end: Int64) throws {
            guard start < end else { return }
            var key: DigestKey?
            try table.scan(clause + " LIMIT 1", bound(start..<end), connection) { values in
                key = table.digestKey(values)
                return false
            }
            if let key { throw table.mismatch(key, Digest(count: 1), Digest(), connection) }
        }
        let stored = try Digest.stored(table, tenant, connection).sorted { $0.key.month < $1.key.month }
        for (key, digest) in stored {
            guard Month.all.contains(key.month) else {
                throw table.mismatch(key, Digest(), digest, connection)
            }
            let month = Month.range(key.month)
            guard month.overlaps(range) else { continue }
            try checkGap(before: month.lowerBound)
            start = month.upperBound
            guard !checked.contains(key) else { continue }
            var found = Digest()
            try table.checksums(clause, bound(month), connection) { found.toggle($1, count: 1) }
            // Where an index is damaged, one direction may be whole and the other not.
            var (count, last) = (Int64(0), Int64.max)
            try connection.each(
                "SELECT \(column) FROM \(table.name) \(clause) ORDER BY \(column) DESC", bound(month)
            ) { row in
                let position = try row.integer(0)
                count += position <= last ? 1 : 0
                last = position
            }
            if count != found.count { found.count = count }
            try compare(table, key, found, digest, connection)
        }
        try checkGap(before: range.upperBound)
        if ranges.count > Self.limit { ranges = [:] }
        ranges[place] = (commit, known.map { Self.union($0, range) } ?? range)
    }

    /// Both ranges as one if they touch, or the second one.
    private static func union(_ one: Range<Int64>, _ other: Range<Int64>) -> Range<Int64> {
        guard one.lowerBound <= other.upperBound, other.lowerBound <= one.upperBound else { return other }
        return min(one.lowerBound, other.lowerBound)..<max(one.upperBound, other.upperBound)
    }

    private func compare(
        _ table: ChecksummedTable, _ key: DigestKey, _ found: Digest, _ stored: Digest,
        _ connection: Connection
    ) throws {
        guard found == stored else { throw table.mismatch(key, found, stored, connection) }
        if checked.count > Self.limit { checked = [] }
        checked.insert(key)
    }
}
