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
        for id in state.tenants.ids(from: first) where found.count < limit {
            if let tenant = tenant(id, at: revision) { found.append(tenant) }
        }
        return found
    }

    func tenant(_ id: TenantID, at revision: Revision) -> MemoryTenant? {
        guard let records = state.tenants[id], let tenant = records.tenant.value(at: revision) else {
            return nil
        }
        return MemoryTenant(current: tenant, records: records, revision: revision)
    }
}

extension MemorySnapshot: CommitSnapshot {
    func lastCommit() -> CommitRecord? { state.history.last }

    func knownCommit(_ id: CommitID) -> KnownCommit? {
        state.history[id]
    }

    func knows(_ tenant: TenantID) -> Bool { state.tenants[tenant] != nil }
    func tenant(_ id: TenantID) -> Tenant? { state.tenants[id]?.tenant.latest }

    func committedMetric(_ id: MetricID, of tenant: TenantID) -> Metric? {
        state.tenants[tenant]?.metrics[id]?.latest
    }

    func hasSamples(of metric: MetricID, tenant: TenantID) -> Bool {
        state.tenants[tenant]?.series.names.contains { $0.metric == metric } ?? false
    }

    func series(_ key: SeriesKey, at positions: [Int64]) -> SeriesColumns? {
        state.tenants[key.tenant]?.series[SeriesName(metric: key.metric, labels: key.labels)]
    }

    func knowsNothing(of key: SeriesKey, from position: Int64) -> Bool {
        series(key, at: [])?.knowsNothing(from: position) ?? true
    }

    func totals(_ name: MeasureName, of tenant: TenantID, at positions: [Int64]) -> SeriesColumns? {
        state.tenants[tenant]?.totals[name]
    }

    func action(_ key: ActionKey, of tenant: TenantID) throws -> KnownAction? {
        try state.tenants[tenant]?.actions.known(key, of: tenant)
    }

    func subjectCount(_ kind: SubjectKind, of tenant: TenantID) -> Int {
        state.tenants[tenant]?.activity[kind]?.subjects.count ?? 0
    }

    func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) -> UInt32? {
        state.tenants[tenant]?.activity[kind]?.number(of: subject)
    }

    func knows(_ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID) -> [Bool] {
        let columns = state.tenants[tenant]?.activity[kind]
        return rows.map { columns?.contains($0) ?? false }
    }

    func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) -> IntervalSet {
        state.tenants[tenant]?.coverage[name]?.latest ?? IntervalSet()
    }

    func invoice(_ number: InvoiceNumber, of tenant: TenantID) -> Invoice? {
        state.tenants[tenant]?.book.invoice(number)
    }

    func entry(_ id: EntityID<InvoiceEntry>, of tenant: TenantID) -> InvoiceEntry? {
        state.tenants[tenant]?.book.entry(id)
    }

    func standing(of number: InvoiceNumber, tenant: TenantID) -> InvoiceStanding {
        state.tenants[tenant]?.book.standing(of: number) ?? InvoiceStanding()
    }

    func planTerms(of tenant: TenantID) -> [PlanTerm] {
        guard let plans = state.tenants[tenant]?.plans else { return [] }
        return plans.keys.sorted().flatMap { plans[$0]?.values.map(\.value) ?? [] }
    }

    func budget(of tenant: TenantID) -> Budget? { state.tenants[tenant]?.budget?.latest }

    func ratedInvoices(of tenant: TenantID) -> [Invoice] {
        (state.tenants[tenant]?.book.invoices.entries ?? []).map(\.record)
            .filter { $0.rating != nil && $0.served != nil }
    }

    func turnover(of tenant: TenantID) -> AccountTurnover {
        var turnover = AccountTurnover()
        forEachInvoice(of: tenant) { turnover.add($0) }
        forEachEntry(of: tenant) { turnover.add($0) }
        return turnover
    }

    func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) {
        for entry in state.tenants[tenant]?.book.invoices.entries ?? [] { body(entry.record) }
    }

    func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) {
        for entry in state.tenants[tenant]?.book.entries.entries ?? [] { body(entry.record) }
    }

    func floor(of kind: RetainedKind, tenant: TenantID) -> LocalDate? {
        state.tenants[tenant]?.floors[kind]
    }
}
