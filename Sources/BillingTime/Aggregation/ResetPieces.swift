package import BillingModel

/// The pieces into which the resets of a figure to date divide buckets, in order.
package struct ResetPieces: Sendable {
    /// The boundaries of the buckets, and the resets strictly inside one.
    package let boundaries: [Int64]
    /// The place of the bucket that each piece is of.
    package let buckets: [Int]

    /// Divides buckets.
    ///
    /// - Throws: `BillingError` with code `invalidValue` if boundaries or resets descend.
    package init(boundaries: [Int64], resets: [Int64]) throws(BillingError) {
        try Aggregation.check(boundaries: boundaries)
        try Aggregation.check(resets: resets)
        var refined = Array(boundaries.prefix(1))
        var buckets: [Int] = []
        for (bucket, (start, end)) in zip(boundaries, boundaries.dropFirst()).enumerated() {
            for reset in resets[Aggregation.lowerBound(of: start, in: resets)...] {
                if reset >= end { break }
                guard reset > start, reset != refined.last else { continue }
                refined.append(reset)
                buckets.append(bucket)
            }
            refined.append(end)
            buckets.append(bucket)
        }
        (self.boundaries, self.buckets) = (refined, buckets)
    }

    /// The places of the pieces of each bucket.
    package var ofBuckets: [Range<Int>] {
        var result: [Range<Int>] = []
        for (piece, bucket) in buckets.enumerated() {
            if bucket < result.count {
                result[bucket] = result[bucket].lowerBound..<(piece + 1)
            } else {
                result.append(piece..<(piece + 1))
            }
        }
        return result
    }
}
