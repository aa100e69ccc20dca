import BillingInsights
public import BillingModel

/// Where a metric is going, by the days of the last half year, or those since its level last changed for good.
///
/// The JSON form has the keys `metric`, `labels`, `name`, `unit`, `first`, `last`, `direction`, `slope`, and `growth` if there is
/// one; `slope` and `growth` have the keys `value` and `interval95`, a list of the lower and the upper end.
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
    /// The first day that was looked at.
    public let first: LocalDate
    /// The last day that was looked at.
    public let last: LocalDate
    /// Where it is going.
    public let direction: Direction
    /// The change from one day to the next, in the unit of the figures.
    public let slope: Rate
    /// The change in 30 days as a share of the level; nil where figures are negative or next to nothing.
    public let growth: Rate?

    /// Whether it is sure to go up or down.
    var isMoving: Bool { direction == .growing || direction == .shrinking }

    /// The trend as a sentence: `Orders: growing 4.0 ± 1.0 % a month since 2024-01-05`.
    public var statement: String {
        let title = ScreenText.title(name, labels)
        switch direction {
        case .steady: return "\(title): steady since \(first)"
        case .unclear: return "\(title): no trend that is sure since \(first)"
        case .growing, .shrinking:
            let speed =
                growth.map { "\(Self.text($0, times: 100)) % a month" }
                ?? "by \(Self.text(slope, times: 1)) \(unit) a day"
            return "\(title): \(direction.rawValue) \(speed) since \(first)"
        }
    }

    /// The size of a rate, and half the width of its interval.
    private static func text(_ rate: Rate, times factor: Double) -> String {
        let half = 0.5 * (rate.interval95.upperBound - rate.interval95.lowerBound)
        return "\(NumberText.average(abs(rate.value) * factor)) ± \(NumberText.average(half * factor))"
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
