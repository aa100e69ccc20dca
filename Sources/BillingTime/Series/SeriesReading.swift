package import BillingModel

/// The samples of one recorded series that the buckets of a plan are read from, and what they say.
package struct SeriesReading {
    let plan: BucketPlan
    let isDaily: Bool
    /// From the last sample before the first bucket to the last before the end and before now.
    let positions: ArraySlice<Int64>
    let values: ArraySlice<Double>
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
        let places = plan.places(of: series)
        positions = series.positions[places]
        values = series.values[places]
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
        switch metric.kind {
        case .count, .cumulative, .distinct:
            let values = try Aggregation.values(
                try states(metric.kind.measures, resets: metric.resets),
                rules: SeriesRules(kind: metric.kind), boundaries: boundaries,
                areDays: isDaily && plan.grid.width == .day,
                completeness: completeness, until: until)
            return dated(values)
        case .gauge, .distinctToDate:
            if let frame = frame(of: metric, coverage: coverage, held: held, completeness: completeness) {
                return Array(BucketColumn(frame, self.values))
            }
            let pieces = try ResetPieces(boundaries: boundaries, resets: resets)
            let instants = instants(of: pieces)
            let frame = levelFrame(
                boundaries: pieces.boundaries, ends: ends(instants),
                held: self.held(of: metric, coverage: coverage), resets: resets,
                completeness: try plan.completeness(
                    coverage, of: metric, pieces: pieces, instants: instants, sinceReset: false))
            return try Aggregation.joined(
                Array(BucketColumn(frame, self.values)), pieces, instants: instants,
                completeness: completeness)
        }
    }

    /// Where the figures are if each follows from a single sample; nil if they do not.
    func frame(
        of metric: Metric, coverage: IntervalSet, held: IntervalSet?, completeness: [Completeness]
    ) -> LevelFrame? {
        switch metric.kind {
        case .gauge:
            return levelFrame(
                boundaries: boundaries, ends: ends(plan.instants),
                held: held ?? self.held(of: metric, coverage: coverage), resets: [],
                completeness: completeness)
        case .distinctToDate:
            // A bucket that crosses a reset lists its periods, and has no figure of its own.
            guard !isAnyReset(insideOf: boundaries) else { return nil }
            return levelFrame(
                boundaries: boundaries, ends: ends(plan.instants),
                held: self.held(of: metric, coverage: coverage), resets: resets, completeness: completeness)
        case .count, .distinct:
            if metric.kind == .distinct, !(isDaily && plan.grid.width == .day) { return nil }
            return LevelFrame(
                singly: positions, boundaries: boundaries, completeness: completeness, timing: timing,
                until: until, kind: metric.kind)
        case .cumulative: return nil
        }
    }

    private func levelFrame(
        boundaries: [Int64], ends: [Int64], held: IntervalSet, resets: [Int64], completeness: [Completeness]
    ) -> LevelFrame {
        LevelFrame(
            levelsOf: positions,
            in: LevelFrame.Levels(
                boundaries: boundaries, ends: ends, held: held, resets: resets, isOfInstants: !isDaily,
                until: until),
            completeness: completeness, timing: timing)
    }

    private func isAnyReset(insideOf boundaries: [Int64]) -> Bool {
        var place = 0
        for reset in resets {
            while place < boundaries.count, boundaries[place] < reset { place += 1 }
            if place > 0, place < boundaries.count, boundaries[place] != reset { return true }
        }
        return false
    }

    private var until: Int64 { isDaily ? plan.endDay : plan.now }
    private var timing: MetricSeries.Timing { isDaily ? .dates : .instants }

    /// The values of a gauge in each bucket, weighted by the time for which they hold.
    ///
    /// `held` is what ``held(of:coverage:)`` gives.
    package func weighted(held: IntervalSet) throws(BillingError) -> [TimeWeightedState] {
        // Dates have 23 to 25 hours as a rule, so they are weighed as instants.
        try Aggregation.timeWeighted(
            ofSorted: starts, values, boundaries: plan.instants, rules: SeriesRules(kind: .gauge),
            coverage: held, until: plan.now)
    }

    /// For how long each sample holds in each bucket; nil for so many samples that it is better told of each series by itself.
    func weights(held: IntervalSet, starts: ArraySlice<Int64>) -> WeightFrame? {
        guard positions.count <= 1 << 16 else { return nil }
        return WeightFrame(
            of: starts, boundaries: plan.instants, coverage: held, until: plan.now)
    }

    /// The covered and past time in which a level is in force: from its sample or date on to the next one, at most to the
    /// staleness limit of a gauge, or to the reset of a figure to date.
    package func held(of metric: Metric, coverage: IntervalSet) -> IntervalSet {
        held(of: metric, coverage: coverage, starts: starts)
    }

    func held(of metric: Metric, coverage: IntervalSet, starts: ArraySlice<Int64>) -> IntervalSet {
        let isToDate = metric.kind == .distinctToDate
        let staleness = metric.kind == .gauge ? metric.staleness?.wholeMicroseconds : nil
        guard let first = starts.first, let last = starts.last else { return IntervalSet() }
        if staleness == nil, !isToDate, last <= plan.now {
            // Each holds until the next comes.
            return coverage.intersection(IntervalSet([first..<max(first, min(plan.now, Instants.end))]))
        }
        let resets = isToDate ? resets : []
        var reset = 0
        var holds: [Range<Int64>] = []
        for (index, position) in zip(starts.indices, positions) {
            let start = starts[index]
            var end = index + 1 < starts.endIndex ? starts[index + 1] : Instants.end
            if let staleness { end = min(end, endOfHold(position, staleness)) }
            while reset < resets.count, resets[reset] <= position { reset += 1 }
            if reset < resets.count {
                end = min(end, isDaily ? plan.start(ofDay: resets[reset]) : resets[reset])
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

extension BucketPlan {
    /// The places of the samples of a series that its buckets are read from: from the last one before the first bucket to the last
    /// before the end and before now; none if the buckets are narrower than the days of its dates.
    package func places(of series: borrowing MetricSeries) -> Range<Int> {
        let isDaily = series.timing == .dates
        guard let bounds = isDaily ? days : instants, let first = bounds.first, let last = bounds.last else {
            return 0..<0
        }
        let end = min(last, isDaily ? endDay : now)
        let positions = series.positions
        let stop = Aggregation.lowerBound(of: end, in: positions[...], near: positions.count)
        let start = Aggregation.lowerBound(of: first, in: positions[..<stop], near: 0)
        return max(0, start - 1)..<stop
    }
}
