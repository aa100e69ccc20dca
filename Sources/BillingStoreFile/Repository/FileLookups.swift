import BillingModel
import BillingStore
import BillingTime

/// The latest state of a file, as the rules of a commit look it up inside the transaction that writes.
final class FileLookups: CommitSnapshot {
    private let session: Session
    private var connection: Connection { session.connection }
    private var numbers: [TenantID: Int64?] = [:]
    /// The tenant that was looked up last, as the next one is the same more often than not.
    private var latest: (tenant: TenantID, number: Int64?)?
    // What each sample of a set asks for again. Nothing of it changes before the set is decided on.
    private var tenants: [TenantID: Tenant?] = [:]
    private var metrics: [TenantID: [MetricID: Metric?]] = [:]
    private var floors: [TenantID: [RetainedKind: LocalDate]] = [:]
    /// The stored series of the tenant that was asked for last.
    private var latestSeries: (tenant: TenantID, known: TenantSeries)?

    init(_ session: Session) { self.session = session }

    /// The number of a tenant; nil if it is unknown before the commit.
    private func number(_ tenant: TenantID) throws -> Int64? {
        if let latest, latest.tenant == tenant { return latest.number }
        let number = try numbers[tenant] ?? session.tenants.number(of: tenant)
        numbers[tenant] = .some(number)
        latest = (tenant, number)
        return number
    }

    /// What a lookup finds for a tenant; nil if the tenant is unknown.
    private func find<Value>(_ tenant: TenantID, _ lookup: (TenantTables) throws -> Value?) throws -> Value? {
        try number(tenant).flatMap { try lookup(session.tables(tenant, $0)) }
    }

    func lastCommit() throws -> CommitRecord? { try session.commits.latest().commit }

    func knownCommit(_ id: CommitID) throws -> KnownCommit? { try session.commits.commit(id) }

    /// A tenant that is damaged is known all the same, so that it can be erased.
    func knows(_ tenant: TenantID) throws -> Bool { try session.tenants.row(of: tenant) != nil }

    func tenant(_ id: TenantID) throws -> Tenant? {
        if let known = tenants[id] { return known }
        let tenant = try find(id) { try $0.tenant(at: .latest) }
        tenants[id] = .some(tenant)
        return tenant
    }

    private func columns<Value>(
        _ tenant: TenantID, _ lookup: (SeriesStore, Int64) throws -> Value?
    ) throws -> Value? {
        try find(tenant) { owner in try owner.naming { try lookup(session.seriesStore, owner.number) } }
    }

    func committedMetric(_ id: MetricID, of tenant: TenantID) throws -> Metric? {
        if let known = metrics[tenant]?[id] { return known }
        let metric = try find(tenant) { try $0.committedMetric(id, at: .latest) }
        metrics[tenant, default: [:]][id] = .some(metric)
        return metric
    }

    func hasSamples(of metric: MetricID, tenant: TenantID) throws -> Bool {
        try columns(tenant) { try $0.hasSamples(of: metric, $1) } ?? false
    }

    func series(_ key: SeriesKey, at positions: [Int64]) throws -> SeriesColumns? {
        let name = SeriesName(metric: key.metric, labels: key.labels)
        return try columns(key.tenant) { try $0.reader.columns(.sample(name), $1, at: positions) }
    }

    func knowsNothing(of key: SeriesKey, from position: Int64) throws -> Bool {
        if latestSeries?.tenant != key.tenant {
            latestSeries = try columns(key.tenant) { (key.tenant, try $0.tenantSeries(of: $1)) }
        }
        return latestSeries?.known[key.metric, key.labels]?.knowsNothing(from: position) ?? true
    }

    func totals(
        _ name: MeasureName, of tenant: TenantID, at positions: [Int64]
    ) throws -> SeriesColumns? {
        try columns(tenant) { try $0.reader.columns(.measure(name), $1, at: positions) }
    }

    func action(_ key: ActionKey, of tenant: TenantID) throws -> KnownAction? {
        try actions([key], of: tenant)[0]
    }

    func actions(_ keys: [ActionKey], of tenant: TenantID) throws -> [KnownAction?] {
        var known = [KnownAction?](repeating: nil, count: keys.count)
        let rows = try find(tenant) { try session.actions.rows(of: keys, $0.number) }
        for (place, rows) in rows ?? [:] {
            // The one that stands comes first, whatever else may be wrong with the order.
            let contents = try (rows.filter(\.isCurrent) + rows.filter { !$0.isCurrent })
                .map { try Tables.action(tenant, $0.values, connection) }
            known[place] = KnownAction(contents: contents, isVoid: !rows.contains(where: \.isCurrent))
        }
        return known
    }

    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) throws -> Int {
        Int(try find(tenant) { try $0.subjectCount(kind) } ?? 0)
    }

    func number(
        of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID
    ) throws -> UInt32? {
        try find(tenant) { owner in
            try Tables.subject.first(
                "WHERE tenant = ? AND kind = ? AND id = ? AND erased = 0",
                [.integer(owner.number), .id(kind), .id(subject)], connection
            ).map { try Tables.number(ofSubject: $0, connection) }
        }
    }

    func knows(
        _ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID
    ) throws -> [Bool] {
        let positions = rows.map(\.position)
        let columns = try self.columns(tenant) { try $0.reader.columns(.activity(kind), $1, at: positions) }
        return positions.map { columns?.index(of: $0) != nil }
    }

    func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) throws -> IntervalSet {
        IntervalSet(try find(tenant) { try $0.statements(name, touching: range) } ?? [])
    }

    func invoice(_ number: InvoiceNumber, of tenant: TenantID) throws -> Invoice? {
        try find(tenant) { owner in
            try Tables.invoice.first(
                "WHERE tenant = ? AND number = ?", [.integer(owner.number), .id(number)], connection
            ).map { try Tables.invoice(tenant, $0, connection) }
        }
    }

    func entry(
        _ id: EntityID<InvoiceEntry>, of tenant: TenantID
    ) throws -> InvoiceEntry? {
        try find(tenant) { owner in
            try Tables.entry.first(
                "WHERE tenant = ? AND id = ?", [.integer(owner.number), .id(id)], connection
            )
            .map { try Tables.entry(tenant, $0, connection) }
        }
    }

    func standing(of number: InvoiceNumber, tenant: TenantID) throws -> InvoiceStanding {
        try find(tenant) { owner in
            var standing = InvoiceStanding()
            try Tables.entry.scan(
                Tables.entriesOfInvoice, [.integer(owner.number), .id(number)],
                connection
            ) { values in
                // Their commits have seen that the invoice takes them.
                _ = standing.take(try Tables.entry(tenant, values, connection))
                return true
            }
            return standing
        } ?? InvoiceStanding()
    }

    func planTerms(of tenant: TenantID) throws -> [PlanTerm] {
        try find(tenant) { try $0.terms() }?.map(\.term) ?? []
    }

    func budget(of tenant: TenantID) throws -> Budget? {
        try find(tenant) { try $0.budget(at: .latest) }
    }

    func ratedInvoices(of tenant: TenantID) throws -> [Invoice] {
        try find(tenant) { owner in
            try session.checks.check(Tables.invoice, owner.number, connection)
            return try Tables.invoice.rows(
                "WHERE tenant = ? AND plan IS NOT NULL AND period_start IS NOT NULL",
                [.integer(owner.number)],
                connection
            ).map { try Tables.invoice(tenant, $0, connection) }
        } ?? []
    }

    func turnover(of tenant: TenantID) throws -> AccountTurnover {
        let sums = [
            "SELECT total(payable) + 2 * total(paid) FROM invoice WHERE tenant = ?",
            "SELECT 2 * total(amount) FROM entry WHERE tenant = ?",
        ]
        let total = try find(tenant) { owner in
            try sums.reduce(0.0) { sum, sql in
                sum + (try connection.first(sql, [.integer(owner.number)]) { try $0.real(0) } ?? 0)
            }
        }
        return AccountTurnover(total: total ?? 0)
    }

    func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) throws {
        _ = try find(tenant) { owner in
            try Tables.invoice.scan("WHERE tenant = ?", [.integer(owner.number)], connection) { values in
                body(try Tables.invoice(tenant, values, connection))
                return true
            }
        }
    }

    func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) throws {
        _ = try find(tenant) { owner in
            try Tables.entry.scan("WHERE tenant = ?", [.integer(owner.number)], connection) { values in
                body(try Tables.entry(tenant, values, connection))
                return true
            }
        }
    }

    func floor(of kind: RetainedKind, tenant: TenantID) throws -> LocalDate? {
        if let known = floors[tenant] { return known[kind] }
        let known = try find(tenant) { try $0.floors() } ?? [:]
        floors[tenant] = known
        return known[kind]
    }
}
