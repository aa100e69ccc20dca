package import BillingModel

/// What a commit makes of the samples of one series, side by side, in strictly ascending order of position.
public struct SampleChanges: Hashable, Sendable {
    /// Where the samples stand, as in ``SampleColumns``.
    public private(set) var positions: [Int64] = []
    /// The values from now on; 0 where there is a retraction.
    package private(set) var values: [Double] = []
    /// The places of the retractions, ascending.
    package private(set) var retractions: [Int] = []
    /// The zones recorded with dates; empty if no change has one.
    package private(set) var zones = RunLengths<ZoneID?>()

    /// Makes a column without changes.
    public init() {}

    /// Makes a column of changes in strictly ascending order of position.
    public init(_ changes: some Sequence<SeriesColumns.Change>) {
        for change in changes { append(change) }
    }

    /// For values at ascending positions, with one zone for all of them.
    package init(positions: [Int64], values: [Double], zone: ZoneID? = nil) {
        self.positions = positions
        self.values = values
        if zone != nil { zones = RunLengths(repeating: zone, count: positions.count) }
    }

    /// Adds a change behind the others.
    public mutating func append(_ change: SeriesColumns.Change) {
        if change.value == nil { retractions.append(positions.count) }
        if change.zone != nil, zones.isEmpty { zones.append(nil, count: positions.count) }
        if change.zone != nil || !zones.isEmpty { zones.append(change.zone) }
        positions.append(change.position)
        values.append(change.value ?? 0)
    }

    /// The changes at some places.
    package func part(_ range: Range<Int>) -> SampleChanges {
        guard range != positions.indices else { return self }
        var part = SampleChanges()
        part.positions = Array(positions[range])
        part.values = Array(values[range])
        let first = retractions.lowerBound { $0 < range.lowerBound }
        part.retractions = retractions[first...].prefix { $0 < range.upperBound }
            .map { $0 - range.lowerBound }
        let zones = zones.slice(range)
        if zones.columns.values.contains(where: { $0 != nil }) { part.zones = zones }
        return part
    }
}

extension SampleChanges: RandomAccessCollection {
    /// Always 0.
    public var startIndex: Int { 0 }
    /// How many changes there are.
    public var endIndex: Int { positions.count }

    /// The change at a place.
    ///
    /// - Complexity: O(log *r*) for *r* retractions and runs of zones.
    public subscript(place: Int) -> SeriesColumns.Change {
        let next = retractions.lowerBound { $0 < place }
        let isRetraction = next < retractions.count && retractions[next] == place
        return SeriesColumns.Change(
            position: positions[place], value: isRetraction ? nil : values[place],
            zone: zones.isEmpty ? nil : zones[place])
    }
}

extension SampleChanges: ExpressibleByArrayLiteral {
    /// Makes a column of changes in strictly ascending order of position.
    public init(arrayLiteral changes: SeriesColumns.Change...) { self.init(changes) }
}
