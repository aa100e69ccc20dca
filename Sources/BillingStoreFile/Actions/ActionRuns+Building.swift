import BillingModel

extension ActionRuns {
    /// The table of runs, in the place of the index of format 4.
    ///
    /// The index has all columns of a row but its entries, so that a directory is read from it alone.
    static let script = """
        DROP INDEX action_by_id;
        CREATE TABLE action_run (
          page INTEGER PRIMARY KEY,
          tenant INTEGER NOT NULL, level INTEGER NOT NULL, run INTEGER NOT NULL,
          first INTEGER NOT NULL, last INTEGER NOT NULL,
          content INTEGER NOT NULL, seal INTEGER NOT NULL, body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX action_run_by_place ON action_run (tenant, level, run, first, last, content, seal);
        """

    /// Makes the runs of a file that has none, one for each tenant.
    ///
    /// Damage to a row is left for those who read it.
    ///
    /// - Complexity: O(*n* log *n*) for *n* rows of actions; those of one tenant are in memory at a time, with 16 bytes each.
    static func build(_ connection: Connection) throws {
        var tenants: [Int64] = []
        try connection.each("SELECT DISTINCT tenant FROM action ORDER BY tenant") {
            tenants.append(try $0.integer(0))
        }
        let runs = ActionRuns(connection, PackingLimits())
        let digests = DigestChanges()
        for tenant in tenants {
            var entries: [(hash: Int64, sequence: Int64)] = []
            try runs.eachRow(of: tenant) { entries.append(($1, $0)) }
            try runs.add(RunEntries(unordered: entries), of: tenant, digests)
        }
        try digests.write(connection)
        try Root.add(digests.partChanges, connection)
    }

    /// The rows of a tenant by sequence, each with the hash of its key.
    func eachRow(of tenant: Int64, _ body: (_ sequence: Int64, _ hash: Int64) throws -> Void) throws {
        var hash = ActionHash(mask: limits.hashMask)
        try connection.each(
            "SELECT sequence, source, id FROM action WHERE tenant = ? ORDER BY sequence", [.integer(tenant)]
        ) { row in
            let sequence = try row.integer(0)
            try row.withText(1) { source in
                try row.withText(2) { id in try body(sequence, hash.of(source: source, id: id)) }
            }
        }
    }

    /// Compares the runs of a tenant with the rows: each row has one entry, and each entry a row.
    ///
    /// - Throws: `corruptData` with the first difference.
    func verify(_ tenant: Int64) throws {
        var entries: [(sequence: Int64, hash: Int64)] = []
        try withDirectory(of: tenant) { directory in
            for run in directory.runs {
                for page in run.pages {
                    let found = try self.entries(page, of: run, tenant)
                    for place in 0..<found.count {
                        entries.append((found.sequences[place], found.hashes[place]))
                    }
                }
            }
        }
        entries.sort { $0 < $1 }
        var next = 0
        try eachRow(of: tenant) { sequence, hash in
            guard next < entries.count, entries[next] == (sequence, hash) else {
                throw damage("the row of action \(sequence) is not what the runs say", of: tenant)
            }
            next += 1
        }
        guard next == entries.count else {
            throw damage("action \(entries[next].sequence) has no row", of: tenant)
        }
    }

    /// The error for runs that do not agree with the rows.
    func damage(_ what: String, of tenant: Int64) -> BillingError {
        let id = try? connection.first("SELECT id FROM tenant WHERE number = ?", [.integer(tenant)]) {
            try $0.text(0)
        }
        return BillingError(
            .corruptData, rule: "each action that is found by its id has its row",
            detail:
                "\(connection.path): table action_run, \(id.map { "tenant '\($0)'" } ?? "tenant number \(tenant)"): \(what)"
        )
    }
}
