import BillingModel
import BillingStore
import BillingTime

extension SeriesReader {
    /// The states of the samples of a stored series that has values, as ``SeriesColumns`` would give them if it held all of it.
    ///
    /// - Parameters:
    ///   - stored: The series.
    ///   - tenant: The number of its tenant.
    ///   - asked: What is read, and how it is cut.
    /// - Returns: The states, and the last sample before the range; nil if no sample is visible before the end of the range.
    /// - Throws: `corruptData`.
    /// - Complexity: O(*c* + *b*) for *c* chunks and *b* buckets, beside the chunks that a boundary cuts, that changed after
    ///   the revision, or whose drops another reset rule than any drop has to judge, which are unpacked.
    func summary(_ stored: StoredSeries, _ tenant: Int64, in asked: SummaryBuckets) throws -> SeriesSummary? {
        let content = try store.content(of: stored, tenant)
        let (range, boundaries, revision) = (asked.range, asked.boundaries, asked.revision)
        let previous = try previous(content, before: range.lowerBound, at: revision)
        let start = min(max(range.lowerBound, boundaries.first ?? .max), range.upperBound)
        let end = max(start, min(range.upperBound, boundaries.last ?? .min))
        // The first increase counts from the last sample before the first bucket, which may lie in the range.
        let reading =
            start > range.lowerBound ? try self.previous(content, before: start, at: revision) : previous
        var buckets = BucketStates(asked, after: reading?.value)
        if start < end { try summarise(content, start..<end, at: revision, &buckets) }
        let states = try buckets.finished()
        if previous == nil, reading == nil, !states.contains(where: { $0.count > 0 }) {
            guard try self.previous(content, before: range.upperBound, at: revision) != nil else {
                return nil
            }
        }
        return SeriesSummary(
            states: states,
            previous: previous.map {
                MetricSample(
                    time: MetricSeries.time($0.position, content.timing), value: $0.value, revision: $0.from)
            })
    }

    private func summarise(
        _ content: SeriesContent, _ range: Range<Int64>, at revision: Revision, _ buckets: inout BucketStates
    ) throws {
        var place: ChunkPlace?
        if let last = content.row.last, range.lowerBound <= last {
            place = try chunks.chunk(content, at: range.lowerBound)
        }
        while let here = place, here.domain.lowerBound < range.upperBound {
            let entry = here.entry
            switch try form(of: here, content, at: revision, in: range, &buckets) {
            case .nothing: break
            case .columns(let columns): try buckets.add(columns, range, at: revision)
            case .packed: try chunks.withChunk(content, entry) { try buckets.add($0, range) }
            }
            place = try chunks.chunk(content, after: here)
        }
        try buckets.add(content.tail, range, at: revision)
    }

    /// As its namesake, but takes the stored state of a chunk that lies in one bucket, and leaves nothing to read then.
    private func form(
        of place: ChunkPlace, _ content: SeriesContent, at revision: Revision, in range: Range<Int64>,
        _ buckets: inout BucketStates
    ) throws -> ChunkReading {
        let entry = place.entry
        // Chunks keep their states under any drop.
        if entry.newest <= revision, let state = entry.state?.judged(by: buckets.resets),
            state.measures == .all, let first = state.firstPosition, let last = state.lastPosition,
            range.contains(first),
            range.contains(last), buckets.isOne(first...last),
            content.overlay.commits(in: place.domain, upTo: revision).isEmpty
        {
            try buckets.add(state, at: first)
            return .nothing
        }
        return try form(of: place, content, at: revision, in: range)
    }
}

/// The states of buckets, filled in order of time.
private struct BucketStates {
    private let boundaries: [Int64]
    private var states: [AggregateState] = []
    private var current: AggregateState
    /// The last value before or in the current bucket.
    private var reading: Double?
    private let measures: AggregateState.Measures
    let resets: ResetRule

    init(_ asked: SummaryBuckets, after reading: Double?) {
        boundaries = asked.boundaries
        self.reading = reading
        (measures, resets) = (asked.measures, asked.resets)
        current = AggregateState(after: reading, measures: measures, resets: resets)
        states.reserveCapacity(max(0, boundaries.count - 1))
    }

    /// The end of the current bucket.
    private var end: Int64 { states.count + 1 < boundaries.count ? boundaries[states.count + 1] : .max }

    private mutating func close() {
        states.append(current)
        current = AggregateState(after: reading, measures: measures, resets: resets)
    }

    /// Goes to the bucket that holds a position, which is one of them.
    private mutating func advance(to position: Int64) {
        while position >= end, states.count + 1 < boundaries.count { close() }
    }

    /// Whether positions, the first of which is not before the current bucket, lie in one bucket.
    func isOne(_ positions: ClosedRange<Int64>) -> Bool {
        let rest = boundaries[min(states.count, boundaries.count)...]
        return rest.lowerBound { $0 <= positions.lowerBound }
            == rest.lowerBound { $0 <= positions.upperBound }
    }

    mutating func add(_ state: AggregateState, at position: Int64) throws {
        advance(to: position)
        try current.merge(state)
        reading = state.last ?? reading
    }

    /// Adds sorted samples, all of which lie in buckets.
    mutating func add(_ positions: ArraySlice<Int64>, _ values: ArraySlice<Double>) throws {
        var index = positions.startIndex
        let shift = values.startIndex - positions.startIndex
        while index < positions.endIndex {
            advance(to: positions[index])
            let bound = end
            let stop = positions[index...].lowerBound { $0 < bound }
            let part = values[(index + shift)..<(stop + shift)]
            try current.add(finite: part, positions: positions[index..<stop])
            reading = part.last.map { $0 + 0.0 } ?? reading
            index = stop
        }
    }

    mutating func add(_ columns: SeriesColumns, _ range: Range<Int64>, at revision: Revision) throws {
        guard let span = columns.span, span.lowerBound < range.upperBound, span.upperBound >= range.lowerBound
        else { return }
        guard columns.newest > revision else {
            let start = columns.positions.lowerBound { $0 < range.lowerBound }
            let end = columns.positions.lowerBound { $0 < range.upperBound }
            return try add(columns.positions[start..<end], columns.values[start..<end])
        }
        let samples = columns.read(SampleWindow(range: range, revision: revision)).samples
        try add(samples.positions[...], samples.values[...])
    }

    /// Adds a part of a chunk, of which the positions are not unpacked: a state needs the outer ones alone.
    mutating func add(_ view: ChunkView, _ range: Range<Int64>) throws {
        var index = view.firstIndex(atOrAfter: range.lowerBound)
        let last = view.firstIndex(atOrAfter: range.upperBound)
        while index < last {
            advance(to: view.position(index))
            let stop = min(last, view.firstIndex(atOrAfter: end))
            guard stop > index else {
                throw BillingError(
                    .corruptData, rule: "the positions of a chunk ascend",
                    detail: "\(view.position(index)) in the bucket before \(end)")
            }
            let values = try view.values(index..<stop)
            try current.add(finite: values[...], positions: [view.position(index), view.position(stop - 1)])
            reading = values.last.map { $0 + 0.0 } ?? reading
            index = stop
        }
    }

    consuming func finished() throws -> [AggregateState] {
        guard !boundaries.isEmpty else { return [] }
        while states.count + 1 < boundaries.count { close() }
        return states
    }
}
