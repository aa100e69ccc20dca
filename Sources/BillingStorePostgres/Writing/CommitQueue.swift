#if PostgreSQL
import BillingModel
import BillingStore
import BillingTime

/// How commits come into the log, where each gets its revision: by one transaction at a time, until that is on the disk.
///
/// A commit that finds the log taken is written to a queue instead, and its transaction ends. Whoever has the log next takes over all
/// that wait there, so that many commits share one flush of the disk, and one that meets no other has its own alone.
/// Until then nobody sees a commit of the queue, whose write has no revision.
enum CommitQueue {
    typealias Statement = (sql: String, values: [PostgresValue])

    /// Begins a transaction of which each statement sees all that was committed before it.
    static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED"

    // Keys of two numbers are others than those of one, which lock tenants.
    private static let logKey = "1279215360, hashtext(current_schema())"
    private static let repositoryKey = "1380275968, hashtext(current_schema())"

    /// Waits for the log, and keeps it to the end of the transaction; says how long that took.
    static let lock: Statement = (
        "SELECT count(pg_advisory_xact_lock(\(logKey))), "
            + "(extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000000)::bigint", []
    )

    /// Takes part in a repository that nobody takes over meanwhile.
    static let takePart = "pg_advisory_xact_lock_shared(\(repositoryKey))"

    /// Waits until nobody takes part, and keeps all out to the end of the transaction.
    static let keepOut: Statement = ("SELECT pg_advisory_xact_lock(\(repositoryKey))", [])

    private static let columns =
        "id, number, digest, kind, made, recorded, inserted, unchanged, corrected, retracted"

    /// Moves the queue into the log, of which the transaction has the lock, in the order in which the writes began.
    ///
    /// One whose id came into the log by another way is left out, and what it wrote is seen by nobody.
    static let takeOver: Statement = (
        "WITH taken AS (DELETE FROM waiting RETURNING \(columns)), o AS (SELECT revision, sequence, recorded FROM head), "
            + "p AS (SELECT t.*, row_number() OVER w AS n, count(*) FILTER (WHERE t.made) OVER w AS m, "
            + "max(t.recorded) OVER w AS r FROM taken t WHERE NOT EXISTS (SELECT FROM commit_log c WHERE c.id = t.id) "
            + "WINDOW w AS (ORDER BY t.number)), "
            + "i AS (INSERT INTO commit_log (\(columns), sequence, revision) "
            + "SELECT p.id, p.number, p.digest, p.kind, p.made, greatest(o.recorded, p.r), p.inserted, p.unchanged, "
            + "p.corrected, p.retracted, o.sequence + p.n, o.revision + p.m FROM p, o) "
            + "UPDATE head SET revision = head.revision + e.m, sequence = head.sequence + e.n, "
            + "recorded = greatest(head.recorded, e.r) "
            + "FROM (SELECT max(n) AS n, max(m) AS m, max(r) AS r FROM p) e WHERE e.n > 0", []
    )

    /// Finds a commit that waits under an id or changes one of some tenants; or one that waits for long, as one does whose client was lost.
    static func waiting(_ id: CommitID? = nil, of tenants: Set<TenantID>) -> Statement {
        (
            "SELECT 1::bigint FROM waiting WHERE id = $1 OR tenants && $2 "
                + "OR since < clock_timestamp() - interval '1 second' LIMIT 1",
            [.text(id?.text ?? ""), .texts(tenants.map(\.text))]
        )
    }

    /// What is about tenants that are locked waits for its revision, so that nothing can be decided on them.
    struct Waits: Error {}

    /// Puts a commit into the log if that is free, and else into the queue.
    ///
    /// - Returns: A statement that gives the revision and the instant, or no row for one that waits.
    static func publication(
        _ commit: CommitRecord, digest: String, number: Int64?, isMade: Bool, at now: Int64,
        of tenants: Set<TenantID>
    ) -> Statement {
        (
            "WITH l AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(\(logKey)) AS mine), "
                + "h AS (UPDATE head SET revision = revision + $5::boolean::int, sequence = sequence + 1, "
                + "recorded = greatest(recorded, $6) WHERE (SELECT mine FROM l) RETURNING revision, sequence, recorded), "
                + "w AS (INSERT INTO waiting (\(columns), tenants) "
                + "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM l WHERE NOT mine) "
                + "INSERT INTO commit_log (\(columns), sequence, revision) "
                + "SELECT $1, $2, $3, $4, $5, h.recorded, $7, $8, $9, $10, h.sequence, h.revision FROM h "
                + "RETURNING revision, recorded",
            [
                .text(commit.id.text), .integer(orNull: number), .text(digest), .text(commit.kind.rawValue),
                .flag(isMade), .integer(now), .integer(Int64(commit.inserted)),
                .integer(Int64(commit.unchanged)), .integer(Int64(commit.corrected)),
                .integer(Int64(commit.retracted)), .texts(tenants.map(\.text)),
            ]
        )
    }
}
#endif
