package import BillingModel
package import BillingTime

extension RepositoryState: CommitBasis {
    package func tenant(_ id: TenantID) -> Tenant? { tenants[id]?.tenant.latest }

    package func committedMetric(_ id: MetricID, of tenant: TenantID) -> Metric? {
        tenants[tenant]?.metrics[id]?.latest
    }

    package func hasSamples(of metric: MetricID, tenant: TenantID) -> Bool {
        tenants[tenant]?.seriesNames.contains { $0.metric == metric } ?? false
    }

    package func series(_ key: SeriesKey, at positions: [Int64]) -> SeriesColumns? {
        tenants[key.tenant]?.series[SeriesName(metric: key.metric, labels: key.labels)]
    }

    package func totals(_ name: MeasureName, of tenant: TenantID, at positions: [Int64]) -> SeriesColumns? {
        tenants[tenant]?.measures[name]
    }

    package func action(_ key: ActionKey, of tenant: TenantID) -> KnownAction? {
        tenants[tenant]?.actions.known(key).map { KnownAction(contents: $0.contents, isVoid: $0.isEnded) }
    }

    package func subjectCount(_ kind: SubjectKind, of tenant: TenantID) -> Int {
        tenants[tenant]?.activity[kind]?.subjects.count ?? 0
    }

    package func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) -> UInt32? {
        tenants[tenant]?.activity[kind]?.number(of: subject)
    }

    package func knows(_ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID) -> [Bool] {
        let columns = tenants[tenant]?.activity[kind]
        return rows.map { columns?.contains($0) ?? false }
    }

    package func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) -> IntervalSet {
        tenants[tenant]?.coverage[name]?.latest ?? IntervalSet()
    }

    package func invoice(_ number: InvoiceNumber, of tenant: TenantID) -> Invoice? {
        tenants[tenant]?.invoices.known(number)?.contents.first
    }

    package func entry(_ id: Identifier<InvoiceEntry>, of tenant: TenantID) -> InvoiceEntry? {
        guard let records = tenants[tenant], let key = records.entryKeys[id] else { return nil }
        return records.entries.known(key)?.contents.first
    }

    package func standing(of number: InvoiceNumber, tenant: TenantID) -> InvoiceStanding {
        tenants[tenant]?.standings[number] ?? InvoiceStanding()
    }

    package func planTerms(of tenant: TenantID) -> [PlanTerm] {
        guard let plans = tenants[tenant]?.plans else { return [] }
        return plans.keys.sorted().flatMap { plans[$0]?.values.map(\.value) ?? [] }
    }

    package func budget(of tenant: TenantID) -> Budget? { tenants[tenant]?.budget?.latest }

    package func ratedInvoices(of tenant: TenantID) -> [Invoice] {
        (tenants[tenant]?.invoices.entries ?? []).map(\.record)
            .filter { $0.rating != nil && $0.served != nil }
    }

    package func turnover(of tenant: TenantID) -> AccountTurnover {
        var turnover = AccountTurnover()
        forEachInvoice(of: tenant) { turnover.add($0) }
        forEachEntry(of: tenant) { turnover.add($0) }
        return turnover
    }

    package func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) {
        for entry in tenants[tenant]?.invoices.entries ?? [] { body(entry.record) }
    }

    package func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) {
        for entry in tenants[tenant]?.entries.entries ?? [] { body(entry.record) }
    }

    package func floor(of kind: RetainedKind, tenant: TenantID) -> LocalDate? {
        tenants[tenant]?.floors[kind]
    }
}
