public import BillingModel
public import BillingTime

extension RepositoryState: CommitSnapshot {
    /// The last commit, whether it made a revision or not.
    public func lastCommit() -> Commit? { history.last?.commit }

    public func knownCommit(_ id: CommitID) -> KnownCommit? {
        placeOf[id].map { KnownCommit(history[$0].commit, digest: history[$0].digest) }
    }

    public func knows(_ tenant: TenantID) -> Bool { tenants[tenant] != nil }
    public func tenant(_ id: TenantID) -> Tenant? { tenants[id]?.tenant.latest }

    public func committedMetric(_ id: MetricID, of tenant: TenantID) -> Metric? {
        tenants[tenant]?.metrics[id]?.latest
    }

    public func hasSamples(of metric: MetricID, tenant: TenantID) -> Bool {
        tenants[tenant]?.seriesNames.contains { $0.metric == metric } ?? false
    }

    public func series(_ key: SeriesKey, at positions: [Int64]) -> SeriesColumns? {
        tenants[key.tenant]?.series[SeriesName(metric: key.metric, labels: key.labels)]
    }

    public func totals(_ name: MeasureName, of tenant: TenantID, at positions: [Int64]) -> SeriesColumns? {
        tenants[tenant]?.measures[name]
    }

    public func action(_ key: ActionKey, of tenant: TenantID) -> KnownAction? {
        tenants[tenant]?.actions.known(key).map { KnownAction(contents: $0.contents, isVoid: $0.isEnded) }
    }

    public func subjectCount(_ kind: SubjectKind, of tenant: TenantID) -> Int {
        tenants[tenant]?.activity[kind]?.subjects.count ?? 0
    }

    public func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) -> UInt32? {
        tenants[tenant]?.activity[kind]?.number(of: subject)
    }

    public func knows(_ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID) -> [Bool] {
        let columns = tenants[tenant]?.activity[kind]
        return rows.map { columns?.contains($0) ?? false }
    }

    public func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) -> IntervalSet {
        tenants[tenant]?.coverage[name]?.latest ?? IntervalSet()
    }

    public func invoice(_ number: InvoiceNumber, of tenant: TenantID) -> Invoice? {
        tenants[tenant]?.invoices.known(number)?.contents.first
    }

    public func entry(_ id: Identifier<InvoiceEntry>, of tenant: TenantID) -> InvoiceEntry? {
        guard let records = tenants[tenant], let key = records.entryKeys[id] else { return nil }
        return records.entries.known(key)?.contents.first
    }

    public func standing(of number: InvoiceNumber, tenant: TenantID) -> InvoiceStanding {
        tenants[tenant]?.standings[number] ?? InvoiceStanding()
    }

    public func planTerms(of tenant: TenantID) -> [PlanTerm] {
        guard let plans = tenants[tenant]?.plans else { return [] }
        return plans.keys.sorted().flatMap { plans[$0]?.values.map(\.value) ?? [] }
    }

    public func budget(of tenant: TenantID) -> Budget? { tenants[tenant]?.budget?.latest }

    public func ratedInvoices(of tenant: TenantID) -> [Invoice] {
        (tenants[tenant]?.invoices.entries ?? []).map(\.record)
            .filter { $0.rating != nil && $0.served != nil }
    }

    public func turnover(of tenant: TenantID) -> AccountTurnover {
        var turnover = AccountTurnover()
        forEachInvoice(of: tenant) { turnover.add($0) }
        forEachEntry(of: tenant) { turnover.add($0) }
        return turnover
    }

    public func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) {
        for entry in tenants[tenant]?.invoices.entries ?? [] { body(entry.record) }
    }

    public func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) {
        for entry in tenants[tenant]?.entries.entries ?? [] { body(entry.record) }
    }

    public func floor(of kind: RetainedKind, tenant: TenantID) -> LocalDate? {
        tenants[tenant]?.floors[kind]
    }
}
