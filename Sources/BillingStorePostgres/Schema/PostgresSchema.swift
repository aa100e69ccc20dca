#if PostgreSQL
import BillingModel

/// The tables, and how those of an older release become those of this one.
///
/// Every table of records has the tenant first in its key, and nothing joins two tenants, so that the tables can be divided by tenant:
/// by partitions, by partitions on other servers, or by an extension that distributes them. What a commit writes carries the number
/// of the write, and is seen once the commit log says so: one row decides for all, on whatever server they are.
struct PostgresSchema {
    /// The schema of the database that holds the tables.
    let name: String

    /// The version of the tables that this release reads and writes.
    static let version: Int64 = 1
    /// Held while tables are made, so that several nodes may try at once.
    private static let lock: Int64 = 0x494E_4155_0001

    /// The tables whose rows belong to tenants.
    static let tables = [
        "tenant", "metric", "plan_term", "budget", "floor", "coverage", "subject", "invoice", "entry",
        "action", "series", "outline", "journal", "chunk",
    ]

    init(_ name: String) throws(BillingError) {
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard isPlain, (1...63).contains(name.utf8.count),
            name.utf8.first.map({ $0 > UInt8(ascii: "9") }) ?? false
        else {
            throw BillingError(
                .invalidValue,
                rule: "the name of a schema is of 1 to 63 small letters, digits and underscores",
                detail: "'\(name)'")
        }
        self.name = name
    }

    /// Makes the tables where there are none, and brings older ones up to date.
    ///
    /// - Throws: `PostgresFailure`; `BillingError` with code `newerFormat` if a later release made them.
    func prepare(_ connection: PostgresConnection) throws {
        if try current(connection) == Self.version { return }
        try connection.run(script: "BEGIN")
        do {
            try connection.rows("SELECT pg_advisory_xact_lock($1)", [.integer(Self.lock)])
            let found = try current(connection)
            for step in Self.steps.dropFirst(Int(found ?? 0)) {
                try connection.run(script: step.replacing("{schema}", with: name))
            }
            try connection.run(script: "UPDATE \(name).head SET format = \(Self.version)")
            try grantReading(connection)
            try connection.run(script: "COMMIT")
        } catch {
            try? connection.run(script: "ROLLBACK")
            throw error
        }
    }

    /// Checks that the tables are those of this release.
    func check(_ connection: PostgresConnection) throws {
        guard try current(connection) == Self.version else {
            throw BillingError(
                .unavailable, rule: "tables are brought up to date by a repository that may write",
                detail: "\(connection.name), schema \(name)")
        }
    }

    /// The version of the tables; nil if there are none.
    private func current(_ connection: PostgresConnection) throws -> Int64? {
        let known = try connection.rows(
            "SELECT 1::bigint FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = 'head'",
            [.text(name)])
        guard known.count > 0 else { return nil }
        let version = try connection.rows("SELECT format FROM \(name).head").integer(0, 0)
        guard version <= Self.version else {
            throw BillingError(
                .newerFormat, rule: "a release reads its own tables and those before it",
                detail: "\(connection.name): format \(version), this release has \(Self.version)")
        }
        return version
    }

    /// The role that may read, and see the tenants that `billing.tenants` names, or all where that is not set.
    ///
    /// It is of the whole server, and so made once; where this role may make none, a host grants what it likes.
    static let reader = "billing_reader"

    private func grantReading(_ connection: PostgresConnection) throws {
        let mayMakeRoles = try connection.rows(
            "SELECT rolcreaterole OR rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user")
        guard mayMakeRoles.count > 0, try mayMakeRoles.flag(0, 0) else { return }
        try connection.run(
            script: """
                DO $$ BEGIN
                  CREATE ROLE \(Self.reader) NOLOGIN;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                END $$;
                GRANT USAGE ON SCHEMA \(name) TO \(Self.reader);
                GRANT SELECT ON ALL TABLES IN SCHEMA \(name) TO \(Self.reader);
                REVOKE SELECT ON \(name).waiting FROM \(Self.reader);
                """)
    }

    private static let steps = [first]

    private static let first = """
        CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE TABLE {schema}.head (
          one boolean PRIMARY KEY DEFAULT true CHECK (one),
          format bigint NOT NULL, revision bigint NOT NULL, recorded bigint NOT NULL, sequence bigint NOT NULL
        );
        INSERT INTO {schema}.head (format, revision, recorded, sequence) VALUES (0, 0, 0, 0);
        CREATE SEQUENCE {schema}.write_number CACHE 1;
        CREATE TABLE {schema}.commit_log (
          id text COLLATE "C" PRIMARY KEY,
          sequence bigint NOT NULL UNIQUE, number bigint UNIQUE,
          digest text NOT NULL, kind text NOT NULL,
          revision bigint NOT NULL, made boolean NOT NULL, recorded bigint NOT NULL,
          inserted bigint NOT NULL, unchanged bigint NOT NULL, corrected bigint NOT NULL, retracted bigint NOT NULL
        );
        CREATE TABLE {schema}.waiting (
          id text COLLATE "C" PRIMARY KEY, number bigint, digest text NOT NULL, kind text NOT NULL,
          made boolean NOT NULL, recorded bigint NOT NULL,
          inserted bigint NOT NULL, unchanged bigint NOT NULL, corrected bigint NOT NULL, retracted bigint NOT NULL,
          tenants text[] NOT NULL, since timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE UNIQUE INDEX commit_by_revision ON {schema}.commit_log (revision) WHERE made;
        CREATE INDEX commit_by_instant ON {schema}.commit_log (recorded, sequence);

        CREATE TABLE {schema}.tenant (
          tenant text COLLATE "C" NOT NULL, number bigint NOT NULL, body text NOT NULL,
          PRIMARY KEY (tenant, number)
        );
        CREATE TABLE {schema}.metric (
          tenant text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, number bigint NOT NULL, body text NOT NULL,
          PRIMARY KEY (tenant, id, number)
        );
        CREATE TABLE {schema}.plan_term (
          tenant text COLLATE "C" NOT NULL, date bigint NOT NULL, number bigint NOT NULL, body text NOT NULL,
          PRIMARY KEY (tenant, date, number)
        );
        CREATE TABLE {schema}.budget (
          tenant text COLLATE "C" NOT NULL, number bigint NOT NULL, body text NOT NULL,
          PRIMARY KEY (tenant, number)
        );
        CREATE TABLE {schema}.floor (
          tenant text COLLATE "C" NOT NULL, kind text NOT NULL, date bigint NOT NULL,
          PRIMARY KEY (tenant, kind)
        );
        CREATE TABLE {schema}.coverage (
          tenant text COLLATE "C" NOT NULL, metric text COLLATE "C" NOT NULL, source text COLLATE "C" NOT NULL,
          low bigint NOT NULL, high bigint NOT NULL, number bigint NOT NULL, place bigint NOT NULL,
          PRIMARY KEY (tenant, metric, source, number, place)
        );
        CREATE TABLE {schema}.subject (
          tenant text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, place bigint NOT NULL,
          id text COLLATE "C" NOT NULL, erased boolean NOT NULL, number bigint NOT NULL,
          PRIMARY KEY (tenant, kind, place)
        );
        CREATE INDEX subject_by_id ON {schema}.subject (tenant, kind, id);
        CREATE TABLE {schema}.invoice (
          tenant text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, issued bigint NOT NULL,
          is_rated boolean NOT NULL, turnover double precision NOT NULL, number bigint NOT NULL, body text NOT NULL,
          PRIMARY KEY (tenant, id, number)
        );
        CREATE INDEX invoice_by_issue ON {schema}.invoice (tenant, issued, id);
        CREATE TABLE {schema}.entry (
          tenant text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, invoice text COLLATE "C" NOT NULL,
          happened bigint NOT NULL, turnover double precision NOT NULL, number bigint NOT NULL, body text NOT NULL,
          PRIMARY KEY (tenant, id, number)
        );
        CREATE INDEX entry_by_instant ON {schema}.entry (tenant, happened, invoice, id);
        CREATE INDEX entry_by_invoice ON {schema}.entry (tenant, invoice);
        CREATE TABLE {schema}.action (
          tenant text COLLATE "C" NOT NULL, source text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
          number bigint NOT NULL, place bigint NOT NULL, instant bigint NOT NULL, until bigint, body text NOT NULL,
          PRIMARY KEY (tenant, source, id, number, place)
        );
        CREATE INDEX action_by_instant ON {schema}.action (tenant, instant, source, id);
        CREATE TABLE {schema}.series (
          tenant text COLLATE "C" NOT NULL, place bigint NOT NULL,
          kind text NOT NULL, name text COLLATE "C" NOT NULL, labels text COLLATE "C" NOT NULL,
          timing text NOT NULL,
          PRIMARY KEY (tenant, place)
        );
        CREATE UNIQUE INDEX series_by_name ON {schema}.series (tenant, kind, name, labels);
        CREATE TABLE {schema}.outline (
          tenant text COLLATE "C" NOT NULL, block bigint NOT NULL,
          defined bigint NOT NULL, parts bigint NOT NULL, entries bigint NOT NULL, ends bytea NOT NULL,
          PRIMARY KEY (tenant, block)
        ) WITH (fillfactor = 50);
        CREATE TABLE {schema}.journal (
          tenant text COLLATE "C" NOT NULL, number bigint NOT NULL, part bigint NOT NULL,
          entries bigint NOT NULL, body bytea NOT NULL,
          PRIMARY KEY (tenant, number, part)
        );
        CREATE TABLE {schema}.chunk (
          tenant text COLLATE "C" NOT NULL, series bigint NOT NULL, low bigint NOT NULL,
          high bigint NOT NULL, samples bigint NOT NULL, newest bigint NOT NULL, entry bytea NOT NULL,
          body bytea NOT NULL, replaced bytea[] NOT NULL, versions bytea[] NOT NULL,
          PRIMARY KEY (tenant, series, low)
        );
        ALTER TABLE {schema}.chunk ALTER COLUMN body SET STORAGE EXTERNAL;
        ALTER TABLE {schema}.journal ALTER COLUMN body SET STORAGE EXTERNAL;

        """ + guards

    /// Defence in depth: whoever is not the owner of the tables sees the tenants that the setting names, and all without it.
    private static let guards = tables.map { table in
        """
        ALTER TABLE {schema}.\(table) ENABLE ROW LEVEL SECURITY;
        CREATE POLICY of_tenant ON {schema}.\(table) USING (
          coalesce(current_setting('billing.tenants', true), '') = ''
          OR tenant = ANY (string_to_array(current_setting('billing.tenants', true), E'\\n')));

        """
    }.joined()
}
#endif
