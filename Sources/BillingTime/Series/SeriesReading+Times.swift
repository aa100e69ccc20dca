package import BillingModel

extension SeriesReading {
    /// What follows from when the samples of a series are, from its metric and from what is covered, whatever the values are.
    ///
    /// Series that are read one after another have the same as a rule, so that it is made once for all of them.
    package final class Times: Sendable {
        // What the rest was made from.
        private let kind: MetricKind
        private let isDaily: Bool
        private let lag: Duration
        private let staleness: Duration?
        private let positions: ArraySlice<Int64>
        private let stated: IntervalSet
        /// The covered time, that of recorded dates included.
        package let covered: IntervalSet
        /// The covered and past time in which a level is in force, of a gauge; nil for other kinds.
        package let held: IntervalSet?
        /// What is known of each bucket beforehand.
        let completeness: [Completeness]
        /// Where the figures are; nil if they do not follow from single samples.
        let frame: LevelFrame?
        /// For how long each sample of a gauge holds; nil for other kinds, if it was not asked for, or for too many samples.
        let weights: WeightFrame?

        fileprivate init(
            _ reading: SeriesReading, _ metric: Metric, stated: IntervalSet, isWeighted: Bool
        ) {
            (kind, lag, staleness) = (metric.kind, metric.lag, metric.staleness)
            (isDaily, positions, self.stated) = (reading.isDaily, reading.positions, stated)
            let starts = kind == .gauge ? reading.starts : []
            covered = reading.covered(stated)
            held = kind == .gauge ? reading.held(of: metric, coverage: covered, starts: starts) : nil
            completeness = reading.plan.completeness(held ?? covered, of: metric)
            frame = reading.frame(of: metric, coverage: covered, held: held, completeness: completeness)
            weights =
                if let held, isWeighted { reading.weights(held: held, starts: starts) } else { nil }
        }

        /// Whether these are the times of other samples too.
        fileprivate func fit(
            _ positions: ArraySlice<Int64>, _ timing: MetricSeries.Timing, of metric: borrowing Metric,
            stated: IntervalSet, isWeighted: Bool
        ) -> Bool {
            kind == metric.kind && isDaily == (timing == .dates) && self.positions.count == positions.count
                && lag == metric.lag && staleness == metric.staleness && self.stated == stated
                && (weights != nil || held == nil || !isWeighted) && self.positions == positions
        }

        /// What a series says about each bucket, if these are its times and its figures follow from single samples.
        ///
        /// - Parameters:
        ///   - series: The series.
        ///   - range: The places of its samples that count, as ``BucketPlan/places(of:)`` tells them.
        ///   - metric: Its metric.
        ///   - stated: What is said to be covered.
        ///   - isWeighted: Whether it is told for how long each level holds.
        /// - Returns: The figures, and how they are weighted; nil if these times are not those of the series.
        package func columns(
            of series: borrowing MetricSeries, _ range: Range<Int>, of metric: borrowing Metric,
            stated: IntervalSet, weighted isWeighted: Bool
        ) -> (values: BucketColumn, weighted: WeightedColumn)? {
            guard let frame,
                fit(
                    series.positions[range], series.timing, of: metric, stated: stated,
                    isWeighted: isWeighted)
            else { return nil }
            let samples = series.values[range]
            guard isWeighted, held != nil, let weights else {
                return (BucketColumn(frame, samples), WeightedColumn())
            }
            return (BucketColumn(frame, samples), WeightedColumn(weights, samples))
        }
    }

    /// The times of the samples of a metric where `stated` is said to be covered.
    ///
    /// - Parameters:
    ///   - metric: The metric of the series.
    ///   - stated: What is said to be covered.
    ///   - isWeighted: Whether it is told for how long each level holds.
    /// - Returns: The times.
    package func times(
        of metric: Metric, stated: IntervalSet, weighted isWeighted: Bool = false
    ) -> Times {
        Times(self, metric, stated: stated, isWeighted: isWeighted)
    }

    /// What the series says about each bucket, by the rule of the kind.
    package func column(of metric: Metric, at times: Times) throws(BillingError) -> BucketColumn {
        if let frame = times.frame { return BucketColumn(frame, values) }
        return BucketColumn(
            try values(
                of: metric, coverage: times.covered, held: times.held ?? times.covered,
                completeness: times.completeness))
    }

    /// The values of a gauge in each bucket, weighted by the time for which they hold.
    package func weighted(at times: Times) throws(BillingError) -> WeightedColumn {
        if let weights = times.weights { return WeightedColumn(weights, values) }
        return WeightedColumn(try weighted(held: times.held ?? times.covered))
    }
}

extension [SeriesReading.Times] {
    /// How many are kept for the series that follow: one for each kind of metric, as a rule.
    private static var most: Int { 4 }

    /// Keeps times for the series that follow, in place of those that were made first.
    package mutating func keep(_ times: SeriesReading.Times) {
        insert(times, at: 0)
        if count > Self.most { removeLast() }
    }
}
