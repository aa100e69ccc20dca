package import BillingModel

extension BucketPlan {
    /// The pieces of buckets between resets, over which figures to date are read.
    package func pieces() throws(BillingError) -> [Int64] {
        try ResetPieces(boundaries: instants, resets: resets).boundaries
    }

    /// The values of buckets from the states of counts or increases at instants.
    ///
    /// `completeness` is what ``completeness(_:of:isToDate:)`` gives.
    package func values(
        counted states: [AggregateState], of metric: Metric, completeness: [Completeness]
    ) throws(BillingError) -> [BucketValue] {
        try Aggregation.values(
            states, rules: SeriesRules(kind: metric.kind), boundaries: instants, completeness: completeness,
            until: now)
    }

    /// What silence says of a number of events in each bucket: zero where any of it is covered and past.
    ///
    /// `completeness` is what ``completeness(_:of:isToDate:)`` gives.
    package func silence(completeness: [Completeness]) -> BucketColumn {
        BucketColumn(LevelFrame(silenceOn: instants, completeness: completeness, until: now), [])
    }

    /// The values of buckets from the number of different subjects in each.
    package func values(
        distinct counts: [Int], of metric: Metric, coverage: IntervalSet
    ) throws(BillingError) -> [BucketValue] {
        try Aggregation.values(
            distinct: counts, boundaries: instants, completeness: completeness(coverage, of: metric),
            until: now)
    }

    /// The values of buckets from the number of different subjects to the end of each of ``pieces()``.
    package func values(
        toDate counts: [Int?], of metric: Metric, coverage: IntervalSet
    ) throws(BillingError) -> [BucketValue] {
        let pieces = try ResetPieces(boundaries: instants, resets: resets)
        let known = try completeness(
            coverage, of: metric, pieces: pieces, instants: pieces.boundaries, sinceReset: true)
        let values = try Aggregation.valuesToDate(
            distinct: counts, pieces: pieces, completeness: known, until: now)
        return try Aggregation.joined(
            values, pieces, instants: pieces.boundaries, completeness: completeness(coverage, of: metric))
    }
}
