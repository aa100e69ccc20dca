/// The ends of cycles to come, from those of earlier ones alone.
///
/// Nine smoothings with and without a damped trend, each weighted by the inverse cube of its mean square
/// error: few cycles tell little, but enough to see a fleet that grows.
///
/// - SeeAlso: Gardner and McKenzie (1985), Forecasting trends in time series.
enum CycleLevels {
    /// Weights of the newest level.
    private static let weights = [0.3, 0.6, 0.9]
    /// What remains of a trend after each cycle.
    private static let dampings = [0.0, 0.5, 0.95]

    /// The levels of the next `count` cycles, the nearest first; zeros where no level is known.
    ///
    /// The ends of earlier cycles come oldest first, as if all cycles were equally long.
    ///
    /// - Complexity: O(*n* + *count*) for *n* levels.
    static func forecast(_ levels: ArraySlice<Double?>, count: Int) -> [Double] {
        var paths: [(values: [Double], error: Double)] = []
        for weight in weights {
            for damping in dampings {
                paths.append(path(levels, weight: weight, damping: damping, count: count))
            }
        }
        let mean = paths.reduce(0) { $0 + $1.error } / Double(paths.count)
        // A tenth of the mean error keeps a lucky smoothing from leading alone, and all from dividing by 0.
        let shares = Combination.weights(
            paths.map { path in
                let error = mean > 0 ? path.error / mean + 0.1 : 1
                return error * error
            })
        return (0..<count).map { step in
            zip(paths, shares).reduce(0) { $0 + $1.0.values[step] * $1.1 }
        }
    }

    private static func path(
        _ levels: ArraySlice<Double?>, weight: Double, damping: Double, count: Int
    ) -> (values: [Double], error: Double) {
        var level: Double?
        var trend = 0.0
        var missed = 0.0
        var known = 0.0
        for value in levels {
            guard let last = level else {
                level = value
                continue
            }
            trend *= damping
            var next = last + trend
            if let value {
                let error = value - next
                missed += abs(error)
                known += 1
                next += weight * error
                if damping > 0 { trend += 0.5 * weight * error }
            }
            level = next
        }
        var last = level ?? 0
        let values = (0..<count).map { _ in
            trend *= damping
            last += trend
            return last
        }
        return (values, known > 0 ? missed / known : 0)
    }
}
