public import BillingModel

/// Whether a series grows or shrinks, how fast, and how far to trust that.
///
/// The slope is the median of the slopes of all pairs of values without season, which a quarter of odd values
/// does not move. Its interval inverts the test of Mann and Kendall, with the variance that values have which
/// resemble their neighbours, so that few series that only wander are said to grow. A series that moved in one jump has a
/// slope too; where ``ChangePoints`` finds one, ask for the trend of what came after.
///
/// ```swift
/// let days: [Double?] = (0..<90).map { 200 + Double($0) + [5, 6, 6, 7, 6, -15, -15][$0 % 7] }
/// let trend = try Trend(of: days, grid: .daily)
/// trend.direction  // growing
/// trend.slope.value  // about 1 a day
/// trend.growth?.value  // about 0.12 a month
/// ```
public struct Trend: Equatable, Sendable {
    /// Where a series is going.
    public struct Direction: Hashable, Sendable {
        private enum Form { case growing, shrinking, steady, unclear }
        private let form: Form

        /// The slope is above 0, also at the lower end of its interval.
        public static let growing = Self(form: .growing)
        /// The slope is below 0, also at the upper end of its interval.
        public static let shrinking = Self(form: .shrinking)
        /// Neither end of the interval would have moved the series by a tenth of its level from first to last.
        public static let steady = Self(form: .steady)
        /// None of these can be said.
        public static let unclear = Self(form: .unclear)
    }

    /// A speed with the interval that holds the true one in nineteen of twenty cases.
    public struct Rate: Hashable, Sendable {
        /// The estimate.
        public let value: Double
        /// Where the true rate lies in nineteen of twenty cases.
        public let interval95: ClosedRange<Double>
    }

    /// Where the series is going.
    public let direction: Direction
    /// The change from one step to the next, in the unit of the series.
    ///
    /// Where the values say too little for an interval, it is the range of all slopes between two of them.
    public let slope: Rate
    /// The line of the trend in the middle of the series, in its unit.
    public let level: Double
    /// The change in 30 days (of months: in one) as a share of ``level``; none where a value is negative or
    /// the level is next to nothing.
    public let growth: Rate?

    /// Estimates the trend of a series.
    ///
    /// A missing value is missing and not 0. All values are read, so hand over the time that the trend is asked
    /// of, without days in progress. Series of less than three years of weeks or months keep the season of the
    /// year in their trend. Of series that are mostly 0 and of those longer than a hundred values, means of
    /// equally many neighbours stand for the values.
    ///
    /// - Parameters:
    ///   - values: The series, oldest first; finite, of magnitude at most 10³⁰⁰.
    ///   - grid: What a step is, which decides the seasons to take off.
    /// - Throws: `BillingError` with code `invalidValue` if a value is out of its range, or `unavailable` as
    ///   long as there are fewer known values than twice ``Forecast/Grid/leastHistory``.
    /// - Complexity: O(*n*) for *n* values, and at most 5,000 pairs.
    public init(of values: [Double?], grid: Forecast.Grid) throws(BillingError) {
        let series = try PlainSeries(values, grid: grid, purpose: "a trend")
        let line = TrendLine(series)
        let unit = series.unit
        level = line.level * unit
        slope = line.slope.scaled(by: unit)
        growth =
            series.isNonnegative && line.level >= Self.leastLevel
            ? line.slope.scaled(by: grid.month / line.level) : nil
        direction = line.direction
    }

    /// The least level that a share is told of, where the largest value is between 1 and 2.
    private static let leastLevel = 1e-6
}

extension Trend.Rate {
    /// The rate in another unit, which is above 0.
    func scaled(by factor: Double) -> Self {
        let ends = interval95
        return Self(
            value: value * factor, interval95: ends.lowerBound * factor...ends.upperBound * factor)
    }
}

extension Forecast.Grid {
    /// How many steps 30 days are; of months one.
    fileprivate var month: Double {
        switch self {
        case .hourly: 720
        case .daily: 30
        case .weekly: 30.0 / 7
        default: 1
        }
    }
}
