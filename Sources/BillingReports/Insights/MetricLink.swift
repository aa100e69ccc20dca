public import BillingModel

/// Two metrics of which one follows the other from day to day, beyond what the calendar and chance explain.
///
/// That they move together does not say that one is the cause of the other.
///
/// The JSON form has the keys `leader`, `follower`, `lag`, `coefficient`, `days`, `effective` and `probability`.
public struct MetricLink: Hashable, Sendable, Codable {
    /// A metric, or a part of one.
    ///
    /// The JSON form has the keys `metric`, `labels` and `name`.
    public struct Side: Hashable, Sendable, Codable {
        /// The metric.
        public let metric: MetricID
        /// The labels of a part; none of the whole.
        public let labels: Labels
        /// The name of the metric.
        public let name: String

        /// The name with the values of the labels.
        var title: String { ScreenText.title(name, labels) }
    }

    /// The metric whose days come first; of two on the same day either.
    public let leader: Side
    /// The metric whose days come after.
    public let follower: Side
    /// By how many days it comes after, 0 to 7.
    public let lag: Int
    /// The rank correlation of what is new on a day, from −1 to 1; negative where one falls as the other rises.
    public let coefficient: Double
    /// How many pairs of days were held against each other.
    public let days: Int
    /// How many independent pairs of days say as much.
    public let effectiveDays: Double
    /// The probability of such a coefficient between metrics that have nothing to do with each other.
    public let probability: Double

    private enum CodingKeys: String, CodingKey {
        case leader, follower, lag, coefficient, days, effectiveDays = "effective", probability
    }

    /// The link as a sentence: `Messages follows Devices reporting by 2 days (+0.62, 178 days)`, or of what falls as the other rises
    /// `Messages moves against Devices reporting 2 days later (−0.62, 178 days)`.
    public var statement: String {
        let strength = NumberText.number(coefficient, decimals: 2, showsPlus: true)
        return "\(course) (\(strength), \(NumberText.whole(days)) days)"
    }

    /// What the two metrics do.
    private var course: String {
        let isAgainst = coefficient < 0
        guard lag > 0 else {
            let way = isAgainst ? "against each other" : "together"
            return "\(leader.title) and \(follower.title) move \(way)"
        }
        let time = lag == 1 ? "a day" : "\(lag) days"
        return isAgainst
            ? "\(follower.title) moves against \(leader.title) \(time) later"
            : "\(follower.title) follows \(leader.title) by \(time)"
    }
}

extension Finding {
    var side: MetricLink.Side { MetricLink.Side(metric: metric, labels: labels, name: name) }
}

extension MetricTrend {
    var side: MetricLink.Side { MetricLink.Side(metric: metric, labels: labels, name: name) }
}

extension MetricChange {
    var side: MetricLink.Side { MetricLink.Side(metric: metric, labels: labels, name: name) }
}
