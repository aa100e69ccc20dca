import BillingModel
import BillingTime

/// What a state knows of one tenant at one revision.
struct MemoryTenant: TenantSnapshot {
    let current: Tenant
    let records: TenantRecords
    let revision: Revision

    var id: TenantID { current.id }
    func tenant() -> Tenant { current }

    func metrics() -> [Metric] {
        records.metrics.isEmpty
            ? [] : records.metrics.keys.sorted().compactMap { records.metrics[$0]?.value(at: revision) }
    }

    func coverage() throws -> [Coverage] {
        try records.coverage.keys.sorted().flatMap { name in
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
        records.plans.keys.sorted().compactMap { records.plans[$0]?.value(at: revision) }
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
        records.series.all.map { ColumnSeries(name: $0.name, columns: $0.columns) }
    }

    func series(of metric: Metric) -> [ColumnSeries] {
        switch metric.source {
        case .recorded:
            records.series.all(from: { $0.metric < metric.id }, while: { $0.metric == metric.id }) {
                ColumnSeries(name: $0, columns: $1)
            }
        case .actions(let measure):
            records.totals.all(
                from: { $0.measure.rawValue < measure.rawValue }, while: { $0.measure == measure }
            ) {
                ColumnSeries(name: SeriesName(metric: metric.id, labels: $0.labels), columns: $1)
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
