/// Least squares for two coefficients: y = a u + b v.
struct TwoCoefficients: Sendable {
    private var uu = 0.0
    private var uv = 0.0
    private var vv = 0.0
    private var uy = 0.0
    private var vy = 0.0
    private var yy = 0.0

    init() {}

    @inline(__always)
    mutating func add(_ u: Double, _ v: Double, target y: Double, weight: Double) {
        let weightedU = weight * u
        let weightedV = weight * v
        uu += weightedU * u
        uv += weightedU * v
        vv += weightedV * v
        uy += weightedU * y
        vy += weightedV * y
        yy += weight * y * y
    }

    /// The best b; 0 where the data cannot tell it from a.
    var second: Double {
        let determinant = uu * vv - uv * uv
        guard determinant > 1e-9 * uu * vv else { return 0 }
        return (uu * vy - uv * uy) / determinant
    }

    /// The best a for this b; 0 where nothing speaks of it.
    func first(whenSecondIs b: Double) -> Double {
        uu > 0 ? (uy - b * uv) / uu : 0
    }

    /// The sum of squared errors of these coefficients.
    func squaredError(_ a: Double, _ b: Double) -> Double {
        let fitted = a * (a * uu + 2 * (b * uv - uy)) + b * (b * vv - 2 * vy)
        return max(yy + fitted, 0)
    }
}
