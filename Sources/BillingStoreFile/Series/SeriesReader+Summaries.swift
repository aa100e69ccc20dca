import BillingModel
import BillingStore
import BillingTime

/// A summary of which all parts are found, and not all are worked on yet.
struct SummaryDraft {
    /// Its place among those that are worked on together.
    let run: Int
    let content: SeriesContent
    let asked: SummaryBuckets
    /// The last sample before the range.
    let previous: SeriesColumns.Replaced?
    /// Whether there is a sample before the first bucket.
    let hasReading: Bool
}

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
        var work = SummaryWork()
        return try finish(try begin(stored, tenant, in: asked, &work), &work)
    }

    /// Finds the parts of a summary, and leaves the work on chunks to be done together with that of others.
    func begin(
        _ stored: StoredSeries, _ tenant: Int64, in asked: SummaryBuckets, _ work: inout SummaryWork
    ) throws -> SummaryDraft {
        let content = try store.content(of: stored, tenant)
        let (range, boundaries, revision) = (asked.range, asked.boundaries, asked.revision)
        let previous = try previous(content, before: range.lowerBound, at: revision)
        let start = min(max(range.lowerBound, boundaries.first ?? .max), range.upperBound)
        let end = max(start, min(range.upperBound, boundaries.last ?? .min))
        // The first increase counts from the last sample before the first bucket, which may lie in the range.
        let reading =
            start > range.lowerBound ? try self.previous(content, before: start, at: revision) : previous
        let run = work.begin(BucketStates(asked, after: reading?.value))
        let draft = SummaryDraft(
            run: run, content: content, asked: asked, previous: previous, hasReading: reading != nil)
        if start < end { try find(start..<end, of: draft, &work) }
        return draft
    }

    /// The summary, once the work on all its parts is done.
    func finish(_ draft: SummaryDraft, _ work: inout SummaryWork) throws -> SeriesSummary? {
        let states = try work.states(of: draft.run)
        if draft.previous == nil, !draft.hasReading, !states.contains(where: { $0.count > 0 }) {
            let (end, revision) = (draft.asked.range.upperBound, draft.asked.revision)
            guard try previous(draft.content, before: end, at: revision) != nil else { return nil }
        }
        return SeriesSummary(
            states: states,
            previous: draft.previous.map {
                MetricSample(
                    time: MetricSeries.time($0.position, draft.content.timing), value: $0.value,
                    revision: $0.from)
            })
    }

    private func find(_ range: Range<Int64>, of draft: SummaryDraft, _ work: inout SummaryWork) throws {
        let (content, asked) = (draft.content, draft.asked)
        var place: ChunkPlace?
        if let last = content.row.last, range.lowerBound <= last {
            place = try chunks.chunk(content, at: range.lowerBound)
        }
        while let here = place, here.domain.lowerBound < range.upperBound {
            if let state = state(of: here, content, asked, in: range) {
                work.add(.state(state), to: draft.run)
            } else {
                switch try form(of: here, content, at: asked.revision, in: range) {
                case .nothing: break
                case .columns(let columns): work.add(.columns(columns, range, asked.revision), to: draft.run)
                case .packed:
                    let bytes = try chunks.bytes(content, here.entry)
                    let chunk = CutChunk(
                        bytes: bytes, lane: content.number, entry: here.entry, range: range, asked: asked)
                    work.add(chunk, to: draft.run) {
                        content.damage(
                            "chunk", here.entry.start, ChunkStore.isAnother, chunks.connection)
                    }
                }
            }
            place = try chunks.chunk(content, after: here)
        }
        work.add(.columns(content.tail, range, asked.revision), to: draft.run)
    }

    /// The state that is kept of a chunk which the journal leaves as it is.
    private func state(
        of place: ChunkPlace, _ content: SeriesContent, _ asked: SummaryBuckets, in range: Range<Int64>
    ) -> AggregateState? {
        guard let state = place.entry.state(in: range, of: asked),
            content.overlay.commits(in: place.domain, upTo: asked.revision).isEmpty
        else { return nil }
        return state
    }
}

extension IndexEntry {
    /// The state that is kept of the chunk, if all of it is read and lies in one bucket.
    func state(in range: Range<Int64>, of asked: SummaryBuckets) -> AggregateState? {
        // Chunks keep their states under any drop.
        guard newest <= asked.revision, let state = state?.judged(by: asked.resets),
            state.measures == .all, let first = state.firstPosition, let last = state.lastPosition,
            range.contains(first), range.contains(last), asked.isOneBucket(first...last)
        else { return nil }
        return state
    }
}

extension SummaryBuckets {
    /// Whether positions lie in one bucket.
    fileprivate func isOneBucket(_ positions: ClosedRange<Int64>) -> Bool {
        let next = boundaries.lowerBound { $0 <= positions.lowerBound }
        return next == boundaries.count || positions.upperBound < boundaries[next]
    }
}
