import BillingModel

extension Root {
    /// Makes the tree of a file that has none, and states its root in the row of the last commit.
    ///
    /// - Complexity: O(*d*) for *d* digests.
    static func build(_ connection: Connection) throws {
        let root = Root(connection)
        try connection.run("DELETE FROM root")
        try root.restate { _, _, _ in
            var changes: [Int64: Int64] = [0: 0]
            for tenant in try root.tenants() { changes[tenant] = try root.parts(of: tenant) }
            return changes
        }
    }

    /// Takes into the tree what the migration of a file put in, and states its root in the row of the last commit.
    ///
    /// - Parameters:
    ///   - changes: What was added to the hashes of tenants. One that is damaged stays so.
    ///   - connection: The file.
    /// - Throws: `corruptData` if the root was not that of the last commit.
    static func add(_ changes: [Int64: Int64], _ connection: Connection) throws {
        guard !changes.isEmpty else { return }
        let root = Root(connection)
        try root.restate { sequence, stated, log in
            guard try root.isSound(sequence, stated, after: log) else {
                throw root.damage("commit \(sequence)")
            }
            return changes
        }
    }

    /// Brings the tree up to date without a commit, and states the root in the row of the last one.
    ///
    /// - Parameter changes: Takes the sequence of the last commit, the root that it states, and the digest of those before it; returns what
    ///   is added to the hashes of tenants.
    /// - Throws: What `changes` and the database throw.
    private func restate(
        _ changes: (_ sequence: Int64, _ root: Int64?, _ log: Digest) throws -> [Int64: Int64]
    ) throws {
        guard let values = try Tables.commit.first("ORDER BY sequence DESC LIMIT 1", [], connection),
            case .integer(let sequence)? = values.first
        else { return }
        var log = try Digest.stored(Tables.commits, connection)
        log.toggle(Tables.commit.checksum(values), count: -1)
        var before: Int64?
        if case .integer(let root)? = values.last { before = root }
        let added = try changes(sequence, before, log)
        let stated =
            values.dropLast() + [.integer(try update(added, erased: [], sequence, after: log))]
        let checksum = Tables.commit.checksum(Array(stated))
        try connection.run(
            "UPDATE commit_log SET root = ?, seal = ? WHERE sequence = ?",
            [stated.last ?? .null, .integer(checksum), .integer(sequence)])
        log.toggle(checksum, count: 1)
        try connection.run(
            "UPDATE digest SET hash = ? WHERE tenant = 0 AND \"table\" = 'commit_log' AND month = 0",
            [.integer(log.hash)])
    }

    /// The numbers of the tenants that have parts, or a hash in the tree.
    private func tenants() throws -> [Int64] {
        var tenants: Set<Int64> = [0]
        for query in [
            "SELECT DISTINCT tenant FROM digest", "SELECT tenant FROM lane_state",
            "SELECT number FROM root WHERE level = 0",
        ] {
            try connection.each(query) { tenants.insert(try $0.integer(0)) }
        }
        return tenants.sorted()
    }

    /// Compares every tenant with its hash, and every group with its tenants.
    ///
    /// - Parameter report: Takes the number of a tenant, and an error.
    /// - Throws: What the database throws but for damage.
    func verify(_ report: (Int64, BillingError) -> Void) throws {
        for tenant in try tenants() {
            do {
                if try !isWhole(tenant) { report(tenant, damage("tenant number \(tenant)")) }
            } catch let error as BillingError where error.code == .corruptData {
                report(tenant, error)
            }
        }
    }
}
