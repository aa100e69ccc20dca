#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

/// Takes a target out of every revision, while its tenant is locked.
struct Eraser {
    let tables: PostgresTables
    /// The number of the write.
    let number: Int64
    private var connection: PostgresConnection { tables.connection }

    func erase(_ target: ErasureRequest.Target, _ tombstone: SubjectID?) throws {
        switch target {
        case .tenant(let tenant):
            try connection.pipeline(
                PostgresSchema.tables.map { ("DELETE FROM \($0) WHERE tenant = $1", [.text(tenant.text)]) })
        case .subject(let subject, let kind, let tenant):
            guard let tombstone else { return }
            try connection.rows(
                "UPDATE subject SET id = $4, erased = true WHERE tenant = $1 AND kind = $2 AND id = $3 AND NOT erased",
                [.text(tenant.text), .text(kind.text), .text(subject.text), .text(tombstone.text)])
        case .records(let kind, let date, let tenant):
            try drop(kind, before: RetentionFloor(tenant: tenant, kind: kind, date: date))
        }
    }

    /// Raises a floor, and drops what lies below it.
    private func drop(_ kind: RetainedKind, before floor: RetentionFloor) throws {
        let tenant = PostgresValue.text(floor.tenant.text)
        let bound = PostgresValue.integer(floor.position(.instants))
        try connection.rows(
            "DELETE FROM floor WHERE tenant = $1 AND kind = $2", [tenant, .text(kind.rawValue)])
        try connection.rows(
            "INSERT INTO floor (tenant, kind, date) VALUES ($1, $2, $3)",
            [tenant, .text(kind.rawValue), .integer(Int64(floor.date.dayNumber))])
        try connection.rows(
            "UPDATE outline SET defined = $2 WHERE tenant = $1 AND block = 0", [tenant, .integer(number)])
        switch kind {
        case .sample:
            try dropColumns(floor.tenant) { name, timing in
                if case .sample = name { floor.position(timing) } else { nil }
            }
        case .action:
            try connection.rows("DELETE FROM action WHERE tenant = $1 AND instant < $2", [tenant, bound])
            try dropColumns(floor.tenant) { name, _ in
                if case .measure = name { floor.position(.instants) } else { nil }
            }
        case .activity:
            try dropColumns(floor.tenant) { name, _ in
                if case .activity = name {
                    ActivityRow(quarterHour: floor.quarterHour, number: 0).position
                } else {
                    nil
                }
            }
        case .invoice:
            try connection.rows(
                "DELETE FROM entry e USING invoice i WHERE e.tenant = $1 AND i.tenant = $1 AND i.id = e.invoice "
                    + "AND i.issued < $2", [tenant, bound])
            try connection.rows("DELETE FROM invoice WHERE tenant = $1 AND issued < $2", [tenant, bound])
        }
        try cutCoverage(kind, floor)
    }

    /// Drops what stands before a position in some columns, which are written anew.
    private func dropColumns(
        _ tenant: TenantID, below bound: (StoredSeriesName, MetricSeries.Timing) -> Int64?
    ) throws {
        let columns = try tables.columns(of: tenant)
        let packer = ColumnPacker(tables: tables)
        try packer.pack(tenant)
        for entry in columns.entries {
            guard let bound = bound(entry.name, entry.timing) else { continue }
            try packer.drop(entry, of: tenant, before: bound)
        }
    }

    /// Cuts off what was stated of the time before an instant, of the metrics whose values come from a kind of record.
    private func cutCoverage(_ kind: RetainedKind, _ floor: RetentionFloor) throws {
        let metrics = try tables.metrics(of: floor.tenant, at: Revision(.max))
        let known = Dictionary(metrics.map { ($0.id, $0) }) { first, _ in first }
        let stated = try tables.coverage(of: floor.tenant, at: Revision(.max)).map(\.name.metric)
        let cut = Set(stated).filter { (known[$0] ?? Metric.platform($0))?.retainedKind == kind }
        guard !cut.isEmpty else { return }
        let values: [PostgresValue] = [
            .text(floor.tenant.text), .texts(cut.map(\.text).sorted()), .integer(floor.position(.instants)),
        ]
        try connection.rows(
            "DELETE FROM coverage WHERE tenant = $1 AND metric = ANY($2) AND high <= $3", values)
        try connection.rows(
            "UPDATE coverage SET low = $3 WHERE tenant = $1 AND metric = ANY($2) AND low < $3", values)
    }
}
#endif
