import BillingModel
import BillingStore
import BillingTime

/// Reads stored series: what a revision sees of their chunks, and of what the journal adds to these.
struct SeriesReader {
    let store: SeriesStore
    var chunks: ChunkStore { store.chunks }

    /// Reads a window of a stored series, as ``SeriesColumns`` would if it held all of it.
    ///
    /// - Complexity: O(log *n* + *p*) for a window of *p* samples at a revision that knows its chunks as they are; at an
    ///   earlier one, chunks that changed since are read with their history.
    func read(
        _ window: SampleWindow, _ stored: StoredSeries, _ tenant: Int64
    ) throws -> SamplePage {
        let content = try store.content(of: stored, tenant)
        guard content.row.last != nil else { return content.tail.read(window) }
        var found = FoundSamples(hasAll: true)
        let next = try read(window, content, &found)
        return SamplePage(found.samples, next: next)
    }

    /// Reads the positions of a window of a stored series.
    func positions(
        _ window: SampleWindow, _ stored: StoredSeries, _ tenant: Int64
    ) throws -> (positions: [Int64], next: Int64?) {
        var found = FoundSamples(hasAll: false)
        let next = try read(window, try store.content(of: stored, tenant), &found)
        return (found.samples.positions, next)
    }

    private func read(
        _ window: SampleWindow, _ content: SeriesContent, _ found: inout FoundSamples
    ) throws -> Int64? {
        if window.includesPrevious,
            let previous = try previous(content, before: window.range.lowerBound, at: window.revision)
        {
            guard window.limit > 0 else { return previous.position }
            found.append(previous)
        }
        func rest() -> SampleWindow {
            SampleWindow(
                range: window.range, includesPrevious: false, revision: window.revision,
                limit: window.limit - found.samples.count)
        }
        guard !window.range.isEmpty else { return nil }
        var place: ChunkPlace?
        if let last = content.row.last, window.range.lowerBound <= last {
            place = try chunks.chunk(content, at: window.range.lowerBound)
        }
        while let here = place, here.domain.lowerBound < window.range.upperBound {
            if let next = try read(rest(), content, here, &found) { return next }
            place = try chunks.chunk(content, after: here)
        }
        return found.append(content.tail, rest())
    }

    private func read(
        _ window: SampleWindow, _ content: SeriesContent, _ place: ChunkPlace,
        _ found: inout FoundSamples
    ) throws -> Int64? {
        switch try form(of: place, content, at: window.revision, in: window.range) {
        case .nothing: return nil
        case .columns(let columns): return found.append(columns, window)
        case .packed:
            return try chunks.withChunk(content, place.entry) { view in
                let isWhole =
                    window.range.lowerBound <= place.entry.start && place.entry.last < window.range.upperBound
                let start = isWhole ? 0 : view.firstIndex(atOrAfter: window.range.lowerBound)
                let end = isWhole ? view.count : view.firstIndex(atOrAfter: window.range.upperBound)
                let stop = start + min(window.limit, max(0, end - start))
                try found.append(view, start..<stop)
                return stop < end ? view.position(stop) : nil
            }
        }
    }

    /// How what a revision sees of a chunk is had.
    enum ChunkReading {
        /// It sees nothing there.
        case nothing
        /// From the chunk as it is.
        case packed
        /// From these columns, of which it sees a part.
        case columns(SeriesColumns)
    }

    /// Finds out how what a revision sees of a chunk inside a range is had, with as little work as may be.
    func form(
        of place: ChunkPlace, _ content: SeriesContent, at revision: Revision, in range: Range<Int64>
    ) throws -> ChunkReading {
        let entry = place.entry
        let commits = content.overlay.commits(in: place.domain, upTo: revision)
        if !commits.isEmpty {
            // They are later than all that the chunk holds, so its history is not needed.
            var columns = try chunks.columns(content, entry, replaced: false, versions: false)
            for commit in commits { columns.apply(commit.changes, at: commit.revision) }
            return .columns(columns)
        }
        guard entry.start < range.upperBound, entry.last >= range.lowerBound else { return .nothing }
        if entry.newest <= revision { return entry.count > 0 ? .packed : .nothing }
        if entry.replaced == 0, entry.count == 0 || entry.lowest > revision { return .nothing }
        return .columns(try chunks.columns(content, entry, replaced: true, versions: false))
    }

    /// The last sample before a bound that a revision sees.
    func previous(
        _ content: SeriesContent, before bound: Int64, at revision: Revision
    ) throws -> SeriesColumns.Replaced? {
        if let sample = content.tail.previous(before: bound, at: revision) { return sample }
        guard bound > .min, content.row.last != nil else { return nil }
        var next = try chunks.chunk(content, at: bound - 1)
        while let place = next {
            switch try form(of: place, content, at: revision, in: .min..<bound) {
            case .nothing: break
            case .columns(let columns):
                if let sample = columns.previous(before: bound, at: revision) { return sample }
            case .packed:
                let sample = try chunks.withChunk(content, place.entry) { view in
                    let end = bound > place.entry.last ? view.count : view.firstIndex(atOrAfter: bound)
                    return end > 0 ? try view.sample(end - 1) : nil
                }
                if let sample { return sample }
            }
            next = try chunks.chunk(content, before: place)
        }
        return nil
    }
}

extension ChunkView {
    fileprivate func sample(_ index: Int) throws -> SeriesColumns.Replaced {
        let revision = try revisions(index..<(index + 1))[0]
        return SeriesColumns.Replaced(
            position: position(index), value: hasValues ? try values(index..<(index + 1))[0] : 0,
            zone: try zones(index..<(index + 1)).first, from: revision, until: revision)
    }
}

/// The samples of a window, collected from several places.
private struct FoundSamples {
    /// Whether more than the positions is wanted.
    let hasAll: Bool
    private(set) var samples = SampleColumns()

    init(hasAll: Bool) { self.hasAll = hasAll }

    mutating func append(_ sample: SeriesColumns.Replaced) {
        if hasAll { samples.append(sample) } else { samples.positions.append(sample.position) }
    }

    mutating func append(_ view: ChunkView, _ range: Range<Int>) throws {
        samples.positions += try view.positions(range)
        guard hasAll else { return }
        samples.values += try view.values(range)
        samples.revisions.append(try view.revisions(range))
        samples.zones.append(try view.zones(range))
    }

    /// Adds what a window of columns holds, and returns the position of the next sample.
    mutating func append(_ columns: SeriesColumns, _ window: SampleWindow) -> Int64? {
        let page = columns.read(window)
        if hasAll { samples.append(page.samples) } else { samples.positions += page.samples.positions }
        return page.next
    }
}
