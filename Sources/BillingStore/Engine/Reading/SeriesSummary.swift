public import BillingModel
public import BillingTime

/// The buckets in which the samples of one series are summarised.
public struct SummaryBuckets: Hashable, Sendable {
    /// The positions that are read, half open; samples outside count in no bucket.
    public let range: Range<Int64>
    /// The positions at which buckets touch, ascending; they may begin before the range or end after it.
    public let boundaries: [Int64]
    /// The revision that is read.
    public let revision: Revision
    /// Which sums the states keep.
    public let measures: AggregateState.Measures
    /// Which drops of a cumulative reading are resets; any, where increases are not asked for.
    public let resets: ResetRule

    /// Makes buckets.
    public init(
        range: Range<Int64>, boundaries: [Int64], revision: Revision, measures: AggregateState.Measures,
        resets: ResetRule
    ) {
        self.range = range
        self.boundaries = boundaries
        self.revision = revision
        self.measures = measures
        self.resets = measures.contains(.increase) ? resets : .anyDrop
    }
}

/// What the samples of one series come to.
public struct SeriesSummary: Hashable, Sendable {
    /// A state for each bucket.
    public var states: [AggregateState]
    /// The last sample before the range, from which increases count.
    public var previous: MetricSample?

    /// Makes a summary.
    public init(states: [AggregateState], previous: MetricSample?) {
        self.states = states
        self.previous = previous
    }

    /// Summarises samples, the first of which may be the last one before the range; nil if there are none.
    init?(_ samples: SampleColumns, _ timing: MetricSeries.Timing, in buckets: SummaryBuckets) throws {
        guard let first = samples.positions.first else { return nil }
        states = try Aggregation.states(
            positions: samples.positions, values: samples.values, boundaries: buckets.boundaries,
            measures: buckets.measures, resets: buckets.resets)
        if first < buckets.range.lowerBound {
            previous = MetricSample(
                time: MetricSeries.time(first, timing), value: samples.values[0],
                revision: samples.revisions[0])
        }
    }

    /// Summarises the newest samples of columns, where they are; nil if there are none before the end of the range.
    init?(newestOf columns: SeriesColumns, in buckets: SummaryBuckets) throws {
        let positions = columns.positions
        let begin = positions.lowerBound { $0 < buckets.range.lowerBound }
        let end = max(begin, positions.lowerBound { $0 < buckets.range.upperBound })
        guard end > 0 else { return nil }
        // The last sample before the range is the one from which the first increase counts.
        let start = max(0, begin - 1)
        states = try Aggregation.states(
            ofSorted: positions[start..<end], columns.values[start..<end], boundaries: buckets.boundaries,
            measures: buckets.measures, resets: buckets.resets)
        if begin > 0 {
            previous = MetricSample(
                time: MetricSeries.time(positions[start], columns.timing), value: columns.values[start],
                revision: columns.revisions[start])
        }
    }
}

extension SeriesSnapshot {
    /// Summarises the samples that are looked up.
    public func summary(_ buckets: SummaryBuckets) throws -> SeriesSummary? {
        let page = try samples(
            SampleWindow(range: buckets.range, includesPrevious: true, revision: buckets.revision))
        return try SeriesSummary(page.samples, timing, in: buckets)
    }

    /// Summarises one series after another.
    public static func summaries(
        _ asked: [(series: Self, buckets: SummaryBuckets)], checkCancellation: () throws -> Void
    ) throws -> [SeriesSummary?] {
        try summariesInTurn(asked, checkCancellation)
    }

    static func summariesInTurn(
        _ asked: [(series: Self, buckets: SummaryBuckets)], _ checkCancellation: () throws -> Void
    ) throws -> [SeriesSummary?] {
        try asked.map {
            try checkCancellation()
            return try $0.series.summary($0.buckets)
        }
    }
}
