import BillingModel

/// Series by name, and the names in order.
struct SeriesDirectory<Name: Hashable & Comparable & Sendable>: Sendable {
    private var columns: [Name: SeriesColumns] = [:]
    /// The names in order.
    private(set) var names: [Name] = []

    init() {}

    /// Makes a directory of series in any order.
    init(_ series: [Name: SeriesColumns]) {
        columns = series
        names = series.keys.sorted()
    }

    subscript(name: Name) -> SeriesColumns? { columns[name] }

    /// Every series, in order of the names.
    var all: [(name: Name, columns: SeriesColumns)] {
        names.compactMap { name in columns[name].map { (name, $0) } }
    }

    /// The series from the first name on that is not before what is sought, while they belong to it, as `make` makes them.
    func all<Series>(
        from isBefore: (Name) -> Bool, while belongs: (Name) -> Bool, _ make: (Name, SeriesColumns) -> Series
    ) -> [Series] {
        var found: [Series] = []
        for name in names[names.lowerBound(where: isBefore)...] {
            guard belongs(name) else { break }
            if let index = columns.index(forKey: name) { found.append(make(name, columns.values[index])) }
        }
        return found
    }

    /// Applies changes to a series, which may be new.
    mutating func apply(
        _ changes: SampleChanges, _ versioned: [VersionedWrite] = [], to name: Name,
        _ timing: MetricSeries.Timing, at revision: Revision
    ) {
        if columns[name] == nil { names.merge(sorted: [name], by: <) }
        columns[name, default: SeriesColumns(timing: timing)].remember(versioned)
        columns[name]?.apply(changes, at: revision)
    }

    /// Adds a series whose name comes after all others; false if it does not.
    mutating func append(_ name: Name, _ series: SeriesColumns) -> Bool {
        guard names.last.map({ $0 < name }) ?? true else { return false }
        names.append(name)
        columns[name] = series
        return true
    }

    /// Drops what is known of each series before a position; the series stay.
    mutating func drop(before bound: (MetricSeries.Timing) -> Int64) {
        for name in names {
            guard let timing = columns[name]?.timing else { continue }
            columns[name]?.drop(before: bound(timing))
        }
    }
}
