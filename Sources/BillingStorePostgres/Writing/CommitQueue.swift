#if PostgreSQL
import BillingModel
import BillingStore
import BillingTime

/// How commits come into the log, where each gets its revision: by one transaction at a time, until that is on the disk.
///
/// A commit waits for its turn, as long as turns are short. Where they are long, as with a disk that is slow to flush, a commit that finds
/// the log taken is written to a queue instead, and its transaction ends. Whoever has the log next takes all over that wait there,
/// so that many commits share one flush. Until then nobody sees a commit of the queue, whose write has no revision.
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
    ///
    /// - Parameter id: A commit that was in the queue. If others have taken it over, nothing is done: whoever comes next takes over more at once.
    /// - Returns: The statement.
    static func takeOver(unlessDone id: CommitID? = nil) -> Statement {
        let condition = id == nil ? "" : " WHERE EXISTS (SELECT FROM waiting q WHERE q.id = $1)"
        return (
            "WITH taken AS (DELETE FROM waiting\(condition) RETURNING \(columns)), "
                + "o AS (SELECT revision, sequence, recorded FROM head), "
                + "p AS (SELECT t.*, row_number() OVER w AS n, count(*) FILTER (WHERE t.made) OVER w AS m, "
                + "max(t.recorded) OVER w AS r FROM taken t WHERE NOT EXISTS (SELECT FROM commit_log c WHERE c.id = t.id) "
                + "WINDOW w AS (ORDER BY t.number)), "
                + "i AS (INSERT INTO commit_log (\(columns), sequence, revision) "
                + "SELECT p.id, p.number, p.digest, p.kind, p.made, greatest(o.recorded, p.r), p.inserted, p.unchanged, "
                + "p.corrected, p.retracted, o.sequence + p.n, o.revision + p.m FROM p, o) "
                + "UPDATE head SET revision = head.revision + e.m, sequence = head.sequence + e.n, "
                + "recorded = greatest(head.recorded, e.r) "
                + "FROM (SELECT max(n) AS n, max(m) AS m, max(r) AS r FROM p) e WHERE e.n > 0",
            id.map { [.text($0.text)] } ?? []
        )
    }

    /// Gives all that wait their revisions, in a transaction of its own.
    static let drain: [Statement] = [(begin, []), lock, takeOver(), ("COMMIT", [])]

    /// What waits under an id or changes some tenants; or for long, as one does whose client was lost.
    static func waiting(id: String, tenants: String) -> String {
        "FROM waiting WHERE id = \(id) OR tenants && \(tenants) OR since < clock_timestamp() - interval '1 second' LIMIT 1"
    }

    /// What is about tenants that are locked waits for its revision, so that nothing can be decided on them.
    struct Waits: Error {}

    /// Puts a commit into the log, of which the transaction has the lock, or with `ifFree` into the queue if others have it.
    ///
    /// - Returns: A statement that gives the revision and the instant, or no row for one that waits.
    static func publication(
        _ commit: CommitRecord, digest: String, number: Int64?, isMade: Bool, at now: Int64,
        ifFree tenants: Set<TenantID>? = nil
    ) -> Statement {
        var values: [PostgresValue] = [
            .text(commit.id.text), .integer(orNull: number), .text(digest), .text(commit.kind.rawValue),
            .flag(isMade), .integer(now), .integer(Int64(commit.inserted)),
            .integer(Int64(commit.unchanged)), .integer(Int64(commit.corrected)),
            .integer(Int64(commit.retracted)),
        ]
        func statement(_ before: String, _ condition: String, _ queue: String) -> String {
            "WITH \(before)h AS (UPDATE head SET revision = revision + $5::boolean::int, sequence = sequence + 1, "
                + "recorded = greatest(recorded, $6)\(condition) RETURNING revision, sequence, recorded)\(queue) "
                + "INSERT INTO commit_log (\(columns), sequence, revision) "
                + "SELECT $1, $2, $3, $4, $5, h.recorded, $7, $8, $9, $10, h.sequence, h.revision FROM h "
                + "RETURNING revision, recorded"
        }
        guard let tenants else { return (statement("", "", ""), values) }
        values.append(.texts(tenants.map(\.text)))
        return (
            statement(
                "l AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(\(logKey)) AS mine), ",
                " WHERE (SELECT mine FROM l)",
                ", w AS (INSERT INTO waiting (\(columns), tenants) "
                    + "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM l WHERE NOT mine)"),
            values
        )
    }

    /// Whether commits of a connection wait for their turns or in the queue.
    ///
    /// The queue costs one more exchange with the server. It is worth that where turns are long by themselves, and not where many
    /// programs share a processor.
    struct Choice {
        /// So long a turn may take to come; zero for the queue at all times.
        let limit: Duration
        private var queueing: ContinuousClock.Instant?
        /// The shortest of the last turns, flush included.
        private var shortest: Duration?
        private var count = 0

        init(_ limit: Duration) { self.limit = limit }

        var isQueue: Bool { limit == .zero || queueing.map { .now < $0 } ?? false }

        /// Takes note of how long a turn took to come, and how long it was.
        mutating func note(_ waited: Duration, _ turn: Duration) {
            count = (count + 1) % 100
            shortest = min(count == 0 ? turn : shortest ?? turn, turn)
            let isSlow = waited > limit && shortest ?? .zero > .milliseconds(1)
            // For a while: others may be done, or the disk faster.
            queueing = isSlow ? .now + .seconds(1) : nil
        }
    }
}
#endif
