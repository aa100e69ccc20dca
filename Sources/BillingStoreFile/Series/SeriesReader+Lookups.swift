import BillingModel
import BillingStore

extension SeriesReader {
    /// What a commit has to know of a stored series: the visible samples and all writes with a version at some positions.
    ///
    /// - Parameters:
    ///   - name: The stored series.
    ///   - tenant: The number of its tenant.
    ///   - positions: In ascending order.
    /// - Returns: A part of the series; nil if there is no stored series.
    /// - Throws: `corruptData`.
    func columns(_ name: StoredSeriesName, _ tenant: Int64, at positions: [Int64]) throws -> SeriesColumns? {
        guard let content = try store.tenantSeries(of: tenant)[name] else { return nil }
        var known = KnownSamples()
        let split = content.row.last.map { last in positions.lowerBound { $0 <= last } } ?? 0
        var index = 0
        while index < split, let place = try chunks.chunk(content, at: positions[index]) {
            let end = positions[index..<split].lowerBound { $0 <= place.domain.upperBound }
            try look(content, place, at: positions[index..<end], &known)
            index = end
        }
        known.look(content.tail, at: positions[split...])
        return known.columns(content.timing)
    }

    /// Looks positions up in a chunk and what lies over it.
    private func look(
        _ content: SeriesContent, _ place: ChunkPlace, at positions: ArraySlice<Int64>,
        _ known: inout KnownSamples
    ) throws {
        guard let first = positions.first, let last = positions.last else { return }
        let entry = place.entry
        if entry.count > 0, first <= entry.last, last >= entry.start {
            try chunks.withChunk(content, entry) { view in
                let zones = try view.zones(0..<view.count)
                let revisions = try view.revisions(0..<view.count)
                for position in positions where !known.holds(position) {
                    if let (revision, change) = content.overlay.latest(at: position) {
                        known.add(change, revision)
                        continue
                    }
                    let index = view.firstIndex(atOrAfter: position)
                    guard index < view.count, view.position(index) == position else { continue }
                    known.add(
                        SeriesColumns.Change(
                            position: position,
                            value: view.hasValues ? try view.values(index..<(index + 1))[0] : 0,
                            zone: zones.isEmpty ? nil : zones[index]), revisions[index])
                }
            }
        } else {
            for position in positions where !known.holds(position) {
                if let (revision, change) = content.overlay.latest(at: position) {
                    known.add(change, revision)
                }
            }
        }
        let touchesChunk = first <= entry.last && last >= entry.start
        // The journal also changes what lies between chunks.
        guard touchesChunk || !content.overlay.isEmpty else { return }
        var versions = touchesChunk ? try chunks.versions(content, entry) : []
        versions.merge(
            sorted: Array(content.overlay.versions(in: first...last)), by: VersionedWrite.isInOrder)
        known.add(versions, at: positions)
    }
}

/// The samples that are found at some positions, in their order.
private struct KnownSamples {
    private var positions: [Int64] = []
    private var values: [Double] = []
    private var revisions = RunLengths<Revision>()
    private var zones = RunLengths<ZoneID>()
    private var versioned: [VersionedWrite] = []

    /// Whether a position, which is not below those before it, was the last to be added.
    func holds(_ position: Int64) -> Bool { positions.last == position }

    mutating func add(_ change: SeriesColumns.Change, _ revision: Revision) {
        guard let value = change.value else { return }
        positions.append(change.position)
        values.append(value)
        revisions.append(revision)
        if let zone = change.zone { zones.append(zone) }
    }

    /// Adds the versions that stand at positions.
    mutating func add(_ versions: [VersionedWrite], at positions: ArraySlice<Int64>) {
        guard !versions.isEmpty else { return }
        var last: Int64?
        for position in positions where position != last {
            last = position
            let start = versions.lowerBound { $0.position < position }
            versioned += versions[start...].prefix { $0.position == position }
        }
    }

    mutating func look(_ tail: SeriesColumns, at positions: ArraySlice<Int64>) {
        // Most commits append: nothing is known there.
        guard let first = positions.first, let last = tail.span?.upperBound, first <= last else { return }
        var previous: Int64?
        for position in positions where position != previous {
            previous = position
            versioned += tail.versions(at: position)
            guard let index = tail.index(of: position) else { continue }
            add(
                SeriesColumns.Change(
                    position: position, value: tail.values[index],
                    zone: tail.zones.isEmpty ? nil : tail.zones[index]), tail.revisions[index])
        }
    }

    consuming func columns(_ timing: MetricSeries.Timing) -> SeriesColumns {
        let newest = revisions.columns.values.max() ?? .zero
        return SeriesColumns(
            timing: timing, positions: positions, values: values, revisions: revisions, zones: zones,
            replaced: [], versioned: versioned, newest: newest)
    }
}
