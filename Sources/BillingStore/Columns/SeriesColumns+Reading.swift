package import BillingModel

extension SeriesColumns {
    /// What a read asks of one series.
    package struct Window: Sendable {
        /// Positions that are read; the upper bound is excluded.
        package let range: Range<Int64>
        /// Whether the last sample before the range comes first.
        package let includesPrevious: Bool
        package let revision: Revision
        package let limit: Int

        package init(range: Range<Int64>, includesPrevious: Bool, revision: Revision, limit: Int) {
            self.range = range
            self.includesPrevious = includesPrevious
            self.revision = revision
            self.limit = limit
        }
    }

    /// Reads a window.
    ///
    /// - Returns: The series, nil if nothing is visible in the window, and the position of the next sample if there are
    ///   more than the limit.
    /// - Complexity: O(log *n*) and a copy of the part that is read; at a revision before the newest, O(*m*) for the *m*
    ///   samples and replaced samples that are met.
    package func read(_ window: Window, as key: SeriesKey) -> (series: MetricSeries?, next: Int64?) {
        newest <= window.revision ? readColumns(window, key) : readHistory(window, key)
    }

    private func readColumns(_ window: Window, _ key: SeriesKey) -> (MetricSeries?, Int64?) {
        var start = positions.lowerBound { $0 < window.range.lowerBound }
        let end = positions.lowerBound { $0 < window.range.upperBound }
        if window.includesPrevious, start > 0 { start -= 1 }
        let stop = start + min(window.limit, max(0, end - start))
        guard start < stop else { return (nil, start < end ? positions[start] : nil) }
        let series =
            if start == 0, stop == positions.count {
                MetricSeries(
                    key: key, timing: timing, positions: positions, values: values, revisions: revisions,
                    zones: zones)
            } else {
                MetricSeries(
                    key: key, timing: timing, positions: Array(positions[start..<stop]),
                    values: Array(values[start..<stop]), revisions: revisions.slice(start..<stop),
                    zones: zones.slice(start..<stop))
            }
        return (series, stop < end ? positions[stop] : nil)
    }

    private func readHistory(_ window: Window, _ key: SeriesKey) -> (MetricSeries?, Int64?) {
        var found = Found()
        if window.includesPrevious,
            let previous = previous(before: window.range.lowerBound, at: window.revision)
        {
            guard window.limit > 0 else { return (nil, previous.position) }
            found.append(previous)
        }
        var index = positions.lowerBound { $0 < window.range.lowerBound }
        var side = replaced.lowerBound { $0.position < window.range.lowerBound }
        var next: Int64?
        while true {
            while index < positions.count, revisions[index] > window.revision { index += 1 }
            while side < replaced.count, !replaced[side].isVisible(at: window.revision) { side += 1 }
            let current = index < positions.count ? positions[index] : .max
            let former = side < replaced.count ? replaced[side].position : .max
            let position = min(current, former)
            guard position < window.range.upperBound else { break }
            guard found.positions.count < window.limit else {
                next = position
                break
            }
            if current < former {
                found.append(sample(index))
                index += 1
            } else {
                found.append(replaced[side])
                side += 1
            }
        }
        guard !found.positions.isEmpty else { return (nil, next) }
        let series = MetricSeries(
            key: key, timing: timing, positions: found.positions, values: found.values,
            revisions: found.revisions, zones: found.zones)
        return (series, next)
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

    private struct Found {
        var positions: [Int64] = []
        var values: [Double] = []
        var revisions = RunLengths<Revision>()
        var zones = RunLengths<ZoneID>()

        mutating func append(_ sample: Replaced) {
            positions.append(sample.position)
            values.append(sample.value)
            revisions.append(sample.from)
            if let zone = sample.zone { zones.append(zone) }
        }
    }
}

extension SeriesColumns.Replaced {
    package func isVisible(at revision: Revision) -> Bool { from <= revision && revision < until }
}
