package import BillingModel

extension Aggregation {
    /// The figure at the end of each piece, from distinct counts to date as ``DistinctActivity`` gives them.
    ///
    /// - Parameters:
    ///   - counts: One per piece; nil before the first reset.
    ///   - pieces: The buckets, divided at the resets.
    ///   - completeness: One per piece, with the coverage from its reset on.
    ///   - until: Now; pieces that begin then or later are missing.
    /// - Returns: One value per piece.
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together.
    package static func valuesToDate(
        distinct counts: [Int?], pieces: ResetPieces, completeness: [Completeness], until: Int64
    ) throws(BillingError) -> [BucketValue] {
        try check(buckets: counts.count, boundaries: pieces.boundaries, completeness: completeness)
        var result: [BucketValue] = []
        for (index, count) in counts.enumerated() {
            let known = completeness[index]
            guard let count else {
                result.append(BucketValue(missing: known))
                continue
            }
            result.append(try value(distinct: count, known, hasBegun: pieces.boundaries[index] < until))
        }
        return result
    }

    /// The value of each bucket from those of its pieces.
    ///
    /// A bucket with a reset strictly inside has no value: it lists all of its pieces instead, each with what is known of
    /// its own time. The bucket itself is as far known as its elapsed time is, whatever has not begun.
    ///
    /// - Parameters:
    ///   - values: One per piece.
    ///   - pieces: The buckets, divided at the resets.
    ///   - instants: Where the pieces touch, in microseconds: one more than there are.
    ///   - completeness: One per bucket, with the coverage of its own time.
    /// - Returns: One value per bucket.
    /// - Throws: `BillingError` with code `invalidValue` if the columns do not fit together.
    package static func joined(
        _ values: [BucketValue], _ pieces: ResetPieces, instants: [Int64], completeness: [Completeness]
    ) throws(BillingError) -> [BucketValue] {
        let ofBuckets = pieces.ofBuckets
        guard values.count == pieces.buckets.count, instants.count == pieces.boundaries.count,
            completeness.count == ofBuckets.count
        else {
            throw BillingError(
                .invalidValue, rule: "a figure to date is read over boundaries refined at its resets",
                detail: "\(values.count) values, \(pieces.boundaries.count) boundaries")
        }
        var result: [BucketValue] = []
        for (places, known) in zip(ofBuckets, completeness) {
            guard places.count > 1 else {
                result.append(values[places.lowerBound])
                continue
            }
            let begun = try Completeness.weakest(
                of: values[places].map(\.completeness).filter { $0.phase != .future })
            let figures = places.map { BucketValue.PartialFigure(values[$0], end: instants[$0 + 1]) }
            result.append(
                BucketValue(
                    absent: known.with(samples: begun?.samples ?? 0, origin: begun?.origin ?? .missing),
                    partialFigures: figures))
        }
        return result
    }
}
