package import BillingModel

extension Aggregation {
    /// What a figure to date is read over: the boundaries, and the resets strictly inside a bucket, in order.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if boundaries or resets descend.
    package static func refine(boundaries: [Int64], at resets: [Int64]) throws(BillingError) -> [Int64] {
        try check(boundaries: boundaries)
        try check(resets: resets)
        guard var refined = boundaries.first.map({ [$0] }) else { return [] }
        for (start, end) in zip(boundaries, boundaries.dropFirst()) {
            refined += inner(resets, start, end)
            refined.append(end)
        }
        return refined
    }

    /// The figure at the end of each bucket, from recorded figures to date.
    ///
    /// A figure is carried to the next reset and never across one. A bucket with a reset strictly inside has no value:
    /// it lists the last figure of each period instead. Gaps are otherwise filled as
    /// ``values(_:rules:boundaries:completeness:until:carried:)`` tells.
    ///
    /// - Parameters:
    ///   - states: One per bucket of the boundaries refined by ``refine(boundaries:at:)``.
    ///   - boundaries: In the unit of positions, not refined.
    ///   - resets: Ascending, in the unit of positions: where the figure starts again. None that lies between the
    ///     carried sample and the last boundary may be left out.
    ///   - completeness: One per bucket of the boundaries that are not refined.
    ///   - until: In the unit of positions: now, or the day after today for day numbers.
    ///   - carried: The last sample before the first boundary.
    /// - Returns: One value per bucket of the boundaries that are not refined.
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together.
    package static func valuesToDate(
        _ states: [AggregateState], boundaries: [Int64], resets: [Int64], completeness: [Completeness],
        until: Int64, carried: Reading? = nil
    ) throws(BillingError) -> [BucketValue] {
        if let carried { try ExactSum.check(carried.value) }
        var held = carried
        return try toDate(states, boundaries, resets, completeness) {
            state, start, known throws(BillingError) in
            guard start < until else { return BucketValue(missing: known) }
            if let last = state.lastReading { held = last }
            guard let reading = held, state.count > 0 || known.coverage > 0,
                !hasReset(after: reading.position, through: start, resets)
            else { return BucketValue(missing: known) }
            var exact = ExactSum()
            exact.add(finite: reading.value)
            return try BucketValue(
                exact, known, samples: state.count, origin: state.count > 0 ? .observed : .filled,
                position: reading.position)
        }
    }

    /// The figure at the end of each bucket, from distinct counts to date as ``Presence`` gives them.
    ///
    /// - Parameters:
    ///   - counts: One per bucket of the boundaries refined by ``refine(boundaries:at:)``; nil before the first reset.
    ///   - boundaries: Not refined.
    ///   - resets: Ascending: where the figure starts again.
    ///   - completeness: One per bucket of the boundaries that are not refined.
    ///   - until: Now; buckets that begin then or later are missing.
    /// - Returns: One value per bucket of the boundaries that are not refined.
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together.
    package static func valuesToDate(
        distinct counts: [Int?], boundaries: [Int64], resets: [Int64], completeness: [Completeness],
        until: Int64
    ) throws(BillingError) -> [BucketValue] {
        try toDate(counts, boundaries, resets, completeness) { count, start, known throws(BillingError) in
            guard let count else { return BucketValue(missing: known) }
            return try value(distinct: count, known, hasBegun: start < until)
        }
    }

    /// Finds the value of each piece between boundaries and resets, and puts the pieces of each bucket together.
    private static func toDate<Piece>(
        _ pieces: [Piece], _ boundaries: [Int64], _ resets: [Int64], _ completeness: [Completeness],
        value: (Piece, Int64, Completeness) throws(BillingError) -> BucketValue
    ) throws(BillingError) -> [BucketValue] {
        let refined = try refine(boundaries: boundaries, at: resets)
        try check(
            buckets: max(0, boundaries.count - 1), boundaries: boundaries, completeness: completeness)
        guard pieces.count == max(0, refined.count - 1) else {
            throw BillingError(
                .invalidValue, rule: "a figure to date is read over boundaries refined at its resets",
                detail: "\(pieces.count) states, \(refined.count) boundaries")
        }
        var result: [BucketValue] = []
        var index = 0
        for (bucket, known) in completeness.enumerated() {
            let count = inner(resets, boundaries[bucket], boundaries[bucket + 1]).count + 1
            var values: [BucketValue] = []
            for piece in index..<(index + count) {
                values.append(try value(pieces[piece], refined[piece], known))
            }
            result.append(
                count == 1 ? values[0] : try crossing(values, ends: refined[(index + 1)...], known))
            index += count
        }
        return result
    }

    private static func crossing(
        _ values: [BucketValue], ends: ArraySlice<Int64>, _ known: Completeness
    ) throws(BillingError) -> BucketValue {
        let figures = zip(values, ends).compactMap { value, end in
            value.value.map { BucketValue.PartialFigure(endPosition: end, value: $0) }
        }
        let weakest = try Completeness.weakest(of: values.map(\.completeness))
        return BucketValue(absent: weakest ?? known, partialFigures: figures)
    }

    /// The resets strictly between two boundaries, each once.
    private static func inner(_ resets: [Int64], _ start: Int64, _ end: Int64) -> [Int64] {
        var inner: [Int64] = []
        for reset in resets[lowerBound(of: start, in: resets)...] {
            if reset >= end { break }
            if reset > start, reset != inner.last { inner.append(reset) }
        }
        return inner
    }

    /// Whether a figure sampled at a position has started again by `bound`; a sample at a reset is after it.
    private static func hasReset(after position: Int64, through bound: Int64, _ resets: [Int64]) -> Bool {
        // A sample in the piece that begins at `bound` may lie after it.
        guard position < bound else { return false }
        let next = lowerBound(of: position, in: resets)
        guard let reset = resets[next...].first(where: { $0 > position }) else { return false }
        return reset <= bound
    }
}
