import BillingModel
import BillingTime

/// What a state knows of one tenant at one revision.
struct MemoryTenant: TenantSnapshot {
    private let entry: TenantDirectory.Entry
    private let revision: Revision

    /// Takes a tenant; nil if the revision does not know it.
    init?(_ entry: TenantDirectory.Entry, at revision: Revision) {
        guard entry.records.tenant.isKnown(at: revision) else { return nil }
        self.entry = entry
        self.revision = revision
    }

    private var records: TenantRecords { entry.records }

    var id: TenantID { entry.id }

    func tenant() throws -> Tenant {
        guard let tenant = entry.records.tenant.value(at: revision) else { throw BillingError.unknown(id) }
        return tenant
    }

    func metrics() -> [Metric] {
        entry.records.metrics.isEmpty
            ? [] : records.metrics.keys.sorted().compactMap { records.metrics[$0]?.value(at: revision) }
    }

    func coverage() throws -> [Coverage] {
        if entry.records.coverage.isEmpty { return [] }
        return try records.coverage.keys.sorted().flatMap { name in
            try (records.coverage[name]?.intervals(at: revision).intervals ?? []).map { range in
                try Coverage(tenant: id, metric: name.metric, source: name.source, range: range)
            }
        }
    }

    func floors() -> [RetentionFloor] {
        RetainedKind.allCases.compactMap { kind in
            records.floors[kind].map { RetentionFloor(tenant: id, kind: kind, date: $0) }
        }
    }

    func planTerms() -> [PlanTerm] {
        if entry.records.plans.isEmpty { return [] }
        return records.plans.keys.sorted().compactMap { records.plans[$0]?.value(at: revision) }
    }

    func budget() -> Budget? { records.budget?.value(at: revision) }

    func actions(_ window: RecordWindow) throws -> [ActionRecord] {
        try records.actions.records(window, of: id, at: revision)
    }

    func invoices(_ window: RecordWindow) -> [Invoice] {
        records.book.invoices.records(window, at: revision)
    }

    func entries(_ window: RecordWindow) -> [InvoiceEntry] {
        records.book.entries.records(window, at: revision)
    }

    func invoice(_ number: InvoiceNumber) -> Invoice? {
        records.book.invoices.record(number, at: revision)
    }

    func series() -> [ColumnSeries] {
        entry.records.series.all(from: { _ in false }, while: { _ in true }) { ColumnSeries(name: $0, $1) }
    }

    func series(of metric: Metric) -> [ColumnSeries] {
        switch metric.source {
        case .recorded:
            entry.records.series.all(from: { $0.metric < metric.id }, while: { $0.metric == metric.id }) {
                ColumnSeries(name: $0, $1)
            }
        case .actions(let measure):
            entry.records.totals.all(
                from: { $0.measure.rawValue < measure.rawValue }, while: { $0.measure == measure }
            ) {
                ColumnSeries(name: SeriesName(metric: metric.id, labels: $0.labels), $1)
            }
        case .activity: []
        }
    }

    func activity(_ kind: SubjectKind, _ window: ActivityWindow) -> ActivityRows {
        records.activity[kind]?.read(window, at: revision) ?? ActivityRows()
    }

    func subjects(_ kind: SubjectKind) -> [SubjectID] {
        records.activity[kind]?.subjects(at: revision) ?? []
    }
}
