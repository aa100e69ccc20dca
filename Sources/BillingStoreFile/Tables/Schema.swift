import BillingModel

/// The tables of the file, and how a file of an older release becomes one of this.
enum Schema {
    /// What the header of a file says: `INAU` in ASCII.
    static let applicationID: Int32 = 0x494E_4155
    /// The version of the tables that this release reads and writes.
    static let version: Int32 = 5

    /// Whether a file has the tables of this release.
    ///
    /// - Throws: `newerFormat` if a later release made the file.
    static func isCurrent(_ connection: Connection) throws -> Bool {
        let found = try connection.userVersion()
        try check(found, connection.path)
        return found == version
    }

    /// Makes the tables in a new file, and brings an older one up to date; belongs into a transaction that writes.
    ///
    /// - Throws: `newerFormat` if a later release made the file.
    static func prepare(_ connection: Connection) throws {
        let found = try connection.userVersion()
        try check(found, connection.path)
        guard found < version else { return }
        // What is put into them is read by columns of this release.
        for step in steps[Int(found)...] { try connection.runAll(step.script) }
        for step in steps[Int(found)...] { try step.fill(connection) }
        try connection.setFormat(applicationID: applicationID, userVersion: version)
    }

    /// Checks that a file that is only read has the tables of this release.
    ///
    /// - Throws: `newerFormat` if a later release made the file, or `unavailable` if it must be brought up to date by
    ///   opening it once to write.
    static func checkReadable(_ connection: Connection) throws {
        guard try isCurrent(connection) else {
            throw BillingError(
                .unavailable,
                rule: "a file of an older release is opened to write once, which brings it up to date",
                detail: connection.path)
        }
    }

    /// The definitions of all tables, indexes and views of a database, by name.
    static func definitions(_ connection: Connection) throws -> [String: String] {
        var definitions: [String: String] = [:]
        try connection.each("SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema") { row in
            definitions[try row.text(0)] = try row.text(1)
        }
        return definitions
    }

    /// The definitions that a new file gets.
    static func definitions() throws -> [String: String] {
        let connection = try Connection(inMemory: "a new file")
        for step in steps { try connection.runAll(step.script) }
        return try definitions(connection)
    }

    private static func check(_ found: Int32, _ path: String) throws(BillingError) {
        guard (0...version).contains(found) else {
            throw BillingError(
                .newerFormat, rule: "a release reads its own format and those before it",
                detail: "\(path): format \(found), this release has \(version)")
        }
    }

    /// What leads from one version to the next: the tables, and what is put into those that are new.
    private struct Step {
        let script: String
        var fill: @Sendable (Connection) throws -> Void = { _ in }
    }

    private static let steps = [
        Step(script: first),
        // The root of all that the file says, in the row of the last commit.
        Step(script: second) { try Root.build($0) },
        Step(script: plans),
        Step(script: SeriesTables.moves),
        Step(script: ActionRuns.script) { try ActionRuns.build($0) },
    ]

    /// The plan books and the budgets of tenants.
    private static let plans = """
        CREATE TABLE plan_term (
          tenant INTEGER NOT NULL, date TEXT NOT NULL, revision INTEGER NOT NULL,
          definition TEXT NOT NULL, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, date, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE budget (
          tenant INTEGER NOT NULL, revision INTEGER NOT NULL,
          definition TEXT NOT NULL, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, revision)
        ) STRICT, WITHOUT ROWID;
        """

    private static let second = """
        ALTER TABLE commit_log ADD COLUMN root INTEGER;
        CREATE TABLE root (
          level INTEGER NOT NULL, number INTEGER NOT NULL, hash INTEGER NOT NULL,
          PRIMARY KEY (level, number)
        ) STRICT, WITHOUT ROWID;
        """

    private static let first = """
        CREATE TABLE tenant (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          since INTEGER NOT NULL, seal INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE tenant_version (
          tenant INTEGER NOT NULL, revision INTEGER NOT NULL,
          name TEXT NOT NULL, zone TEXT NOT NULL, moves TEXT NOT NULL, currency TEXT NOT NULL,
          organisation TEXT, parent TEXT, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE metric (
          tenant INTEGER NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,
          definition TEXT NOT NULL, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, id, revision)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE invoice (
          tenant INTEGER NOT NULL, number TEXT NOT NULL, issued INTEGER NOT NULL,
          currency TEXT NOT NULL, digits INTEGER NOT NULL,
          period_start INTEGER, period_end INTEGER,
          subtotal INTEGER, tax INTEGER, payable INTEGER, paid INTEGER,
          plan TEXT, plan_revision INTEGER, document TEXT, link TEXT, lines TEXT NOT NULL,
          revision INTEGER NOT NULL, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX invoice_by_issue ON invoice (tenant, issued, number);
        CREATE TABLE entry (
          tenant INTEGER NOT NULL, id TEXT NOT NULL, invoice TEXT NOT NULL, kind TEXT NOT NULL,
          happened INTEGER NOT NULL, amount INTEGER, currency TEXT, digits INTEGER,
          revision INTEGER NOT NULL, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX entry_by_instant ON entry (tenant, happened, invoice, id);
        CREATE INDEX entry_by_invoice ON entry (tenant, invoice);
        CREATE TABLE action (
          sequence INTEGER PRIMARY KEY,
          tenant INTEGER NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL,
          type TEXT NOT NULL, category TEXT NOT NULL,
          succeeded INTEGER NOT NULL, failed INTEGER NOT NULL, suppressed INTEGER NOT NULL,
          quantity TEXT, unit TEXT, workflow TEXT, run TEXT,
          revision INTEGER NOT NULL, until INTEGER, seal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX action_by_id ON action (tenant, source, id);
        CREATE INDEX action_by_instant ON action (tenant, at, source, id);
        CREATE TABLE coverage (
          sequence INTEGER PRIMARY KEY,
          tenant INTEGER NOT NULL, metric TEXT NOT NULL, source TEXT NOT NULL,
          start INTEGER NOT NULL, "end" INTEGER NOT NULL,
          revision INTEGER NOT NULL, seal INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX coverage_by_feed ON coverage (tenant, metric, source, "end");
        CREATE TABLE subject (
          tenant INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL,
          erased INTEGER NOT NULL, revision INTEGER NOT NULL, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, kind, number)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX subject_by_id ON subject (tenant, kind, id) WHERE erased = 0;
        CREATE TABLE floor (
          tenant INTEGER NOT NULL, kind TEXT NOT NULL, date TEXT NOT NULL, seal INTEGER NOT NULL,
          PRIMARY KEY (tenant, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE commit_log (
          sequence INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, kind TEXT NOT NULL,
          revision INTEGER NOT NULL, made INTEGER NOT NULL, recorded INTEGER NOT NULL,
          inserted INTEGER NOT NULL, unchanged INTEGER NOT NULL, corrected INTEGER NOT NULL,
          retracted INTEGER NOT NULL, seal INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX commit_by_revision ON commit_log (revision) WHERE made = 1;
        CREATE INDEX commit_by_instant ON commit_log (recorded);
        CREATE TABLE digest (
          tenant INTEGER NOT NULL, "table" TEXT NOT NULL, month INTEGER NOT NULL,
          count INTEGER NOT NULL, hash INTEGER NOT NULL,
          PRIMARY KEY (tenant, "table", month)
        ) STRICT, WITHOUT ROWID;
        """ + Views.script + SeriesTables.script
}
