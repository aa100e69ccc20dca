package import BillingModel

extension BucketWidth {
    /// Whether buckets of this width are narrower than the cadence of a metric, so that most would hold nothing.
    ///
    /// The buckets of a metric that is sent by the date are never narrower than a day.
    package func isNarrower(than cadence: Cadence) -> Bool {
        guard !isDayOrWider else { return false }
        guard let least = cadence.minutes else { return true }
        switch kind {
        case .minutes(let count): return count < least
        case .hours(let count): return count * 60 < least
        case .day, .week, .months, .cycle: return false
        }
    }
}
