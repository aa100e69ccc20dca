import BillingModel
import BillingStore

/// One connection with what it knows of the file; for one thread at a time, inside transactions.
final class Session {
    let connection: Connection
    private(set) var lanes: LaneStore
    let checks = DigestChecks()
    let root: Root
    /// Whether the transaction changed what is in memory, and not only the file.
    private(set) var hasChanged = false
    /// Whether the transaction erased something.
    var hasErased = false
    /// Whether the connection has seen that every commit up to the last one is there.
    var hasCheckedCommits = false
    /// The last commit, once the transaction has looked it up.
    private var last: Head?

    /// What the last commit left.
    struct Head {
        var revision = Revision.zero
        var recorded = Int64.min
        /// How many commits there are.
        var sequence: Int64 = 0
        /// The digest of the commits.
        var log = Digest()
    }

    private let bounds: LaneBounds

    init(_ connection: Connection, _ bounds: LaneBounds = LaneBounds()) {
        self.connection = connection
        self.bounds = bounds
        lanes = LaneStore(connection, bounds)
        root = Root(connection)
    }

    /// Begins a transaction: others may have committed since the last one.
    func begin(_ cancellation: Cancellation?) {
        last = nil
        hasChanged = false
        hasErased = false
        lanes.begin(cancellation)
    }

    /// Reads one state of the file.
    func read<Value>(_ cancellation: Cancellation, _ work: (Session) throws -> Value) throws -> Value {
        try connection.read(cancelledBy: cancellation) {
            begin(cancellation)
            return try work(self)
        }
    }

    /// The lanes, to be changed.
    func changeLanes() -> LaneStore {
        hasChanged = true
        return lanes
    }

    /// Forgets what a transaction that was undone may have changed.
    ///
    /// Months that were found whole stay so: the rows are back as they were.
    func undo() {
        if hasChanged { lanes = LaneStore(connection, bounds) }
        root.forget()
    }

    /// What the last commit left.
    ///
    /// - Throws: `corruptData` if the last row is not that of the last commit, or if not all is as that commit left it.
    func head() throws -> Head {
        if let last { return last }
        var head = Head()
        var before = Digest()
        var root: Int64?
        if let values = try Tables.commit.first("ORDER BY sequence DESC LIMIT 1", [], connection) {
            let (commit, _, sequence) = try Tables.commit(values, connection)
            head = Head(
                revision: commit.revision, recorded: try Instants.microseconds(commit.recordedAt),
                sequence: sequence)
            before = Digest(count: -1, hash: Tables.commit.seal(values))
            if case .integer(let stated)? = values.last { root = stated }
        }
        let written = try Digest.stored(Tables.commits, connection)
        guard written.count == head.sequence else {
            throw Tables.commit.mismatch(
                Tables.commits, Digest(count: head.sequence, hash: written.hash), written, connection)
        }
        head.log = written
        before.toggle(written.hash, count: written.count)
        guard try self.root.isSound(head.sequence, root, after: before) else {
            for table in [Tables.commit, Tables.tenant] { try checks.check(table, 0, connection) }
            throw self.root.damage("commit \(head.sequence)")
        }
        last = head
        return head
    }

    /// Compares what the file keeps of a tenant with the root.
    ///
    /// - Throws: `corruptData` with the rows that are missing, if it is these alone.
    func checkRoot(_ tenant: TenantID, _ number: Int64) throws {
        _ = try head()
        guard try !root.isWhole(number) else { return }
        for table in Tables.ofTenants { try checks.check(table, number, connection) }
        throw root.damage("tenant '\(tenant)'")
    }

    /// The revision that a read sees.
    func revision(_ knownAt: KnownAt) throws -> Revision {
        switch knownAt {
        case .latest: return try head().revision
        case .revision(let asked):
            guard try asked <= head().revision else {
                throw BillingError(
                    .notFound, rule: "a revision is read only once it is made", detail: "revision \(asked)")
            }
            return asked
        case .instant(let instant): return try revision(recordedBy: try Instants.microseconds(instant))
        }
    }

    /// The last revision that was recorded at or before an instant.
    func revision(recordedBy instant: Int64) throws -> Revision {
        let head = try head()
        guard instant < head.recorded else { return head.revision }
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

    func missingCommit(_ which: String) -> BillingError {
        BillingError(
            .corruptData, rule: "no row of a table vanishes or comes from elsewhere",
            detail: "\(connection.path): table commit_log: \(which) is missing")
    }

    /// The number of a tenant that is known now.
    ///
    /// - Throws: `corruptData` if it is missing for another reason than that it was never there.
    func number(of tenant: TenantID) throws -> Int64? {
        guard let found = try row(of: tenant) else {
            try checks.check(Tables.tenant, 0, connection)
            return nil
        }
        try checkRoot(tenant, found.number)
        return found.number
    }

    /// What the list of tenants says of one.
    func row(of tenant: TenantID) throws -> (number: Int64, since: Revision)? {
        try Tables.tenant.first("WHERE id = ?", [.id(tenant)], connection).map { values in
            let (number, _, since) = try Tables.tenant(values, connection)
            return (number, since)
        }
    }

    /// The selected tenants that a revision knows, in order, with their numbers.
    ///
    /// What is kept of each is compared with the root when it is read, so that damage to one does not hide the others.
    ///
    /// - Throws: `BillingError` with code `notFound` if a named one is unknown.
    func tenants(
        _ selection: TenantSelection, at revision: Revision
    ) throws -> [(id: TenantID, number: Int64)] {
        let named: [TenantID]
        switch selection {
        case .all:
            try checks.check(Tables.tenant, 0, connection)
            var all: [(id: TenantID, number: Int64)] = []
            var found = Digest()
            try Tables.tenant.scan("ORDER BY id", [], connection) {
                let (number, id, since) = try Tables.tenant($0, connection)
                if since <= revision { all.append((id, number)) }
                found.count += 1
                return true
            }
            // The index that gives the order may have lost one that is in the table.
            let key = DigestKey(tenant: 0, table: Tables.tenant.name, month: 0)
            let written = try Digest.stored(key, connection)
            guard found.count == written.count else {
                throw Tables.tenant.mismatch(key, found, written, connection)
            }
            return all
        case .one(let tenant): named = [tenant]
        case .set(let set): named = set.sorted()
        }
        return try named.map { tenant in
            guard let found = try row(of: tenant) else {
                try checks.check(Tables.tenant, 0, connection)
                throw BillingError.unknown(tenant)
            }
            guard found.since <= revision else { throw BillingError.unknown(tenant) }
            return (tenant, found.number)
        }
    }

    /// The tenant as a revision knows it.
    func tenant(_ id: TenantID, _ number: Int64, at revision: Revision) throws -> Tenant? {
        try checks.check(Tables.tenantVersion, number, connection)
        return try Tables.tenantVersion.first(
            "WHERE tenant = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
            [.integer(number), .revision(revision)], connection
        ).map { try Tables.tenant(id, $0, connection) }
    }

    /// The metrics that a revision knows, in order.
    func metrics(_ tenant: Int64, at revision: Revision) throws -> [Metric] {
        try checks.check(Tables.metric, tenant, connection)
        var metrics: [Metric] = []
        try Tables.metric.scan(
            "WHERE tenant = ? AND revision <= ? ORDER BY id, revision",
            [.integer(tenant), .revision(revision)],
            connection
        ) { values in
            let metric = try Tables.metric(values, connection)
            if metrics.last?.id == metric.id { metrics.removeLast() }
            metrics.append(metric)
            return true
        }
        return metrics
    }

    /// The metric as a revision knows it: committed for the tenant, or else of the platform.
    func metric(_ id: MetricID, _ tenant: Int64, at revision: Revision) throws -> Metric? {
        try committedMetric(id, tenant, at: revision) ?? Metric.platform(id)
    }

    func committedMetric(_ id: MetricID, _ tenant: Int64, at revision: Revision) throws -> Metric? {
        try checks.check(Tables.metric, tenant, connection)
        return try Tables.metric.first(
            "WHERE tenant = ? AND id = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
            [.integer(tenant), .id(id), .revision(revision)], connection
        ).map { try Tables.metric($0, connection) }
    }

    /// Every term of a plan book, by first date, those of one date in their order.
    func terms(_ id: TenantID, _ tenant: Int64) throws -> [(term: PlanTerm, from: Revision)] {
        try checks.check(Tables.plan, tenant, connection)
        var terms: [(term: PlanTerm, from: Revision)] = []
        try Tables.plan.scan(
            "WHERE tenant = ? ORDER BY date, revision", [.integer(tenant)], connection
        ) { values in
            let term = try Tables.term(id, values, connection)
            var fields = Fields(values, of: Tables.plan, connection)
            fields.skip()
            fields.skip()
            terms.append((term, try fields.revision()))
            return true
        }
        return terms
    }

    /// The budget as a revision knows it.
    func budget(_ id: TenantID, _ tenant: Int64, at revision: Revision) throws -> Budget? {
        try checks.check(Tables.budget, tenant, connection)
        return try Tables.budget.first(
            "WHERE tenant = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
            [.integer(tenant), .revision(revision)], connection
        ).map { try Tables.budget(id, $0, connection) }
    }

    /// The floors of a tenant, by kind.
    func floors(_ tenant: Int64) throws -> [RetainedKind: LocalDate] {
        try checks.check(Tables.floor, tenant, connection)
        var floors: [RetainedKind: LocalDate] = [:]
        try Tables.floor.scan("WHERE tenant = ?", [.integer(tenant)], connection) { values in
            var fields = Fields(values, of: Tables.floor, connection)
            fields.skip()
            guard let kind = RetainedKind(rawValue: try fields.text()) else {
                throw fields.damage("there is no such kind of record")
            }
            let text = try fields.text()
            floors[kind] = try fields.sound { () throws(BillingError) in try LocalDate(text) }
            return true
        }
        return floors
    }

    /// How many subjects of a kind have a number.
    func subjectCount(_ kind: SubjectKind, _ tenant: Int64) throws -> Int64 {
        let last = try Tables.subject.first(
            "WHERE tenant = ? AND kind = ? ORDER BY number DESC LIMIT 1", [.integer(tenant), .id(kind)],
            connection
        ).map { try Tables.number(ofSubject: $0, connection) }
        return last.map { Int64($0) + 1 } ?? 0
    }

    /// What a feed stated that touches a range.
    func statements(
        _ name: CoverageName, _ tenant: Int64, touching range: Range<Int64>
    ) throws -> [Range<Int64>] {
        var ranges: [Range<Int64>] = []
        try Tables.coverage.scan(
            "WHERE tenant = ? AND metric = ? AND source = ? AND \"end\" >= ? AND start <= ?",
            [
                .integer(tenant), .id(name.metric), .id(name.source), .integer(range.lowerBound),
                .integer(range.upperBound),
            ], connection
        ) { values in
            ranges.append(try Tables.statement(values, connection).range)
            return true
        }
        return ranges
    }
}

extension Session {
    /// Runs work for a tenant, whose name stands in the error if that meets damage.
    func of<Value>(_ tenant: TenantID, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as BillingError where error.code == .corruptData {
            let name = "tenant '\(tenant)'"
            guard !error.detail.contains(name) else { throw error }
            throw BillingError(
                .corruptData, rule: error.rule, detail: "\(connection.path): \(name): \(error.detail)",
                cause: error.cause)
        }
    }
}

extension BillingError {
    static func unknown(_ tenant: TenantID) -> BillingError {
        BillingError(.notFound, rule: "a tenant that is named is known", detail: "tenant '\(tenant)'")
    }
}
