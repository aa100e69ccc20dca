/// The line whose slope is the median of the slopes of all pairs of points.
///
/// - SeeAlso: Theil (1950), A rank-invariant method of linear and polynomial regression analysis; Sen (1968),
///   Estimates of the regression coefficient based on Kendall's tau.
struct RobustLine: Sendable {
    let slope: Double
    /// The line at place 0.
    let start: Double

    /// - Complexity: O(*n*²).
    init(_ points: [(x: Double, y: Double)]) {
        let slope = Median.of(Self.slopes(points))
        self.slope = slope
        start = Median.of(points.map { $0.y - slope * $0.x })
    }

    func value(at x: Double) -> Double { start + slope * x }

    /// The slopes of all pairs, in no order; points at the same place have none.
    static func slopes(_ points: [(x: Double, y: Double)]) -> [Double] {
        var slopes: [Double] = []
        slopes.reserveCapacity(points.count * max(points.count - 1, 0) / 2)
        for (index, point) in points.enumerated() {
            for other in points[(index + 1)...] where other.x != point.x {
                slopes.append((other.y - point.y) / (other.x - point.x))
            }
        }
        return slopes
    }
}
