package import BillingModel

extension Aggregation {
    /// The value of each bucket by the rule of the kind, gaps filled where coverage allows.
    ///
    /// | kind | with samples | without, covered and past |
    /// | --- | --- | --- |
    /// | gauge | last | the one before, if it still holds when the bucket begins |
    /// | count | sum | 0 |
    /// | cumulative | increase | 0 |
    /// | distinct | the sample if the bucket is a single day, of several the first; else absent | missing |
    ///
    /// Samples always count, also outside coverage. A bucket without samples is filled if any part of it that has
    /// passed is covered, and its completeness tells the share; if none is, it is missing. A value is carried over
    /// buckets that are not covered, because the staleness limit bounds its age, but never shown in them. A bucket
    /// that begins at or after `until` is missing.
    ///
    /// Distinct counts derived from activity are filled by ``values(distinct:boundaries:completeness:until:)``, figures
    /// to date by ``valuesToDate(_:boundaries:resets:completeness:until:carried:)``.
    ///
    /// - Parameters:
    ///   - states: One per bucket, of values before now, with the measures that the kind needs.
    ///   - rules: What the series is.
    ///   - boundaries: In the unit of the states' positions; see ``Aggregation``.
    ///   - areDays: Whether each bucket is, uncut, one local day, of which a recorded distinct count is; a second one is that
    ///     of a date behind it that the clock skips.
    ///   - completeness: One per bucket, as ``completeness(boundaries:range:coverage:now:lag:resets:)`` gives them.
    ///   - until: In the unit of positions: now, or the day after today for day numbers.
    ///   - carried: The last sample before the first boundary.
    /// - Returns: One value per bucket.
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together,
    ///   `unsupported` for a figure to date or a missing measure, or
    ///   `overflow` if a figure is beyond `Double`.
    package static func values(
        _ states: [AggregateState], rules: SeriesRules, boundaries: [Int64], areDays: Bool = false,
        completeness: [Completeness], until: Int64, carried: Reading? = nil
    ) throws(BillingError) -> [BucketValue] {
        guard rules.kind != .distinctToDate else {
            throw BillingError(.unsupported, rule: "a figure to date is read with its resets")
        }
        try check(buckets: states.count, boundaries: boundaries, completeness: completeness)
        if let carried { try ExactSum.check(carried.value) }
        var result: [BucketValue] = []
        result.reserveCapacity(states.count)
        var held = carried
        for (index, state) in states.enumerated() {
            let start = boundaries[index]
            let known = completeness[index]
            if start >= until {
                result.append(BucketValue(missing: known))
            } else if state.count > 0 {
                result.append(try observed(state, rules, isDay: areDays, known))
                held = state.lastReading
            } else {
                result.append(try filled(rules, at: start, held: held, known))
            }
        }
        return result
    }

    private static func observed(
        _ state: AggregateState, _ rules: SeriesRules, isDay: Bool, _ known: Completeness
    ) throws(BillingError) -> BucketValue {
        var exact: ExactSum? = ExactSum()
        var position: Int64?
        switch rules.kind {
        case .gauge, .distinctToDate:
            exact?.add(finite: state.last ?? 0)
            position = state.lastPosition
        case .count:
            exact = try state.exactSum()
        case .cumulative:
            exact = try state.exactIncrease()
        case .distinct:
            if isDay {
                exact?.add(finite: state.first ?? 0)
                position = state.firstPosition
            } else {
                exact = nil
            }
        }
        let value = try BucketValue(
            exact, known, samples: state.count, origin: .observed, position: position)
        return rules.kind == .cumulative ? value.counting(resets: try state.resets()) : value
    }

    private static func filled(
        _ rules: SeriesRules, at start: Int64, held: Reading?, _ known: Completeness
    ) throws(BillingError) -> BucketValue {
        guard known.coverage > 0 else { return BucketValue(missing: known) }
        switch rules.kind {
        case .gauge:
            guard let held, start < rules.endOfHold(from: held.position) else {
                return BucketValue(missing: known)
            }
            var exact = ExactSum()
            exact.add(finite: held.value)
            return try BucketValue(exact, known, samples: 0, origin: .filled, position: held.position)
        case .count:
            return try BucketValue(ExactSum(), known, samples: 0, origin: .filled)
        case .cumulative:
            return try BucketValue(ExactSum(), known, samples: 0, origin: .filled).counting(resets: 0)
        case .distinct, .distinctToDate:
            return BucketValue(missing: known)
        }
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

extension AggregateState {
    var lastReading: Aggregation.Reading? {
        guard let last, let lastPosition else { return nil }
        return Aggregation.Reading(position: lastPosition, value: last)
    }
}
