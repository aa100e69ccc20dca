package import BillingModel

/// The samples of one recorded series that the buckets of a plan are read from, and what they say.
package struct SeriesReading {
    private let plan: BucketPlan
    private let isDaily: Bool
    /// From the last sample before the first bucket to the last before the end and before now.
    private let positions: [Int64]
    private let values: [Double]
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
        positions = Array(series.positions[start..<stop])
        values = Array(series.values[start..<stop])
    }

    /// One state per bucket, in which drops are judged by a reset rule.
    package func states(resets: ResetRule = .anyDrop) throws(BillingError) -> [AggregateState] {
        try Aggregation.states(
            positions: positions, values: values, boundaries: boundaries, resets: resets)
    }

    /// The covered time, that of recorded dates included.
    package func covered(_ stated: IntervalSet) -> IntervalSet {
        guard isDaily, stated != .everything else { return stated }
        return stated.union(
            IntervalSet(positions.map(plan.time(ofDate:))))
    }

    /// The value of each bucket by the rule of the kind.
    ///
    /// `coverage` is what ``covered(_:)`` gives.
    package func values(
        of metric: Metric, coverage: IntervalSet
    ) throws(BillingError) -> [BucketValue] {
        let known = try plan.completeness(coverage, of: metric)
        let values = try filled(rules(of: metric), boundaries, known)
        guard isDaily else { return values }
        return values.map { BucketValue(daily: $0, startOfDay: plan.start(ofDay:)) }
    }

    /// The values of a gauge in each bucket, weighted by the time for which they hold.
    package func weighted(
        of metric: Metric, coverage: IntervalSet
    ) throws(BillingError) -> [TimeWeightedState] {
        let rules = rules(of: metric)
        guard isDaily else {
            return try Aggregation.timeWeighted(
                positions: positions, values: values, boundaries: boundaries, rules: rules,
                coverage: coverage, until: plan.now)
        }
        // Dates have 23 to 25 hours as a rule, so they are weighed as instants.
        return try Aggregation.timeWeighted(
            positions: plan.starts(ofDates: positions), values: values, boundaries: plan.instants,
            rules: SeriesRules(kind: .gauge), coverage: held(of: metric, coverage: coverage), until: plan.now)
    }

    /// The covered time in which a value of a gauge holds: from its sample or date on to the next one, at most to its
    /// staleness limit.
    package func held(of metric: Metric, coverage: IntervalSet) -> IntervalSet {
        let rules = rules(of: metric)
        let starts = isDaily ? plan.starts(ofDates: positions) : positions
        let holds = positions.indices.map { index in
            var end = index + 1 < starts.count ? starts[index + 1] : Instants.end
            if !isDaily {
                end = min(end, rules.endOfHold(from: positions[index]))
            } else if let staleness = rules.staleness {
                end = min(end, plan.end(ofDays: 1 + staleness, from: positions[index]))
            }
            return starts[index]..<max(starts[index], min(end, plan.now))
        }
        return coverage.intersection(IntervalSet(holds))
    }

    /// The value of a gauge in force at the first instant or on the first date of each bucket.
    package func starts(
        of metric: Metric, coverage: IntervalSet
    ) throws(BillingError) -> [Double?] {
        let afterFirst = boundaries.dropLast().map { $0 + 1 }
        let instants = isDaily ? afterFirst.map(plan.start(ofDay:)) : afterFirst
        let known = try Aggregation.completeness(
            boundaries: Self.split(plan.instants, after: instants), coverage: coverage, now: plan.now)
        let values = try filled(rules(of: metric), Self.split(boundaries, after: afterFirst), known)
        return stride(from: 0, to: values.count, by: 2).map { values[$0].value }
    }

    /// Boundaries that divide each bucket in two: up to the end of its beginning, and the rest.
    private static func split(_ boundaries: [Int64], after beginnings: [Int64]) -> [Int64] {
        zip(zip(boundaries, boundaries.dropFirst()), beginnings).flatMap { [$0.0, min($1, $0.1)] }
            + boundaries.suffix(1)
    }

    private func rules(of metric: Metric) -> SeriesRules {
        let staleness = metric.staleness?.wholeMicroseconds
        guard isDaily else {
            return SeriesRules(kind: metric.kind, staleness: staleness, resets: metric.resets)
        }
        return SeriesRules(
            kind: metric.kind, staleness: staleness.map { $0 / Instants.perDay }, extent: 1,
            resets: metric.resets)
    }

    private func filled(
        _ rules: SeriesRules, _ boundaries: [Int64], _ known: [Completeness]
    ) throws(BillingError) -> [BucketValue] {
        let until = isDaily ? plan.endDay : plan.now
        guard rules.kind == .distinctToDate else {
            return try Aggregation.values(
                try Aggregation.states(
                    positions: positions, values: values, boundaries: boundaries, resets: rules.resets),
                rules: rules, boundaries: boundaries, areDays: isDaily && plan.grid.width == .day,
                completeness: known, until: until, carried: carried)
        }
        let resets = isDaily ? plan.resetDays : plan.resets
        let pieces = try Aggregation.states(
            positions: positions, values: values,
            boundaries: try Aggregation.refine(boundaries: boundaries, at: resets))
        return try Aggregation.valuesToDate(
            pieces, boundaries: boundaries, resets: resets, completeness: known, until: until,
            carried: carried)
    }

    /// The last sample before the first bucket.
    private var carried: Aggregation.Reading? {
        guard let first = boundaries.first, let position = positions.first, position < first else {
            return nil
        }
        return Aggregation.Reading(position: position, value: values[0])
    }
}
