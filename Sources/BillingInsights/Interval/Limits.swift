/// How far the limits at 80 and 95 % lie off a value.
struct Limits: Equatable, Sendable {
    /// Distances downwards at each level, at least 0.
    var below: [Double]
    /// Distances upwards at each level, at least 0.
    var above: [Double]

    static let none = Limits(below: [0, 0], above: [0, 0])

    /// Limits of a sum whose errors all go together.
    static func + (left: Limits, right: Limits) -> Limits {
        Limits(
            below: zip(left.below, right.below).map { $0 + $1 },
            above: zip(left.above, right.above).map { $0 + $1 })
    }

    /// The same, wider by a factor for each level.
    func widened(by factors: [Double]) -> Limits {
        Limits(
            below: zip(below, factors).map { $0 * $1 }, above: zip(above, factors).map { $0 * $1 })
    }

    /// The estimate around a value, none of whose limits lies below `least`.
    func estimate(_ value: Double, least: Double) -> Forecast.Estimate {
        func interval(_ level: Int) -> ClosedRange<Double> {
            let lower = max(value - below[level], least)
            return lower...max(value + above[level], lower)
        }
        return Forecast.Estimate(value: value, interval80: interval(0), interval95: interval(1))
    }
}
