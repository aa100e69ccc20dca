import BillingModel
package import BillingStore

extension Session: ReadSnapshot {
    func latestRevision() throws -> Revision { try commits.latest().revision }

    func revision(recordedBy instant: Int64) throws -> Revision {
        try commits.revision(recordedBy: instant)
    }

    func commits(
        _ revisions: ClosedRange<Revision>, descending isDescending: Bool, limit: Int
    ) throws -> [CommitRecord] {
        try commits.commits(revisions, descending: isDescending, limit: limit)
    }

    func commit(withID id: CommitID) throws -> CommitRecord? { try commits.commit(withID: id) }

    func tenants(from first: TenantID?, at revision: Revision, limit: Int) throws -> [FileTenant] {
        try tenants.tenants(from: first, at: revision, limit: limit).map { id, number in
            FileTenant(self, tables(id, number), at: revision)
        }
    }

    func tenant(_ id: TenantID, at revision: Revision) throws -> FileTenant? {
        try tenants.number(of: id, at: revision).map { FileTenant(self, tables(id, $0), at: revision) }
    }
}

/// One tenant of a file at one revision.
struct FileTenant: TenantSnapshot {
    private let session: Session
    private let tables: TenantTables
    private let revision: Revision

    init(_ session: Session, _ tables: TenantTables, at revision: Revision) {
        self.session = session
        self.tables = tables
        self.revision = revision
    }

    var id: TenantID { tables.id }
    private var seriesStore: SeriesStore { session.seriesStore }

    /// The tables, once what the file keeps of the tenant was compared with the root.
    private func checked() throws -> TenantTables {
        try session.commits.checkRoot(id, tables.number)
        return tables
    }

    func tenant() throws -> Tenant {
        guard let tenant = try tables.tenant(at: revision) else {
            throw session.commits.root.damage("tenant '\(id)'")
        }
        return tenant
    }

    func metrics() throws -> [Metric] { try checked().metrics(at: revision) }
    func coverage() throws -> [Coverage] { try checked().coverage(at: revision) }
    func budget() throws -> Budget? { try checked().budget(at: revision) }

    func floors() throws -> [RetentionFloor] {
        let floors = try checked().floors()
        return RetainedKind.allCases.compactMap { kind in
            floors[kind].map { RetentionFloor(tenant: id, kind: kind, date: $0) }
        }
    }

    func planTerms() throws -> [PlanTerm] {
        var terms: [PlanTerm] = []
        for (term, from) in try checked().terms() where from <= revision {
            if terms.last?.from == term.from { terms.removeLast() }
            terms.append(term)
        }
        return terms
    }

    // MARK: Records at instants

    func actions(_ window: RecordWindow) throws -> [ActionRecord] {
        try rows(of: .actions, window).map { try Tables.action(id, $0, tables.connection) }
    }

    func invoices(_ window: RecordWindow) throws -> [Invoice] {
        try rows(of: .invoices, window).map { try Tables.invoice(id, $0, tables.connection) }
    }

    func entries(_ window: RecordWindow) throws -> [InvoiceEntry] {
        try rows(of: .entries, window).map { try Tables.entry(id, $0, tables.connection) }
    }

    private func rows(of records: TimedRecords, _ window: RecordWindow) throws -> [[SQLValue]] {
        let tables = try checked()
        let rows = try records.rows(of: tables.number, window, at: revision, tables.connection)
        try tables.checks.check(
            records.table, tables.number, in: records.range(of: rows, window),
            asOf: session.commits.latest().sequence, tables.connection)
        return rows
    }

    func invoice(_ number: InvoiceNumber) throws -> Invoice? {
        let clause = "WHERE tenant = ? AND number = ? AND revision <= ?"
        let place: [SQLValue] = [.integer(tables.number), .id(number), .revision(revision)]
        guard let values = try Tables.invoice.first(clause, place, tables.connection) else {
            try tables.checks.check(Tables.invoice, tables.number, tables.connection)
            return nil
        }
        return try Tables.invoice(id, values, tables.connection)
    }

    // MARK: Columns

    func series() throws -> [FileSeries] {
        try named { try seriesStore.all(checked().number).samples }.map { series($0.name, $0.stored) }
    }

    func series(of metric: Metric) throws -> [FileSeries] {
        switch metric.source {
        case .recorded:
            let known = try named { try seriesStore.all(checked().number).samples }
            let start = known.lowerBound { $0.name.metric < metric.id }
            return known[start...].prefix { $0.name.metric == metric.id }.map { series($0.name, $0.stored) }
        case .actions(let measure):
            return try named { try seriesStore.all(checked().number).measures }
                .filter { $0.name.measure == measure }
                .map { series(SeriesName(metric: metric.id, labels: $0.name.labels), $0.stored) }
        case .activity: return []
        }
    }

    private func series(_ name: SeriesName, _ stored: StoredSeries) -> FileSeries {
        FileSeries(name: name, stored: stored, seriesStore: seriesStore, tenant: tables)
    }

    func activity(_ kind: SubjectKind, _ window: ActivityWindow) throws -> ActivityRows {
        let number = try checked().number
        return try named {
            guard let stored = try seriesStore.stored(.activity(kind), number) else { return ActivityRows() }
            let range = window.start.position..<max(window.start.position, Int64(window.end) << 32)
            let (positions, next) = try seriesStore.reader.positions(
                SampleWindow(range: range, revision: revision, limit: window.limit), stored, number)
            let rows = positions.map { ActivityRow(position: $0) }
            return ActivityRows(
                quarterHours: rows.map(\.quarterHour), numbers: rows.map(\.number),
                next: next.map { ActivityRow(position: $0) })
        }
    }

    func subjects(_ kind: SubjectKind) throws -> [SubjectID] {
        try checked().subjects(kind, at: revision)
    }

    private func named<Value>(_ work: () throws -> Value) throws -> Value {
        try tables.naming(work)
    }
}

/// One series of a file.
struct FileSeries: SeriesSnapshot {
    let name: SeriesName
    fileprivate let stored: StoredSeries
    fileprivate let seriesStore: SeriesStore
    fileprivate let tenant: TenantTables

    var timing: MetricSeries.Timing { stored.timing }

    func samples(_ window: SampleWindow) throws -> SamplePage {
        try tenant.naming { try seriesStore.reader.read(window, stored, tenant.number) }
    }

    /// Whole chunks are answered from the states that are kept of them.
    func summary(_ buckets: SummaryBuckets) throws -> SeriesSummary? {
        try tenant.naming { try seriesStore.reader.summary(stored, tenant.number, in: buckets) }
    }

    /// The chunks of all are read one after the other, and unpacked by whichever threads are free.
    static func summaries(
        _ asked: [(series: Self, buckets: SummaryBuckets)], checkCancellation: () throws -> Void
    ) throws -> [SeriesSummary?] {
        var work = SummaryWork()
        let drafts = try asked.map { series, buckets in
            try checkCancellation()
            return try series.tenant.naming {
                try series.seriesStore.reader.begin(
                    series.stored, series.tenant.number, in: buckets, &work)
            }
        }
        return try zip(asked, drafts).map { asked, draft in
            try asked.series.tenant.naming { try asked.series.seriesStore.reader.finish(draft, &work) }
        }
    }
}

extension TenantTables {
    /// Reads columns, which know the tenant by its number alone: its name stands in the error if that meets damage.
    func naming<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as BillingError where error.code == .corruptData {
            throw BillingError(
                .corruptData, rule: error.rule, detail: "\(connection.path): tenant '\(id)': \(error.detail)",
                cause: error.cause)
        }
    }
}

extension ActivityRow {
    /// The place of the row in a stored series of activity.
    package var position: Int64 { Int64(quarterHour) << 32 | Int64(number) }

    package init(position: Int64) {
        self.init(
            quarterHour: Int32(truncatingIfNeeded: position >> 32),
            number: UInt32(truncatingIfNeeded: position))
    }
}
