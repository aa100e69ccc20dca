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
    /// Which drops of a cumulative reading are resets.
    public let resets: ResetRule

    /// Makes buckets.
    public init(range: Range<Int64>, boundaries: [Int64], revision: Revision, resets: ResetRule) {
        self.range = range
        self.boundaries = boundaries
        self.revision = revision
        self.resets = resets
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
            resets: buckets.resets)
        if first < buckets.range.lowerBound {
            previous = MetricSample(
                time: MetricSeries.time(first, timing), value: samples.values[0],
                revision: samples.revisions[0])
        }
    }
}

extension SeriesColumns {
    /// Summarises the samples that a revision sees, those of the newest in place.
    func summary(_ buckets: SummaryBuckets) throws -> SeriesSummary? {
        guard newest <= buckets.revision else {
            let window = SampleWindow(
                range: buckets.range, includesPrevious: true, revision: buckets.revision)
            return try SeriesSummary(read(window).samples, timing, in: buckets)
        }
        let first = positions.lowerBound { $0 < buckets.range.lowerBound }
        let places = max(0, first - 1)..<positions.lowerBound { $0 < buckets.range.upperBound }
        guard !places.isEmpty else { return nil }
        let states = try Aggregation.states(
            ofSorted: positions[places], values[places], boundaries: buckets.boundaries,
            resets: buckets.resets)
        guard first > 0 else { return SeriesSummary(states: states, previous: nil) }
        return SeriesSummary(
            states: states,
            previous: MetricSample(
                time: MetricSeries.time(positions[first - 1], timing), value: values[first - 1],
                revision: revisions[first - 1]))
    }
}

extension SeriesSnapshot {
    /// Summarises the samples that are looked up.
    public func summary(_ buckets: SummaryBuckets) throws -> SeriesSummary? {
        let page = try samples(
            SampleWindow(range: buckets.range, includesPrevious: true, revision: buckets.revision))
        return try SeriesSummary(page.samples, timing, in: buckets)
    }
}
