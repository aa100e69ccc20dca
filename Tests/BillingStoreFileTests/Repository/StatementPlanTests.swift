import BillingModel
import BillingStore
import BillingTestSupport
import BillingTime
import Testing

@testable import BillingStoreFile

@Suite("No statement looks at more rows than it has to")
struct StatementPlanTests {
    /// The steps of a plan that read a whole table or sort, and are meant to.
    private static let meant = [
        // The last commit, by its sequence; and the count of all, once for each connection.
        "SCAN commit_log", "SCAN commit_log USING COVERING INDEX commit_by_instant",
        // All tenants, by number to check them and by id to list them.
        "SCAN tenant", "SCAN tenant USING INDEX sqlite_autoindex_tenant_1",
        // One row of bookkeeping by SQLite for each table that numbers its rows.
        "SCAN sqlite_sequence",
        // Whether a file is new.
        "SCAN sqlite_schema",
        // Whose actions a file of an older release has; in a new one there are none.
        "SCAN action USING COVERING INDEX action_by_instant",
    ]

    /// Tables with few rows for each tenant, or few beside those of its actions.
    private static let small = [
        "action_run",
        "metric", "floor", "coverage", "tenant_version", "subject", "digest", "plan_term", "budget",
    ]

    /// What is asked of all invoices or entries of a tenant, at commits of such: what its account comes to, and which plans were billed.
    private static let wholeAccounts = [
        "SELECT total(payable) + 2 * total(paid) FROM invoice WHERE tenant = ?",
        "SELECT 2 * total(amount) FROM entry WHERE tenant = ?", " FROM invoice WHERE tenant = ?",
        " FROM invoice WHERE tenant = ? AND plan IS NOT NULL AND period_start IS NOT NULL",
        " FROM entry WHERE tenant = ?",
    ]

    @Test("Each statement of commits, erasures and reads finds its rows by a key or an index")
    func plans() throws {
        let folder = try TemporaryFolder()
        var options = ConnectionOptions(applicationID: Schema.applicationID)
        options.synchronous = .normal
        let connection = try Connection.open(folder.file("billing"), options)
        try connection.write { try Schema.prepare(connection) }
        let session = Session(connection)
        let clock = Instants.date(0)
        for step in try StoredWorld.steps() {
            try connection.write {
                session.begin(nil)
                switch step {
                case .commit(let changes):
                    _ = try session.commit(
                        changes, digest: { changes.digest }, at: clock, zones: .system,
                        acceptsClockJumps: false)
                case .erase(let request): _ = try session.erase(request, at: clock, acceptsClockJumps: false)
                }
            }
        }
        for kind in RetainedKind.allCases {
            let floor = ErasureRequest(
                id: try CommitID("\(kind)"),
                .records(kind, before: try LocalDate("2026-01-12"), tenant: acme))
            try connection.write {
                session.begin(nil)
                _ = try session.erase(floor, at: clock, acceptsClockJumps: false)
            }
        }
        try connection.read {
            session.begin(nil)
            for kind in RecordKind.allCases {
                for descending in [false, true] {
                    var request = RecordRequest(kind, of: .all, descending: descending, limit: 1)
                    repeat {
                        let page = try session.records(request)
                        request.cursor = page.next
                    } while request.cursor != nil
                }
            }
            let past = KnownAt.instant(Instants.date(-1))
            _ = try session.revision(past)
            _ = try session.series(SeriesRequest(of: .one(acme), metrics: [level.id]))
            _ = try session.activity(ActivityRequest(of: .all, kind: .device))
        }
        try connection.write {
            session.begin(nil)
            let request = ErasureRequest(id: try CommitID("last"), .tenant(bolt))
            _ = try session.erase(request, at: clock, acceptsClockJumps: false)
        }
        var count = 0
        var seen: Set<String> = []
        for statement in connection.keptStatements.sorted() where !statement.hasPrefix("PRAGMA") {
            let parameters = Array(repeating: SQLValue.null, count: statement.count { $0 == "?" })
            var steps: [String] = []
            try connection.each("EXPLAIN QUERY PLAN " + statement, parameters) {
                steps.append(try $0.text(3))
            }
            for step in steps where step.hasPrefix("SCAN") || step.contains("TEMP B-TREE") {
                #expect(Self.meant.contains(step), "\(statement): \(steps)")
                seen.insert(step)
            }
            // All of a tenant is read of small tables only, and goes with it from each.
            let isOfTenant = steps.contains { $0.hasSuffix("(tenant=?)") }
            let isSmall =
                Self.small.contains { statement.contains(" FROM \($0) ") }
                || Self.wholeAccounts.contains { statement.hasSuffix($0) }
            #expect(!isOfTenant || isSmall || statement.hasPrefix("DELETE"), "\(statement): \(steps)")
            count += steps.isEmpty ? 0 : 1
        }
        #expect(count > 60)
        // What is no longer needed is taken off the list.
        for step in Self.meant { #expect(seen.contains(step), "\(step)") }
    }

    @Test("Pages, and what is looked up by key, use the index that was made for it")
    func hot() throws {
        let folder = try TemporaryFolder()
        let connection = try Connection.open(
            folder.file("billing"), ConnectionOptions(applicationID: Schema.applicationID))
        try connection.write { try Schema.prepare(connection) }
        func plan(_ statement: String) throws -> String {
            var steps: [String] = []
            let parameters = Array(repeating: SQLValue.null, count: statement.count { $0 == "?" })
            try connection.each("EXPLAIN QUERY PLAN " + statement, parameters) {
                steps.append(try $0.text(3))
            }
            return steps.joined(separator: "; ")
        }
        for (records, index, keyParts) in [
            (TimedRecords.actions, "action_by_instant", 2), (.invoices, "invoice_by_issue", 1),
            (.entries, "entry_by_instant", 2),
        ] {
            for descending in [false, true] {
                for place in [nil, RecordPlace(instant: 0, ids: Array(repeating: "", count: keyParts))] {
                    let window = RecordWindow(
                        instants: 0..<1, after: place, isDescending: descending, limit: 1)
                    _ = try records.rows(of: 1, window, at: .zero, connection)
                }
            }
            let statements = connection.keptStatements.filter {
                $0.contains("FROM \(records.table.name) ") && $0.contains("LIMIT")
            }
            #expect(statements.count == 4)
            for statement in statements {
                let plan = try plan(statement)
                #expect(plan.hasPrefix("SEARCH \(records.table.name) USING INDEX \(index) (tenant=? AND "))
                // A page begins at its place, and not at the instant of its place.
                let isNext = statement.contains(") > (") || statement.contains(") < (")
                let columns = plan.count { $0 == "," } + 1
                #expect(!isNext || columns >= keyParts + 1, "\(plan)")
            }
        }
    }
}
