package import BillingModel

/// The samples of one recorded series that the buckets of a plan are read from, and what they say.
package struct SeriesReading {
    let plan: BucketPlan
    let isDaily: Bool
    /// From the last sample before the first bucket to the last before the end and before now.
    let positions: ArraySlice<Int64>
    private let values: ArraySlice<Double>
    /// Where buckets touch, in the unit of positions: instants or day numbers.
    private let boundaries: [Int64]

    /// Takes the samples that count.
    ///
    /// - Throws: `BillingError` with code `unsupported` if the values belong to dates and buckets are narrower than a
    ///   day.
    package init(_ series: MetricSeries, on plan: BucketPlan) throws(BillingError) {
        self.plan = plan
        isDaily = series.timing == .dates
        if !isDaily {
            boundaries = plan.instants
        } else if let days = plan.days {
            boundaries = days
        } else {
            throw BillingError(
                .unsupported, rule: "no bucket is narrower than the cadence of its metric",
                detail: "metric '\(series.key.metric)' has daily values")
        }
        guard let first = boundaries.first, let last = boundaries.last else {
            (positions, values) = ([], [])
            return
        }
        let end = min(last, isDaily ? plan.endDay : plan.now)
        let stop = Aggregation.lowerBound(of: end, in: series.positions)
        let start = min(stop, max(0, Aggregation.lowerBound(of: first, in: series.positions) - 1))
        positions = series.positions[start..<stop]
        values = series.values[start..<stop]
    }

    /// One state per bucket, in which drops are judged by a reset rule.
    package func states(
        _ measures: AggregateState.Measures = .all, resets: ResetRule = .anyDrop
    ) throws(BillingError) -> [AggregateState] {
        try Aggregation.states(
            ofSorted: positions, values, boundaries: boundaries, measures: measures, resets: resets)
    }

    /// The covered time, that of recorded dates included.
    package func covered(_ stated: IntervalSet) -> IntervalSet {
        guard isDaily, stated != .everything else { return stated }
        let days = positions.lazy.map(plan.time(ofDate:))
        let others = days.filter { stated.coveredLength(in: $0) < $0.upperBound - $0.lowerBound }
        return others.isEmpty ? stated : stated.union(IntervalSet(Array(others)))
    }

    /// The value of each bucket by the rule of the kind.
    ///
    /// `coverage` is what ``covered(_:)`` gives, and `held`, of a gauge, what ``held(of:coverage:)`` does. `known` is the time
    /// in which the level of a gauge is known, if it is more than `held`: where another series tells it.
    package func values(
        of metric: Metric, coverage: IntervalSet, held: IntervalSet? = nil, known: IntervalSet? = nil
    ) throws(BillingError) -> [BucketValue] {
        let held = metric.kind == .gauge ? held ?? self.held(of: metric, coverage: coverage) : coverage
        return try values(
            of: metric, coverage: coverage, held: held,
            completeness: plan.completeness(known ?? held, of: metric))
    }

    func values(
        of metric: Metric, coverage: IntervalSet, held: IntervalSet, completeness: [Completeness]
    ) throws(BillingError) -> [BucketValue] {
        let until = isDaily ? plan.endDay : plan.now
        let rules = SeriesRules(kind: metric.kind, extent: isDaily ? 1 : 0)
        switch metric.kind {
        case .count, .cumulative, .distinct:
            let values = try Aggregation.values(
                try states(metric.kind.measures, resets: metric.resets), rules: rules, boundaries: boundaries,
                areDays: isDaily && plan.grid.width == .day,
                completeness: completeness, until: until)
            return dated(values)
        case .gauge:
            let values = try Aggregation.levels(
                positions: Array(positions), values: Array(self.values), rules: rules, boundaries: boundaries,
                ends: ends(plan.instants), held: held,
                completeness: completeness, until: until, carried: carried)
            return dated(values)
        case .distinctToDate:
            let pieces = try ResetPieces(boundaries: boundaries, resets: resets)
            let instants = instants(of: pieces)
            let values = try Aggregation.levels(
                positions: Array(positions), values: Array(self.values), rules: rules,
                boundaries: pieces.boundaries,
                ends: ends(instants),
                held: self.held(of: metric, coverage: coverage), resets: resets,
                completeness: try plan.completeness(
                    coverage, of: metric, pieces: pieces, instants: instants, sinceReset: false),
                until: until, carried: carried)
            return try Aggregation.joined(
                dated(values), pieces, instants: instants,
                completeness: completeness)
        }
    }

    /// The values of a gauge in each bucket, weighted by the time for which they hold.
    ///
    /// `held` is what ``held(of:coverage:)`` gives.
    package func weighted(held: IntervalSet) throws(BillingError) -> [TimeWeightedState] {
        try weighted(held: held, starts: starts)
    }

    func weighted(held: IntervalSet, starts: ArraySlice<Int64>) throws(BillingError) -> [TimeWeightedState] {
        // Dates have 23 to 25 hours as a rule, so they are weighed as instants.
        try Aggregation.timeWeighted(
            positions: Array(starts), values: Array(values), boundaries: plan.instants,
            rules: SeriesRules(kind: .gauge), coverage: held, until: plan.now)
    }

    /// The covered and past time in which a level is in force: from its sample or date on to the next one, at most to the
    /// staleness limit of a gauge, or to the reset of a figure to date.
    package func held(of metric: Metric, coverage: IntervalSet) -> IntervalSet {
        let starts = starts
        let staleness = metric.kind == .gauge ? metric.staleness?.wholeMicroseconds : nil
        var holds: [Range<Int64>] = []
        for (index, position) in positions.enumerated() {
            let start = starts[starts.startIndex + index]
            var end = index + 1 < starts.count ? starts[starts.startIndex + index + 1] : Instants.end
            if let staleness {
                end = min(end, endOfHold(position, staleness))
            }
            if metric.kind == .distinctToDate, let reset = resets.first(where: { $0 > position }) {
                end = min(end, isDaily ? plan.start(ofDay: reset) : reset)
            }
            end = max(start, min(end, plan.now))
            // One that holds until the next comes is one stretch with it.
            if let last = holds.last, last.upperBound == start {
                holds[holds.count - 1] = last.lowerBound..<end
            } else {
                holds.append(start..<end)
            }
        }
        return coverage.intersection(IntervalSet(holds))
    }

    private func endOfHold(_ position: Int64, _ staleness: Int64) -> Int64 {
        isDaily
            ? plan.end(ofDays: 1 + staleness / Instants.perDay, from: position)
            : SeriesRules(kind: .gauge, staleness: staleness).endOfHold(from: position)
    }

    /// The instants of the samples, those of dates the first ones.
    var starts: ArraySlice<Int64> {
        isDaily ? plan.starts(ofDates: Array(positions))[...] : positions
    }

    private var resets: [Int64] { isDaily ? plan.resetDays : plan.resets }

    private func dated(_ values: consuming [BucketValue]) -> [BucketValue] {
        guard isDaily else { return values }
        for place in values.indices { values[place].timing = .dates }
        return values
    }

    /// The ends of stretches of time that touch at instants, or now where that is earlier.
    private func ends(_ instants: [Int64]) -> [Int64] { instants.dropFirst().map { min($0, plan.now) } }

    /// Where pieces of buckets touch, as instants.
    private func instants(of pieces: ResetPieces) -> [Int64] {
        guard isDaily else { return pieces.boundaries }
        var instants = Array(plan.instants.prefix(pieces.boundaries.isEmpty ? 0 : 1))
        for (place, bucket) in pieces.buckets.enumerated() {
            let isLast = place + 1 == pieces.buckets.count || pieces.buckets[place + 1] != bucket
            let end = plan.instants[bucket + 1]
            let start = instants.last ?? end
            instants.append(
                isLast ? end : min(end, max(start, plan.start(ofDay: pieces.boundaries[place + 1]))))
        }
        return instants
    }

    /// The last sample before the first bucket.
    private var carried: Aggregation.Reading? {
        guard let first = boundaries.first, let position = positions.first, position < first else {
            return nil
        }
        return values.first.map { Aggregation.Reading(position: position, value: $0) }
    }
}

extension MetricKind {
    /// The measures from which the figures of a kind are finished.
    package var measures: AggregateState.Measures {
        switch self {
        case .count: .sum
        case .cumulative: .increase
        case .gauge, .distinct, .distinctToDate: []
        }
    }
}
