#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

/// The latest state of a repository, as the rules of a commit look it up while the tenants of the commit are locked.
struct PostgresLookups: CommitSnapshot {
    private let tables: PostgresTables
    private let locked: LockedTenants

    init(_ tables: PostgresTables, _ locked: LockedTenants) {
        self.tables = tables
        self.locked = locked
    }

    private static let latest = (try? Revision(.max)) ?? .zero

    func lastCommit() -> CommitRecord? { locked.last }
    /// The id is that of the commit for which the tenants are locked.
    func knownCommit(_ id: CommitID) -> KnownCommit? { locked.known }
    func knows(_ tenant: TenantID) throws -> Bool { try self.tenant(tenant) != nil }
    func tenant(_ id: TenantID) throws -> Tenant? { try locked[id].definitions.tenant }

    func committedMetric(_ id: MetricID, of tenant: TenantID) throws -> Metric? {
        try locked[tenant].definitions.metrics[id]
    }

    func hasSamples(of metric: MetricID, tenant: TenantID) throws -> Bool {
        try locked[tenant].columns.entries.contains { entry in
            if case .sample(let name) = entry.name { name.metric == metric } else { false }
        }
    }

    /// What is known of some columns between the first and the last of some positions.
    private func columns(
        _ name: StoredSeriesName, of tenant: TenantID, at positions: [Int64]
    ) throws -> SeriesColumns? {
        let tenant = try locked[tenant]
        guard let entry = tenant.columns[name] else { return nil }
        guard let first = positions.first, let last = positions.last, last < .max else {
            return SeriesColumns(timing: entry.timing)
        }
        // Most commits append: nothing is known there.
        guard let end = tenant.outline.end(of: entry.place), first <= end else {
            return SeriesColumns(timing: entry.timing)
        }
        return try tenant.columns.columns(entry, first..<last + 1).columns
    }

    func series(_ key: SeriesKey, at positions: [Int64]) throws -> SeriesColumns? {
        try columns(
            .sample(SeriesName(metric: key.metric, labels: key.labels)), of: key.tenant, at: positions)
    }

    func knowsNothing(of key: SeriesKey, from position: Int64) throws -> Bool {
        let name = StoredSeriesName.sample(SeriesName(metric: key.metric, labels: key.labels))
        let tenant = try locked[key.tenant]
        guard let entry = tenant.columns[name], let end = tenant.outline.end(of: entry.place) else {
            return true
        }
        return end < position
    }

    func totals(_ name: MeasureName, of tenant: TenantID, at positions: [Int64]) throws -> SeriesColumns? {
        try columns(.measure(name), of: tenant, at: positions)
    }

    func action(_ key: ActionKey, of tenant: TenantID) throws -> KnownAction? {
        try actions([key], of: tenant)[0]
    }

    func actions(_ keys: [ActionKey], of tenant: TenantID) throws -> [KnownAction?] {
        try tables.actions(keys, of: tenant)
    }

    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) throws -> Int {
        try tables.subjectCount(kind, of: tenant)
    }

    func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) throws -> UInt32? {
        try tables.number(of: subject, kind, tenant: tenant)
    }

    func knows(_ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID) throws -> [Bool] {
        let positions = rows.map(\.position)
        let columns = try columns(.activity(kind), of: tenant, at: positions)
        return positions.map { columns?.index(of: $0) != nil }
    }

    func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) throws -> IntervalSet {
        IntervalSet(try tables.statements(name, of: tenant, touching: range))
    }

    func invoice(_ number: InvoiceNumber, of tenant: TenantID) throws -> Invoice? {
        try tables.invoice(number, of: tenant, at: Self.latest)
    }

    func entry(_ id: EntityID<InvoiceEntry>, of tenant: TenantID) throws -> InvoiceEntry? {
        try tables.entry(id, of: tenant)
    }

    func standing(of number: InvoiceNumber, tenant: TenantID) throws -> InvoiceStanding {
        var standing = InvoiceStanding()
        for entry in try tables.entries(of: number, tenant: tenant) {
            // Their commits have seen that the invoice takes them.
            _ = standing.take(entry)
        }
        return standing
    }

    func planTerms(of tenant: TenantID) throws -> [PlanTerm] {
        try tables.planTerms(of: tenant, at: Self.latest)
    }

    func budget(of tenant: TenantID) throws -> Budget? { try tables.budget(of: tenant, at: Self.latest) }

    func ratedInvoices(of tenant: TenantID) throws -> [Invoice] { try tables.ratedInvoices(of: tenant) }

    func turnover(of tenant: TenantID) throws -> AccountTurnover {
        AccountTurnover(total: try tables.turnover(of: tenant))
    }

    func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) throws {
        try tables.invoices(of: tenant).forEach(body)
    }

    func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) throws {
        try tables.entries(of: tenant).forEach(body)
    }

    func floor(of kind: RetainedKind, tenant: TenantID) throws -> LocalDate? {
        try locked[tenant].definitions.floors[kind]
    }
}
#endif
