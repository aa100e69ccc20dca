import BillingModel
import BillingStore

/// The commits of a file, and the root that the last one of them states over all that the file says.
final class CommitLog {
    /// What the last commit left.
    struct Latest {
        /// Nil before the first.
        var commit: CommitRecord?
        /// How many commits there are.
        var sequence: Int64 = 0
        /// The digest of the commits.
        var log = Digest()

        var revision: Revision { commit?.revision ?? .zero }
    }

    private let connection: Connection
    private let checks: DigestChecks
    let root: Root
    /// The last commit, once the transaction has looked it up.
    private var last: Latest?
    /// Whether the connection has seen that every commit up to the last one is there.
    private var hasChecked = false

    init(_ connection: Connection, _ checks: DigestChecks) {
        self.connection = connection
        self.checks = checks
        root = Root(connection)
    }

    /// Begins a transaction: others may have committed since the last one.
    func begin() { last = nil }

    /// What the last commit left.
    ///
    /// - Throws: `corruptData` if the last row is not that of the last commit, or if not all is as that commit left it.
    func latest() throws -> Latest {
        if let last { return last }
        var latest = Latest()
        var before = Digest()
        var root: Int64?
        if let values = try Tables.commit.first("ORDER BY sequence DESC LIMIT 1", [], connection) {
            let (commit, _, sequence) = try Tables.commit(values, connection)
            latest = Latest(commit: commit, sequence: sequence)
            before = Digest(count: -1, hash: Tables.commit.checksum(values))
            if case .integer(let stated)? = values.last { root = stated }
        }
        let written = try Digest.stored(Tables.commits, connection)
        guard written.count == latest.sequence else {
            throw Tables.commit.mismatch(
                Tables.commits, Digest(count: latest.sequence, hash: written.hash), written, connection)
        }
        latest.log = written
        before.toggle(written.hash, count: written.count)
        guard try self.root.isSound(latest.sequence, root, after: before) else {
            for table in [Tables.commit, Tables.tenant] { try checks.check(table, 0, connection) }
            throw self.root.damage("commit \(latest.sequence)")
        }
        last = latest
        return latest
    }

    /// Compares what the file keeps of a tenant with the root.
    ///
    /// - Throws: `corruptData` with the rows that are missing, if it is these alone.
    func checkRoot(_ tenant: TenantID, _ number: Int64) throws {
        _ = try latest()
        guard try !root.isWhole(number) else { return }
        for table in Tables.ofTenants { try checks.check(table, number, connection) }
        throw root.damage("tenant '\(tenant)'")
    }

    /// The last revision that was recorded at or before an instant.
    func revision(recordedBy instant: Int64) throws -> Revision {
        let latest = try latest()
        guard let commit = latest.commit, try instant < Instants.microseconds(commit.recordedAt) else {
            return latest.revision
        }
        var (revision, sequence) = (Revision.zero, Int64(0))
        let clause = "WHERE recorded <= ? ORDER BY recorded DESC, sequence DESC LIMIT 1"
        if let values = try Tables.commit.first(clause, [.integer(instant)], connection) {
            let found = try Tables.commit(values, connection)
            (revision, sequence) = (found.commit.revision, found.sequence)
        }
        // The next one shows that none between the two is missing.
        let next = try Tables.commit.first("WHERE sequence = ?", [.integer(sequence &+ 1)], connection)
        guard let next,
            let recorded = try? Instants.microseconds(Tables.commit(next, connection).commit.recordedAt),
            recorded > instant
        else { throw missingCommit("commit \(sequence &+ 1)") }
        return revision
    }

    private func missingCommit(_ which: String) -> BillingError {
        BillingError(
            .corruptData, rule: "no row of a table vanishes or comes from elsewhere",
            detail: "\(connection.path): table commit_log: \(which) is missing")
    }

    /// The commits that made some revisions, in their order or backwards.
    func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) throws -> [CommitRecord] {
        var commits: [CommitRecord] = []
        var next = (isDescending ? revisions.upperBound : revisions.lowerBound).number
        let end = isDescending ? revisions.lowerBound.number - 1 : revisions.upperBound.number + 1
        try Tables.commit.scan(
            "WHERE made = 1 AND revision BETWEEN ? AND ? ORDER BY revision "
                + (isDescending ? "DESC" : "ASC"),
            [.revision(revisions.lowerBound), .revision(revisions.upperBound)], connection
        ) { values in
            let commit = try Tables.commit(values, connection).commit
            guard commit.revision.number == next, commits.count < limit else { return false }
            commits.append(commit)
            next += isDescending ? -1 : 1
            return true
        }
        guard commits.count == limit || next == end else {
            throw missingCommit("that of revision \(next)")
        }
        return commits
    }

    /// A commit by its id, with the digest of what was sent; nil if there is none.
    func commit(_ id: CommitID) throws -> KnownCommit? {
        guard let values = try Tables.commit.first("WHERE id = ?", [.id(id)], connection) else {
            try check()
            return nil
        }
        let (commit, digest, _) = try Tables.commit(values, connection)
        return KnownCommit(commit, digest: digest)
    }

    /// The commit that made a revision under an id; nil if there is none.
    func commit(withID id: CommitID) throws -> CommitRecord? {
        guard let values = try Tables.commit.first("WHERE id = ? AND made = 1", [.id(id)], connection) else {
            // Nothing is not found for the reason that it vanished.
            try check()
            return nil
        }
        return try Tables.commit(values, connection).commit
    }

    /// Checks once that no commit is missing, whose id would be free again.
    private func check() throws {
        guard !hasChecked else { return }
        let count = try connection.first("SELECT count(*) FROM commit_log") { try $0.integer(0) }
        guard try count == latest().sequence else { throw missingCommit("one or more") }
        hasChecked = true
    }

    /// Adds the commit that a transaction makes, and brings the root up to date.
    ///
    /// - Parameters:
    ///   - commit: The commit.
    ///   - digest: The digest of what was sent.
    ///   - digests: What the transaction did to the digests.
    ///   - series: What it added to the hashes of tenants by their series.
    /// - Throws: What the database throws.
    func append(
        _ commit: CommitRecord, digest: String, _ digests: DigestChanges, series: [Int64: Int64]
    ) throws {
        let latest = try latest()
        try digests.write(connection)
        let changes = digests.partChanges.merging(series, uniquingKeysWith: &+)
        let root = try root.update(changes, erased: digests.erased, latest.sequence + 1, after: latest.log)
        try Tables.commit.insert(
            try Tables.row(
                commit, sequence: latest.sequence + 1, digest: digest,
                made: commit.revision > latest.revision,
                root: root), connection, digests)
        try digests.write(connection)
    }
}
