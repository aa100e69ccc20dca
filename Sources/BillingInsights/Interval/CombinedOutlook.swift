/// The outlook of a combination of methods: its forecasts, trusted as far as its past errors say.
///
/// A single step has errors of many origins, pooled over all steps. A sum has its own, those of whole paths,
/// of which few are independent: its limits are wider by 1 + (z² + 1) / 4ν, as Student's are than the
/// Gaussian ones, for ν windows.
///
/// - SeeAlso: Fisher and Cornish (1960), The percentile points of distributions having known cumulants, for
///   that expansion; Lo and MacKinlay (1988), Stock market prices do not follow random walks, for what
///   overlapping windows are worth.
struct CombinedOutlook: Outlook {
    private let forecast: [Double]
    private let errors: PathErrors
    private let unit: Double
    private let least: Double
    private let sizes: [Double]
    private let spread: Spread

    init(_ combination: Combination, _ history: History, decay: Double) {
        let least = history.isNonnegative ? 0 : -Double.greatestFiniteMagnitude
        let errors = PathErrors(
            combination.table, in: history.course, seasons: combination.seasons, decay: decay)
        let horizon = combination.table.horizon
        var squares = ErrorSizes(horizon: horizon)
        errors.forEachPath { squares.add($1) }
        let stepSizes = squares.sizes
        let period = combination.seasons.short.period
        var positions = PositionSizes(
            period: period, cycles: Double(errors.origins * errors.stride) / Double(period))
        errors.forEachPath { positions.add($1, from: $0, sizes: stepSizes) }
        let factors = positions.factors
        var scaled: [Double] = []
        // Some hundred errors tell a quantile well enough.
        errors.forEachPath(stride: max(errors.origins * horizon / 500, 1)) { origin, path in
            for (step, error) in path.enumerated() where !error.isNaN && stepSizes[step] > 0 {
                scaled.append(error / (stepSizes[step] * factors[(origin + step) % period]))
            }
        }
        let count = history.course.count
        let sizes = (0..<horizon).map { stepSizes[$0] * factors[(count + $0) % period] }
        let origins = Double(errors.origins)
        self.least = least
        self.errors = errors
        self.sizes = sizes
        unit = history.unit
        forecast = combination.table.forecast.map { max($0, least) }
        spread = Spread(of: scaled, origins: origins, windows: origins)
    }

    func estimate(of steps: Range<Int>) -> Forecast.Estimate { unscaled(of: steps).scaled(by: unit) }

    private func unscaled(of steps: Range<Int>) -> Forecast.Estimate {
        var value = 0.0
        for step in steps { value += forecast[step] }
        let limits = steps.count == 1 ? limits(of: steps.lowerBound) : limits(ofSumOver: steps, value: value)
        return limits.estimate(value, least: least)
    }

    private func limits(of step: Int) -> Limits { spread.limits(ofSize: size(of: step)) }

    /// The root mean square error to expect of a step.
    private func size(of step: Int) -> Double {
        sizes[step] * errors.optimism * errors.scale(forecast[step], steps: 1)
    }

    private func limits(ofSumOver steps: Range<Int>, value: Double) -> Limits {
        let seen = errors.errors(ofSumOver: steps)
        let root = Self.rootMeanSquare(seen)
        guard root > 0 else {
            // Nothing was seen, or nothing missed: as if all errors went together, which is the widest that
            // they can.
            return steps.reduce(Limits.none) { $0 + limits(of: $1) }
        }
        let windows = windows(paths: seen.count, steps: steps.count)
        let spread = Spread(of: seen.map { $0 / root }, origins: Double(seen.count), windows: windows)
        let size = size(ofSumOver: steps, value: value, root: root, windows: windows)
        return spread.limits(ofSize: size)
            .widened(by: Spread.gaussian.map { Self.widening($0, windows: windows) })
    }

    private static func rootMeanSquare(_ errors: [Double]) -> Double {
        guard !errors.isEmpty else { return 0 }
        return (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    }

    /// The root mean square error to expect of a sum: that of the past, drawn towards that of errors which
    /// all go together, the less the more windows were seen.
    private func size(ofSumOver steps: Range<Int>, value: Double, root: Double, windows: Double) -> Double {
        let size = root * errors.optimism * errors.scale(value, steps: steps.count)
        var widest = 0.0
        for step in steps { widest += self.size(of: step) }
        let excess = max(widest * widest - size * size, 0)
        return (size * size + excess / (1 + 2 * windows * windows)).squareRoot()
    }

    /// How many independent windows overlapping paths are worth: half as many again as lie side by side.
    private func windows(paths: Int, steps: Int) -> Double {
        1.5 * Double(paths * errors.stride) / Double(steps)
    }

    private static func widening(_ limit: Double, windows: Double) -> Double {
        1 + (limit * limit + 1) / (4 * (windows + 1))
    }

    func probability(thatTotalOf steps: Range<Int>, exceeds amount: Double) -> Double? { nil }

    func courses(of steps: Range<Int>) -> [[Double]] {
        let paths = errors.wholePaths()
        let shapes =
            paths.count >= Self.leastPaths ? shapes(steps, of: paths) : shapesWithoutPast(steps)
        let sum = unscaled(of: steps)
        let sums = shapes.map { $0.reduce(0, +) }
        var courses = shapes
        let order = shapes.indices.sorted { (sums[$0], $0) < (sums[$1], $1) }
        for (rank, place) in order.enumerated() {
            let share = (Double(rank) + 0.5) / Double(order.count)
            courses[place] = moved(shapes[place], steps, from: sums[place], to: sum.quantile(share))
        }
        let most = Double.greatestFiniteMagnitude
        return courses.map { $0.map { min(max($0 * unit, -most), most) } }
    }

    /// Fewer would tell no limit at 95 %.
    private static let leastPaths = 40

    /// The forecast with the errors of past paths, less their mean: paths that overlap miss to one side
    /// together, which says nothing of the side to come.
    private func shapes(_ steps: Range<Int>, of paths: [[Double]]) -> [[Double]] {
        var means = forecast.map { _ in 0.0 }
        for path in paths { for step in steps { means[step] += path[step] / Double(paths.count) } }
        return paths.map { path in
            steps.map { step in
                let error = (path[step] - means[step]) * errors.scale(forecast[step], steps: 1)
                return max(forecast[step] + error, least)
            }
        }
    }

    /// Forecasts that keep their distance from each other, the lowest first.
    private func shapesWithoutPast(_ steps: Range<Int>) -> [[Double]] {
        (0..<Self.leastPaths).map { place in
            let distance = (2 * Double(place) + 1) / Double(Self.leastPaths) - 1
            return steps.map { max(forecast[$0] + distance * size(of: $0), least) }
        }
    }

    /// A course whose sum is moved: in proportion where nothing is negative, else by the sizes of errors.
    private func moved(
        _ course: [Double], _ steps: Range<Int>, from sum: Double, to target: Double
    ) -> [Double] {
        guard sum != target else { return course }
        if least == 0 {
            guard sum > 1e-9 * target else { return course.map { _ in target / Double(course.count) } }
            return course.map { $0 * (target / sum) }
        }
        let sizes = steps.map { size(of: $0) }
        let whole = sizes.reduce(0, +)
        guard whole > 0 else { return course }
        return zip(course, sizes).map { $0 + (target - sum) * ($1 / whole) }
    }
}

extension Forecast.Estimate {
    /// The same in another unit, within the numbers that there are.
    func scaled(by unit: Double) -> Self {
        let most = Double.greatestFiniteMagnitude
        func scale(_ value: Double) -> Double { min(max(value * unit, -most), most) }
        return Self(
            value: scale(value),
            interval80: scale(interval80.lowerBound)...scale(interval80.upperBound),
            interval95: scale(interval95.lowerBound)...scale(interval95.upperBound))
    }
}
