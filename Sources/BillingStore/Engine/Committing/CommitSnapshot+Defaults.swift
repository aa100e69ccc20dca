public import BillingModel
public import BillingTime

extension CommitSnapshot {
    /// All that some actions ever said, one asked for after the other.
    public func actions(_ keys: [ActionKey], of tenant: TenantID) throws -> [KnownAction?] {
        try keys.map { try action($0, of: tenant) }
    }
}

// Lookups of a commit that read what the latest revision shows: right for every backend, and as costly as such a read.

extension CommitSnapshot where Self: ReadSnapshot {
    private func latest(_ tenant: TenantID) throws -> TenantView? {
        try self.tenant(tenant, at: latestRevision())
    }

    /// The revision that the last commit left.
    public func latestRevision() throws -> Revision { try lastCommit()?.revision ?? .zero }

    /// Whether a tenant is known.
    public func knows(_ tenant: TenantID) throws -> Bool { try latest(tenant) != nil }

    /// A tenant; nil if it is unknown.
    public func tenant(_ id: TenantID) throws -> Tenant? { try latest(id)?.tenant() }

    /// The metric as it was committed for the tenant.
    public func committedMetric(_ id: MetricID, of tenant: TenantID) throws -> Metric? {
        try latest(tenant)?.metrics().first { $0.id == id }
    }

    /// Whether the tenant has a series of the metric.
    public func hasSamples(of metric: MetricID, tenant: TenantID) throws -> Bool {
        try latest(tenant)?.series().contains { $0.name.metric == metric } ?? false
    }

    /// The totals of actions between the first and the last position.
    public func totals(
        _ name: MeasureName, of tenant: TenantID, at positions: [Int64]
    ) throws -> SeriesColumns? {
        // The platform has a metric for each measure.
        guard let first = positions.first, let last = positions.last, let view = try latest(tenant),
            let metric = Metric.platform.first(where: { $0.source == .actions(name.measure) }),
            let series = try view.series(of: metric).first(where: { $0.name.labels == name.labels })
        else { return nil }
        let window = SampleWindow(range: first..<(last + 1), revision: try latestRevision())
        return SeriesColumns(timing: .instants, samples: try series.samples(window).samples)
    }

    /// How many subjects of a kind have a number.
    public func subjectCount(_ kind: SubjectKind, of tenant: TenantID) throws -> Int {
        try latest(tenant)?.subjects(kind).count ?? 0
    }

    /// The number of a subject, found among all.
    public func number(of subject: SubjectID, _ kind: SubjectKind, tenant: TenantID) throws -> UInt32? {
        try latest(tenant)?.subjects(kind).firstIndex(of: subject).map { UInt32($0) }
    }

    /// Which of some rows of activity are known.
    public func knows(_ rows: [ActivityRow], _ kind: SubjectKind, of tenant: TenantID) throws -> [Bool] {
        guard let first = rows.first, let last = rows.last, let view = try latest(tenant) else {
            return rows.map { _ in false }
        }
        let known = try view.activity(kind, ActivityWindow(from: first, to: last.quarterHour + 1))
        let set = Set(
            zip(known.quarterHours, known.numbers).map { ActivityRow(quarterHour: $0, number: $1) })
        return rows.map(set.contains)
    }

    /// All that a feed stated.
    public func coverage(
        _ name: CoverageName, of tenant: TenantID, touching range: Range<Int64>
    ) throws -> IntervalSet {
        let stated = try latest(tenant)?.coverage() ?? []
        return try IntervalSet(
            stated.filter { $0.metric == name.metric && $0.source == name.source }.map(\.range))
    }

    /// An invoice by its number.
    public func invoice(_ number: InvoiceNumber, of tenant: TenantID) throws -> Invoice? {
        try latest(tenant)?.invoice(number)
    }

    /// An entry by its id, found among all.
    public func entry(_ id: EntityID<InvoiceEntry>, of tenant: TenantID) throws -> InvoiceEntry? {
        try latest(tenant)?.entries(RecordWindow()).first { $0.id == id }
    }

    /// What the entries of an invoice come to, found among all entries.
    public func standing(of number: InvoiceNumber, tenant: TenantID) throws -> InvoiceStanding {
        var standing = InvoiceStanding()
        for entry in try latest(tenant)?.entries(RecordWindow()) ?? [] where entry.invoice == number {
            // Their commits have seen that the invoice takes them.
            _ = standing.take(entry)
        }
        return standing
    }

    /// The budget of a tenant.
    public func budget(of tenant: TenantID) throws -> Budget? { try latest(tenant)?.budget() }

    /// The invoices of a tenant that name a plan and a service period, found among all.
    public func ratedInvoices(of tenant: TenantID) throws -> [Invoice] {
        try latest(tenant)?.invoices(RecordWindow()).filter { $0.rating != nil && $0.period != nil } ?? []
    }

    /// False: the samples are looked up.
    public func knowsNothing(of key: SeriesKey, from position: Int64) -> Bool { false }

    /// How much money the invoices and entries of a tenant move.
    public func turnover(of tenant: TenantID) throws -> AccountTurnover {
        var turnover = AccountTurnover()
        try forEachInvoice(of: tenant) { turnover.add($0) }
        try forEachEntry(of: tenant) { turnover.add($0) }
        return turnover
    }

    /// Hands on all invoices of a tenant.
    public func forEachInvoice(of tenant: TenantID, _ body: (Invoice) -> Void) throws {
        try latest(tenant)?.invoices(RecordWindow()).forEach(body)
    }

    /// Hands on all entries of the invoices of a tenant.
    public func forEachEntry(of tenant: TenantID, _ body: (InvoiceEntry) -> Void) throws {
        try latest(tenant)?.entries(RecordWindow()).forEach(body)
    }

    /// The first date of a kind of record that is kept.
    public func floor(of kind: RetainedKind, tenant: TenantID) throws -> LocalDate? {
        try latest(tenant)?.floors().first { $0.kind == kind }?.date
    }
}
