public import BillingModel

/// Samples side by side in strictly ascending order of position, as lookups hand them over.
///
/// Positions are microseconds since 1970 where samples stand at instants, and days since 1970-01-01 where they belong to
/// dates.
public struct SampleColumns: Hashable, Sendable {
    /// Where the samples stand.
    public package(set) var positions: [Int64]
    /// The values, all finite.
    public package(set) var values: [Double]
    /// The revision that wrote each sample.
    public package(set) var revisions: RunLengths<Revision>
    /// The zone recorded with each date; empty for instants.
    public package(set) var zones: RunLengths<ZoneID>

    /// Makes columns without samples.
    public init() { self.init(positions: [], values: [], revisions: RunLengths(), zones: RunLengths()) }

    package init(
        positions: [Int64], values: [Double], revisions: RunLengths<Revision>, zones: RunLengths<ZoneID>
    ) {
        self.positions = positions
        self.values = values
        self.revisions = revisions
        self.zones = zones
    }

    /// How many samples there are.
    public var count: Int { positions.count }

    /// Whether there is none.
    public var isEmpty: Bool { positions.isEmpty }

    /// Adds a sample behind the others.
    ///
    /// - Parameters:
    ///   - position: Greater than those before it.
    ///   - value: A finite value.
    ///   - revision: The revision that wrote it.
    ///   - zone: The zone recorded with a date; nil for an instant.
    public mutating func append(_ position: Int64, _ value: Double, _ revision: Revision, zone: ZoneID? = nil)
    {
        positions.append(position)
        values.append(value)
        revisions.append(revision)
        if let zone { zones.append(zone) }
    }

    package mutating func append(_ sample: SeriesColumns.Replaced) {
        append(sample.position, sample.value, sample.from, zone: sample.zone)
    }

    /// Adds samples that come after these.
    package mutating func append(_ later: SampleColumns) {
        positions += later.positions
        values += later.values
        revisions.append(later.revisions)
        zones.append(later.zones)
    }
}

extension MetricSeries {
    /// A series of samples that were looked up.
    package init(_ key: SeriesKey, _ timing: Timing, _ samples: SampleColumns) {
        self.init(
            key: key, timing: timing, positions: samples.positions, values: samples.values,
            revisions: samples.revisions, zones: samples.zones)
    }
}

extension RunLengths {
    /// Adds a column at the end.
    package mutating func append(_ later: RunLengths) {
        let (values, ends) = later.columns
        var start = 0
        for (value, end) in zip(values, ends) {
            append(value, count: end - start)
            start = end
        }
    }
}

/// Which samples of one series are wanted, and how many.
public struct SampleWindow: Hashable, Sendable {
    /// The positions, half open.
    public let range: Range<Int64>
    /// Whether the last sample before the range comes first.
    public let includesPrevious: Bool
    /// The revision that is read.
    public let revision: Revision
    /// The most samples that are wanted, also counting the one before the range; 0 asks only where the next one is.
    public let limit: Int

    /// Makes a window.
    public init(range: Range<Int64>, includesPrevious: Bool = false, revision: Revision, limit: Int = .max) {
        self.range = range
        self.includesPrevious = includesPrevious
        self.revision = revision
        self.limit = limit
    }
}

/// Samples of a window, and where the next one stands.
public struct SamplePage: Hashable, Sendable {
    /// The samples.
    public var samples: SampleColumns
    /// The position of the first sample of the window that is not among them.
    public var next: Int64?

    /// Makes a page.
    public init(_ samples: SampleColumns = SampleColumns(), next: Int64? = nil) {
        self.samples = samples
        self.next = next
    }
}
