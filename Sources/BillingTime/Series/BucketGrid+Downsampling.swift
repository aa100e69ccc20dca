public import BillingModel

extension BucketGrid {
    /// The buckets to draw of a line, chosen so that the drawing hides neither gap nor extreme.
    ///
    /// A gap is a bucket without a value. Always kept are both neighbours of every gap, the first and the last bucket with a
    /// value, and a lowest and a highest one. What the target has left goes to stretches of equal length, each of
    /// which keeps a lowest and a highest bucket. Those that are always kept are kept even if they are more than the target.
    ///
    /// - Parameters:
    ///   - values: What a series says about each bucket.
    ///   - target: How many buckets to keep at most; if no more have a value, all of those are kept.
    /// - Returns: The places of the buckets that are kept, ascending; each has a value.
    /// - Throws: `BillingError` with code `invalidValue` if there is not one value for each bucket.
    /// - Complexity: O(*b*) for *b* buckets.
    public func downsampled(_ values: [BucketValue], to target: Int) throws(BillingError) -> [Int] {
        guard values.count == count else {
            throw BillingError(
                .invalidValue, rule: "a line has one value for each bucket",
                detail: "\(values.count) values, \(count) buckets")
        }
        return try Downsampling.minMax(
            positions: Array(boundaries.dropLast()), values: values.map(\.value), target: target)
    }
}
