/// Exponential smoothing with a damped trend and a season that changes.
///
/// Additive: f_t = ℓ_{t−1} + φ b_{t−1} + s_{t−m}; multiplicative: f_t = (ℓ_{t−1} + φ b_{t−1}) s_{t−m}. The
/// errors are additive in both, and a gap has error 0. The first level, slope and indices are those of the
/// classical decomposition.
///
/// - SeeAlso: Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing, table 2.2,
///   models (A,Ad,A) and (A,Ad,M).
struct SeasonalSmoothing: PathModel, Sendable {
    let kind: SeasonalProfile.Kind
    let alpha: Double
    let beta: Double
    let phi: Double
    let gamma: Double
    let start: State
    /// The sum of squared errors of one step.
    let squaredError: Double

    struct State: Sendable {
        var level: Double
        var slope: Double
        var indices: [Double]
    }

    /// Fits the model.
    ///
    /// - Parameters:
    ///   - course: At least two values.
    ///   - profile: The first indices.
    ///   - evolves: Whether the season may change at all; a season that chance explains should not.
    /// - Complexity: O(*n*) for each of about 100 trials.
    init(_ course: Course, profile: SeasonalProfile, evolves: Bool) {
        let search = NelderMead(
            dimensions: evolves ? 4 : 3, lower: [0.01, 0, 0.8, 0],
            upper: [0.99, 1, 0.98, evolves ? 0.9 : 0], evaluations: 60)
        let start = Self.start(course, profile: profile)
        var indices = start.indices
        let best = search.minimum(
            from: [0.2, 0.1, 0.9, evolves ? 0.05 : 0], edge: [0.2, 0.2, 0.06, 0.15]
        ) { trial in
            for position in indices.indices { indices[position] = start.indices[position] }
            return Self(profile.kind, trial, start, squaredError: 0).run(course, &indices)
        }
        self.init(profile.kind, best.point, start, squaredError: best.value)
    }

    private init(
        _ kind: SeasonalProfile.Kind, _ point: Parameters, _ start: State, squaredError: Double
    ) {
        self.kind = kind
        self.start = start
        self.squaredError = squaredError
        alpha = point[0]
        beta = point[0] * point[1]
        phi = point[2]
        gamma = point[3] * (1 - point[0])
    }

    /// Level and slope from the means of the first two cycles, without season.
    private static func start(_ course: Course, profile: SeasonalProfile) -> State {
        let plain = profile.removed(from: course)
        let period = profile.period
        func mean(_ cycle: Int) -> Double? {
            var sum = 0.0
            var known = 0.0
            for index in cycle * period..<(cycle + 1) * period where index < plain.count {
                sum += plain.values[index] * plain.known[index]
                known += plain.known[index]
            }
            return known > 0 ? sum / known : nil
        }
        let first = mean(0) ?? mean(1) ?? plain.values.first ?? 0
        let slope = ((mean(1) ?? first) - first) / Double(period)
        return State(level: first - slope * Double(period) / 2, slope: slope, indices: profile.indices)
    }

    private func run(_ course: Course, _ indices: inout [Double]) -> Double {
        var level = start.level
        var slope = start.slope
        var sum = 0.0
        let period = indices.count
        course.values.withUnsafeBufferPointer { values in
            course.known.withUnsafeBufferPointer { known in
                indices.withUnsafeMutableBufferPointer { indices in
                    var position = 0
                    for index in values.indices {
                        let error = step(
                            &level, &slope, &indices[position], value: values[index], known: known[index])
                        sum += error * error
                        position = position + 1 == period ? 0 : position + 1
                    }
                }
            }
        }
        return sum
    }

    /// Takes one value in and returns its error.
    ///
    /// The level learns from the value without its season, so that the season, known a cycle ago, waits for
    /// nothing.
    @inline(__always)
    private func step(
        _ level: inout Double, _ slope: inout Double, _ seasonal: inout Double, value: Double, known: Double
    ) -> Double {
        slope *= phi
        let base = level + slope
        let plain = kind == .additive ? value - seasonal : value / seasonal
        let share = (plain - base) * known
        level = base + alpha * share
        slope += beta * share
        guard kind == .multiplicative else {
            seasonal += gamma * share
            return share
        }
        let error = share * seasonal
        // A level at or below 0 says nothing about ratios.
        if base > 0 { seasonal = max(seasonal + gamma * error / base, 1e-3) }
        return error
    }

    func fill(_ table: inout PathTable, from course: Course) {
        var state = start
        let period = state.indices.count
        var position = 0
        for index in 0...course.count {
            if table.contains(index) {
                table.write(index) { path in
                    var base = state.level
                    var slope = state.slope
                    var ahead = position
                    for step in path.indices {
                        slope *= phi
                        base += slope
                        let seasonal = state.indices[ahead]
                        path[step] = kind == .additive ? base + seasonal : base * seasonal
                        ahead = ahead + 1 == period ? 0 : ahead + 1
                    }
                }
            }
            guard index < course.count else { break }
            _ = step(
                &state.level, &state.slope, &state.indices[position], value: course.values[index],
                known: course.known[index])
            position = position + 1 == period ? 0 : position + 1
        }
    }
}
