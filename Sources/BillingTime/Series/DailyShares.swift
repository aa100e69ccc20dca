package import BillingModel

/// What a count or an increase adds day by day, of which only some days may count.
package struct DailyShares {
    private let metric: Metric
    package let labels: Labels
    private let isDaily: Bool
    private let days: BucketPlan
    private let reading: SeriesReading
    private let states: [AggregateState]

    /// Reads a series.
    ///
    /// - Parameters:
    ///   - series: All of its samples in the range, and the one before.
    ///   - metric: A count or a cumulative metric.
    ///   - days: A plan of days, or of buckets narrower than that.
    /// - Throws: As ``SeriesReading/init(_:on:)``.
    package init(_ series: MetricSeries, of metric: Metric, on days: BucketPlan) throws(BillingError) {
        self.metric = metric
        self.days = days
        labels = series.key.labels
        isDaily = series.timing == .dates
        reading = try SeriesReading(series, on: days)
        states = try reading.states(metric.kind.measures, resets: metric.resets)
    }

    /// The covered time, that of recorded dates included.
    package func covered(_ stated: IntervalSet) -> IntervalSet { reading.covered(stated) }

    /// The places of the days that have a sample.
    package var sampled: Set<Int> { Set(states.indices.filter { states[$0].count > 0 }) }

    /// The time of the days at some places.
    package func time(of places: Set<Int>) -> IntervalSet {
        IntervalSet(places.map { days.instants[$0]..<days.instants[$0 + 1] })
    }

    /// The values of the buckets of a plan over the same range, to which some days add nothing.
    package func values(
        without omitted: Set<Int>, on plan: BucketPlan, coverage: IntervalSet
    ) throws(BillingError) -> [BucketValue] {
        let known = plan.completeness(coverage, of: metric)
        var sums = [(sum: ExactSum, samples: Int, resets: Int)](
            repeating: (ExactSum(), 0, 0), count: known.count)
        var bucket = 0
        for (place, state) in states.enumerated() where state.count > 0 && !omitted.contains(place) {
            while bucket + 1 < known.count, plan.instants[bucket + 1] <= days.instants[place] { bucket += 1 }
            let isIncrease = metric.kind == .cumulative
            sums[bucket].sum.merge(isIncrease ? try state.exactIncrease() : try state.exactSum())
            sums[bucket].samples += state.count
            if isIncrease { sums[bucket].resets += try state.resets() }
        }
        var values: [BucketValue] = []
        for (place, part) in sums.enumerated() {
            let known = known[place]
            guard plan.instants[place] < plan.now, part.samples > 0 || known.coverage > 0 else {
                values.append(BucketValue(missing: known))
                continue
            }
            var value = try BucketValue(
                part.sum, known, samples: part.samples, origin: part.samples > 0 ? .observed : .filled)
            if metric.kind == .cumulative { value = value.counting(resets: part.resets) }
            if isDaily { value.timing = .dates }
            values.append(value)
        }
        return values
    }
}
