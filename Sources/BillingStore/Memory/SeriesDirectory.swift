import BillingModel

/// Series by name and in order of their names.
struct SeriesDirectory<Name: Hashable & Comparable & Sendable>: Sendable {
    private var sorted: [(name: Name, entry: SeriesEntry)] = []

    init() {}

    init(_ series: [Name: SeriesColumns]) {
        sorted = series.sorted { $0.key < $1.key }.map { ($0.key, SeriesEntry($0.value)) }
    }

    subscript(name: Name) -> SeriesColumns? { place(of: name).map { sorted[$0].entry.columns } }

    /// The place of a series; nil if there is none of this name.
    private func place(of name: Name) -> Int? {
        let place = sorted.lowerBound { $0.name < name }
        return place < sorted.count && sorted[place].name == name ? place : nil
    }

    /// Whether any name is as wanted.
    func contains(where isWanted: (Name) -> Bool) -> Bool { sorted.contains { isWanted($0.name) } }

    /// All series in order of their names.
    var all: [(name: Name, columns: SeriesColumns)] { sorted.map { ($0.name, $0.entry.columns) } }

    /// What is made of the series whose names lie in a stretch, in order of their names.
    func all<Series>(
        from isBefore: (Name) -> Bool, while belongs: (Name) -> Bool, _ make: (Name, SeriesEntry) -> Series
    ) -> [Series] {
        var found: [Series] = []
        for place in sorted.lowerBound(where: { isBefore($0.name) })..<sorted.count {
            guard belongs(sorted[place].name) else { break }
            found.append(make(sorted[place].name, sorted[place].entry))
        }
        return found
    }

    /// Applies changes, and remembers writes with a version, of a series that need not be known.
    mutating func apply(
        _ changes: SampleChanges, _ versioned: [VersionedWrite] = [], to name: Name,
        _ timing: MetricSeries.Timing, at revision: Revision
    ) {
        let place = sorted.lowerBound { $0.name < name }
        if place == sorted.count || sorted[place].name != name {
            sorted.insert((name, SeriesEntry(SeriesColumns(timing: timing))), at: place)
        }
        SeriesEntry.change(&sorted[place].entry) {
            $0.remember(versioned)
            $0.apply(changes, at: revision)
        }
    }

    /// Adds a series whose name comes after all others; false if it does not.
    mutating func append(_ name: Name, _ series: SeriesColumns) -> Bool {
        guard sorted.last.map({ $0.name < name }) ?? true else { return false }
        sorted.append((name, SeriesEntry(series)))
        return true
    }

    /// Drops all that is known before a bound.
    mutating func drop(before bound: (MetricSeries.Timing) -> Int64) {
        for place in sorted.indices {
            SeriesEntry.change(&sorted[place].entry) { $0.drop(before: bound($0.timing)) }
        }
    }
}
