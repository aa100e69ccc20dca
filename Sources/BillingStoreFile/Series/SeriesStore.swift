import BillingModel
import BillingStore
import BillingTime

/// The stored series of a file, as one connection reads and writes them inside its transactions.
///
/// A stored series is chunks, found through its directory, and what the journal of its tenant adds to them. The journal is kept
/// replayed in memory: what comes after the last chunk is the tail of the stored series, and changes inside chunks lie over
/// them. Each transaction compares what is in memory with the row of the tenant, once for each tenant that it
/// touches, and so follows the commits of others.
///
/// After a transaction that failed the store is thrown away, because it may know what was undone.
final class SeriesStore {
    let connection: Connection
    let limits: PackingLimits
    /// The chunks, as the transaction reads and writes them.
    private(set) var chunks: ChunkStore
    private var tenants: [Int64: TenantSeries] = [:]
    /// The one that was asked for last.
    private var latest: TenantSeries?
    private var transaction = 0
    /// What the transaction added to the hashes of tenants in the ``Root``.
    private(set) var partChanges: [Int64: Int64] = [:]
    /// How many entries of journals the transaction moved into chunks.
    var packed = 0

    init(_ connection: Connection, _ limits: PackingLimits = PackingLimits()) {
        self.connection = connection
        self.limits = limits
        chunks = ChunkStore(connection, nil)
    }

    /// Begins a transaction: what is in memory has to be compared with the file again.
    func begin(_ cancellation: Cancellation?) {
        transaction += 1
        chunks = ChunkStore(connection, cancellation)
        partChanges = [:]
        packed = 0
    }

    /// Writes the row of a tenant.
    func keep(_ tenantSeries: TenantSeries, since before: TenantState) throws {
        try tenantSeries.state.store(tenantSeries.number, connection)
        partChanges[tenantSeries.number, default: 0] &+=
            Root.part(tenantSeries.number, tenantSeries.state) &- Root.part(tenantSeries.number, before)
        // A stored series that is new took a number.
        if tenantSeries.state.series.count != before.series.count { partChanges[0] = 0 }
    }

    var reader: SeriesReader { SeriesReader(store: self) }
    var writer: SeriesWriter { SeriesWriter(store: self) }
    var verifier: SeriesVerifier { SeriesVerifier(self) }

    // MARK: Names

    /// The stored series of a tenant that hold values, in order of their names.
    func all(
        _ tenant: Int64
    ) throws -> (
        samples: [(name: SeriesName, stored: StoredSeries)],
        measures: [(name: MeasureName, stored: StoredSeries)]
    ) {
        try tenantSeries(of: tenant).all()
    }

    func stored(_ name: StoredSeriesName, _ tenant: Int64) throws -> StoredSeries? {
        try tenantSeries(of: tenant)[name]?.row.stored
    }

    /// The stored series of activity of a tenant, in order of their kinds.
    func activities(_ tenant: Int64) throws -> [(kind: SubjectKind, stored: StoredSeries)] {
        var activities: [(kind: SubjectKind, stored: StoredSeries)] = []
        for content in try tenantSeries(of: tenant).inOrder {
            if case .activity(let kind) = content.row.name { activities.append((kind, content.row.stored)) }
        }
        return activities.sorted { $0.kind < $1.kind }
    }

    /// Whether there is a stored series of samples of a metric.
    func hasSamples(of metric: MetricID, _ tenant: Int64) throws -> Bool {
        let samples = try tenantSeries(of: tenant).all().samples
        let first = samples.lowerBound { $0.name.metric < metric }
        return first < samples.count && samples[first].name.metric == metric
    }

    func content(of stored: StoredSeries, _ tenant: Int64) throws -> SeriesContent {
        guard let content = try tenantSeries(of: tenant).contents[stored.number] else {
            throw BillingError(
                .notFound, rule: "a lane is read while it is there", detail: "lane \(stored.number)")
        }
        return content
    }

    // MARK: Following the file

    /// What is known of the stored series of a tenant, in step with the file.
    func tenantSeries(of tenant: Int64) throws -> TenantSeries {
        if let latest, latest.number == tenant, latest.transaction == transaction { return latest }
        let known = tenants[tenant]
        if let known, known.transaction == transaction { return known }
        let stored = try TenantState.stored(tenant, connection)
        let tenantSeries: TenantSeries
        if let known, let stored, known.state.generation == stored.generation {
            tenantSeries = known
        } else {
            makeRoom()
            tenantSeries = TenantSeries(tenant)
            tenantSeries.state.generation = stored?.generation ?? 0
        }
        if tenantSeries.state != stored ?? TenantState() || stored == nil {
            tenants[tenant] = nil
            try follow(tenantSeries, known, to: stored ?? TenantState())
        }
        guard tenantSeries.state == stored ?? TenantState() else {
            throw damage(tenantSeries, "its lanes or its journal disagree with its row in table lane_state")
        }
        tenantSeries.transaction = transaction
        tenants[tenant] = tenantSeries
        latest = tenantSeries
        return tenantSeries
    }

    /// Reads the stored series and the journal rows that are new, and takes note of all of them.
    private func follow(
        _ tenantSeries: TenantSeries, _ known: TenantSeries?, to stored: TenantState
    ) throws {
        try SeriesTables.series.scan(
            "WHERE tenant = ? AND number > ? ORDER BY number",
            [.integer(tenantSeries.number), .integer(tenantSeries.lastNumber)], connection
        ) { values in
            let row = try StoredSeriesRow(values, known: { known?.contents[$0]?.row }, connection)
            guard tenantSeries[row.name] == nil else {
                throw damage(tenantSeries, "lane \(row.stored.number) has the name of another one")
            }
            tenantSeries.state.series.toggle(row.checksum, count: 1)
            let content = tenantSeries.add(row)
            // A directory that did not change is not read again.
            if let old = known?.contents[content.number]?.pages,
                known?.contents[content.number]?.row.pages == row.pages
            {
                content.keep(old)
            }
            return true
        }
        // What is known differs then in that some were moved into chunks.
        if tenantSeries.state.series != stored.series { try followMoves(tenantSeries) }
        let gone = stored.first &- tenantSeries.state.first
        if tenantSeries.state.journal.count == 0 || gone > tenantSeries.state.journal.count {
            tenantSeries.dropRows(tenantSeries.rows.count)
            tenantSeries.state.first = stored.first
        } else if gone > 0 {
            tenantSeries.dropRows(Int(gone))
        }
        for number in try journalRows(of: tenantSeries) {
            try chunks.cancellation?.check()
            guard number == tenantSeries.state.next else {
                throw damage(tenantSeries, "row \(tenantSeries.state.next) of its journal is missing")
            }
            let row = try journalRow(of: tenantSeries.number, number)
            guard row.revision >= tenantSeries.revision else {
                throw damage(tenantSeries, "row \(number) of its journal is not in order")
            }
            if let missing = tenantSeries.absorb(row.content, number: number, at: row.revision) {
                throw damage(
                    tenantSeries, "row \(number) of its journal names lane \(missing), which is not there")
            }
            tenantSeries.append(row.checksum, row.content.numbers)
        }
    }

    /// Reads the stored series that another connection moved out of the journal since.
    private func followMoves(_ tenantSeries: TenantSeries) throws {
        try SeriesTables.series.scan(
            "WHERE tenant = ? AND moved > ? ORDER BY number",
            [.integer(tenantSeries.number), .integer(tenantSeries.state.next)], connection
        ) { values in
            let row = try StoredSeriesRow(values, known: { tenantSeries.contents[$0]?.row }, connection)
            guard let content = tenantSeries.contents[row.stored.number], content.row.name == row.name else {
                throw damage(tenantSeries, "lane \(row.stored.number) has another name")
            }
            tenantSeries.state.series.toggle(content.row.checksum, count: -1)
            tenantSeries.state.series.toggle(row.checksum, count: 1)
            tenantSeries.count(content) { $0.follow(row) }
            return true
        }
    }

    /// The numbers of the rows of a tenant's journal that are not known, in order.
    func journalRows(of tenantSeries: TenantSeries) throws -> [Int64] {
        var numbers: [Int64] = []
        try connection.each(
            "SELECT number FROM journal WHERE tenant = ? AND number >= ? ORDER BY number",
            [
                .integer(tenantSeries.number),
                .integer(tenantSeries.rows.isEmpty ? .min : tenantSeries.state.next),
            ]
        ) { numbers.append(try $0.integer(0)) }
        return numbers
    }

    /// A row of the journal of a tenant.
    func journalRow(
        of tenant: Int64, _ number: Int64
    ) throws -> (revision: Revision, checksum: Int64, content: JournalRow) {
        let row = try connection.first(
            "SELECT revision, body FROM journal WHERE tenant = ? AND number = ?",
            [.integer(tenant), .integer(number)]
        ) { row in
            let revision = try row.integer(0)
            let place = BlobPlace(kind: .journal, owner: tenant, key: revision)
            return try row.withBytes(1) { blob in
                let content = try JournalForm.row(blob, at: place)
                return (
                    try Revision(revision), Int64(bitPattern: ByteReader.checksum(of: blob) ?? 0), content
                )
            }
        }
        guard let row else {
            throw BillingError(
                .corruptData, rule: "a row of the journal is there",
                detail: "\(connection.path): table journal, tenant \(tenant), number \(number)")
        }
        return row
    }

    private func damage(_ tenantSeries: TenantSeries, _ what: String) -> BillingError {
        BillingError(
            .corruptData, rule: "what is kept in columns is whole, and in step with its directory",
            detail: "\(connection.path): tenant \(tenantSeries.number): \(what)")
    }

    // MARK: Memory

    /// Forgets the tenants that were not used for the longest time, if all together take too much room.
    private func makeRoom() {
        var weight = tenants.values.reduce(0) { $0 + $1.weight }
        guard weight > limits.cached else { return }
        for tenantSeries in tenants.values.sorted(by: { $0.transaction < $1.transaction }) {
            guard weight > limits.cached / 2 else { return }
            weight -= tenantSeries.weight
            tenants[tenantSeries.number] = nil
        }
    }

    func forget(_ tenant: Int64) {
        tenants[tenant] = nil
        latest = nil
    }
}
