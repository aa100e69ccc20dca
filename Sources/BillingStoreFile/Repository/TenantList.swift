import BillingModel
import BillingStore

/// The tenants of a file, and the numbers that the tables know them by.
final class TenantList {
    private struct Listed {
        let id: TenantID
        let number: Int64
        let since: Revision
    }

    private let connection: Connection
    private let checks: DigestChecks
    private let commits: CommitLog
    /// The tenants in order, as the list said after a commit.
    private var known: (sequence: Int64, tenants: [Listed])?

    init(_ connection: Connection, _ checks: DigestChecks, _ commits: CommitLog) {
        self.connection = connection
        self.checks = checks
        self.commits = commits
    }

    /// Forgets what a transaction that was undone may have listed.
    func forget() { known = nil }

    /// The number of a tenant that is known now.
    ///
    /// - Throws: `corruptData` if it is missing for another reason than that it was never there.
    func number(of tenant: TenantID) throws -> Int64? {
        guard let found = try row(of: tenant) else {
            try checks.check(Tables.tenant, 0, connection)
            return nil
        }
        try commits.checkRoot(tenant, found.number)
        return found.number
    }

    /// What the list of tenants says of one.
    func row(of tenant: TenantID) throws -> (number: Int64, since: Revision)? {
        try Tables.tenant.first("WHERE id = ?", [.id(tenant)], connection).map { values in
            let (number, _, since) = try Tables.tenant(values, connection)
            return (number, since)
        }
    }

    /// The number of a tenant that a revision knows; what is kept of it is not compared with the root yet.
    func number(of tenant: TenantID, at revision: Revision) throws -> Int64? {
        guard let found = try row(of: tenant) else {
            try checks.check(Tables.tenant, 0, connection)
            return nil
        }
        return found.since <= revision ? found.number : nil
    }

    /// The tenants that a revision knows, in order, from an id on.
    ///
    /// What is kept of each is compared with the root when it is read, so that damage to one does not hide the others.
    ///
    /// - Complexity: O(*p*) for *p* tenants, after the first read that follows a commit, which lists all.
    func tenants(
        from first: TenantID?, at revision: Revision, limit: Int
    ) throws -> [(id: TenantID, number: Int64)] {
        let all = try all()
        let start = first.map { first in all.lowerBound { $0.id < first } } ?? 0
        var found: [(id: TenantID, number: Int64)] = []
        for tenant in all[start...] where tenant.since <= revision {
            guard found.count < limit else { break }
            found.append((tenant.id, tenant.number))
        }
        return found
    }

    private func all() throws -> [Listed] {
        let sequence = try commits.latest().sequence
        if let known, known.sequence == sequence { return known.tenants }
        try checks.check(Tables.tenant, 0, connection)
        var all: [Listed] = []
        try Tables.tenant.scan("ORDER BY id", [], connection) {
            let (number, id, since) = try Tables.tenant($0, connection)
            all.append(Listed(id: id, number: number, since: since))
            return true
        }
        // The index that gives the order may have lost one that is in the table.
        let key = DigestKey(tenant: 0, table: Tables.tenant.name, month: 0)
        let written = try Digest.stored(key, connection)
        guard all.count == written.count else {
            throw Tables.tenant.mismatch(key, Digest(count: Int64(all.count)), written, connection)
        }
        known = (sequence, all)
        return all
    }

    /// Gives a tenant a number that none had before it.
    func add(_ tenant: TenantID, since revision: Revision, _ digests: DigestChanges) throws -> Int64 {
        let last = try connection.first("SELECT seq FROM sqlite_sequence WHERE name = 'tenant'") {
            try $0.integer(0)
        }
        let number = (last ?? 0) &+ 1
        guard number > 0 else {
            throw BillingError(
                .corruptData, rule: "tenants are numbered from 1 on",
                detail: "\(connection.path): table sqlite_sequence: \(number)")
        }
        try Tables.tenant.insert(
            [.integer(number), .id(tenant), .revision(revision)], connection, digests)
        return number
    }
}
