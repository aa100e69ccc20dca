package import BillingModel

extension SeriesColumns {
    /// Reads a window.
    ///
    /// - Complexity: O(log *n*) and a copy of the part that is read; at a revision before the newest, O(*m*) for the *m*
    ///   samples and replaced samples that are met.
    public func read(_ window: SampleWindow) -> SamplePage {
        guard newest <= window.revision else { return readHistory(window) }
        return Self.read(
            window,
            of: SampleColumns(positions: positions, values: values, revisions: revisions, zones: zones))
    }

    /// Reads a window of what is visible now.
    static func read(_ window: SampleWindow, of columns: SampleColumns) -> SamplePage {
        let positions = columns.positions
        var start = positions.lowerBound { $0 < window.range.lowerBound }
        let end = positions.lowerBound { $0 < window.range.upperBound }
        if window.includesPrevious, start > 0 { start -= 1 }
        let stop = start + min(window.limit, max(0, end - start))
        guard start < stop else { return SamplePage(next: start < end ? positions[start] : nil) }
        let next = stop < end ? positions[stop] : nil
        if start == 0, stop == positions.count { return SamplePage(columns, next: next) }
        let samples = SampleColumns(
            positions: Array(positions[start..<stop]), values: Array(columns.values[start..<stop]),
            revisions: columns.revisions.slice(start..<stop), zones: columns.zones.slice(start..<stop))
        return SamplePage(samples, next: next)
    }

    private func readHistory(_ window: SampleWindow) -> SamplePage {
        var found = SampleColumns()
        if window.includesPrevious,
            let previous = previous(before: window.range.lowerBound, at: window.revision)
        {
            guard window.limit > 0 else { return SamplePage(next: previous.position) }
            found.append(previous)
        }
        var index = positions.lowerBound { $0 < window.range.lowerBound }
        var side = replaced.lowerBound { $0.position < window.range.lowerBound }
        // By runs: to look the revision of each sample up would cost more than all else.
        let (revisions, ends) = revisions.columns
        var run = ends.lowerBound { $0 <= index }
        var next: Int64?
        while true {
            while run < ends.count, revisions[run] > window.revision || ends[run] <= index {
                index = max(index, ends[run])
                run += 1
            }
            while side < replaced.count, !replaced[side].isVisible(at: window.revision) { side += 1 }
            let current = index < positions.count ? positions[index] : .max
            let former = side < replaced.count ? replaced[side].position : .max
            let position = min(current, former)
            guard position < window.range.upperBound else { break }
            guard found.count < window.limit else {
                next = position
                break
            }
            if current < former {
                let bound = min(former, window.range.upperBound)
                let room = min(ends[run] - index, window.limit - found.count)
                let end = positions[index..<(index + room)].lowerBound { $0 < bound }
                found.positions += positions[index..<end]
                found.values += values[index..<end]
                found.revisions.append(revisions[run], count: end - index)
                if !zones.isEmpty { found.zones.append(zones.slice(index..<end)) }
                index = end
            } else {
                found.append(replaced[side])
                side += 1
            }
        }
        return SamplePage(found, next: next)
    }

    /// The last sample before a bound that a revision sees.
    package func previous(before bound: Int64, at revision: Revision) -> Replaced? {
        let current = positions[..<positions.lowerBound { $0 < bound }].indices.last {
            revisions[$0] <= revision
        }
        let former = replaced[..<replaced.lowerBound { $0.position < bound }].last {
            $0.isVisible(at: revision)
        }
        guard let current else { return former }
        guard let former, former.position > positions[current] else { return sample(current) }
        return former
    }

    private func sample(_ index: Int) -> Replaced {
        Replaced(
            position: positions[index], value: values[index], zone: zones.isEmpty ? nil : zones[index],
            from: revisions[index], until: revisions[index])
    }
}

extension SeriesColumns.Replaced {
    package func isVisible(at revision: Revision) -> Bool { from <= revision && revision < until }
}
