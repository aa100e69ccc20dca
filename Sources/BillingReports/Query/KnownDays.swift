import BillingModel
import BillingTime

/// Which days of a figure that is made of some series are known in full, so that nothing more is expected of them.
///
/// Such a day is over and the lag of the metric has passed; some series is known on it, and so is every other one that was known in
/// the week before. So a feed that is late leaves a day open, and one that ended does not. A level is known at the end of a day,
/// anything else if the whole day is covered.
struct KnownDays {
    private let members: [SeriesColumn]
    private let metric: Metric
    private let plan: BucketPlan
    private var last: [Int?]

    /// Takes the series that a figure is made of, on a plan whose buckets are days.
    init(_ members: [SeriesColumn], of metric: Metric, on plan: BucketPlan) {
        self.members = members
        self.metric = metric
        self.plan = plan
        last = Array(repeating: nil, count: members.count)
    }

    /// Whether a day is known; days are asked for in their order.
    mutating func isKnown(_ day: Int) -> Bool {
        let time = plan.passed(day)
        var (isAny, isLate) = (false, false)
        for place in members.indices {
            let member = members[place]
            let isKnown =
                metric.kind == .gauge ? member.values.value(day) != nil : member.coverage.covers(time)
            if isKnown {
                last[place] = day
                isAny = true
            } else if let known = last[place], day - known <= 7 {
                isLate = true
            }
        }
        return isAny && !isLate && plan.isSettled(day, metric)
    }
}

extension BucketPlan {
    /// What of a bucket has passed.
    func passed(_ bucket: Int) -> Range<Int64> {
        instants[bucket]..<max(instants[bucket], min(instants[bucket + 1], now))
    }

    /// Whether a bucket is over, and late data of a metric are not expected any more.
    func isSettled(_ bucket: Int, _ metric: Metric) -> Bool {
        let end = instants[bucket + 1]
        return end <= now && metric.lag.wholeMicroseconds <= now - end
    }
}

extension IntervalSet {
    /// Whether all of a range is covered, which is not empty.
    func covers(_ range: Range<Int64>) -> Bool {
        !range.isEmpty && coveredLength(in: range) == range.upperBound - range.lowerBound
    }
}
