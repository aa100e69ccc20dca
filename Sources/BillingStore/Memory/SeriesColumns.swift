import BillingModel

/// One series in memory: sorted columns of what is visible now, and beside them what was visible before.
///
/// A read at or after the newest revision hands out the columns. An earlier one takes the samples that are old enough,
/// and merges those of the side list that were visible then.
struct SeriesColumns: Sendable {
    /// A sample that was replaced or retracted, and the revisions that see it.
    struct Replaced: Sendable {
        let position: Int64
        let value: Double
        let zone: ZoneID?
        let from: Revision
        let until: Revision

        static func isInOrder(_ left: Replaced, _ right: Replaced) -> Bool {
            (left.position, left.from) < (right.position, right.from)
        }
    }

    /// What a commit makes of one sample; a value of nil takes it away.
    struct Change: Sendable {
        let position: Int64
        let value: Double?
        let zone: ZoneID?
    }

    let timing: MetricSeries.Timing
    private(set) var positions: [Int64] = []
    private(set) var values: [Double] = []
    private(set) var revisions = RunLengths<Revision>()
    /// The zone recorded with each date; empty for instants.
    private(set) var zones = RunLengths<ZoneID>()
    private(set) var replaced: [Replaced] = []
    /// Every write that came with a version, also those that lost: what conflicts are found by.
    private(set) var versioned: [VersionedWrite] = []
    /// The last revision that changed what is visible.
    private(set) var newest = Revision.zero

    init(timing: MetricSeries.Timing) { self.timing = timing }

    /// The place of the visible sample at a position, if there is one.
    func index(of position: Int64) -> Int? {
        guard let last = positions.last, position <= last else { return nil }
        let index = positions.lowerBound { $0 < position }
        return positions[index] == position ? index : nil
    }

    /// The writes with a version at a position, in ascending order of version.
    func versions(at position: Int64) -> ArraySlice<VersionedWrite> {
        guard let last = versioned.last, position <= last.position else { return [] }
        let start = versioned.lowerBound { $0.position < position }
        let end = versioned[start...].lowerBound { $0.position == position }
        return versioned[start..<end]
    }

    mutating func remember(_ writes: [VersionedWrite]) {
        versioned.merge(sorted: writes, by: VersionedWrite.isInOrder)
    }

    /// Applies changes, each of which alters what is visible, in strictly ascending order of position.
    ///
    /// - Complexity: O(*k* + *t*) for *k* changes and *t* samples at or after the first of them.
    mutating func apply(_ changes: [Change], at revision: Revision) {
        guard let first = changes.first else { return }
        newest = revision
        let start = positions.lowerBound { $0 < first.position }
        if start == positions.count {
            for change in changes { append(change, revision) }
            return
        }
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
struct VersionedWrite: Sendable {
    let position: Int64
    let version: Int64
    /// Nil for a retraction.
    let value: Double?
    let zone: ZoneID?

    static func isInOrder(_ left: VersionedWrite, _ right: VersionedWrite) -> Bool {
        (left.position, left.version) < (right.position, right.version)
    }
}
