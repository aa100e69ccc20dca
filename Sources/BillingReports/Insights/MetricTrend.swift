import BillingInsights
public import BillingModel

/// Where a metric is going, by the days of the last half year, or those since its level last changed for good.
///
/// The JSON form has the keys `metric`, `labels`, `name`, `unit`, `first`, `last`, `direction`, `slope`, and `known` and `growth` if
/// there are such; `slope` and `growth` have the keys `value` and `interval95`, a list of the lower and the upper end.
public struct MetricTrend: Hashable, Sendable, Codable {
    /// Where it is going.
    public enum Direction: String, CaseIterable, Hashable, Sendable, Codable {
        /// It grows, also at the lower end of the interval.
        case growing
        /// It shrinks, also at the upper end of the interval.
        case shrinking
        /// Neither end of the interval would have moved it by a tenth of its level.
        case steady
        /// None of these can be said.
        case unclear
    }

    /// A speed.
    public struct Rate: Hashable, Sendable, Codable {
        /// The estimate.
        public let value: Double
        /// Where the true rate lies in nineteen of twenty cases.
        public let interval95: ClosedRange<Double>
    }

    /// The metric.
    public let metric: MetricID
    /// The labels of a part; none of the whole.
    public let labels: Labels
    /// The name of the metric.
    public let name: String
    /// The unit of the figures.
    public let unit: String
    /// The first known day of those that were looked at.
    public let first: LocalDate
    /// The last day that was looked at.
    public let last: LocalDate
    /// The last known day, if the feed has been silent since; nil of any other.
    public let lastKnown: LocalDate?
    /// Where it is going.
    public let direction: Direction
    /// The change from one day to the next, in the unit of the figures.
    public let slope: Rate
    /// The change in 30 days as a share of the level; nil where figures are negative or next to nothing.
    public let growth: Rate?

    private enum CodingKeys: String, CodingKey {
        case metric, labels, name, unit, first, last
        case lastKnown = "known"
        case direction, slope, growth
    }

    /// Whether it is sure to go up or down.
    var isMoving: Bool { direction == .growing || direction == .shrinking }

    /// The trend as a sentence: `Orders: growing 4.0 % a month (95 %: 3.2 to 5.1) since 2024-01-05`, or of a silent feed
    /// `Orders: grew 4.0 % a month (95 %: 3.2 to 5.1) from 2024-01-05 to 2024-04-30`.
    public var statement: String {
        let time = lastKnown.map { "from \(first) to \($0)" } ?? "since \(first)"
        return "\(ScreenText.title(name, labels)): \(course) \(time)"
    }

    /// What it does or, of a silent feed, did.
    private var course: String {
        switch direction {
        case .growing: "\(lastKnown == nil ? "growing" : "grew") \(speed)"
        case .shrinking: "\(lastKnown == nil ? "shrinking" : "shrank") \(speed)"
        case .steady: "steady"
        case .unclear: "no trend that is sure"
        }
    }

    private var speed: String {
        growth.map { Self.text($0, times: 100, "% a month") }
            ?? "by " + Self.text(slope, times: 1, "\(unit) a day")
    }

    /// The size of a rate that is sure to be one, with its interval, which need not lie evenly around it.
    private static func text(_ rate: Rate, times factor: Double, _ unit: String) -> String {
        let ends = [abs(rate.interval95.lowerBound), abs(rate.interval95.upperBound)].sorted()
        let numbers = ([abs(rate.value)] + ends).map { $0 * factor }
        var texts = numbers.map { NumberText.number($0, decimals: 1) }
        if texts.contains("0.0") { texts = numbers.map(NumberText.average) }
        let isExact = texts[1] == texts[0] && texts[2] == texts[0]
        return "\(texts[0]) \(unit)" + (isExact ? "" : " (95 %: \(texts[1]) to \(texts[2]))")
    }
}

/// A day on which a metric changed for good, seen from the days before and after.
///
/// The JSON form has the keys `metric`, `labels`, `name`, `unit`, `kind`, `date`, `likely` (a list of the first and the last
/// date), `before`, `after` and `score`.
public struct MetricChange: Hashable, Sendable, Codable {
    /// What changed.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// The level.
        case level
        /// The slope: growth began, ended or turned.
        case slope
    }

    /// The metric.
    public let metric: MetricID
    /// The labels of a part; none of the whole.
    public let labels: Labels
    /// The name of the metric.
    public let name: String
    /// The unit of the figures.
    public let unit: String
    /// What changed.
    public let kind: Kind
    /// The first day of the new level or slope.
    public let date: LocalDate
    /// Where that day lies in nineteen of twenty cases.
    public let likely: ClosedRange<LocalDate>
    /// The level just before, without the season of the week, or the slope a day.
    public let before: Double
    /// The level just after, or the slope a day.
    public let after: Double
    /// How sure it is: the difference in standard errors.
    public let score: Double

    /// The change as a sentence: `Orders: from 100.2 to 140.1 on 2024-03-02`.
    public var statement: String {
        let (before, after) = (NumberText.average(before), NumberText.average(after))
        let what = kind == .level ? "from \(before) to \(after)" : "slope from \(before) to \(after) a day"
        return "\(ScreenText.title(name, labels)): \(what) on \(date)"
    }
}
