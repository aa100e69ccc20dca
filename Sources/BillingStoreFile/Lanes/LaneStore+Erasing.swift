import BillingModel
import BillingStore

extension LaneStore {
    /// Drops what every revision knows of the time before a date, in the lanes of one kind of record.
    ///
    /// The lanes themselves stay. The journal is compacted first, because it cannot be cut.
    func drop(_ kind: RetainedKind, before date: LocalDate, _ tenant: Int64) throws {
        let lanes = try lanes(of: tenant)
        guard !lanes.contents.isEmpty else { return }
        let before = lanes.state
        try compact(lanes)
        for content in lanes.contents.values.sorted(by: { $0.number < $1.number })
        where content.row.name.retainedKind == kind {
            try drop(content, before: Self.floor(kind, date, content.timing), lanes)
        }
        try store(lanes, since: before)
    }

    private static func floor(
        _ kind: RetainedKind, _ date: LocalDate, _ timing: MetricSeries.Timing
    ) -> Int64 {
        if kind == .activity { return ActivityRow(quarterHour: date.floorQuarterHour, number: 0).position }
        return timing == .dates ? date.floorDay : date.floorInstant
    }

    private func drop(_ content: LaneContent, before bound: Int64, _ lanes: TenantLanes) throws {
        var edit = LaneEdit()
        var next = try content.row.last.flatMap { _ in try chunk(content, at: .min) }
        while let place = next, place.entry.start < bound {
            edit.replace(place)
            if place.entry.last >= bound {
                var columns = try whole(content, place)
                columns.drop(before: bound)
                edit.columns[place.entry.start] = columns
            }
            next = try chunk(content, after: place)
        }
        if !edit.places.isEmpty { try write(edit, content, lanes) }
    }

    /// Takes out all lanes of a tenant.
    func erase(_ tenant: Int64) throws {
        for table in ["chunk", "history", "chunk_index"] {
            try connection.run(
                "DELETE FROM \(table) WHERE lane IN (SELECT number FROM lane WHERE tenant = ?)",
                [.integer(tenant)])
        }
        for table in ["journal", "lane", "lane_state"] {
            try connection.run("DELETE FROM \(table) WHERE tenant = ?", [.integer(tenant)])
        }
        forget(tenant)
    }
}
