import BillingTime

/// What the series of a level add up to, weighted by time, over the time in which any of them holds.
///
/// Graph, table and comparison have the one rule; for a single series it is the mean over the time in which that holds.
struct LevelMean {
    private let members: [SeriesColumn]
    private let held: IntervalSet

    init(_ members: [SeriesColumn]) {
        self.members = members
        held = IntervalSet(members.flatMap(\.held.ranges))
    }

    /// The mean in some buckets, as the exact sum of values times microseconds and the number of these; nil if none holds.
    func ratio(of buckets: Range<Int>, on plan: BucketPlan) -> ExactRatio? {
        let bounds = plan.instants
        let length = held.coveredLength(in: bounds[buckets.lowerBound]..<bounds[buckets.upperBound])
        guard length > 0 else { return nil }
        var sum = ExactSum()
        for member in members {
            for state in member.weighted[buckets] { sum.merge(state.weighted) }
        }
        return ExactRatio(sum: sum, count: Int(length))
    }
}
