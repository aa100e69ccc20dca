package import BillingModel

/// The exact sums of the figures of many series of the same times.
///
/// The samples are added place by place; what each bucket has of them follows once for all series.
package struct LevelTotals: Sendable {
    /// What the series together say about a bucket.
    package struct Bucket: Sendable {
        /// The sum of the figures; nil if the bucket has none.
        package let exact: ExactSum?
        /// What was known last, if the bucket has no level; else the levels.
        package let last: ExactSum?
        /// Whether the bucket had a level, and has none.
        package let isPast: Bool
        /// When the samples were true.
        package let time: SampleTime?
        /// The completeness of all of the series.
        package let completeness: Completeness
    }

    private let frame: LevelFrame
    private let weights: WeightFrame?
    private var totals: ColumnTotals
    /// How many series were added.
    package private(set) var count = 0

    /// Begins with a series; nil if its figures do not follow from single samples.
    package init?(_ values: BucketColumn, _ weighted: WeightedColumn) {
        guard let (frame, samples) = values.levels, weighted.isEmpty || weighted.frame != nil else {
            return nil
        }
        self.frame = frame
        weights = weighted.frame
        totals = ColumnTotals(like: samples)
        add(samples)
    }

    /// Adds a series if it has the same times.
    ///
    /// - Returns: Whether it has.
    package mutating func add(_ values: BucketColumn, _ weighted: WeightedColumn) -> Bool {
        guard let (frame, samples) = values.levels, frame === self.frame, weighted.frame === weights else {
            return false
        }
        add(samples)
        return true
    }

    /// Adds other series if they have the same times.
    ///
    /// - Returns: Whether they have.
    package mutating func add(_ other: LevelTotals) -> Bool {
        guard other.frame === frame, other.weights === weights else { return false }
        totals.add(other.totals)
        count += other.count
        return true
    }

    private mutating func add(_ samples: ArraySlice<Double>) {
        totals.add(samples)
        count += 1
    }

    /// What the series together say about each bucket.
    ///
    /// - Throws: `BillingError` with code `overflow` if the number of samples overflows.
    package func buckets() throws(BillingError) -> [Bucket] {
        let sums = totals.sums
        var buckets: [Bucket] = []
        buckets.reserveCapacity(frame.places.count)
        for (bucket, place) in frame.places.enumerated() {
            let known = frame.completeness[bucket]
            let (samples, overflow) = known.samples.multipliedReportingOverflow(by: count)
            guard !overflow else {
                throw BillingError(
                    .overflow, rule: "a count fits 64 bits", detail: "\(count) times \(known.samples)")
            }
            let past = frame.past(bucket)
            let timed = place >= 0 && frame.isTimed ? place : past
            let exact: ExactSum? =
                place >= 0 ? sums[Int(place)] : place == LevelFrame.zero ? ExactSum() : nil
            buckets.append(
                Bucket(
                    exact: exact, last: timed.map { sums[Int($0)] }, isPast: past != nil,
                    time: timed.map { frame.time(of: $0) },
                    completeness: known.with(samples: samples, origin: known.origin)))
        }
        return buckets
    }

    /// The exact sum of the levels of each bucket times the microseconds for which they hold; none if it was not asked for.
    package func weighted() -> [ExactSum] {
        guard let weights else { return [] }
        let sums = totals.sums
        return frame.places.indices.map { bucket in
            var sum = ExactSum()
            for stretch in weights.stretches(of: bucket..<bucket + 1) {
                sum.merge(sums[Int(weights.places[stretch])].multiplied(by: Int(weights.lengths[stretch])))
            }
            return sum
        }
    }
}
