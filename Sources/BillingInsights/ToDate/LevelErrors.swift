/// How far ends of cycles were missed from the ends before them, by how many cycles they were ahead.
struct LevelErrors: Sendable {
    /// The root mean square error of each cycle ahead, the nearest first, in units of the scale of a forecast.
    let sizes: [Double]

    /// - Parameters:
    ///   - levels: The ends of earlier cycles as if all were equally long.
    ///   - count: How many cycles ahead to look, at least 1.
    ///   - place: What knows the scale of a forecast.
    /// - Complexity: O(*n*(*n* + *count*)) for *n* levels.
    init(_ levels: [Double?], count: Int, place: CyclePlace) {
        var squares = ErrorSizes(horizon: count)
        for origin in 2..<max(levels.count, 2) {
            let forecasts = CycleLevels.forecast(levels[..<origin], count: min(count, levels.count - origin))
            let errors = zip(forecasts, levels[origin...]).map { forecast, level in
                level.map { ($0 - forecast) / place.scale(forecast) } ?? .nan
            }
            errors.withUnsafeBufferPointer { squares.add($0) }
        }
        sizes = squares.sizes
    }
}
