public import BillingModel

/// One series, or a part of one: sorted columns of what is visible now, and beside them what was visible before.
///
/// A read at or after the newest revision hands out the columns. An earlier one takes the samples that are old enough,
/// and merges those of the side list that were visible then.
public struct SeriesColumns: Hashable, Sendable {
    /// A sample that was replaced or retracted, and the revisions that see it.
    public struct Replaced: Hashable, Sendable {
        /// Where it stood.
        public let position: Int64
        /// What it said.
        public let value: Double
        /// The zone recorded with a date.
        public let zone: ZoneID?
        /// The first revision that sees it.
        public let from: Revision
        /// The first revision that does not see it any more.
        public let until: Revision

        /// Makes one.
        public init(position: Int64, value: Double, zone: ZoneID?, from: Revision, until: Revision) {
            self.position = position
            self.value = value
            self.zone = zone
            self.from = from
            self.until = until
        }

        package static func isInOrder(_ left: Replaced, _ right: Replaced) -> Bool {
            (left.position, left.from) < (right.position, right.from)
        }
    }

    /// What a commit makes of one sample; a value of nil takes it away.
    public struct Change: Hashable, Sendable {
        /// Where it stands.
        public let position: Int64
        /// The value from now on; nil for a retraction.
        public let value: Double?
        /// The zone recorded with a date; nil for an instant.
        public let zone: ZoneID?

        /// Makes one.
        public init(position: Int64, value: Double?, zone: ZoneID?) {
            self.position = position
            self.value = value
            self.zone = zone
        }
    }

    /// Whether samples stand at instants or belong to dates.
    public let timing: MetricSeries.Timing
    /// Where the visible samples stand, strictly ascending, as in ``SampleColumns``.
    public private(set) var positions: [Int64] = []
    /// The values of the visible samples.
    public private(set) var values: [Double] = []
    /// The revisions that wrote them.
    public private(set) var revisions = RunLengths<Revision>()
    /// The zone recorded with each date; empty for instants.
    public private(set) var zones = RunLengths<ZoneID>()
    /// What was visible before, in order of position and revision.
    public private(set) var replaced: [Replaced] = []
    /// Every write that came with a version, also those that lost: what conflicts are found by.
    public private(set) var versioned: [VersionedWrite] = []
    /// The last revision that changed what is visible.
    public private(set) var newest = Revision.zero

    /// Makes a series without samples.
    public init(timing: MetricSeries.Timing) { self.timing = timing }

    /// Makes a series, or a part of one, of what was stored.
    ///
    /// - Parameters:
    ///   - timing: Whether samples stand at instants or belong to dates.
    ///   - samples: What the latest revision sees.
    ///   - replaced: What earlier ones saw, in order of position and revision.
    ///   - versioned: The writes with a version, in order of position and version.
    public init(
        timing: MetricSeries.Timing, samples: SampleColumns, replaced: [Replaced] = [],
        versioned: [VersionedWrite] = []
    ) {
        self.init(
            timing: timing, positions: samples.positions, values: samples.values,
            revisions: samples.revisions,
            zones: samples.zones, replaced: replaced, versioned: versioned)
    }

    /// For columns that obey the rules: equally long and ascending, a zone for every date and for nothing else.
    package init(
        timing: MetricSeries.Timing, positions: [Int64], values: [Double], revisions: RunLengths<Revision>,
        zones: RunLengths<ZoneID>, replaced: [Replaced], versioned: [VersionedWrite], newest: Revision
    ) {
        self.timing = timing
        self.positions = positions
        self.values = values
        self.revisions = revisions
        self.zones = zones
        self.replaced = replaced
        self.versioned = versioned
        self.newest = newest
    }

    /// Drops all that is known of the positions before a bound.
    public mutating func drop(before bound: Int64) {
        let start = positions.lowerBound { $0 < bound }
        if start > 0 {
            positions.removeFirst(start)
            values.removeFirst(start)
            revisions = revisions.slice(start..<revisions.count)
            zones = zones.slice(min(start, zones.count)..<zones.count)
        }
        replaced.removeFirst(replaced.lowerBound { $0.position < bound })
        versioned.removeFirst(versioned.lowerBound { $0.position < bound })
    }

    /// The place of the visible sample at a position, if there is one.
    public func index(of position: Int64) -> Int? {
        guard let last = positions.last, position <= last else { return nil }
        let index = positions.lowerBound { $0 < position }
        return positions[index] == position ? index : nil
    }

    /// The writes with a version at a position, in ascending order of version.
    public func versions(at position: Int64) -> ArraySlice<VersionedWrite> {
        guard let last = versioned.last, position <= last.position else { return [] }
        let start = versioned.lowerBound { $0.position < position }
        let end = versioned[start...].lowerBound { $0.position == position }
        return versioned[start..<end]
    }

    /// Remembers writes that came with a version, in order of position and version.
    public mutating func remember(_ writes: [VersionedWrite]) {
        versioned.merge(sorted: writes, by: VersionedWrite.isInOrder)
    }

    /// Applies changes, each of which alters what is visible.
    ///
    /// - Complexity: O(*k* + *t*) for *k* changes and *t* samples at or after the first of them.
    public mutating func apply(_ changes: SampleChanges, at revision: Revision) {
        guard let first = changes.first else { return }
        newest = revision
        if positions.last.map({ $0 < first.position }) ?? true, changes.retractions.isEmpty {
            positions += changes.positions
            values += changes.values
            revisions.append(revision, count: changes.count)
            var start = 0
            for (zone, end) in zip(changes.zones.columns.values, changes.zones.columns.ends) {
                if let zone { zones.append(zone, count: end - start) }
                start = end
            }
            return
        }
        let start = positions.lowerBound { $0 < first.position }
        let tail = cut(from: start)
        var old = 0
        var gone: [Replaced] = []
        for change in changes {
            while old < tail.positions.count, tail.positions[old] < change.position {
                append(tail, old)
                old += 1
            }
            if old < tail.positions.count, tail.positions[old] == change.position {
                gone.append(
                    Replaced(
                        position: change.position, value: tail.values[old], zone: tail.zone(old),
                        from: tail.revisions[old], until: revision))
                old += 1
            }
            append(change, revision)
        }
        while old < tail.positions.count {
            append(tail, old)
            old += 1
        }
        replaced.merge(sorted: gone, by: Replaced.isInOrder)
    }

    /// Applies appended samples, all of them in one zone.
    package mutating func apply(
        _ positions: ArraySlice<Int64>, _ values: ArraySlice<Double>, zone: ZoneID?, at revision: Revision
    ) {
        guard let first = positions.first, self.positions.last.map({ $0 < first }) ?? true else {
            return apply(
                SampleChanges(positions: Array(positions), values: Array(values), zone: zone), at: revision)
        }
        newest = revision
        self.positions += positions
        self.values += values
        revisions.append(revision, count: positions.count)
        if let zone { zones.append(zone, count: positions.count) }
    }

    private struct Tail {
        let positions: [Int64]
        let values: [Double]
        let revisions: [Revision]
        let zones: [ZoneID]

        func zone(_ index: Int) -> ZoneID? { zones.isEmpty ? nil : zones[index] }
    }

    /// Takes the columns off from a place on.
    private mutating func cut(from start: Int) -> Tail {
        let range = start..<positions.count
        let tail = Tail(
            positions: Array(positions[range]), values: Array(values[range]),
            revisions: Array(revisions.slice(range)), zones: Array(zones.slice(range)))
        positions.removeSubrange(range)
        values.removeSubrange(range)
        revisions = revisions.slice(0..<start)
        zones = zones.slice(0..<start)
        return tail
    }

    private mutating func append(_ change: Change, _ revision: Revision) {
        guard let value = change.value else { return }
        positions.append(change.position)
        values.append(value)
        revisions.append(revision)
        if let zone = change.zone { zones.append(zone) }
    }

    private mutating func append(_ tail: Tail, _ index: Int) {
        positions.append(tail.positions[index])
        values.append(tail.values[index])
        revisions.append(tail.revisions[index])
        if let zone = tail.zone(index) { zones.append(zone) }
    }
}

/// A write that came with a version.
public struct VersionedWrite: Hashable, Sendable {
    /// Where it stands.
    public let position: Int64
    /// What orders the writes of one sample.
    public let version: Int64
    /// The value; nil for a retraction.
    public let value: Double?
    /// The zone recorded with a date; nil for an instant.
    public let zone: ZoneID?

    /// Makes a write.
    public init(position: Int64, version: Int64, value: Double?, zone: ZoneID?) {
        self.position = position
        self.version = version
        self.value = value
        self.zone = zone
    }

    package static func isInOrder(_ left: VersionedWrite, _ right: VersionedWrite) -> Bool {
        (left.position, left.version) < (right.position, right.version)
    }
}
