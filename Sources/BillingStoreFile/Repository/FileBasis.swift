import BillingModel
import BillingStore
import BillingTime

/// The latest state of a file, as the rules of a commit look it up inside the transaction that writes.
final class FileBasis: CommitBasis {
    private let session: Session
    private var connection: Connection { session.connection }
    private var numbers: [TenantID: Int64?] = [:]
    // What each sample of a set asks for again. Nothing of it changes before the set is decided on.
    private var tenants: [TenantID: Tenant?] = [:]
    private var metrics: [TenantID: [MetricID: Metric?]] = [:]
    private var floors: [TenantID: [RetainedKind: LocalDate]] = [:]

    init(_ session: Session) { self.session = session }

    /// The number of a tenant; nil if it is unknown before the commit.
    private func number(_ tenant: TenantID) throws -> Int64? {
        if let known = numbers[tenant] { return known }
        let number = try session.number(of: tenant)
        numbers[tenant] = .some(number)
        return number
    }

    /// What a lookup finds for a tenant; nil if the tenant is unknown.
    private func find<Value>(
        _ tenant: TenantID, _ lookup: (Int64) throws -> Value?
    ) throws(BillingError) -> Value? {
        try BillingError.only {
            guard let number = try number(tenant) else { return nil }
            return try session.of(tenant) { try lookup(number) }
        }
    }

    func tenant(_ id: TenantID) throws(BillingError) -> Tenant? {
        if let known = tenants[id] { return known }
        let tenant = try find(id) { try session.tenant(id, $0, at: Revision(.max)) }
        tenants[id] = .some(tenant)
        return tenant
    }

    func committedMetric(_ id: MetricID, of tenant: TenantID) throws(BillingError) -> Metric? {
        if let known = metrics[tenant]?[id] { return known }
        let metric = try find(tenant) { try session.committedMetric(id, $0, at: Revision(.max)) }
        metrics[tenant, default: [:]][id] = .some(metric)
        return metric
    }

    func hasSamples(of metric: MetricID, tenant: TenantID) throws(BillingError) -> Bool {
        try find(tenant) { try session.lanes.hasSamples(of: metric, $0) } ?? false
    }

    func series(_ key: SeriesKey, at positions: [Int64]) throws(BillingError) -> SeriesColumns? {
        let name = SeriesName(metric: key.metric, labels: key.labels)
        return try find(key.tenant) { try session.lanes.columns(.sample(name), $0, at: positions) }
    }

    func totals(
        _ name: MeasureName, of tenant: TenantID, at positions: [Int64]
    ) throws(BillingError) -> SeriesColumns? {
        try find(tenant) { try session.lanes.columns(.measure(name), $0, at: positions) }
    }

    func action(_ key: ActionKey, of tenant: TenantID) throws(BillingError) -> KnownAction? {
        try find(tenant) { number in
            var contents: [ActionRecord] = []
            var isVoid = true
            try Tables.action.scan(
                // The one that stands comes first, whatever else may be wrong with the order.
                "WHERE tenant = ? AND source = ? AND id = ? ORDER BY until IS NULL DESC, sequence DESC",
                [.integer(number), .id(key.source), .id(key.id)], connection
            ) { values in
                contents.append(try Tables.action(tenant, values, connection))
                if values.last == .null { isVoid = false }
                return true
            }
            return contents.isEmpty ? nil : KnownAction(contents: contents, isVoid: isVoid)
        }
    }

    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) throws(BillingError) -> Int {
        Int(try find(tenant) { try session.subjectCount(kind, $0) } ?? 0)
    }

    func number(
        of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID
    ) throws(BillingError) -> UInt32? {
        try find(tenant) { number in
            try Tables.subject.first(
                "WHERE tenant = ? AND kind = ? AND id = ? AND erased = 0",
                [.integer(number), .id(kind), .id(subject)], connection
            ).map { try Tables.number(ofSubject: $0, connection) }
        }
    }

    func knows(
        _ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID
    ) throws(BillingError) -> [Bool] {
        let positions = rows.map(\.position)
        let columns = try find(tenant) { try session.lanes.columns(.presence(kind), $0, at: positions) }
        return positions.map { columns?.index(of: $0) != nil }
    }

    func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) throws(BillingError) -> IntervalSet {
        IntervalSet(try find(tenant) { try session.statements(name, $0, touching: range) } ?? [])
    }

    func invoice(_ number: InvoiceNumber, of tenant: TenantID) throws(BillingError) -> Invoice? {
        try find(tenant) { owner in
            try Tables.invoice.first(
                "WHERE tenant = ? AND number = ?", [.integer(owner), .id(number)], connection
            ).map { try Tables.invoice(tenant, $0, connection) }
        }
    }

    func entry(
        _ id: Identifier<InvoiceEntry>, of tenant: TenantID
    ) throws(BillingError) -> InvoiceEntry? {
        try find(tenant) { owner in
            try Tables.entry.first("WHERE tenant = ? AND id = ?", [.integer(owner), .id(id)], connection)
                .map { try Tables.entry(tenant, $0, connection) }
        }
    }

    func standing(of number: InvoiceNumber, tenant: TenantID) throws(BillingError) -> InvoiceStanding {
        try find(tenant) { owner in
            var standing = InvoiceStanding()
            try Tables.entry.scan(
                Tables.entriesOfInvoice, [.integer(owner), .id(number)],
                connection
            ) { values in
                // Their commits have seen that the invoice takes them.
                _ = standing.take(try Tables.entry(tenant, values, connection))
                return true
            }
            return standing
        } ?? InvoiceStanding()
    }

    func planTerms(of tenant: TenantID) throws(BillingError) -> [PlanTerm] {
        try find(tenant) { try session.terms(tenant, $0) }?.map(\.term) ?? []
    }

    func budget(of tenant: TenantID) throws(BillingError) -> Budget? {
        try find(tenant) { try session.budget(tenant, $0, at: Revision(.max)) }
    }

    func ratedInvoices(of tenant: TenantID) throws(BillingError) -> [Invoice] {
        try find(tenant) { owner in
            try session.checks.check(Tables.invoice, owner, connection)
            return try Tables.invoice.rows(
                "WHERE tenant = ? AND plan IS NOT NULL AND period_start IS NOT NULL", [.integer(owner)],
                connection
            ).map { try Tables.invoice(tenant, $0, connection) }
        } ?? []
    }

    func turnover(of tenant: TenantID) throws(BillingError) -> AccountTurnover {
        let sums = [
            "SELECT total(payable) + 2 * total(paid) FROM invoice WHERE tenant = ?",
            "SELECT 2 * total(amount) FROM entry WHERE tenant = ?",
        ]
        let total = try find(tenant) { owner in
            try sums.reduce(0.0) { sum, sql in
                sum + (try connection.first(sql, [.integer(owner)]) { try $0.real(0) } ?? 0)
            }
        }
        return AccountTurnover(total: total ?? 0)
    }

    func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) throws(BillingError) {
        _ = try find(tenant) { owner in
            try Tables.invoice.scan("WHERE tenant = ?", [.integer(owner)], connection) { values in
                body(try Tables.invoice(tenant, values, connection))
                return true
            }
        }
    }

    func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) throws(BillingError) {
        _ = try find(tenant) { owner in
            try Tables.entry.scan("WHERE tenant = ?", [.integer(owner)], connection) { values in
                body(try Tables.entry(tenant, values, connection))
                return true
            }
        }
    }

    func floor(of kind: RetainedKind, tenant: TenantID) throws(BillingError) -> LocalDate? {
        if let known = floors[tenant] { return known[kind] }
        let known = try find(tenant) { try session.floors($0) } ?? [:]
        floors[tenant] = known
        return known[kind]
    }
}

extension ActivityRow {
    /// The place of the row in a lane of presence.
    var position: Int64 { Int64(quarterHour) << 32 | Int64(number) }

    init(position: Int64) {
        self.init(
            quarterHour: Int32(truncatingIfNeeded: position >> 32),
            number: UInt32(truncatingIfNeeded: position))
    }
}
