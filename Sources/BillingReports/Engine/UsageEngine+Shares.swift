import BillingModel
import BillingTime

extension UsageEngine {
    /// What each series adds to a recorded metric that has one of its own beside those that labels split it into.
    ///
    /// On a day on which the metric's own series has a sample, that is the whole, and on other days the others are; of a level this holds
    /// at each instant. So a host may begin or cease to split a metric, and what a bucket says does not depend on the
    /// range that it is read in. Figures that cannot be added are those of the own series, if it tells any in the range.
    ///
    /// - Parameters:
    ///   - series: All series of the metric.
    ///   - metric: The metric as the tenant defines it.
    ///   - plan: The buckets.
    /// - Returns: The shares; none if the whole is the metric's own series, or if it has none.
    /// - Throws: What reading a series on the plan throws.
    func shares(
        of series: [MetricSeries], of metric: Metric, on plan: BucketPlan
    ) throws(BillingError) -> [SeriesColumn] {
        guard let own = series.first(where: \.key.labels.isEmpty) else { return [] }
        let others = series.filter { !$0.key.labels.isEmpty }
        switch metric.kind {
        case .gauge: return try levels(own, others, of: metric, on: plan)
        case .count, .cumulative: return try sums(own, others, of: metric, on: plan)
        case .distinct, .distinctToDate:
            let column = try column(own, of: metric, on: plan)
            let tells = column.values.contains { $0.value != nil || $0.completeness.samples > 0 }
            return tells ? [] : try whole(others, of: metric, on: plan)
        }
    }

    private func levels(
        _ own: MetricSeries, _ others: [MetricSeries], of metric: Metric, on plan: BucketPlan
    ) throws(BillingError) -> [SeriesColumn] {
        var readings: [(labels: Labels, reading: SeriesReading, covered: IntervalSet, held: IntervalSet)] = []
        for series in [own] + others {
            let reading = try SeriesReading(series, on: plan)
            let covered = reading.covered(catalog.covered(metric, labels: series.key.labels))
            readings.append(
                (series.key.labels, reading, covered, reading.held(of: metric, coverage: covered)))
        }
        let range = plan.grid.rangeMicroseconds
        func isInForce(_ held: IntervalSet) -> Bool { held.coveredLength(in: range) > 0 }
        let told = readings[0].held
        guard isInForce(told) else { return try whole(others, of: metric, on: plan) }
        let rest = readings.dropFirst().map { $0.held.subtracting(told) }
        guard rest.contains(where: isInForce) else { return [] }
        let elsewhere = rest.reduce(IntervalSet()) { $0.union($1) }
        var shares: [SeriesColumn] = []
        for (series, held) in zip(readings, [told] + rest) {
            // One that is told by the own series all along adds nothing; one that is not known is missed.
            guard isInForce(held) || !isInForce(series.held) else { continue }
            let known = held.union(shares.isEmpty ? elsewhere : told)
            var share = SeriesColumn(
                labels: series.labels,
                values: try series.reading.values(
                    of: metric, coverage: series.covered, held: held, known: known),
                states: try series.reading.states(), coverage: series.covered)
            share.weighted = try series.reading.weighted(held: held)
            (share.held, share.knownLevel) = (held, known)
            shares.append(Self.share(share))
        }
        return shares
    }

    private func sums(
        _ own: MetricSeries, _ others: [MetricSeries], of metric: Metric, on plan: BucketPlan
    ) throws(BillingError) -> [SeriesColumn] {
        var days = plan
        if plan.grid.width.isDayOrWider, plan.grid.width != .day {
            days = try BucketPlan(
                BucketGrid(
                    plan.grid.rangeMicroseconds, width: .day, zone: plan.grid.zone, limit: .max - 1),
                now: plan.now)
        }
        let told = try DailyShares(own, of: metric, on: days)
        let omitted = told.sampled
        guard !omitted.isEmpty else { return try whole(others, of: metric, on: plan) }
        let toldTime = told.time(of: omitted)
        var elsewhere = IntervalSet()
        var shares: [SeriesColumn] = []
        var readings: [DailyShares] = []
        for series in others { readings.append(try DailyShares(series, of: metric, on: days)) }
        guard readings.contains(where: { !$0.sampled.isSubset(of: omitted) }) else { return [] }
        func share(_ days: DailyShares, without omitted: Set<Int>, _ known: IntervalSet) throws(BillingError)
        {
            shares.append(
                Self.share(
                    SeriesColumn(
                        labels: days.labels,
                        values: try days.values(without: omitted, on: plan, coverage: known),
                        coverage: known)))
        }
        for reading in readings {
            let sampled = reading.sampled
            guard sampled.isEmpty || !sampled.isSubset(of: omitted) else { continue }
            let covered = reading.covered(catalog.covered(metric, labels: reading.labels))
            elsewhere = elsewhere.union(covered)
            try share(reading, without: omitted, covered.union(toldTime))
        }
        let covered = told.covered(catalog.covered(metric, labels: .none))
        try share(told, without: [], covered.union(elsewhere))
        return shares
    }

    /// Series of which nothing is left out.
    private func whole(
        _ series: [MetricSeries], of metric: Metric, on plan: BucketPlan
    ) throws(BillingError) -> [SeriesColumn] {
        var shares: [SeriesColumn] = []
        for series in series { shares.append(Self.share(try column(series, of: metric, on: plan))) }
        return shares
    }

    private static func share(_ column: SeriesColumn) -> SeriesColumn {
        var share = column
        share.isShare = true
        return share
    }
}
