import BillingModel

extension BucketWidth {
    /// The name of a bucket of this width for people.
    ///
    /// `2013-07` for a month, `2013-Q3` for a quarter, `2013` for a calendar year. A year that begins in another month
    /// is named by the calendar year in which it ends: the one from July 2013 to June 2014 is `FY2014`. A day is its
    /// date; a week and a billing cycle are their first and last date.
    package func name(of bucket: Bucket) -> String {
        let first = bucket.firstDate
        switch kind {
        case .months(1, _): return String("\(first)".prefix(7))
        case .months(3, _): return "\("\(first)".prefix(4))-Q\((first.month + 2) / 3)"
        case .months(_, from: 1): return String("\(first)".prefix(4))
        case .months(_, from: let month):
            // The first year of the calendar is cut, and begins after its month.
            let ends = first.month >= month ? first.year + 1 : first.year
            return "FY" + padded(ends, to: 4)
        case .minutes, .hours, .day, .week, .cycle:
            return first == bucket.lastDate ? "\(first)" : "\(first) – \(bucket.lastDate)"
        }
    }
}
