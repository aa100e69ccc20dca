/// The slope of a plain series, its interval, and what follows.
struct TrendLine: Sendable {
    let slope: Trend.Rate
    /// The line in the middle of the series.
    let level: Double
    let direction: Trend.Direction

    /// More points hardly narrow the interval, and cost the square.
    private static let mostPoints = 100

    init(_ series: PlainSeries) {
        let points = Self.points(series)
        let slopes = RobustLine.slopes(points).sorted()
        let slope = Median.quantile(0.5, ofSorted: slopes)
        let middle = 0.5 * ((points.first?.x ?? 0) + (points.last?.x ?? 0))
        let level = Median.of(points.map { $0.y - slope * ($0.x - middle) })
        let errors = points.map { $0.y - level - slope * ($0.x - middle) }

        let inflation = SerialDependence.inflation(of: errors)
        let reach = Self.reach(of: points.map(\.y), inflation: inflation)
        let pairs = Double(slopes.count)
        // The ranks of Sen (1968); beyond the slopes that there are, the outermost stand for what cannot be said.
        let rank = ((pairs - reach) / 2).rounded(.down)
        let outer = max(Int(rank) - 1, 0)
        let interval =
            slopes.isEmpty ? 0...0 : min(slopes[outer], slope)...max(slopes[slopes.count - 1 - outer], slope)

        self.slope = Trend.Rate(value: slope, interval95: interval)
        self.level = level
        let span = (points.last?.x ?? 0) - (points.first?.x ?? 0)
        let tolerance = 0.1 * abs(level)
        if interval.lowerBound > 0, rank >= 1 {
            direction = .growing
        } else if interval.upperBound < 0, rank >= 1 {
            direction = .shrinking
        } else if max(-interval.lowerBound, interval.upperBound) * span <= tolerance, rank >= 1 {
            direction = .steady
        } else {
            direction = .unclear
        }
    }

    /// The values at their places, as means of blocks where there are many or most are 0.
    ///
    /// A block of rare demand holds three demands on average, so that few blocks are 0.
    private static func points(_ series: PlainSeries) -> [(x: Double, y: Double)] {
        let count = series.count
        let demands = series.values.count { $0 != 0 }
        let length = max((count - 1) / mostPoints + 1, series.isRare ? (3 * count - 1) / demands + 1 : 1)
        return zip(
            Blocks.means(of: series.places.map(Double.init), length: length),
            Blocks.means(of: series.values, length: length)
        ).map { (x: $0, y: $1) }
    }

    /// How far Kendall's S may lie off 0 without a trend, in nineteen of twenty cases.
    ///
    /// The normal quantile is widened towards that of Student's distribution with as many degrees of freedom as
    /// independent values would have.
    private static func reach(of values: [Double], inflation: Double) -> Double {
        let freedom = max(Double(values.count) / inflation - 2, 1)
        let quantile = 1.96 * (1 + (1.96 * 1.96 + 1) / (4 * freedom))
        return quantile * (KendallTest.variance(of: values) * inflation).squareRoot()
    }
}
