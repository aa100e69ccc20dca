import BillingModel
import BillingStore

extension SeriesReader {
    /// All that is known of a stored series.
    func whole(_ stored: StoredSeries, _ tenant: Int64) throws -> SeriesColumns {
        let content = try store.content(of: stored, tenant)
        var parts: [SeriesColumns] = []
        var next = try content.row.last.flatMap { _ in try chunks.chunk(content, at: .min) }
        while let place = next {
            parts.append(try chunks.whole(content, place))
            next = try chunks.chunk(content, after: place)
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
}
