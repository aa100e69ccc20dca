import BillingModel
import BillingTime

/// A state as it is read and as commits are decided on it.
struct MemorySnapshot {
    private let state: RepositoryState

    init(_ state: RepositoryState) { self.state = state }
}

extension MemorySnapshot: ReadSnapshot {
    func latestRevision() -> Revision { state.history.revision }

    func revision(recordedBy instant: Int64) throws -> Revision {
        try state.history.revision(recordedBy: instant)
    }

    func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) -> [CommitRecord] {
        state.history.commits(revisions, descending: isDescending, limit: limit)
    }

    func commit(withID id: CommitID) -> CommitRecord? { state.history.commit(withID: id) }

    func tenants(from first: TenantID?, at revision: Revision, limit: Int) -> [MemoryTenant] {
        var found: [MemoryTenant] = []
        state.tenants.forEach(from: first) { entry in
            if let tenant = MemoryTenant(entry, at: revision) { found.append(tenant) }
            return found.count < limit
        }
        return found
    }

    func tenant(_ id: TenantID, at revision: Revision) -> MemoryTenant? {
        state.tenants.entry(id).flatMap { MemoryTenant($0, at: revision) }
    }
}

extension MemorySnapshot: CommitSnapshot {
    func lastCommit() -> CommitRecord? { state.history.last }

    func knownCommit(_ id: CommitID) -> KnownCommit? {
        state.history[id]
    }

    func knows(_ tenant: TenantID) -> Bool { state.tenants[tenant] != nil }
    func tenant(_ id: TenantID) -> Tenant? { state.tenants.entry(id)?.records.tenant.latest }

    func committedMetric(_ id: MetricID, of tenant: TenantID) -> Metric? {
        state.tenants.entry(tenant)?.records.metrics[id]?.latest
    }

    func hasSamples(of metric: MetricID, tenant: TenantID) -> Bool {
        state.tenants.entry(tenant)?.records.series.contains { $0.metric == metric } ?? false
    }

    func series(_ key: SeriesKey, at positions: [Int64]) -> SeriesColumns? {
        state.tenants.entry(key.tenant)?
            .records.series[SeriesName(metric: key.metric, labels: key.labels)]
    }

    func knowsNothing(of key: SeriesKey, from position: Int64) -> Bool {
        series(key, at: [])?.knowsNothing(from: position) ?? true
    }

    func totals(_ name: MeasureName, of tenant: TenantID, at positions: [Int64]) -> SeriesColumns? {
        state.tenants.entry(tenant)?.records.totals[name]
    }

    func action(_ key: ActionKey, of tenant: TenantID) throws -> KnownAction? {
        try state.tenants.entry(tenant)?.records.actions.known(key, of: tenant)
    }

    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) -> Int {
        state.tenants.entry(tenant)?.records.activity[kind]?.subjects.count ?? 0
    }

    func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) -> UInt32? {
        state.tenants.entry(tenant)?.records.activity[kind]?.number(of: subject)
    }

    func knows(_ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID) -> [Bool] {
        let columns = state.tenants.entry(tenant)?.records.activity[kind]
        return rows.map { columns?.contains($0) ?? false }
    }

    func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) -> IntervalSet {
        state.tenants.entry(tenant)?.records.coverage[name]?.latest ?? IntervalSet()
    }

    func invoice(_ number: InvoiceNumber, of tenant: TenantID) -> Invoice? {
        state.tenants.entry(tenant)?.records.book.invoice(number)
    }

    func entry(_ id: EntityID<InvoiceEntry>, of tenant: TenantID) -> InvoiceEntry? {
        state.tenants.entry(tenant)?.records.book.entry(id)
    }

    func standing(of number: InvoiceNumber, tenant: TenantID) -> InvoiceStanding {
        state.tenants.entry(tenant)?.records.book.standing(of: number) ?? InvoiceStanding()
    }

    func planTerms(of tenant: TenantID) -> [PlanTerm] {
        guard let plans = state.tenants.entry(tenant)?.records.plans else { return [] }
        return plans.keys.sorted().flatMap { plans[$0]?.values.map(\.value) ?? [] }
    }

    func budget(of tenant: TenantID) -> Budget? { state.tenants.entry(tenant)?.records.budget?.latest }

    func ratedInvoices(of tenant: TenantID) -> [Invoice] {
        (state.tenants.entry(tenant)?.records.book.invoices.entries ?? []).map(\.record)
            .filter { $0.rating != nil && $0.served != nil }
    }

    func turnover(of tenant: TenantID) -> AccountTurnover {
        var turnover = AccountTurnover()
        forEachInvoice(of: tenant) { turnover.add($0) }
        forEachEntry(of: tenant) { turnover.add($0) }
        return turnover
    }

    func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) {
        for entry in state.tenants.entry(tenant)?.records.book.invoices.entries ?? [] { body(entry.record) }
    }

    func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) {
        for entry in state.tenants.entry(tenant)?.records.book.entries.entries ?? [] { body(entry.record) }
    }

    func floor(of kind: RetainedKind, tenant: TenantID) -> LocalDate? {
        state.tenants.entry(tenant)?.records.floors[kind]
    }
}
