import BillingModel
import BillingStore

extension SeriesWriter {
    /// Drops what every revision knows of the time before a date, in the stored series of one kind of record.
    ///
    /// The stored series themselves stay. The journal is compacted first, because it cannot be cut.
    func drop(_ kind: RetainedKind, before date: LocalDate, _ tenant: Int64) throws {
        let tenantSeries = try store.tenantSeries(of: tenant)
        guard !tenantSeries.contents.isEmpty else { return }
        let before = tenantSeries.state
        try compact(tenantSeries)
        for content in tenantSeries.contents.values.sorted(by: { $0.number < $1.number })
        where content.row.name.retainedKind == kind {
            try drop(content, before: Self.floor(kind, date, content.timing), tenantSeries)
        }
        try store.keep(tenantSeries, since: before)
    }

    private static func floor(
        _ kind: RetainedKind, _ date: LocalDate, _ timing: MetricSeries.Timing
    ) -> Int64 {
        if kind == .activity { return ActivityRow(quarterHour: date.floorQuarterHour, number: 0).position }
        return timing == .dates ? date.floorDay : date.floorInstant
    }

    private func drop(_ content: SeriesContent, before bound: Int64, _ tenantSeries: TenantSeries) throws {
        var edit = ChunkEdit(content)
        var next = try content.row.last.flatMap { _ in try chunks.chunk(content, at: .min) }
        while let place = next, place.entry.start < bound {
            edit.replace(place)
            if place.entry.last >= bound {
                var columns = try chunks.whole(content, place)
                columns.drop(before: bound)
                edit.columns[place.entry.start] = columns
            }
            next = try chunks.chunk(content, after: place)
        }
        if !edit.places.isEmpty { try write(try PackedEdit(edit, limits), content, tenantSeries) }
    }

    /// Takes out all stored series of a tenant.
    func erase(_ tenant: Int64) throws {
        for table in ["chunk", "history", "chunk_index"] {
            try connection.run(
                "DELETE FROM \(table) WHERE lane IN (SELECT number FROM lane WHERE tenant = ?)",
                [.integer(tenant)])
        }
        for table in ["journal", "lane", "lane_state"] {
            try connection.run("DELETE FROM \(table) WHERE tenant = ?", [.integer(tenant)])
        }
        store.forget(tenant)
    }
}
