/// A linear filter of two states in innovation form: f_t = x_1 + c x_2, x_t = F x_{t−1} + g (y_t − f_t).
///
/// Errors are linear in the first states, so that least squares finds them in the pass that measures the fit;
/// a search is left with the parameters of F and g alone. A gap has error 0.
///
/// - SeeAlso: Hyndman, Koehler, Ord and Snyder (2008), Forecasting with Exponential Smoothing, chapter 3 and,
///   for the regression on the first states, section 12.7.
struct TwoStateFilter: PathModel, Sendable {
    /// F, g and c.
    struct Rule: Sendable {
        var f11: Double, f12: Double, f21: Double, f22: Double
        var g1: Double, g2: Double
        var seen: Double
    }

    let rule: Rule
    let first: SIMD2<Double>
    /// The sum of squared errors of one step.
    let squaredError: Double

    /// The best first states for a rule.
    ///
    /// - Complexity: O(*n*).
    init(_ course: Course, rule: Rule) {
        let origin = rule.keepsLevel ? course.values.first ?? 0 : 0
        var fit = TwoCoefficients()
        var bare = SIMD2(0.0, 0.0)
        var ofFirst = SIMD2(1.0, 0.0)
        var ofSecond = SIMD2(0.0, 1.0)
        course.values.withUnsafeBufferPointer { values in
            course.known.withUnsafeBufferPointer { known in
                for index in values.indices {
                    let weight = known[index]
                    let error = (values[index] - origin - rule.forecast(bare)) * weight
                    let u = rule.forecast(ofFirst) * weight
                    let v = rule.forecast(ofSecond) * weight
                    fit.add(u, v, target: error, weight: 1)
                    bare = rule.next(bare, error: error)
                    ofFirst = rule.next(ofFirst, error: -u)
                    ofSecond = rule.next(ofSecond, error: -v)
                }
            }
        }
        let second = fit.second
        let level = fit.first(whenSecondIs: second)
        self.rule = rule
        first = [origin + level, second]
        squaredError = fit.squaredError(level, second)
    }

    func fill(_ table: inout PathTable, from course: Course) {
        var state = first
        for index in 0...course.count {
            if table.contains(index) {
                table.write(index) { path in
                    var ahead = state
                    for step in path.indices {
                        path[step] = rule.forecast(ahead)
                        ahead = rule.next(ahead, error: 0)
                    }
                }
            }
            guard index < course.count else { break }
            let error = (course.values[index] - rule.forecast(state)) * course.known[index]
            state = rule.next(state, error: error)
        }
    }
}

extension TwoStateFilter.Rule {
    /// Whether a constant series stays as it is, so that the filter may work on distances from the first
    /// value.
    fileprivate var keepsLevel: Bool { f11 == 1 && f21 == 0 }

    @inline(__always)
    fileprivate func forecast(_ state: SIMD2<Double>) -> Double { state.x + seen * state.y }

    @inline(__always)
    fileprivate func next(_ state: SIMD2<Double>, error: Double) -> SIMD2<Double> {
        SIMD2(
            f11 * state.x + f12 * state.y + g1 * error,
            f21 * state.x + f22 * state.y + g2 * error)
    }
}
