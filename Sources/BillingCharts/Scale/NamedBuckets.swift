import BillingModel
import BillingReports
import BillingTime

/// How the buckets of a picture are called.
enum BucketNaming: String {
    case month, day, period, instant

    init(_ width: BucketWidth) {
        self =
            switch width {
            case .month: .month
            case .day: .day
            default: width.isDayOrWider ? .period : .instant
            }
    }
}

/// The buckets of a picture on the clock of the tenant: what a time axis and the title of a point need.
protocol NamedBuckets {
    var naming: BucketNaming { get }
    /// The first date of each bucket.
    var dates: [LocalDate] { get }
    /// The last date of each bucket, included.
    var lastDates: [LocalDate] { get }
    /// The reading of the clock at the start of each bucket, in minutes; zeros from the day on.
    var minutes: [Int] { get }
}

extension NamedBuckets {
    /// What a bucket is called: `2013-07-01`, `July 2013`, `2013-07-01 09:00`.
    func name(of place: Int) -> String {
        let date = dates[place]
        switch naming {
        case .month: return ScreenText.month(date)
        case .day: return "\(date)"
        case .period: return "\(date) to \(lastDates[place])"
        case .instant: return "\(date) \(TimeTicks.clock(minutes[place]))"
        }
    }
}
