import BillingModel
import BillingStore

extension LaneStore {
    /// All that is known of a lane.
    func whole(_ lane: Lane, _ tenant: Int64) throws -> SeriesColumns {
        let content = try content(of: lane, tenant)
        var parts: [SeriesColumns] = []
        var next = try content.row.last.flatMap { _ in try chunk(content, at: .min) }
        while let place = next {
            parts.append(try whole(content, place))
            next = try chunk(content, after: place)
        }
        parts.append(content.tail)
        var (revisions, zones) = (RunLengths<Revision>(), RunLengths<ZoneID>())
        for part in parts {
            revisions.append(part.revisions)
            zones.append(part.zones)
        }
        return SeriesColumns(
            timing: content.timing, positions: parts.flatMap(\.positions), values: parts.flatMap(\.values),
            revisions: revisions, zones: zones, replaced: parts.flatMap(\.replaced),
            versioned: parts.flatMap(\.versioned))
    }

    /// Writes the lanes of a tenant that has none, as chunks.
    func restore(_ restored: [(name: LaneName, columns: SeriesColumns)], _ tenant: Int64) throws {
        guard !restored.isEmpty else { return }
        let lanes = try lanes(of: tenant)
        let before = lanes.state
        for (name, columns) in restored {
            let row = try LaneRow(name, columns.timing, tenant, connection)
            lanes.state.lanes.toggle(row.seal, count: 1)
            let content = lanes.add(row)
            guard columns.span != nil else { continue }
            var edit = LaneEdit()
            edit.tail = columns
            try write(edit, content, lanes)
        }
        lanes.state.generation &+= 1
        try store(lanes, since: before)
    }
}
