public import BillingModel

extension MetricSeries {
    /// The percentile of the values of all samples, by linear interpolation between order statistics.
    ///
    /// With n ascending values x[0] to x[n − 1] and h = (n − 1)·p, it is x[⌊h⌋] + (h − ⌊h⌋)·(x[⌊h⌋ + 1] − x[⌊h⌋]),
    /// rounded once. Samples count alike, however long they hold.
    ///
    /// ```swift
    /// let median = try series.percentile(0.5)
    /// ```
    ///
    /// - Parameter share: 0 for the least value, 0.5 for the median, 1 for the greatest.
    /// - Returns: The percentile; nil if there are no samples.
    /// - Throws: `BillingError` with code `invalidValue` if the share lies outside 0 to 1.
    /// - Complexity: O(*n* log *n*) for *n* samples.
    /// - SeeAlso: Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), type 7: the default of R.
    public func percentile(_ share: Double) throws(BillingError) -> Double? {
        try Aggregation.percentile(share, of: values)
    }

    /// Some of the samples, chosen so that a drawing of them hides neither gap nor extreme.
    ///
    /// Always kept are both samples beside every gap, the first and the last of all, and a lowest and a highest one. What
    /// the target has left goes to stretches of equal length, each of which keeps a lowest and a highest sample. The
    /// samples that are always kept are kept even if they are more than the target.
    ///
    /// - Parameters:
    ///   - target: How many samples to keep at most; if there are no more, all are kept.
    ///   - gap: The distance beyond which two neighbouring samples, or the days of two dates, have a gap between them,
    ///     such as the staleness limit of a metric; nil if silence is no gap.
    /// - Returns: The samples that are kept, in order of time.
    /// - Throws: `BillingError`, which a series never causes.
    /// - Complexity: O(*n*) for *n* samples.
    public func downsampled(
        to target: Int, gapsBeyond gap: Duration? = nil
    ) throws(BillingError) -> [MetricSample] {
        let unit = timing == .dates ? Instants.perDay : 1
        let longest = (gap?.wholeMicroseconds ?? .max) / unit
        let (positions, values) = (positions, values)
        // A missing point stands for each gap.
        var places: [Int64] = []
        var points: [Double?] = []
        var indexes: [Int] = []
        for (index, position) in positions.enumerated() {
            if let last = places.last, position - last > longest {
                places.append(position)
                points.append(nil)
                indexes.append(index)
            }
            places.append(position)
            points.append(values[index])
            indexes.append(index)
        }
        return try Downsampling.minMax(positions: places, values: points, target: target)
            .map { self[indexes[$0]] }
    }
}
