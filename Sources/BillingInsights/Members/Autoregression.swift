/// An autoregression around the mean, AR(p), by the equations of Yule and Walker.
///
/// The estimate is stationary whatever the data, so that no path runs away. A gap stands at the mean.
///
/// - SeeAlso: Box and Jenkins (1970), Time Series Analysis; Durbin (1960), The fitting of time-series models,
///   for the recursion.
struct Autoregression: PathModel, Sendable {
    let mean: Double
    /// The weights of the last values, latest first.
    let coefficients: [Double]

    /// - Complexity: O(*n* *p*).
    init(_ course: Course, order: Int) {
        mean = course.mean
        let deviations = course.deviations(from: mean)
        let order = max(min(order, course.count - 1), 0)
        let covariances = (0...order).map { SeasonTest.product(deviations, lag: $0) }
        coefficients = Self.durbin(covariances)
    }

    private static func durbin(_ covariances: [Double]) -> [Double] {
        var error = covariances.first ?? 0
        var weights: [Double] = []
        for lag in covariances.indices.dropFirst() {
            guard error > 1e-9 * covariances[0] else { break }
            var partial = covariances[lag]
            for (offset, weight) in weights.enumerated() { partial -= weight * covariances[lag - 1 - offset] }
            partial /= error
            weights = zip(weights, weights.reversed()).map { $0 - partial * $1 } + [partial]
            error *= 1 - partial * partial
        }
        return weights
    }

    func fill(_ table: inout PathTable, from course: Course) {
        let order = coefficients.count
        let deviations = Array(repeating: 0.0, count: order) + course.deviations(from: mean)
        var path = Array(repeating: 0.0, count: order + table.horizon)
        for origin in table.origins {
            for lag in 0..<order { path[lag] = deviations[origin + lag] }
            let first = table.row(origin).lowerBound
            for step in 0..<table.horizon {
                var forecast = 0.0
                for (lag, weight) in coefficients.enumerated() {
                    forecast += weight * path[order + step - 1 - lag]
                }
                path[order + step] = forecast
                table.values[first + step] = mean + forecast
            }
        }
    }
}
