/// The dynamic optimised Theta model.
///
/// μ_t = ℓ_{t−1} + k ((1 − α)^{t−1} A_{t−1} + (1 − (1 − α)^t) / α · B_{t−1}), ℓ_t = ℓ_{t−1} + α (y_t −
/// ℓ_{t−1}), with k = 1 − 1/θ and the intercept A and slope B of the line through the values so far. Given α,
/// μ is linear in ℓ_0 and k, so that least squares finds both at once and only α is searched. A gap leaves
/// the level as it is.
///
/// - SeeAlso: Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), Models for optimising the theta
///   method and their relationship to state space models, equations 10 to 16.
struct DynamicTheta: PathModel, Sendable {
    let alpha: Double
    /// k = 1 − 1/θ, from 0 (simple smoothing) to 1 (θ without bound).
    let lineShare: Double
    /// ℓ_0.
    let level: Double
    /// The sum of squared errors of one step, from the second value on.
    let squaredError: Double

    /// Fits the model.
    ///
    /// - Complexity: O(*n*) for each of 18 values of α.
    init(_ course: Course) {
        let lines = Lines(course)
        var best = Self(course, alpha: 0.05, lines)
        for trial in 1..<10 {
            let candidate = Self(course, alpha: 0.05 + 0.1 * Double(trial), lines)
            if candidate.squaredError < best.squaredError { best = candidate }
        }
        var step = 0.05
        while step > 0.005 {
            let centre = best.alpha
            for alpha in [centre - step, centre + step] where alpha >= 0.025 && alpha < 1 {
                let candidate = Self(course, alpha: alpha, lines)
                if candidate.squaredError < best.squaredError { best = candidate }
            }
            step /= 2
        }
        self = best
    }

    /// The best ℓ_0 and k for one α.
    private init(_ course: Course, alpha: Double, _ lines: Lines) {
        let origin = course.values.first ?? 0
        let lineScale = 1 / alpha
        var level = 0.0
        var share = 1.0
        var fade = 1.0
        var fit = TwoCoefficients()
        course.values.withUnsafeBufferPointer { values in
            course.known.withUnsafeBufferPointer { known in
                lines.slopes.withUnsafeBufferPointer { slopes in
                    lines.intercepts.withUnsafeBufferPointer { intercepts in
                        for index in values.indices {
                            let next = fade * (1 - alpha)
                            let line = fade * intercepts[index] + (1 - next) * lineScale * slopes[index]
                            let miss = values[index] - origin - level
                            fit.add(share, line, target: miss, weight: index == 0 ? 0 : known[index])
                            let gain = alpha * known[index]
                            level += gain * miss
                            share -= gain * share
                            fade = next
                        }
                    }
                }
            }
        }
        let slopeShare = min(max(fit.second, 0), 1)
        let first = fit.first(whenSecondIs: slopeShare)
        self.alpha = alpha
        lineShare = slopeShare
        self.level = origin + first
        squaredError = fit.squaredError(first, slopeShare)
    }

    func fill(_ table: inout PathTable, from course: Course) {
        let origin = course.values.first ?? 0
        let lines = Lines(course)
        // Divisions would be most of the work of a path.
        let inverses = (0..<course.count + table.horizon + 2).map { 1 / Double(max($0, 1)) }
        var level = self.level - origin
        var fade = 1.0
        for index in 0...course.count {
            if table.contains(index) {
                table.write(index) { path in
                    self.path(
                        path, origin: origin, level: level, fade: fade, mean: lines.means[index],
                        slope: lines.slopes[index], count: index, inverses)
                }
            }
            guard index < course.count else { break }
            level += alpha * course.known[index] * (course.values[index] - origin - level)
            fade *= 1 - alpha
        }
    }

    /// Each forecast joins the line and the level as if it had come.
    private func path(
        _ path: UnsafeMutableBufferPointer<Double>, origin: Double, level: Double, fade: Double, mean: Double,
        slope: Double, count: Int, _ inverses: [Double]
    ) {
        let lineScale = 1 / alpha
        var level = level, fade = fade, mean = mean, slope = slope
        var count = count
        inverses.withUnsafeBufferPointer { inverses in
            for step in path.indices {
                let next = fade * (1 - alpha)
                let intercept = mean - 0.5 * Double(count + 1) * slope
                let line = fade * intercept + (1 - next) * lineScale * slope
                let forecast = level + lineShare * line
                path[step] = origin + forecast
                count += 1
                level += alpha * (forecast - level)
                let miss = forecast - mean
                let turned = (Double(count - 2) * slope + 6 * inverses[count] * miss) * inverses[count + 1]
                slope = count < 2 ? 0 : turned
                mean += miss * inverses[count]
                fade = next
            }
        }
    }

    /// The least-squares line through the first values, for every number of them.
    private struct Lines {
        var slopes = [0.0]
        var intercepts = [0.0]
        var means = [0.0]

        init(_ course: Course) {
            let origin = course.values.first ?? 0
            var mean = 0.0
            var slope = 0.0
            means.reserveCapacity(course.count + 1)
            slopes.reserveCapacity(course.count + 1)
            intercepts.reserveCapacity(course.count + 1)
            for (index, value) in course.values.enumerated() {
                let count = Double(index + 1)
                let miss = value - origin - mean
                slope = index == 0 ? 0 : ((count - 2) * slope + 6 / count * miss) / (count + 1)
                mean += miss / count
                means.append(mean)
                slopes.append(slope)
                intercepts.append(mean - 0.5 * (count + 1) * slope)
            }
        }
    }
}
