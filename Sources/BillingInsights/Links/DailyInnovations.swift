/// What is new on each day: what neither the week nor the days before explain.
///
/// Differences from day to day, so that neither trends nor levels that wander look alike, held against their
/// autoregression over a week, so that a day says nothing of the next: two series that each remember much move
/// together by chance for weeks.
///
/// - SeeAlso: Haugh (1976), Checking the independence of two covariance-stationary time series: a univariate
///   residual cross-correlation approach.
enum DailyInnovations {
    private static let order = 7
    /// What is further off than so many robust deviations is cut for the days after, which would remember it.
    private static let most = 3.0

    /// The innovation of each day that has an ordinary value; none on the first eight days.
    ///
    /// - Complexity: O(*n*).
    static func of(_ points: [Double?]) -> [Double?] {
        let points = withoutStrays(LocalWeek.removed(from: points))
        guard points.count > order + 1 else { return points.map { _ in nil } }
        let levels = Outliers.bounded(Course(points, period: 1), deviations: most).values
        let differences = (1..<levels.count).map { levels[$0] - levels[$0 - 1] }
        let middle = Median.of(differences.map { abs($0) }.filter { $0 > 0 })
        // A power of 2 keeps squares from vanishing or growing beyond numbers.
        let unit = middle > 1e-300 ? Double(sign: .plus, exponent: middle.exponent, significand: 1) : 1
        let bound = most * Median.deviationsOfGaussian * middle / unit
        let bounded = differences.map { min(max($0 / unit, -bound), bound) }
        let model = Autoregression(Course(bounded), order: order)
        return points.indices.map { day in
            guard let value = points[day], day > order else { return nil }
            let expected = model.expected(at: day - 1, in: bounded)
            return value - levels[day - 1] - expected * unit
        }
    }

    /// The values without those far off, such as monthly charges and holidays, which are no ordinary days.
    ///
    /// Where they are more than one in sixteen, the tail is heavy and they stay.
    private static func withoutStrays(_ points: [Double?]) -> [Double?] {
        let bounded = Outliers.bounded(Course(points, period: 1)).values
        let ordinary = zip(points, bounded).map { $0 == $1 ? $0 : nil }
        let strays = zip(points, ordinary).count { $0 != $1 }
        return 16 * strays <= points.count ? ordinary : points
    }
}
