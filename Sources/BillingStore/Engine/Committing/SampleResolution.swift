import BillingModel

/// A write of a sample on its way into a series, checked by itself.
struct PendingWrite {
    let position: Int64
    /// Nil for a retraction.
    let value: Double?
    let version: Int64?
    /// The zone that a date was stated with; nil if it was not, and for instants.
    let statedZone: ZoneID?
    let origin: CommitPlan.Origin
}

/// What the writes of one set do to one series, decided by rules in which the order of writes means nothing.
struct SampleResolution {
    private(set) var changes = SampleChanges()
    private(set) var versioned: [VersionedWrite] = []
    private(set) var counts = CommitPlan.Counts()
    private(set) var refusals: [(origin: CommitPlan.Origin, rule: String)] = []

    private static let twoValues = "a sample has one value for each version, and one without"
    private static let unversioned =
        "a sample with a version takes a write without one only if it says the same"

    /// Resolves writes against a series.
    ///
    /// - Parameters:
    ///   - writes: In ascending order of position.
    ///   - series: What is known; nil if the series is new.
    ///   - zone: The zone of a date that was stated without one.
    /// - Throws: What `zone` throws.
    init(
        _ writes: [PendingWrite], series: SeriesColumns?, zone: (Int64) throws(BillingError) -> ZoneID?
    )
        throws(BillingError)
    {
        var start = 0
        while start < writes.count {
            var end = start + 1
            while end < writes.count, writes[end].position == writes[start].position { end += 1 }
            try resolve(writes[start..<end], series, zone)
            start = end
        }
    }

    /// Writes in ascending order of position.
    static func inOrder(_ writes: [PendingWrite]) -> [PendingWrite] {
        let isAscending = zip(writes, writes.dropFirst()).allSatisfy { $0.position <= $1.position }
        return isAscending ? writes : writes.sorted { $0.position < $1.position }
    }

    /// Decides one sample.
    private mutating func resolve(
        _ writes: ArraySlice<PendingWrite>, _ series: SeriesColumns?,
        _ zone: (Int64) throws(BillingError) -> ZoneID?
    ) throws(BillingError) {
        guard let position = writes.first?.position else { return }
        let current = series?.index(of: position)
        let currentZone = current.flatMap { series?.zones.isEmpty == false ? series?.zones[$0] : nil }
        var known = Array(series?.versions(at: position) ?? [])
        var plain: PendingWrite?
        for write in writes where write.version == nil {
            if let plain, !Self.agrees(write, plain.value, plain.statedZone) {
                refusals.append((write.origin, Self.twoValues))
            } else if plain?.statedZone == nil {
                plain = write
            }
        }
        for write in writes {
            guard let version = write.version else { continue }
            let place = known.lowerBound { $0.version < version }
            if place < known.count, known[place].version == version {
                if !Self.agrees(write, known[place].value, known[place].zone) {
                    refusals.append((write.origin, Self.twoValues))
                }
                continue
            }
            let fresh = VersionedWrite(
                position: position, version: version, value: write.value,
                zone: try Self.zone(of: write, zone))
            known.insert(fresh, at: place)
            let after = versioned.lowerBound { VersionedWrite.isInOrder($0, fresh) }
            versioned.insert(fresh, at: after)
        }
        let target: SeriesColumns.Change
        if let winner = known.last {
            if let plain, !Self.agrees(plain, winner.value, winner.zone) {
                refusals.append((plain.origin, Self.unversioned))
            }
            target = SeriesColumns.Change(position: position, value: winner.value, zone: winner.zone)
        } else if let plain {
            target = SeriesColumns.Change(
                position: position, value: plain.value, zone: try Self.zone(of: plain, zone))
            if let current, Self.agrees(plain, series?.values[current], currentZone) {
                counts.unchanged += writes.count
                return
            }
        } else {
            return
        }
        decide(target, current.flatMap { series?.values[$0] }, currentZone, writes: writes.count)
    }

    /// Counts a sample, and keeps the change if it alters what is visible.
    private mutating func decide(
        _ target: SeriesColumns.Change, _ value: Double?, _ zone: ZoneID?, writes: Int
    ) {
        counts.unchanged += writes - 1
        switch (value, target.value) {
        case (nil, nil):
            counts.unchanged += 1
            return
        case (nil, _): counts.inserted += 1
        case (_, nil): counts.retracted += 1
        case (let old, let new):
            guard old != new || zone != target.zone else {
                counts.unchanged += 1
                return
            }
            counts.corrected += 1
        }
        changes.append(target)
    }

    private static func zone(
        of write: PendingWrite, _ zone: (Int64) throws(BillingError) -> ZoneID?
    ) throws(BillingError) -> ZoneID? {
        if let stated = write.statedZone { return stated }
        return try zone(write.position)
    }

    /// Whether a write says the same as what is known: the same value, and no other zone.
    private static func agrees(_ write: PendingWrite, _ value: Double?, _ zone: ZoneID?) -> Bool {
        guard write.value == value else { return false }
        guard value != nil, let stated = write.statedZone, let zone else { return true }
        return stated == zone
    }
}
