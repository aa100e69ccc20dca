import BillingModel
import BillingStore

/// Writes stored series: a commit to the journal, or all of the journal to chunks once it is long.
struct SeriesWriter {
    let store: SeriesStore
    var chunks: ChunkStore { store.chunks }
    var connection: Connection { store.connection }
    var limits: PackingLimits { store.limits }

    /// Takes what a commit does to the stored series of a tenant.
    ///
    /// It becomes one row of the journal. If that is too long then, the commit also moves the oldest of it into chunks, about
    /// twice what it brings, so that no commit has much more to do than the others.
    ///
    /// - Parameters:
    ///   - changes: One for each stored series.
    ///   - samples: The same for recorded series that are not among these.
    ///   - tenant: The number of the tenant.
    ///   - revision: The revision that the commit makes; not before that of the last one, and that one only if nothing
    ///     visible changes: a write whose version is not the highest is kept without a new revision.
    /// - Throws: `corruptData`.
    func apply(
        _ changes: [StoredSeriesChange], samples: [ArraySlice<CommitPlan.SeriesChange>] = [], _ tenant: Int64,
        at revision: Revision
    ) throws {
        let tenantSeries = try store.tenantSeries(of: tenant)
        let before = tenantSeries.state
        var row = JournalRow()
        for change in samples.joined() {
            let content =
                try tenantSeries[change.key.metric, change.key.labels]
                ?? add(
                    .sample(SeriesName(metric: change.key.metric, labels: change.key.labels)), change.timing,
                    tenantSeries)
            row.append(content.number, change.changes, change.versioned)
        }
        for change in changes {
            let content = try tenantSeries[change.name] ?? add(change.name, change.timing, tenantSeries)
            row.append(
                content.number, change.changes, change.versioned, isSparse: !change.name.hasValues)
        }
        row.finish()
        let number = tenantSeries.state.next
        _ = tenantSeries.absorb(row, number: number, at: revision)
        if row.entries > JournalForm.limit {
            try compact(tenantSeries)
        } else {
            let body = try JournalForm.bytes(
                row, at: BlobPlace(kind: .journal, owner: tenant, key: revision.number))
            try connection.run(
                "INSERT INTO journal (tenant, number, revision, body) VALUES (?, ?, ?, ?)",
                [.integer(tenant), .integer(number), .revision(revision), .bytes(body)])
            let checksum = body.withUnsafeBytes { ByteReader.checksum(of: $0) ?? 0 }
            tenantSeries.append(Int64(bitPattern: checksum), row.numbers)
            try shorten(tenantSeries, after: row.entries)
        }
        try store.keep(tenantSeries, since: before)
    }

    private func add(
        _ name: StoredSeriesName, _ timing: MetricSeries.Timing, _ tenantSeries: TenantSeries
    ) throws -> SeriesContent {
        let row = try StoredSeriesRow(name, timing, tenantSeries.number, connection)
        tenantSeries.state.series.toggle(row.checksum, count: 1)
        return tenantSeries.add(row)
    }

    /// Writes the stored series of a tenant that has none, as chunks.
    func restore(_ restored: [(name: StoredSeriesName, columns: SeriesColumns)], _ tenant: Int64) throws {
        guard !restored.isEmpty else { return }
        let tenantSeries = try store.tenantSeries(of: tenant)
        let before = tenantSeries.state
        for (name, columns) in restored {
            let row = try StoredSeriesRow(name, columns.timing, tenant, connection)
            tenantSeries.state.series.toggle(row.checksum, count: 1)
            let content = tenantSeries.add(row)
            guard columns.span != nil else { continue }
            var edit = ChunkEdit(content)
            edit.tail = columns
            try write(try PackedEdit(edit, limits), content, tenantSeries)
        }
        tenantSeries.state.generation &+= 1
        try store.keep(tenantSeries, since: before)
    }
}
