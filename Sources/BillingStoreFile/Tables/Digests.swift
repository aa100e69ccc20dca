import BillingModel

/// How many rows a table has of one tenant and month, and the exclusive or of their checksums.
struct Digest: Equatable {
    var count: Int64 = 0
    var hash: Int64 = 0

    mutating func toggle(_ checksum: Int64, count: Int64) {
        // A count that another program wrote may be any number.
        self.count &+= count
        hash ^= checksum
    }
}

/// What a digest is kept under.
struct DigestKey: Hashable {
    /// The number of the tenant; 0 for a table that is of no tenant.
    let tenant: Int64
    let table: String
    /// As ``Month`` numbers it; 0 if months are not told apart.
    let month: Int64

    static func isInOrder(_ left: DigestKey, _ right: DigestKey) -> Bool {
        (left.tenant, left.table, left.month) < (right.tenant, right.table, right.month)
    }
}

/// What a transaction does to the digests, written down at its end.
final class DigestChanges {
    private var changes: [DigestKey: Digest] = [:]
    /// What is not among the changes yet; rows of one table and month come one after the other.
    private var latest: (key: DigestKey, change: Digest)?
    /// What the digests that were written added to the hashes of tenants in the ``Root``.
    private(set) var partChanges: [Int64: Int64] = [:]
    /// The tenants whose digests are gone.
    var erased: Set<Int64> = []

    func toggle(_ key: DigestKey, _ checksum: Int64, count: Int64) {
        if latest?.key != key {
            flush()
            latest = (key, Digest())
        }
        latest?.change.toggle(checksum, count: count)
    }

    private func flush() {
        if let (key, change) = latest {
            changes[key, default: Digest()].toggle(change.hash, count: change.count)
        }
        latest = nil
    }

    /// Brings the stored digests up to date.
    func write(_ connection: Connection) throws {
        flush()
        for (key, change) in changes where change != Digest() {
            var digest = try Digest.stored(key, connection)
            let isNew = digest == Digest()
            let part = Root.part(key, digest)
            digest.toggle(change.hash, count: change.count)
            if key != Tables.commits {
                partChanges[key.tenant, default: 0] &+= Root.part(key, digest) &- part
            }
            let place: [SQLValue] = [.integer(key.tenant), .text(key.table), .integer(key.month)]
            if digest == Digest() {
                try connection.run(
                    "DELETE FROM digest WHERE tenant = ? AND \"table\" = ? AND month = ?", place)
            } else if isNew {
                try connection.run(
                    "INSERT INTO digest (tenant, \"table\", month, count, hash) VALUES (?, ?, ?, ?, ?)",
                    place + [.integer(digest.count), .integer(digest.hash)])
            } else {
                try connection.run(
                    "UPDATE digest SET count = ?, hash = ? WHERE tenant = ? AND \"table\" = ? AND month = ?",
                    [.integer(digest.count), .integer(digest.hash)] + place)
            }
        }
        changes = [:]
    }
}

extension Digest {
    static func stored(_ key: DigestKey, _ connection: Connection) throws -> Digest {
        try connection.first(
            "SELECT count, hash FROM digest WHERE tenant = ? AND \"table\" = ? AND month = ?",
            [.integer(key.tenant), .text(key.table), .integer(key.month)]
        ) { Digest(count: try $0.integer(0), hash: try $0.integer(1)) } ?? Digest()
    }

    /// The digests of a table and tenant, by what they are kept under.
    static func stored(
        _ table: ChecksummedTable, _ tenant: Int64, _ connection: Connection
    ) throws -> [DigestKey: Digest] {
        var stored: [DigestKey: Digest] = [:]
        try connection.each(
            "SELECT month, count, hash FROM digest WHERE tenant = ? AND \"table\" = ?",
            [.integer(tenant), .text(table.name)]
        ) { row in
            let key = DigestKey(tenant: tenant, table: table.name, month: try row.integer(0))
            stored[key] = Digest(count: try row.integer(1), hash: try row.integer(2))
        }
        return stored
    }
}
