/// Complex exponential smoothing, without a season.
///
/// f_t = ℓ_{t−1}, ℓ_t = ℓ_{t−1} − (1 − α₁) c_{t−1} + (α₀ − α₁) e_t, c_t = ℓ_{t−1} + (1 − α₀) c_{t−1} + (α₀ +
/// α₁) e_t: a level with a second part that carries what a trend would, without the choice between trend and
/// none. The smoothing parameter α₀ + iα₁ stays where the filter is stable.
///
/// - SeeAlso: Svetunkov, Kourentzes and Ord (2022), Complex exponential smoothing, equations 6 and 16.
enum ComplexSmoothing {
    static func rule(_ real: Double, _ imaginary: Double) -> TwoStateFilter.Rule {
        .init(
            f11: 1, f12: imaginary - 1, f21: 1, f22: 1 - real, g1: real - imaginary, g2: real + imaginary,
            seen: 0)
    }

    /// - Complexity: O(*n*) for each of about 60 trials.
    static func fit(_ course: Course) -> TwoStateFilter {
        let search = NelderMead(
            dimensions: 2, lower: [0.01, 0.01, 0, 0], upper: [2.4, 2, 0, 0], evaluations: 60)
        let best = search.minimum(from: [1.3, 1, 0, 0], edge: [0.2, -0.1, 0, 0]) { trial in
            guard isStable(trial[0], trial[1]) else { return .infinity }
            return TwoStateFilter(course, rule: rule(trial[0], trial[1])).squaredError
        }
        return TwoStateFilter(course, rule: rule(best.point[0], best.point[1]))
    }

    static func isStable(_ real: Double, _ imaginary: Double) -> Bool {
        func square(_ value: Double) -> Double { value * value }
        return square(real - 2.5) + square(imaginary) > 1.25
            && square(real - 0.5) + square(imaginary - 1) > 0.25
            && square(real - 1.5) + square(imaginary - 0.5) < 1.5
    }
}
