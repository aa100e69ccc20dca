#if PostgreSQL
import BillingModel
import BillingStore
import BillingStoreFile
import BillingTime

extension TenantColumns {
    /// Summarises some series: by the states that are kept of chunks, and the bytes of those that a boundary cuts, that changed
    /// after the revision, or that the journal changes.
    ///
    /// - Complexity: O(*c* + *b*) for *c* chunks and *b* buckets of each series, beside the chunks that are unpacked; three
    ///   statements, and one more for each 64 of these.
    func summaries(
        _ asked: [(entry: Entry, buckets: SummaryBuckets)], _ checkCancellation: () throws -> Void
    ) throws -> [SeriesSummary?] {
        // From the chunk on that may hold the last sample before the range.
        let ranges = asked.map { _, buckets in
            (buckets.range.lowerBound - (buckets.range.lowerBound > .min ? 1 : 0))..<buckets.range.upperBound
        }
        let entries = try stored.entries(of: tenant, asked.map(\.entry.place), ranges)
        let drafts = try zip(asked, entries).map { asked, entries in
            SummaryDraft(
                asked.entry, asked.buckets, entries, try pending(asked.entry.place, .min ..< .max))
        }
        var bodies = ChunkBodies(stored, tenant, drafts.flatMap(\.wanted))
        return try drafts.map { draft in
            try checkCancellation()
            return try draft.summary(of: self, &bodies)
        }
    }
}

/// A summary of a series of which the chunks and changes are known, and not all bytes.
private struct SummaryDraft {
    /// A chunk with what the journal did to it, or what the journal alone has between chunks.
    private struct Part {
        let start: Int64
        let chunk: StoredChunkEntry?
        let changes: [TenantColumns.Change]
        /// What stands for all of it; nil if it has to be read.
        let state: AggregateState?
    }

    private let entry: TenantColumns.Entry
    private let asked: SummaryBuckets
    private var parts: [Part] = []

    init(
        _ entry: TenantColumns.Entry, _ asked: SummaryBuckets, _ chunks: [StoredChunkEntry],
        _ changes: [TenantColumns.Change]
    ) {
        (self.entry, self.asked) = (entry, asked)
        // A first chunk that begins later has none before it.
        var place = chunks.first.map { $0.start < asked.range.lowerBound ? $0.start : .min } ?? .min
        for chunk in chunks {
            add(nil, place..<max(place, chunk.start), changes)
            place = chunk.last < .max ? chunk.last + 1 : .max
            add(chunk, chunk.start..<place, changes)
        }
        add(nil, place..<max(place, asked.range.upperBound), changes)
    }

    private mutating func add(
        _ chunk: StoredChunkEntry?, _ domain: Range<Int64>, _ changes: [TenantColumns.Change]
    ) {
        let own = changes.compactMap { $0.part(domain) }
        guard chunk != nil || !own.isEmpty else { return }
        let isChanged = own.contains { $0.revision <= asked.revision && !$0.changes.isEmpty }
        // What begins before the range may hold the last sample before it.
        let isWhole = !isChanged && domain.lowerBound >= asked.range.lowerBound
        parts.append(
            Part(
                start: domain.lowerBound, chunk: chunk, changes: own,
                state: isWhole ? chunk?.state(in: asked.range, of: asked) : nil))
    }

    /// The chunks whose bytes are needed, in their order.
    var wanted: [ChunkBodies.Place] {
        parts.compactMap { part in
            guard part.state == nil, let chunk = part.chunk else { return nil }
            return ChunkBodies.Place(series: entry.place, low: chunk.start)
        }
    }

    private func columns(_ part: Part, _ bodies: inout ChunkBodies) throws -> SeriesColumns {
        var columns = SeriesColumns(timing: entry.timing)
        if let chunk = part.chunk {
            let row = try bodies.take(ChunkBodies.Place(series: entry.place, low: chunk.start))
            columns = try StoredColumns.columns(
                row.blobs, start: row.low, series: entry.place, timing: entry.timing, newest: row.newest)
        }
        for change in part.changes { columns.apply(change.changes, at: change.revision) }
        return columns
    }

    /// The summary; nil if no sample is visible before the end of the range.
    func summary(of columns: TenantColumns, _ bodies: inout ChunkBodies) throws -> SeriesSummary? {
        let range = asked.range
        var (ahead, rest) = ([SeriesColumns](), parts[...])
        var previous: MetricSample?
        while let part = rest.first, part.start < range.lowerBound {
            let own = try self.columns(part, &bodies)
            previous =
                own.previous(before: range.lowerBound, at: asked.revision).map { sample($0) } ?? previous
            ahead.append(own)
            rest = rest.dropFirst()
        }
        if previous == nil, let first = parts.first?.chunk, first.start < range.lowerBound {
            previous = try earlier(than: first.start, columns)
        }
        var summary = StoredSummary(asked, after: previous?.value)
        for own in ahead { try summary.add(own) }
        for part in rest {
            if let state = part.state {
                try summary.add(state)
            } else {
                try summary.add(self.columns(part, &bodies))
            }
        }
        let states = summary.states()
        guard previous != nil || states.contains(where: { $0.count > 0 }) else { return nil }
        return SeriesSummary(states: states, previous: previous)
    }

    private func sample(_ sample: SeriesColumns.Replaced) -> MetricSample {
        MetricSample(
            time: MetricSeries.time(sample.position, entry.timing), value: sample.value, revision: sample.from
        )
    }

    /// The last sample before a chunk of which the revision sees nothing before the range.
    private func earlier(than bound: Int64, _ columns: TenantColumns) throws -> MetricSample? {
        let found = try columns.samples(
            entry,
            SampleWindow(range: bound..<bound, includesPrevious: true, revision: asked.revision, limit: 1)
        ).samples
        guard let position = found.positions.first else { return nil }
        return MetricSample(
            time: MetricSeries.time(position, entry.timing), value: found.values[0],
            revision: found.revisions[0])
    }
}

/// Chunks that are needed one after the other, of which so many are fetched at once that a statement is worth it and memory is bounded.
private struct ChunkBodies {
    struct Place: Hashable {
        let series: Int64
        let low: Int64
    }

    private let stored: ColumnRows
    private let tenant: TenantID
    private var wanted: ArraySlice<Place>
    private var held: [Place: ColumnRows.Chunk] = [:]

    init(_ stored: ColumnRows, _ tenant: TenantID, _ wanted: [Place]) {
        (self.stored, self.tenant, self.wanted) = (stored, tenant, wanted[...])
    }

    mutating func take(_ place: Place) throws -> ColumnRows.Chunk {
        while held[place] == nil, !wanted.isEmpty {
            let next = wanted.prefix(64)
            for (series, chunk) in try stored.chunks(tenant, at: next.map { ($0.series, $0.low) }) {
                held[Place(series: series, low: chunk.low)] = chunk
            }
            wanted = wanted.dropFirst(next.count)
        }
        guard let chunk = held.removeValue(forKey: place) else {
            throw BillingError(
                .corruptData, rule: "a chunk that was found is there",
                detail: "tenant '\(tenant)', series \(place.series) at \(place.low)")
        }
        return chunk
    }
}
#endif
