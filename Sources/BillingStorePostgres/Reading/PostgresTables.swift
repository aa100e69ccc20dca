#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

/// The tables, as one transaction looks records up in them.
///
/// A row is seen if the commit log has the number of its write; at a revision, if that made it or one before.
final class PostgresTables {
    let connection: PostgresConnection
    let metricTexts: MetricTexts
    private var columns: [TenantID: TenantColumns] = [:]

    init(_ connection: PostgresConnection, _ metricTexts: MetricTexts) {
        self.connection = connection
        self.metricTexts = metricTexts
    }

    /// Joins the commit that wrote a row, which is at most a revision.
    private static func seen(_ table: String, by parameter: Int) -> String {
        "FROM \(table) t JOIN commit_log c ON c.number = t.number AND c.revision <= $\(parameter)"
    }

    // MARK: Commits

    private static let commitColumns =
        "id, kind, revision, recorded, inserted, unchanged, corrected, retracted, digest"

    private func commit(_ rows: PostgresRows, _ row: Int) throws -> KnownCommit {
        guard let kind = CommitRecord.Kind(rawValue: rows.text(row, 1)) else {
            throw BillingError(
                .corruptData, rule: "a commit has a known kind", detail: "commit '\(rows.text(row, 0))'")
        }
        let record = CommitRecord(
            id: try CommitID(rows.text(row, 0)), kind: kind, revision: try Revision(rows.integer(row, 2)),
            recordedAt: Instants.date(try rows.integer(row, 3)), inserted: Int(try rows.integer(row, 4)),
            unchanged: Int(try rows.integer(row, 5)), corrected: Int(try rows.integer(row, 6)),
            retracted: Int(try rows.integer(row, 7)))
        return KnownCommit(record, digest: rows.text(row, 8))
    }

    /// The statement that finds a commit by its id, and the last one.
    static func commits(
        around id: CommitID, of tenants: Set<TenantID> = []
    ) -> (sql: String, values: [PostgresValue]) {
        (
            "(SELECT \(commitColumns), sequence FROM commit_log WHERE id = $1) UNION ALL "
                + "(SELECT \(commitColumns), sequence FROM commit_log ORDER BY sequence DESC LIMIT 1) UNION ALL "
                + "(SELECT id, kind, 0, recorded, inserted, unchanged, corrected, retracted, digest, NULL "
                + "\(CommitQueue.waiting(id: "$1", tenants: "$2")))",
            [.text(id.text), .texts(tenants.map(\.text))]
        )
    }

    /// What that statement found; nil for what there is not.
    func commits(
        _ rows: PostgresRows, around id: CommitID
    ) throws -> (known: KnownCommit?, last: CommitRecord?, isWaiting: Bool) {
        var found: (known: KnownCommit?, last: CommitRecord?, isWaiting: Bool) = (nil, nil, false)
        var latest = Int64.min
        for row in 0..<rows.count {
            guard let sequence = try rows.integerOrNil(row, 9) else {
                found.isWaiting = true
                continue
            }
            let commit = try commit(rows, row)
            if commit.commit.id == id { found.known = commit }
            if sequence > latest { (latest, found.last) = (sequence, commit.commit) }
        }
        return found
    }

    /// Every commit, in their order.
    func allCommits() throws -> [KnownCommit] {
        let rows = try connection.rows("SELECT \(Self.commitColumns) FROM commit_log ORDER BY sequence")
        return try (0..<rows.count).map { try commit(rows, $0) }
    }

    func latestRevision() throws -> Revision {
        try Revision(connection.rows("SELECT revision FROM head").integer(0, 0))
    }

    func madeCommit(_ id: CommitID) throws -> CommitRecord? {
        let rows = try connection.rows(
            "SELECT \(Self.commitColumns) FROM commit_log WHERE id = $1 AND made", [.text(id.text)])
        return rows.count > 0 ? try commit(rows, 0).commit : nil
    }

    func revision(recordedBy instant: Int64) throws -> Revision {
        let rows = try connection.rows(
            "SELECT revision FROM commit_log WHERE recorded <= $1 ORDER BY recorded DESC, sequence DESC LIMIT 1",
            [.integer(instant)])
        return rows.count > 0 ? try Revision(rows.integer(0, 0)) : .zero
    }

    func commits(_ revisions: ClosedRange<Revision>, descending: Bool, limit: Int) throws -> [CommitRecord] {
        let rows = try connection.rows(
            "SELECT \(Self.commitColumns) FROM commit_log WHERE made AND revision BETWEEN $1 AND $2 "
                + "ORDER BY revision \(descending ? "DESC" : "ASC") LIMIT $3",
            [
                .integer(revisions.lowerBound.number), .integer(revisions.upperBound.number),
                .integer(Int64(limit)),
            ])
        return try (0..<rows.count).map { try commit(rows, $0).commit }
    }

    // MARK: Tenants

    func tenants(from first: TenantID?, at revision: Revision, limit: Int) throws -> [TenantID] {
        let rows = try connection.rows(
            "SELECT DISTINCT t.tenant \(Self.seen("tenant", by: 2)) WHERE t.tenant >= $1 ORDER BY t.tenant LIMIT $3",
            [.text(first?.text ?? ""), .integer(revision.number), .integer(Int64(limit))])
        return try (0..<rows.count).map { try TenantID(rows.text($0, 0)) }
    }

    func tenant(_ id: TenantID, at revision: Revision) throws -> Tenant? {
        let rows = try connection.rows(
            "SELECT t.body \(Self.seen("tenant", by: 2)) WHERE t.tenant = $1 ORDER BY c.sequence DESC LIMIT 1",
            [.text(id.text), .integer(revision.number)])
        return rows.count > 0 ? try RecordText.value(Tenant.self, rows.text(0, 0)) : nil
    }

    func metrics(of tenant: TenantID, at revision: Revision) throws -> [Metric] {
        let rows = try connection.rows(
            "SELECT DISTINCT ON (t.id) t.body \(Self.seen("metric", by: 2)) WHERE t.tenant = $1 "
                + "ORDER BY t.id, c.sequence DESC", [.text(tenant.text), .integer(revision.number)])
        return try (0..<rows.count).map { try metricTexts.metric(rows.text($0, 0)) }
    }

    /// Every term of a plan book, by first date, those of one date in their order.
    func planTerms(of tenant: TenantID, at revision: Revision) throws -> [PlanTerm] {
        let rows = try connection.rows(
            "SELECT t.body \(Self.seen("plan_term", by: 2)) WHERE t.tenant = $1 ORDER BY t.date, c.sequence",
            [.text(tenant.text), .integer(revision.number)])
        return try (0..<rows.count).map { try RecordText.value(PlanTerm.self, rows.text($0, 0)) }
    }

    func budget(of tenant: TenantID, at revision: Revision) throws -> Budget? {
        let rows = try connection.rows(
            "SELECT t.body \(Self.seen("budget", by: 2)) WHERE t.tenant = $1 ORDER BY c.sequence DESC LIMIT 1",
            [.text(tenant.text), .integer(revision.number)])
        return rows.count > 0 ? try RecordText.value(Budget.self, rows.text(0, 0)) : nil
    }

    func floors(of tenant: TenantID) throws -> [RetainedKind: LocalDate] {
        let rows = try connection.rows("SELECT kind, date FROM floor WHERE tenant = $1", [.text(tenant.text)])
        var floors: [RetainedKind: LocalDate] = [:]
        for row in 0..<rows.count {
            guard let kind = RetainedKind(rawValue: rows.text(row, 0)) else {
                throw BillingError(
                    .corruptData, rule: "a floor is of a known kind", detail: "tenant '\(tenant)'")
            }
            floors[kind] = try LocalDate(dayNumber: Int(rows.integer(row, 1)))
        }
        return floors
    }

    /// What is stated, by metric and source.
    func coverage(
        of tenant: TenantID, at revision: Revision
    ) throws -> [(name: CoverageName, range: Range<Int64>)] {
        let rows = try connection.rows(
            "SELECT t.metric, t.source, t.low, t.high \(Self.seen("coverage", by: 2)) WHERE t.tenant = $1 "
                + "ORDER BY t.metric, t.source, t.low", [.text(tenant.text), .integer(revision.number)])
        return try (0..<rows.count).map { row in
            (
                CoverageName(
                    metric: try MetricID(rows.text(row, 0)), source: try SourceID(rows.text(row, 1))),
                try rows.integer(row, 2)..<rows.integer(row, 3)
            )
        }
    }

    func statements(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) throws -> [Range<Int64>] {
        let rows = try connection.rows(
            "SELECT t.low, t.high FROM coverage t JOIN commit_log c ON c.number = t.number "
                + "WHERE t.tenant = $1 AND t.metric = $2 AND t.source = $3 AND t.high >= $4 AND t.low <= $5",
            [
                .text(tenant.text), .text(name.metric.text), .text(name.source.text),
                .integer(range.lowerBound), .integer(range.upperBound),
            ])
        return try (0..<rows.count).map { try rows.integer($0, 0)..<rows.integer($0, 1) }
    }

    // MARK: Subjects

    func subjects(_ kind: SubjectKind, of tenant: TenantID, at revision: Revision) throws -> [SubjectID] {
        let rows = try connection.rows(
            "SELECT t.id \(Self.seen("subject", by: 3)) WHERE t.tenant = $1 AND t.kind = $2 ORDER BY t.place",
            [.text(tenant.text), .text(kind.text), .integer(revision.number)])
        return try (0..<rows.count).map { try SubjectID(rows.text($0, 0)) }
    }

    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) throws -> Int {
        Int(
            try connection.rows(
                "SELECT count(*) FROM subject t JOIN commit_log c ON c.number = t.number "
                    + "WHERE t.tenant = $1 AND t.kind = $2", [.text(tenant.text), .text(kind.text)]
            ).integer(0, 0))
    }

    func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) throws -> UInt32? {
        let rows = try connection.rows(
            "SELECT t.place FROM subject t JOIN commit_log c ON c.number = t.number "
                + "WHERE t.tenant = $1 AND t.kind = $2 AND t.id = $3 AND NOT t.erased",
            [.text(tenant.text), .text(kind.text), .text(subject.text)])
        return rows.count > 0 ? UInt32(truncatingIfNeeded: try rows.integer(0, 0)) : nil
    }

    // MARK: Invoices

    private func invoices(_ condition: String, _ values: [PostgresValue]) throws -> [Invoice] {
        let rows = try connection.rows(
            "SELECT t.body FROM invoice t JOIN commit_log c ON c.number = t.number WHERE t.tenant = $1 \(condition)",
            values)
        return try (0..<rows.count).map { try RecordText.value(Invoice.self, rows.text($0, 0)) }
    }

    private func entries(_ condition: String, _ values: [PostgresValue]) throws -> [InvoiceEntry] {
        let rows = try connection.rows(
            "SELECT t.body FROM entry t JOIN commit_log c ON c.number = t.number WHERE t.tenant = $1 \(condition)",
            values)
        return try (0..<rows.count).map { try RecordText.value(InvoiceEntry.self, rows.text($0, 0)) }
    }

    func invoice(_ number: InvoiceNumber, of tenant: TenantID, at revision: Revision) throws -> Invoice? {
        try invoices(
            "AND t.id = $2 AND c.revision <= $3",
            [.text(tenant.text), .text(number.text), .integer(revision.number)]
        ).first
    }

    func invoices(of tenant: TenantID) throws -> [Invoice] { try invoices("", [.text(tenant.text)]) }

    func ratedInvoices(of tenant: TenantID) throws -> [Invoice] {
        try invoices("AND t.is_rated", [.text(tenant.text)])
    }

    func entries(of tenant: TenantID) throws -> [InvoiceEntry] { try entries("", [.text(tenant.text)]) }

    func entry(_ id: EntityID<InvoiceEntry>, of tenant: TenantID) throws -> InvoiceEntry? {
        try entries("AND t.id = $2", [.text(tenant.text), .text(id.text)]).first
    }

    func entries(of number: InvoiceNumber, tenant: TenantID) throws -> [InvoiceEntry] {
        try entries("AND t.invoice = $2", [.text(tenant.text), .text(number.text)])
    }

    func turnover(of tenant: TenantID) throws -> Double {
        try connection.rows(
            "SELECT coalesce((SELECT sum(turnover) FROM invoice t JOIN commit_log c ON c.number = t.number "
                + "WHERE t.tenant = $1), 0)::double precision + coalesce((SELECT sum(turnover) FROM entry t "
                + "JOIN commit_log c ON c.number = t.number WHERE t.tenant = $1), 0)::double precision",
            [.text(tenant.text)]
        ).real(0, 0)
    }

    // MARK: Records at instants

    func bodies(
        _ kind: TimedRecords, of tenant: TenantID, _ window: RecordWindow, at revision: Revision
    ) throws
        -> [String]
    {
        var values: [PostgresValue] = [
            .text(tenant.text), .integer(window.instants.lowerBound), .integer(window.instants.upperBound),
            .integer(revision.number), .integer(Int64(window.limit)),
        ]
        if let after = window.after {
            values.append(.integer(after.instant))
            values += after.ids.map { .text($0) }
        }
        let rows = try connection.rows(
            kind.statement(isDescending: window.isDescending, isAfter: window.after != nil), values)
        return (0..<rows.count).map { rows.text($0, 0) }
    }

    /// All that some actions ever said, by the places of their keys; the newest first.
    func actions(_ keys: [ActionKey], of tenant: TenantID) throws -> [KnownAction?] {
        var known = [KnownAction?](repeating: nil, count: keys.count)
        // A batch may be of hundreds of thousands.
        for first in stride(from: 0, to: keys.count, by: 10_000) {
            let some = keys[first..<min(first + 10_000, keys.count)]
            let rows = try connection.rows(
                "SELECT k.place, t.body, t.until IS NULL OR d.number IS NULL FROM "
                    + "unnest($2::text[], $3::text[]) WITH ORDINALITY AS k(source, id, place) "
                    + "JOIN action t ON t.tenant = $1 AND t.source = k.source AND t.id = k.id "
                    + "JOIN commit_log c ON c.number = t.number LEFT JOIN commit_log d ON d.number = t.until "
                    + "ORDER BY k.place, c.sequence DESC, t.place DESC",
                [.text(tenant.text), .texts(some.map(\.source.text)), .texts(some.map(\.id.text))])
            var contents: [Int: (all: [ActionRecord], isCurrent: Bool)] = [:]
            for row in 0..<rows.count {
                let place = first + Int(try rows.integer(row, 0)) - 1
                let content = try RecordText.value(ActionRecord.self, rows.text(row, 1))
                contents[place, default: ([], false)].all.append(content)
                if try rows.flag(row, 2) { contents[place]?.isCurrent = true }
            }
            for (place, found) in contents {
                known[place] = KnownAction(contents: found.all, isVoid: !found.isCurrent)
            }
        }
        return known
    }

    // MARK: Columns

    func columns(of tenant: TenantID) throws -> TenantColumns {
        if let known = columns[tenant] { return known }
        let rows = try connection.rows(
            "SELECT place, kind, name, labels, timing FROM series WHERE tenant = $1 ORDER BY place",
            [.text(tenant.text)])
        var series = SeriesList()
        for row in 0..<rows.count { series.add(try TenantColumns.Entry(rows, row, from: 0)) }
        let found = TenantColumns(tenant, ColumnRows(connection: connection), series)
        remember(found)
        return found
    }

    /// Keeps the columns of a tenant for the rest of the transaction.
    func remember(_ found: TenantColumns) { columns[found.tenant] = found }

    /// Forgets what was read of the columns of a tenant, which were written since.
    func forget(_ tenant: TenantID) { columns[tenant] = nil }
}
#endif
