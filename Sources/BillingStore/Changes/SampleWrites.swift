package import BillingModel

#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// The samples of a set of changes in their order, with each series named once and times and values side by side.
///
/// It is a function of the samples and their order: whether they came one by one or in columns leaves no trace.
public struct SampleWrites: Hashable, Sendable {
    /// Samples of one series, one after the other.
    package struct Run: Hashable, Sendable {
        /// The place of the series in ``SampleWrites/series``.
        package let series: Int
        package let timing: MetricSeries.Timing
        /// The place of the details of the first sample; nil if none of them has any.
        package let details: Int?
        /// The place after the last sample.
        package fileprivate(set) var end: Int
    }

    /// What few samples have beside a time and a value.
    package struct Detail: Hashable, Sendable {
        package let isRetraction: Bool
        package let version: Int64?
        package let zone: ZoneID?
        /// The instant that the sample was sent with, if it lies outside of years 1 to 9999: such a set is refused.
        package let impossible: Date?
    }

    /// The series, in the order in which they come up.
    package private(set) var series: [SeriesKey] = []
    /// In order; two neighbours differ in their series, their timing, or whether they have details.
    package private(set) var runs: [Run] = []
    /// Microseconds since 1970 or days since 1970-01-01, as the run says; 0 for an impossible instant.
    package private(set) var positions: [Int64] = []
    /// The values; 0 for a retraction.
    package private(set) var values: [Double] = []
    /// Those of all runs that have details, one after the other.
    package private(set) var details: [Detail] = []
    private var places = HashedPlaces()

    init() {}

    mutating func append(_ write: SampleWrite) {
        let place = place(of: write.series)
        let timing: MetricSeries.Timing
        var position: Int64 = 0
        var impossible: Date?
        switch write.time {
        case .instant(let instant):
            timing = .instants
            if let known = Self.position(instant) { position = known } else { impossible = instant }
        case .date(let date):
            timing = .dates
            position = Int64(date.dayNumber)
        }
        let isPlain =
            write.value != nil && write.version == nil && write.zone == nil && impossible == nil
        positions.append(position)
        values.append(write.value ?? 0)
        extend(place, timing, isPlain: isPlain)
        guard !isPlain else { return }
        details.append(
            Detail(
                isRetraction: write.value == nil, version: write.version, zone: write.zone,
                impossible: impossible))
    }

    mutating func append(_ key: SeriesKey, instants: [Date], values: [Double]) {
        guard !instants.isEmpty else { return }
        // Columns of one series follow those of another.
        let place = knownPlace(of: key)
        let start = positions.count
        var isPossible = true
        for instant in instants {
            let position = Self.position(instant)
            positions.append(position ?? 0)
            if position == nil { isPossible = false }
        }
        if isPossible {
            self.values += values
            extend(place, .instants, isPlain: true)
        } else {
            positions.removeSubrange(start...)
            for (instant, value) in zip(instants, values) {
                append(SampleWrite(key, at: .instant(instant), value: value))
            }
        }
    }

    mutating func append(_ key: SeriesKey, dates: [LocalDate], values: [Double]) {
        guard !dates.isEmpty else { return }
        // Columns of one series follow those of another.
        let place = knownPlace(of: key)
        for date in dates { positions.append(Int64(date.dayNumber)) }
        self.values += values
        extend(place, .dates, isPlain: true)
    }

    /// Makes the last run hold what was added to the columns, or begins another one.
    private mutating func extend(_ place: Int, _ timing: MetricSeries.Timing, isPlain: Bool) {
        let last = runs.count - 1
        if last >= 0, runs[last].series == place, runs[last].timing == timing,
            (runs[last].details == nil) == isPlain
        {
            runs[last].end = positions.count
        } else {
            runs.append(
                Run(
                    series: place, timing: timing, details: isPlain ? nil : details.count,
                    end: positions.count))
        }
    }

    private mutating func place(of key: SeriesKey) -> Int {
        // Feeds send one series after the other in a fixed order.
        if let last = runs.last?.series {
            if series[last] == key { return last }
            if last + 1 < series.count, series[last + 1] == key { return last + 1 }
        }
        return knownPlace(of: key)
    }

    private mutating func knownPlace(of key: SeriesKey) -> Int {
        var hash = TextHash()
        hash.combine(key.metric.text)
        hash.combine(key.tenant.text)
        for pair in key.labels.pairs {
            hash.combine(pair.name.text)
            hash.combine(pair.value.text)
        }
        var search = HashedPlaces.Search(hash)
        while let place = places.next(&search) { if series[place] == key { return place } }
        series.append(key)
        places.insert(series.count - 1, hash)
        return series.count - 1
    }

    /// The nearest microsecond of an instant in years 1 to 9999; nil outside of them.
    private static func position(_ instant: Date) -> Int64? {
        Instants.nearest(instant).flatMap { $0 < Instants.end ? $0 : nil }
    }

    /// The places of the samples of each run.
    package func samples(of run: Int) -> Range<Int> { (run == 0 ? 0 : runs[run - 1].end)..<runs[run].end }

    /// What a sample has beside its time and value; nil if it has nothing.
    package func detail(of sample: Int, in run: Int) -> Detail? {
        runs[run].details.map { details[$0 + sample - samples(of: run).lowerBound] }
    }

    /// A sample of a run as it was sent, its instant to the nearest microsecond.
    package func write(_ sample: Int, in run: Int) -> SampleWrite {
        let detail = detail(of: sample, in: run)
        let time: SampleTime =
            switch runs[run].timing {
            case .instants: .instant(detail?.impossible ?? Instants.date(positions[sample]))
            case .dates: .date((try? LocalDate(dayNumber: Int(positions[sample]))) ?? .min)
            }
        return SampleWrite(
            series[runs[run].series], at: time, value: detail?.isRetraction == true ? nil : values[sample],
            version: detail?.version, zone: detail?.zone)
    }

    /// Whether both hold the same samples in the same order.
    public static func == (left: Self, right: Self) -> Bool {
        left.series == right.series && left.runs == right.runs && left.positions == right.positions
            && left.values == right.values && left.details == right.details
    }

    /// Feeds the samples to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(series)
        hasher.combine(runs)
        hasher.combine(positions)
        hasher.combine(values)
        hasher.combine(details)
    }
}

extension SampleWrites: RandomAccessCollection {
    /// Always 0.
    public var startIndex: Int { 0 }
    /// How many samples there are.
    public var endIndex: Int { positions.count }

    /// The sample at a place, its instant to the nearest microsecond.
    ///
    /// - Complexity: O(log *r*) for *r* changes of the series from a sample to the next; going through all of them
    ///   takes no search.
    public subscript(place: Int) -> SampleWrite { write(place, in: runs.lowerBound { $0.end <= place }) }

    /// Goes through the samples in their order.
    public struct Iterator: IteratorProtocol {
        private let writes: SampleWrites
        private var run = 0
        private var place = 0

        fileprivate init(_ writes: SampleWrites) { self.writes = writes }

        /// The next sample; nil after the last one.
        public mutating func next() -> SampleWrite? {
            guard place < writes.positions.count else { return nil }
            if writes.runs[run].end == place { run += 1 }
            defer { place += 1 }
            return writes.write(place, in: run)
        }
    }

    /// Goes through the samples in their order.
    public func makeIterator() -> Iterator { Iterator(self) }
}
