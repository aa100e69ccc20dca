package import BillingModel

extension Aggregation {
    /// The value of each bucket by the rule of the kind, gaps filled where coverage allows.
    ///
    /// | kind | with samples | without, covered and past |
    /// | --- | --- | --- |
    /// | count | sum | 0 |
    /// | cumulative | increase | 0 |
    /// | distinct | the sample if the bucket is a single day, of several the first; else absent | missing |
    ///
    /// Samples always count, also outside coverage. A bucket without samples is filled if any part of it that has
    /// passed is covered, and its completeness tells the share; if none is, it is missing. A bucket that begins at or
    /// after `until` is missing.
    ///
    /// Levels are read by ``levels(_:rules:boundaries:ends:held:resets:completeness:until:carried:)``, distinct counts derived
    /// from activity by ``values(distinct:boundaries:completeness:until:)``.
    ///
    /// - Parameters:
    ///   - states: One per bucket, of values before now, with the measures that the kind needs.
    ///   - rules: What the series is.
    ///   - boundaries: In the unit of the states' positions; see ``Aggregation``.
    ///   - areDays: Whether each bucket is, uncut, one local day, of which a recorded distinct count is; a second one is that
    ///     of a date behind it that the clock skips.
    ///   - completeness: One per bucket, as ``completeness(boundaries:range:coverage:now:lag:resets:)`` gives them.
    ///   - until: In the unit of positions: now, or the day after today for day numbers.
    /// - Returns: One value per bucket.
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together,
    ///   `unsupported` for a level or a missing measure, or `overflow` if a figure is beyond `Double`.
    package static func values(
        _ states: [AggregateState], rules: SeriesRules, boundaries: [Int64], areDays: Bool = false,
        completeness: [Completeness], until: Int64
    ) throws(BillingError) -> [BucketValue] {
        try check(buckets: states.count, boundaries: boundaries, completeness: completeness)
        var result: [BucketValue] = []
        result.reserveCapacity(states.count)
        for (index, state) in states.enumerated() {
            let known = completeness[index]
            if boundaries[index] >= until {
                result.append(BucketValue(missing: known))
            } else if state.count > 0 {
                result.append(try observed(state, rules, isDay: areDays, known))
            } else {
                result.append(try filled(rules, known))
            }
        }
        return result
    }

    private static func observed(
        _ state: AggregateState, _ rules: SeriesRules, isDay: Bool, _ known: Completeness
    ) throws(BillingError) -> BucketValue {
        var exact: ExactSum?
        var position: Int64?
        switch rules.kind {
        case .gauge, .distinctToDate: throw isLevel
        case .count: exact = try state.exactSum()
        case .cumulative: exact = try state.exactIncrease()
        case .distinct:
            if isDay {
                var sample = ExactSum()
                sample.add(finite: state.first ?? 0)
                exact = sample
                position = state.firstPosition
            }
        }
        let value = try BucketValue(
            exact, known, samples: state.count, origin: .observed, position: position)
        return rules.kind == .cumulative ? value.counting(resets: try state.resets()) : value
    }

    private static func filled(
        _ rules: SeriesRules, _ known: Completeness
    ) throws(BillingError) -> BucketValue {
        switch rules.kind {
        case .gauge, .distinctToDate: throw isLevel
        case .count, .cumulative:
            guard known.coverage > 0 else { return BucketValue(missing: known) }
            let zero = try BucketValue(ExactSum(), known, samples: 0, origin: .filled)
            return rules.kind == .cumulative ? zero.counting(resets: 0) : zero
        case .distinct: return BucketValue(missing: known)
        }
    }

    private static var isLevel: BillingError {
        BillingError(.unsupported, rule: "a level is read with the time in which it holds")
    }

    /// The value of each bucket from distinct counts of activity.
    ///
    /// Silence is 0 where any part that has passed is covered, and missing elsewhere. The subjects that were counted are the samples of a bucket.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together.
    package static func values(
        distinct counts: [Int], boundaries: [Int64], completeness: [Completeness], until: Int64
    ) throws(BillingError) -> [BucketValue] {
        try check(buckets: counts.count, boundaries: boundaries, completeness: completeness)
        var result: [BucketValue] = []
        result.reserveCapacity(counts.count)
        for (index, count) in counts.enumerated() {
            result.append(
                try value(distinct: count, completeness[index], hasBegun: boundaries[index] < until))
        }
        return result
    }

    static func value(
        distinct count: Int, _ known: Completeness, hasBegun: Bool
    ) throws(BillingError) -> BucketValue {
        guard hasBegun, count > 0 || known.coverage > 0 else { return BucketValue(missing: known) }
        var exact = ExactSum()
        exact.addProduct(1, Int64(count))
        return try BucketValue(exact, known, samples: count, origin: count > 0 ? .observed : .filled)
    }

    static func check(buckets: Int, boundaries: [Int64], completeness: [Completeness]) throws(BillingError) {
        try check(boundaries: boundaries)
        guard buckets == max(0, boundaries.count - 1), completeness.count == buckets else {
            throw BillingError(
                .invalidValue, rule: "columns of buckets have one entry per bucket",
                detail:
                    "\(buckets) entries, \(boundaries.count) boundaries, \(completeness.count) completeness")
        }
    }
}
