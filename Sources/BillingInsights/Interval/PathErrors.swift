/// What forecasts from earlier origins missed: the measure of how far to trust the next.
///
/// Where the season multiplies, errors are shares of the forecast.
struct PathErrors: Sendable {
    private let table: PathTable
    private let course: Course
    private let isRelative: Bool
    private let leastScale: Double
    /// By how much the past flatters: methods have seen the very values that their past forecasts are held
    /// against.
    ///
    /// A mean of *m* cycles misses one of them by √(1 − 1/m) of the true size, but the next by √(1 + 1/m).
    /// Without a season, six values stand for a cycle, since up to five parameters are fitted.
    let optimism: Double

    init(_ table: PathTable, in course: Course, seasons: Seasons, decay: Double) {
        self.table = table
        self.course = course
        isRelative = seasons.whole.kind == .multiplicative
        var size = 0.0
        for (value, known) in zip(course.values, course.known) { size += abs(value) * known }
        leastScale = 0.05 * size / Double(max(course.count, 1))
        let cycles = Self.cycles(count: course.count, seasons: seasons, decay: decay)
        optimism = ((cycles + 1) / (cycles - 1)).squareRoot()
    }

    /// The effective number of cycles of the longest season, (Σw)² / Σw², but at least 1.5.
    private static func cycles(count: Int, seasons: Seasons, decay: Double) -> Double {
        let period = seasons.whole.period
        guard period > 1 else { return max(Double(count) / 6, 1.5) }
        var weight = 1.0
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<max(count / period, 1) {
            sum += weight
            squares += weight * weight
            for _ in 0..<max(period / seasons.short.period, 1) { weight *= decay }
        }
        return max(sum * sum / squares, 1.5)
    }

    /// How many earlier origins there are.
    var origins: Int { table.count - 1 }

    /// How far apart they lie.
    var stride: Int { table.stride }

    /// The size that an error is a share of.
    func scale(_ forecast: Double, steps: Int) -> Double {
        isRelative ? max(forecast, leastScale * Double(steps)) : 1
    }

    /// The error of the sum over `steps` from each origin that saw nearly all of it, in units of its scale.
    ///
    /// Errors at gaps count as the mean of the others.
    func errors(ofSumOver steps: Range<Int>) -> [Double] {
        var errors: [Double] = []
        errors.reserveCapacity(origins)
        for origin in table.origins where origin + steps.upperBound <= course.count {
            let row = table.row(origin).lowerBound
            var forecast = 0.0
            var error = 0.0
            var known = 0.0
            for step in steps {
                let value = table.values[row + step]
                let weight = course.known[origin + step]
                forecast += value
                error += (course.values[origin + step] - value) * weight
                known += weight
            }
            guard known > 0.7 * Double(steps.count) else { continue }
            error *= Double(steps.count) / known
            errors.append(error / scale(forecast, steps: steps.count))
        }
        return errors
    }

    /// Calls `body` with the scaled errors of the path from every `stride`-th origin, as far as the series
    /// goes.
    ///
    /// An error is not a number where the value is not known.
    func forEachPath(stride: Int = 1, _ body: (_ origin: Int, _ errors: UnsafeBufferPointer<Double>) -> Void)
    {
        var path = Array(repeating: 0.0, count: table.horizon)
        path.withUnsafeMutableBufferPointer { path in
            for origin in Swift.stride(from: table.first, to: course.count, by: stride * table.stride) {
                let row = table.row(origin).lowerBound
                let count = min(table.horizon, course.count - origin)
                for step in 0..<count {
                    let forecast = table.values[row + step]
                    let error = (course.values[origin + step] - forecast) / scale(forecast, steps: 1)
                    path[step] = course.known[origin + step] > 0 ? error : .nan
                }
                body(origin, UnsafeBufferPointer(rebasing: path[..<count]))
            }
        }
    }

    /// The errors of whole paths, step by step, in units of the scale of each step.
    func wholePaths() -> [[Double]] {
        table.origins.compactMap { origin in
            guard origin + table.horizon <= course.count else { return nil }
            let row = table.row(origin).lowerBound
            return (0..<table.horizon).map { step in
                let forecast = table.values[row + step]
                let error = (course.values[origin + step] - forecast) * course.known[origin + step]
                return error / scale(forecast, steps: 1)
            }
        }
    }
}
