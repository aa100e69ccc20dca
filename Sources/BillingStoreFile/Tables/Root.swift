import BillingModel

/// One hash over all that a file says at a revision, which stands in the row of its last commit.
///
/// It is a tree of sums, so that a commit changes as much of it as it touches, and a read compares as much as it reads:
///
/// - The *parts* of a tenant are its digests and its row of stored series; what is of no tenant counts as tenant 0: the digest of the list of tenants,
///   and the last numbers that were given away. Their sum is the hash of the tenant.
/// - The hashes of 256 tenants add up to that of their *group*.
/// - The groups, and the digest of the commits before, add up to the *root* that the commit states.
///
/// Checksums find a row that changed, and digests rows that vanished; the root finds rows that vanished together with their digests, and
/// pages, tables or digests that are sound but of another time or another file.
final class Root {
    let connection: Connection
    /// The commit whose groups were compared with its root.
    private var checked: (sequence: Int64, root: Int64)?
    /// The hashes of the groups of that commit, by number, and what they add up to.
    private var groups: [Int64: Int64] = [:]
    private var total: Int64 = 0
    /// The hashes of groups with which their members were compared.
    private var loaded: [Int64: Int64] = [:]
    /// The hashes of tenants in groups that were compared.
    private var members: [Int64: Int64] = [:]
    /// The hashes of tenants with which their parts were compared.
    private var whole: [Int64: Int64] = [:]

    /// How many tenants a group has.
    private static let groupShift: Int64 = 8

    init(_ connection: Connection) { self.connection = connection }

    // MARK: Parts

    /// What a digest adds to its tenant; nothing if there is none.
    static func part(_ key: DigestKey, _ digest: Digest) -> Int64 {
        guard digest != Digest(), key != Tables.commits else { return 0 }
        return hash(
            "digest",
            [
                .integer(key.tenant), .text(key.table), .integer(key.month), .integer(digest.count),
                .integer(digest.hash),
            ])
    }

    /// What the row of stored series adds to a tenant; nothing if there is none.
    static func part(_ tenant: Int64, _ state: TenantState) -> Int64 {
        state == TenantState() ? 0 : SeriesTables.state.checksum(state.values(of: tenant))
    }

    private static func hash(_ name: String, _ values: [SQLValue]) -> Int64 {
        var writer = RowChecksum()
        writer.restart(name)
        for value in values { writer.add(value) }
        return writer.checksum
    }

    /// What a hash of the tree adds to the one above it.
    private static func node(_ level: Int64, _ number: Int64, _ hash: Int64) -> Int64 {
        hash == 0 ? 0 : self.hash("root", [.integer(level), .integer(number), .integer(hash)])
    }

    /// The sum of the parts of a tenant, as they stand in the file.
    func parts(of tenant: Int64) throws -> Int64 {
        var sum: Int64 = 0
        try connection.each(
            "SELECT \"table\", month, count, hash FROM digest WHERE tenant = ?", [.integer(tenant)]
        ) { row in
            let key = DigestKey(tenant: tenant, table: try row.text(0), month: try row.integer(1))
            sum &+= Self.part(key, Digest(count: try row.integer(2), hash: try row.integer(3)))
        }
        if let state = try TenantState.stored(tenant, connection) { sum &+= Self.part(tenant, state) }
        guard tenant == 0 else { return sum }
        for table in ["tenant", "lane"] {
            let last = try connection.first(
                "SELECT seq FROM sqlite_sequence WHERE name = ?", [.text(table)]
            ) { try $0.integer(0) }
            if let last { sum &+= Self.hash("sqlite_sequence", [.text(table), .integer(last)]) }
        }
        return sum
    }

    // MARK: Checking

    /// Compares the root of the last commit with the groups, once for each commit.
    ///
    /// - Parameters:
    ///   - sequence: The sequence of the last commit, 0 if there is none.
    ///   - root: The root that it states.
    ///   - log: The digest of the commits before it.
    /// - Returns: Whether they agree.
    /// - Throws: `corruptData` if what is read is not even a part of the tree.
    /// - Complexity: O(*t* / 256) for *t* tenants.
    func isSound(_ sequence: Int64, _ root: Int64?, after log: Digest) throws -> Bool {
        let stated = root ?? 0
        if let checked, checked == (sequence, stated) { return true }
        checked = nil
        (groups, total) = ([:], 0)
        try connection.each("SELECT number, hash FROM root WHERE level = 1") { row in
            let (number, hash) = (try row.integer(0), try row.integer(1))
            groups[number] = hash
            total &+= Self.node(1, number, hash)
        }
        let sum = (sequence == 0 ? 0 : Self.log(log)) &+ total
        guard try stated == sum && isWhole(0) else { return false }
        checked = (sequence, stated)
        return true
    }

    private static func log(_ digest: Digest) -> Int64 {
        hash("commit_log", [.integer(digest.count), .integer(digest.hash)])
    }

    /// Compares a tenant with the group it is in, and with its parts, once for each hash that it has.
    ///
    /// - Returns: Whether its parts are those of the last commit.
    /// - Throws: `corruptData` if the hashes of its group are not.
    /// - Complexity: O(*d*) for *d* digests of the tenant, and 256 tenants.
    func isWhole(_ tenant: Int64) throws -> Bool {
        let hash = try member(tenant)
        if whole[tenant] == hash { return true }
        guard try parts(of: tenant) == hash else { return false }
        whole[tenant] = hash
        return true
    }

    /// The hash of a tenant, which its group has confirmed.
    private func member(_ tenant: Int64) throws -> Int64 {
        let group = tenant >> Self.groupShift
        let stated = groups[group] ?? 0
        if loaded[group] != stated {
            let range = (group << Self.groupShift)...((group << Self.groupShift) + 255)
            for number in range { members[number] = nil }
            var sum: Int64 = 0
            try connection.each(
                "SELECT number, hash FROM root WHERE level = 0 AND number BETWEEN ? AND ?",
                [.integer(range.lowerBound), .integer(range.upperBound)]
            ) { row in
                let (number, hash) = (try row.integer(0), try row.integer(1))
                members[number] = hash
                sum &+= Self.node(0, number, hash)
            }
            guard sum == stated else {
                loaded[group] = nil
                throw damage("tenants numbered \(range.lowerBound) to \(range.upperBound)")
            }
            loaded[group] = stated
        }
        return members[tenant] ?? 0
    }

    /// The error for what is not as the last commit says.
    func damage(_ what: String) -> BillingError {
        BillingError(
            .corruptData, rule: "all that a file says is of the time of its last commit",
            detail: "\(connection.path): table root: \(what): not as the last commit says")
    }

    // MARK: Committing

    /// Brings the tree up to date.
    ///
    /// - Parameters:
    ///   - changes: What a transaction added to the hashes of tenants; for tenant 0 any number says that something changed.
    ///   - erased: The tenants that are gone.
    ///   - sequence: The sequence of the commit that is being made.
    ///   - log: The digest of the commits before it.
    /// - Returns: The root for the row of the commit.
    /// - Throws: `corruptData` if the hashes of a group are not those of the last commit.
    func update(
        _ changes: [Int64: Int64], erased: Set<Int64>, _ sequence: Int64, after log: Digest
    ) throws -> Int64 {
        checked = nil
        var hashes: [Int64: Int64] = [:]
        for (tenant, change) in changes {
            hashes[tenant] = try tenant == 0 ? parts(of: 0) : member(tenant) &+ change
        }
        for tenant in erased { hashes[tenant] = 0 }
        var changed: [Int64: Int64] = [:]
        for (tenant, hash) in hashes.sorted(by: { $0.key < $1.key }) {
            let old = try member(tenant)
            guard old != hash else { continue }
            try store(0, tenant, hash)
            let group = tenant >> Self.groupShift
            changed[group, default: groups[group] ?? 0] &+=
                Self.node(0, tenant, hash) &- Self.node(0, tenant, old)
            // Parts that were whole stay so: what was added to them was added to the hash.
            if tenant == 0 || whole[tenant] == old { whole[tenant] = hash }
            members[tenant] = hash
        }
        for (group, hash) in changed {
            try store(1, group, hash)
            total &+= Self.node(1, group, hash) &- Self.node(1, group, groups[group] ?? 0)
            groups[group] = hash == 0 ? nil : hash
            loaded[group] = hash
        }
        let root = Self.log(log) &+ total
        checked = (sequence, root)
        return root
    }

    private func store(_ level: Int64, _ number: Int64, _ hash: Int64) throws {
        if hash == 0 {
            try connection.run(
                "DELETE FROM root WHERE level = ? AND number = ?", [.integer(level), .integer(number)])
        } else {
            try connection.run(
                "INSERT OR REPLACE INTO root (level, number, hash) VALUES (?, ?, ?)",
                [.integer(level), .integer(number), .integer(hash)])
        }
    }

    /// Forgets what was compared.
    func forget() {
        (checked, groups, total) = (nil, [:], 0)
        (loaded, members, whole) = ([:], [:], [:])
    }
}
