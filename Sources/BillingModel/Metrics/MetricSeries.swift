#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// The samples of one series in ascending order of time, kept as columns.
///
/// Times, values and revisions lie side by side; there is no object per sample. Either every sample stands at an
/// instant, or every one belongs to a date: the cadence of the metric decides.
public struct MetricSeries: Hashable, Sendable {
    /// Whether samples stand at instants or belong to dates.
    public enum Timing: String, Hashable, Sendable, Codable {
        /// At instants, to the microsecond.
        case instants
        /// For whole local dates.
        case dates
    }

    /// All that a series has, in one object: it goes from hand to hand at the cost of one reference.
    private final class Content: Sendable {
        let key: SeriesKey
        let timing: Timing
        let positions: [Int64]
        let values: [Double]
        let revisions: RunLengths<Revision>
        let zones: RunLengths<ZoneID>

        init(
            _ key: SeriesKey, _ timing: Timing, _ positions: [Int64], _ values: [Double],
            _ revisions: RunLengths<Revision>, _ zones: RunLengths<ZoneID>
        ) {
            self.key = key
            self.timing = timing
            self.positions = positions
            self.values = values
            self.revisions = revisions
            self.zones = zones
        }
    }

    private let content: Content

    /// Whose series it is, and of what.
    public var key: SeriesKey { content.key }
    /// Whether samples stand at instants or belong to dates.
    public var timing: Timing { content.timing }
    /// Microseconds since 1970 or days since 1970-01-01, strictly ascending.
    package var positions: [Int64] { content.positions }
    /// The values, all finite.
    public var values: [Double] { content.values }
    /// The revision that wrote each sample.
    public var revisions: RunLengths<Revision> { content.revisions }
    /// The zone that was recorded with each date; empty for instants.
    public var zones: RunLengths<ZoneID> { content.zones }

    /// For columns that obey the rules: equally long, zones for dates only.
    package init(
        key: SeriesKey, timing: Timing, positions: [Int64], values: [Double], revisions: RunLengths<Revision>,
        zones: RunLengths<ZoneID>
    ) {
        content = Content(key, timing, positions, values, revisions, zones)
    }

    /// Whether both have the same key and the same samples.
    public static func == (left: Self, right: Self) -> Bool {
        left.content === right.content
            || left.key == right.key && left.timing == right.timing && left.positions == right.positions
                && left.values == right.values && left.revisions == right.revisions
                && left.zones == right.zones
    }

    /// Feeds key and samples to the hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(positions)
        hasher.combine(values)
    }

    /// Makes a series of instants, in any order, as one revision wrote them.
    ///
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a value is not finite, an instant
    ///   lies outside years 1 to 9999, or two samples fall on one microsecond.
    /// - Complexity: O(*n* log *n*).
    public init(
        key: SeriesKey, instants: [(instant: Date, value: Double)], revision: Revision = .zero
    ) throws(BillingError) {
        var samples: [(position: Int64, value: Double)] = []
        samples.reserveCapacity(instants.count)
        for sample in instants {
            samples.append((try Instants.occurrence(sample.instant), sample.value))
        }
        try self.init(key: key, timing: .instants, unordered: samples, revision: revision, zone: nil)
    }

    /// Makes a series of instants from a column of times and one of values, in any order, as one revision wrote them.
    ///
    /// Columns that ascend are taken as they are, without a copy.
    ///
    /// - Parameters:
    ///   - key: Whose series it is, and of what.
    ///   - microseconds: The times of the samples since 1970.
    ///   - values: Finite numbers, as many as times.
    ///   - revision: The revision that wrote the samples.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a value is not finite, a time lies
    ///   outside years 1 to 9999, two samples have one time, or the columns have other lengths.
    /// - Complexity: O(*n*) for columns that ascend, else O(*n* log *n*).
    public init(
        key: SeriesKey, microseconds: [Int64], values: [Double], revision: Revision = .zero
    ) throws(BillingError) {
        guard microseconds.count == values.count else {
            throw BillingError(
                .invalidValue, rule: "a series has as many values as times",
                detail: "\(key): \(values.count) values, \(microseconds.count) times")
        }
        let ascends = zip(microseconds, microseconds.dropFirst()).allSatisfy { $0 < $1 }
        if ascends, values.allSatisfy(\.isFinite), let first = microseconds.first,
            let last = microseconds.last
        {
            try Instants.checkOccurrence(first)
            try Instants.checkOccurrence(last)
            self.init(
                key: key, timing: .instants, positions: microseconds, values: values,
                revisions: RunLengths(repeating: revision, count: values.count), zones: RunLengths())
        } else {
            for time in microseconds { try Instants.checkOccurrence(time) }
            try self.init(
                key: key, timing: .instants, unordered: zip(microseconds, values).map { ($0, $1) },
                revision: revision, zone: nil)
        }
    }

    /// Makes a series of daily values, in any order, as one revision wrote them.
    ///
    /// - Parameters:
    ///   - key: Whose series it is, and of what.
    ///   - dates: A value for each date.
    ///   - zone: The zone in which the dates were days.
    ///   - revision: The revision that wrote the samples.
    /// - Throws: ``BillingError`` with code ``BillingError/Code/invalidValue`` if a value is not finite, or two
    ///   samples belong to one date.
    /// - Complexity: O(*n* log *n*).
    public init(
        key: SeriesKey, dates: [(date: LocalDate, value: Double)], zone: ZoneID, revision: Revision = .zero
    ) throws(BillingError) {
        try self.init(
            key: key, timing: .dates, unordered: dates.map { (Int64($0.date.dayNumber), $0.value) },
            revision: revision, zone: zone)
    }

    private init(
        key: SeriesKey, timing: Timing, unordered: [(position: Int64, value: Double)], revision: Revision,
        zone: ZoneID?
    ) throws(BillingError) {
        let samples = unordered.sorted { $0.position < $1.position }
        if let sample = samples.first(where: { !$0.value.isFinite }) {
            throw BillingError(
                .invalidValue, rule: "a sample has a finite value",
                detail: "\(key) at \(Self.time(sample.position, timing)): \(sample.value)")
        }
        if let twin = zip(samples, samples.dropFirst()).first(where: { $0.position == $1.position }) {
            throw BillingError(
                .invalidValue, rule: "a series has one sample at a time",
                detail: "\(key) at \(Self.time(twin.0.position, timing))")
        }
        self.init(
            key: key, timing: timing, positions: samples.map(\.position), values: samples.map(\.value),
            revisions: RunLengths(repeating: revision, count: samples.count),
            zones: zone.map { RunLengths(repeating: $0, count: samples.count) } ?? RunLengths())
    }

    package static func time(_ position: Int64, _ timing: Timing) -> SampleTime {
        switch timing {
        case .instants: .instant(Instants.date(position))
        case .dates: .date((try? LocalDate(dayNumber: Int(position))) ?? .min)
        }
    }
}

extension MetricSeries: RandomAccessCollection {
    /// Always 0.
    public var startIndex: Int { 0 }
    /// How many samples there are.
    public var endIndex: Int { positions.count }

    /// The sample at a place.
    ///
    /// - Complexity: O(log *r*) for *r* runs of equal revisions.
    public subscript(position: Int) -> MetricSample {
        MetricSample(
            time: Self.time(positions[position], timing), value: values[position],
            revision: revisions[position])
    }
}

/// One sample of a series.
public struct MetricSample: Hashable, Sendable {
    /// When it is true.
    public let time: SampleTime
    /// The value.
    public let value: Double
    /// The revision that wrote it.
    public let revision: Revision

    package init(time: SampleTime, value: Double, revision: Revision) {
        self.time = time
        self.value = value
        self.revision = revision
    }
}
