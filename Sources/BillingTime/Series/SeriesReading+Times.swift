package import BillingModel

extension SeriesReading {
    /// What follows from when the samples of a series are, from its metric and from what is covered, whatever the values are.
    ///
    /// Series that are read one after another have the same as a rule, so that it is made once for all of them.
    package struct Times: Sendable {
        /// What the rest was made from.
        private struct Origin: Equatable, Sendable {
            let positions: ArraySlice<Int64>
            let isDaily: Bool
            let stated: IntervalSet
            let kind: MetricKind
            let lag: Duration
            let staleness: Duration?
        }

        private let origin: Origin
        /// The instants of the samples.
        let starts: ArraySlice<Int64>
        /// The covered time, that of recorded dates included.
        package let covered: IntervalSet
        /// The covered and past time in which a level is in force, of a gauge; nil for other kinds.
        package let held: IntervalSet?
        /// What is known of each bucket beforehand.
        let completeness: [Completeness]

        fileprivate init(
            _ reading: SeriesReading, _ metric: Metric, stated: IntervalSet, like last: Times?
        ) {
            let origin = Origin(
                positions: reading.positions, isDaily: reading.isDaily, stated: stated, kind: metric.kind,
                lag: metric.lag, staleness: metric.staleness)
            if let last, last.origin == origin {
                self = last
                return
            }
            self.origin = origin
            starts = reading.starts
            covered = reading.covered(stated)
            held = metric.kind == .gauge ? reading.held(of: metric, coverage: covered) : nil
            completeness = reading.plan.completeness(held ?? covered, of: metric)
        }
    }

    /// The times of the samples of a metric where `stated` is said to be covered; those of another series on the same plan,
    /// `last`, are taken if they are the same.
    package func times(of metric: Metric, stated: IntervalSet, like last: Times? = nil) -> Times {
        Times(self, metric, stated: stated, like: last)
    }

    /// The value of each bucket by the rule of the kind.
    package func values(of metric: Metric, at times: Times) throws(BillingError) -> [BucketValue] {
        try values(
            of: metric, coverage: times.covered, held: times.held ?? times.covered,
            completeness: times.completeness)
    }

    /// The values of a gauge in each bucket, weighted by the time for which they hold.
    package func weighted(at times: Times) throws(BillingError) -> [TimeWeightedState] {
        try weighted(held: times.held ?? times.covered, starts: times.starts)
    }
}
