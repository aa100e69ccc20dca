import BillingModel
import BillingTime

// A metric that has a series of its own beside those that labels split it into: its own series is the whole where it tells
// something, and the others together are where it does not.

extension MetricColumns {
    /// The series whose levels at the end of a bucket add up to that of the metric: its own where that is in force, else the others.
    func series(inForceAtEndOf bucket: Int) -> ArraySlice<SeriesColumn> {
        guard series.count > 1, series[0].labels.isEmpty else { return series[...] }
        return series[0].values.exact(bucket) != nil ? series[..<1] : series[1...]
    }
}

extension SeriesFiller {
    /// What each series adds to a recorded metric that has one of its own beside those that labels split it into.
    ///
    /// On a day on which the metric's own series has a sample, that is the whole, and on other days the others are; of a level this holds
    /// at each instant. So a host may begin or cease to split a metric, and what a bucket says does not depend on the
    /// range that it is read in. Figures that cannot be added are those of the own series, if it tells any in the range.
    ///
    /// - Parameters:
    ///   - series: All series of the metric.
    ///   - metric: The metric as the tenant defines it.
    ///   - catalog: What the tenant covers.
    /// - Returns: The shares; none if the whole is the metric's own series, or if it has none.
    /// - Throws: What reading a series on the plan throws.
    mutating func shares(
        of series: ArraySlice<MetricSeries>, of metric: Metric, _ catalog: TenantCatalog
    ) throws(BillingError) -> [SeriesColumn] {
        guard let own = series.first(where: \.key.labels.isEmpty) else { return [] }
        let others = ArraySlice(series.filter { !$0.key.labels.isEmpty })
        switch metric.kind {
        case .gauge: return try levels(own, others, of: metric, catalog)
        case .count, .cumulative: return try sums(own, others, of: metric, catalog)
        case .distinct, .distinctToDate:
            let column = try column(own, of: metric, catalog)
            let tells = column.values.hasFigures || column.values.hasSamples
            return tells ? [] : try columns(others, of: metric, catalog)
        }
    }

    private mutating func levels(
        _ own: MetricSeries, _ others: ArraySlice<MetricSeries>, of metric: Metric, _ catalog: TenantCatalog
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
        guard isInForce(told) else { return try columns(others, of: metric, catalog) }
        let rest = readings.dropFirst().map { $0.held.subtracting(told) }
        guard rest.contains(where: isInForce) else { return [] }
        let elsewhere = rest.reduce(IntervalSet()) { $0.union($1) }
        var shares: [SeriesColumn] = []
        for (series, held) in zip(readings, [told] + rest) {
            // One that is told by the own series all along adds nothing; one that is not known is missed.
            guard isInForce(held) || !isInForce(series.held) else { continue }
            let known = held.union(shares.isEmpty ? elsewhere : told)
            let values = try series.reading.values(
                of: metric, coverage: series.covered, held: held, known: known)
            var share = SeriesColumn(
                labels: series.labels, values: BucketColumn(values), coverage: series.covered, held: held,
                knownLevel: known)
            if detail.contains(.states) { share.states = try series.reading.states(resets: metric.resets) }
            if detail.contains(.timeWeighted) {
                share.weighted = WeightedColumn(try series.reading.weighted(held: held))
            }
            shares.append(share)
        }
        return shares
    }

    private mutating func sums(
        _ own: MetricSeries, _ others: ArraySlice<MetricSeries>, of metric: Metric, _ catalog: TenantCatalog
    ) throws(BillingError) -> [SeriesColumn] {
        let days = try daysOfPlan
        let told = try DailyShares(own, of: metric, on: days)
        let omitted = told.sampled
        guard !omitted.isEmpty else { return try columns(others, of: metric, catalog) }
        var readings: [DailyShares] = []
        for series in others { readings.append(try DailyShares(series, of: metric, on: days)) }
        guard readings.contains(where: { !$0.sampled.isSubset(of: omitted) }) else { return [] }
        func share(
            _ days: DailyShares, without omitted: Set<Int>, _ known: IntervalSet
        ) throws(BillingError) -> SeriesColumn {
            SeriesColumn(
                labels: days.labels,
                values: BucketColumn(try days.values(without: omitted, on: plan, coverage: known)),
                coverage: known)
        }
        let toldTime = told.time(of: omitted)
        var elsewhere = IntervalSet()
        var shares: [SeriesColumn] = []
        for reading in readings {
            let sampled = reading.sampled
            guard sampled.isEmpty || !sampled.isSubset(of: omitted) else { continue }
            let covered = reading.covered(catalog.covered(metric, labels: reading.labels))
            elsewhere = elsewhere.union(covered)
            shares.append(try share(reading, without: omitted, covered.union(toldTime)))
        }
        let covered = told.covered(catalog.covered(metric, labels: .none))
        return shares + [try share(told, without: [], covered.union(elsewhere))]
    }

    /// The days of the buckets, or the buckets themselves if they are no wider.
    private var daysOfPlan: BucketPlan {
        get throws(BillingError) {
            guard plan.grid.width.isDayOrWider, plan.grid.width != .day else { return plan }
            return try BucketPlan(
                BucketGrid(
                    plan.grid.rangeMicroseconds, width: .day, zone: plan.grid.zone, limit: .max - 1),
                now: plan.now)
        }
    }
}
